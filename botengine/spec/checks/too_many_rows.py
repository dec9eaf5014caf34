"""A page of a list and the buttons below it do not fit the rows that a phone shows."""

from botengine.messages import COLUMNS, packed, widths
from botengine.spec.draft import Draft, Found
from botengine.spec.graph import buttons_by_case


def check(draft: Draft) -> Found:
    bottom = len(draft.bot.everywhere.bottom)
    below = len(packed(widths(bottom)))
    for screen in draft.bot.screens.values():
        if not (screen.listing and screen.listing.row):
            continue
        cases = buttons_by_case(draft.bot, screen)
        sizes = [[button.columns or COLUMNS for button in buttons] for _, buttons in cases]
        own = max(len(packed(columns[: len(columns) - bottom])) for columns in sizes)
        room = draft.bot.rows - 1 - own - below  # one row turns the pages
        if screen.listing.page_size > room:
            message = f"{screen.listing.page_size} rows do not fit: with all buttons there is room for {room}"
            yield draft.value(screen.place, "page_size"), message, "make 'page_size' smaller"
