"""Tickets as PDF: one page a ticket, with its code to scan and to read, in any alphabet.

reportlab and segno are imported when the first ticket is drawn: nothing else needs them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from actions.shop.model import Order, Ticket
from actions.shop.wording import Words, words_of

FONTS = Path(__file__).parent / "fonts"  # the machine of a shop may have none
PLAIN, BOLD = "DejaVuSans", "DejaVuSans-Bold"
MM = 72 / 25.4  # points
WIDTH, HEIGHT = 105 * MM, 184 * MM  # as wide as a phone shows without turning it
MARGIN = 9 * MM
BAND = 42 * MM  # height of the coloured head
QR = 62 * MM
INK, PAPER, QUIET, NIGHT, GLOW = "#221b38", "#ffffff", "#6f6a80", "#2b2352", "#f2b84b"
SMALLEST = 5.0  # points; smaller letters are not read


@dataclass(frozen=True, slots=True)
class Face:
    """How a text is written; `size` in points."""

    font: str
    size: float
    colour: str
    centred: bool = False

    def width(self, text: str) -> float:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        return float(stringWidth(text, self.font, self.size))

    def fitting(self, text: str, room: float) -> Face:
        """The same face, smaller if the text needs it."""
        size = self.size
        while (face := replace(self, size=size)).width(text) > room and size > SMALLEST:
            size -= 0.5
        return face


TITLE, WHEN, WHERE = Face(BOLD, 17, PAPER), Face(PLAIN, 9, GLOW), Face(PLAIN, 9, PAPER)
LABEL, VALUE = Face(PLAIN, 6, QUIET), Face(BOLD, 11, INK)
CODE, HINT = replace(VALUE, centred=True), Face(PLAIN, 6.5, QUIET, centred=True)


def tickets_pdf(order: Order, language: str = "") -> bytes:
    """Draw the tickets of an order; the same order gives the same bytes. ValueError if it has none."""
    from reportlab.pdfgen.canvas import Canvas

    if not order.tickets:
        raise ValueError(f"order {order.number} has no tickets")
    _register_fonts()
    words = words_of(language or order.language)
    file = BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), invariant=True)
    canvas.setTitle(f"{order.event} · {order.number}")
    canvas.setCreator("botengine")
    for n, ticket in enumerate(order.tickets, 1):
        title = words("Ticket {n} von {count}").format(n=n, count=len(order.tickets))
        _Page(canvas, words).draw(order, ticket, title)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


@cache
def _register_fonts() -> None:
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    for name in (PLAIN, BOLD):
        registerFont(TTFont(name, FONTS / f"{name}.ttf"))


class _Page:
    """One page, drawn from top to bottom. Heights are counted from the lower edge, as PDF does."""

    def __init__(self, canvas: Any, words: Words) -> None:
        self.canvas, self.words = canvas, words

    def draw(self, order: Order, ticket: Ticket, count: str) -> None:
        self._head(order)
        self._facts(order, ticket)
        self._tear_line(HEIGHT - BAND - 45 * MM)
        self._code(ticket.code)
        self._line(count, HINT, WIDTH / 2, 5 * MM)

    def _head(self, order: Order) -> None:
        self._box(HEIGHT - BAND, BAND, NIGHT)
        self._box(HEIGHT - BAND, 1.2 * MM, GLOW)
        below = self._block(order.event, TITLE, HEIGHT - 13 * MM, lines=2)
        when = self.words.moment(order.starts_at)  # in the zone of the evening: people read it there
        below = self._block(when, WHEN, below - 1 * MM, lines=1)
        self._block(order.venue, WHERE, below - 0.5 * MM, lines=1)

    def _facts(self, order: Order, ticket: Ticket) -> None:
        words, half = self.words, WIDTH / 2 + 2 * MM
        top = HEIGHT - BAND - 10 * MM
        self._fact(words("Kategorie"), ticket.type, MARGIN, top)
        self._fact(words("Platz"), ticket.seat, half, top)
        self._fact(words("Name"), ticket.attendee or order.buyer, MARGIN, top - 13 * MM)
        self._fact(words("Preis"), words.money(ticket.price), half, top - 13 * MM)
        self._fact(words("Bestellung"), order.number, MARGIN, top - 26 * MM)

    def _fact(self, title: str, value: str, x: float, y: float) -> None:
        self._line(title.upper(), LABEL, x, y)
        self._line(value, VALUE, x, y - 5 * MM, WIDTH / 2 - MARGIN - 2 * MM)

    def _tear_line(self, y: float) -> None:
        self.canvas.setStrokeColor(QUIET)
        self.canvas.setDash(1.5, 2.5)
        self.canvas.line(MARGIN, y, WIDTH - MARGIN, y)
        self.canvas.setDash()

    def _code(self, code: str) -> None:
        matrix = qr_matrix(code)
        size, left, top = QR / len(matrix), (WIDTH - QR) / 2, HEIGHT - BAND - 52 * MM
        path = self.canvas.beginPath()
        for y, row in enumerate(matrix):
            for x in (x for x, dark in enumerate(row) if dark):
                path.rect(left + x * size, top - (y + 1) * size, size, size)
        self.canvas.setFillColor("#000000")
        self.canvas.drawPath(path, stroke=0, fill=1)
        self._line(code, CODE, WIDTH / 2, top - QR - 7 * MM)
        hint = self.words("Bitte diesen Code am Einlass zeigen. Er gilt für eine Person, einmal.")
        self._block(hint, HINT, top - QR - 12 * MM, lines=2)

    def _block(self, text: str, face: Face, top: float, lines: int) -> float:
        """Write a text in at most so many lines, smaller if it must be; give where the next may begin."""
        while len(wrapped := _wrapped(text, face)) > lines and face.size > SMALLEST:
            face = replace(face, size=face.size - 0.5)
        for line in wrapped[:lines]:
            self._line(line, face, WIDTH / 2 if face.centred else MARGIN, top)
            top -= face.size * 1.3
        return top

    def _line(self, text: str, face: Face, x: float, y: float, room: float = WIDTH - 2 * MARGIN) -> None:
        """Write one line; what is too long even in small letters loses its end."""
        face = face.fitting(text, room)
        while len(text) > 1 and face.width(text) > room:
            text = text[:-2].rstrip() + "…"
        self.canvas.setFillColor(face.colour)
        self.canvas.setFont(face.font, face.size)
        (self.canvas.drawCentredString if face.centred else self.canvas.drawString)(x, y, text)

    def _box(self, y: float, height: float, colour: str) -> None:
        self.canvas.setFillColor(colour)
        self.canvas.rect(0, y, WIDTH, height, stroke=0, fill=1)


def qr_matrix(code: str) -> list[list[bool]]:
    """The squares of a ticket's code, row by row; True is dark."""
    import segno

    return [[bool(dark) for dark in row] for row in segno.make(code, error="m", micro=False).matrix]


def _wrapped(text: str, face: Face) -> list[str]:
    from reportlab.lib.utils import simpleSplit

    return list(simpleSplit(text, face.font, face.size, WIDTH - 2 * MARGIN))
