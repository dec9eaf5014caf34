"""Tickets as PDF: a page each, all that people and scanners need, in any alphabet."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import zlib
from dataclasses import replace

import pytest

from actions.shop.tickets import qr_matrix, tickets_pdf
from actions.shop.wording import LANGUAGES, words_of
from botengine.values import Money
from tests.actions.conftest import ALL

needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext of poppler-utils")


def text_of(pdf: bytes) -> list[str]:
    """What can be read on each page."""
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return run.stdout.decode().split("\f")[:-1]


@needs_poppler
@pytest.mark.parametrize("number", ["1043", "1044", "1046", "1049"])
def test_each_ticket_has_a_page_with_all_that_is_needed(embedded, number):
    order = embedded.get_order(ALL, number)
    pages = text_of(tickets_pdf(order))
    assert len(pages) == len(order.tickets)
    for page, ticket in zip(pages, order.tickets, strict=True):
        for fact in (order.event, order.venue, order.number, ticket.code, ticket.type, ticket.seat):
            assert fact in page
        assert ticket.attendee in page


@needs_poppler
def test_the_evening_stands_in_its_own_zone_and_language(embedded):
    order = embedded.get_order(ALL, "1046")  # in Kyiv, an hour ahead of the shop
    (page, *_) = text_of(tickets_pdf(order))
    assert "неділя, 29 березня 2026 р., 21:00" in page
    assert "31,00 €" in page
    (page, *_) = text_of(tickets_pdf(order, "de"))
    assert "Sonntag, 29. März 2026, 21:00" in page


@needs_poppler
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_words(embedded, language):
    (page, *_) = text_of(tickets_pdf(embedded.get_order(ALL, "1043"), language))
    words = words_of(language)
    for word in (
        words("Ticket {n} von {count}").format(n=1, count=2),
        words("Kategorie").upper(),
        words("Platz").upper(),
    ):
        assert word in page


def squares(pdf: bytes, modules: int) -> list[list[bool]]:
    """The code that is drawn on the first page, read from its rectangles."""
    streams = re.findall(rb"/ASCII85Decode /FlateDecode.*?stream\s(.*?~>)", pdf, re.DOTALL)
    page = zlib.decompress(base64.a85decode(streams[0], adobe=True)).decode("latin-1") if streams else ""
    found = [tuple(map(float, each)) for each in re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) \3 re", page)]
    left, top, size = min(x for x, *_ in found), max(y for _, y, _ in found), found[0][2]
    dark = {(round((top - y) / size), round((x - left) / size)) for x, y, _ in found}
    return [[(row, column) in dark for column in range(modules)] for row in range(modules)]


def test_the_code_that_is_drawn_is_the_tickets_own(embedded):
    order = embedded.get_order(ALL, "1043")
    codes = [qr_matrix(ticket.code) for ticket in order.tickets]
    assert codes[0] != codes[1]
    for ticket, matrix in zip(order.tickets, codes, strict=True):
        assert squares(tickets_pdf(replace(order, tickets=(ticket,))), len(matrix)) == matrix


def test_the_same_order_gives_the_same_bytes(embedded):
    order = embedded.get_order(ALL, "1043")
    assert tickets_pdf(order) == tickets_pdf(order)


def test_the_fonts_come_along(embedded):
    pdf = tickets_pdf(embedded.get_order(ALL, "1046"))
    assert set(re.findall(rb"/FontName /\w+\+(DejaVuSans\S*)", pdf)) == {b"DejaVuSans", b"DejaVuSans-Bold"}
    assert len(pdf) < 100_000


@needs_poppler
def test_what_is_too_long_is_made_smaller_and_then_shorter(embedded):
    order = embedded.get_order(ALL, "1043")
    ticket = replace(order.tickets[0], attendee="Maximilian " * 40, price=Money(999_999_999, "EUR"))
    wordy = replace(order, event="Ein sehr langer Titel " * 30, venue="Großer Saal " * 40, tickets=(ticket,))
    (page,) = text_of(tickets_pdf(wordy))
    assert "Ein sehr langer Titel" in page
    assert "…" in page


def test_an_order_without_tickets_has_no_pdf(embedded):
    with pytest.raises(ValueError, match="has no tickets"):
        tickets_pdf(replace(embedded.get_order(ALL, "1043"), tickets=()))
