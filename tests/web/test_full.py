"""A full disk: the pages still show what is there, and say in a sentence why nothing can be changed."""

from __future__ import annotations

import pytest

from botengine.errors import StoreFullError
from botengine.runtime.sessions import Pass
from botengine.values import Account, User
from botengine.web.entrance import TOUCH


@pytest.fixture
def full(anna, bot) -> None:
    """Not a byte more fits into the store."""
    pages = bot.store.database.conn.execute("PRAGMA page_count").fetchone()[0]
    bot.store.access.write(lambda tx: tx.write(f"PRAGMA max_page_count = {pages}")).result()
    for size in (5000, 50):  # large ones, then small ones into what is left
        stuffed(
            lambda n, size=size: bot.store.accounts.save(bot.id, Account(User(f"{size}-{n}", "x" * size)), "")
        )
        stuffed(
            lambda n, size=size: bot.store.sessions.keep(bot.id, Pass("session", f"{size}-{n}", "x" * size))
        )


def stuffed(put) -> None:
    """Until nothing more goes in."""
    for n in range(1000):
        try:
            put(n).result()
        except StoreFullError:
            return
    raise AssertionError("never full")


def test_what_was_typed_stays_and_the_reason_is_said(anna, full):
    answer = anna.submit("/people/paul/save", name="Paul the second" * 6, role="partner")
    assert answer.status_code == 503
    assert "its disk may be full" in answer.text
    assert "Paul the second" in answer.text


def test_pages_are_shown_also_to_who_was_away_for_a_while(anna, full, clock):
    clock.advance(2 * TOUCH)
    assert anna.look("/health").status_code == 200
    assert anna.look("/people").status_code == 200


def test_who_logs_in_is_told_why_it_does_not_work(browser, full):
    answer = browser.submit("/login/enter", name="anna", password="correct horse battery")
    assert answer.status_code == 503
    assert "its disk may be full" in answer.text
