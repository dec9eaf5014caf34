"""Fitting buttons into Viber's grid: 6 columns, at most 12 rows, pages beyond."""

from collections.abc import Sequence

from botengine.engine.steps import bottom_of, buttons_of
from botengine.messages import COLUMNS, packed, widths
from botengine.spec.bot import Bot, Screen

NAVIGATION_ROWS = 1  # the row with "next" and "previous"


def list_room(bot: Bot, screen: Screen, state: str) -> int:
    """Records of one page: as many as asked for and, of rows to tap, as fit with every button shown."""
    assert screen.listing is not None
    if screen.listing.row is None:
        return screen.listing.page_size
    bottom = len(bottom_of(bot, screen))
    own = [button.columns or COLUMNS for button in buttons_of(bot, screen, state)]
    body = own[: len(own) - bottom]
    room = bot.rows - NAVIGATION_ROWS - len(packed(body)) - len(packed(widths(bottom)))
    return min(screen.listing.page_size, max(1, room))


def split(columns: Sequence[int], room: int) -> list[slice]:
    """Pages of buttons: as many as fit `room` rows; when there are several, one row is left for paging."""
    if len(packed(columns)) <= room:
        return [slice(0, len(columns))]
    pages, start = [], 0
    for end in range(1, len(columns) + 1):
        if len(packed(columns[start:end])) > room - NAVIGATION_ROWS:
            pages.append(slice(start, end - 1))
            start = end - 1
    return [*pages, slice(start, len(columns))]
