"""A page of a list and the buttons below it do not fit the rows that a phone shows."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.messages import COLUMNS, MAX_ROWS
from botengine.spec.bot import Button
from botengine.spec.draft import Draft
from botengine.spec.graph import buttons_by_case
from botengine.spec.problems import Problem, problem

RULE = "too-many-rows"


def check(draft: Draft) -> Iterator[Problem]:
    bottom = len(draft.bot.everywhere.bottom)
    below = 1 if 0 < bottom <= 3 else -(-bottom // 2)  # noqa: PLR2004 - three share a row, more share two by two
    for screen in draft.bot.screens.values():
        if not (screen.listing and screen.listing.row):
            continue
        cases = buttons_by_case(draft.bot, screen)
        own = max((_rows(buttons[: len(buttons) - bottom]) for _, buttons in cases), default=0)
        turning, telling = 1, any(notice.buttons for notice in draft.bot.notices.values())
        room = MAX_ROWS - turning - telling - own - below
        if screen.listing.page_size > room:
            message = f"{screen.listing.page_size} rows do not fit: with all buttons there is room for {room}"
            yield problem(RULE, draft.span(screen.place, "page_size"), message, "make 'page_size' smaller")


def _rows(buttons: tuple[Button, ...]) -> int:
    """Rows of buttons, first come first placed."""
    rows, left = 0, 0
    for button in buttons:
        width = button.columns or COLUMNS
        if width > left:
            rows, left = rows + 1, COLUMNS
        left -= width
    return rows
