"""Fitting buttons into Viber's grid: 6 columns, at most 12 rows, pages beyond."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from botengine.engine.steps import bottom_of, buttons_of
from botengine.messages import COLUMNS, MAX_ROWS
from botengine.spec.bot import Bot, Screen

NAVIGATION_ROWS = 1  # the row with "next" and "previous"


def widths(count: int) -> tuple[int, ...]:
    """Columns for buttons that share rows as evenly as the grid allows: 1 -> 6; 2 -> 3, 3; 3 -> 2, 2, 2."""
    if count == 0:
        return ()
    if count <= 3:  # noqa: PLR2004 - three labels are the most that stay readable in one row
        return (COLUMNS // count,) * count
    return (COLUMNS // 2,) * (count - count % 2) + (COLUMNS,) * (count % 2)


def rows_needed(columns: Iterable[int]) -> int:
    """How many rows Viber packs buttons of these widths into, first come first placed."""
    rows, left = 0, 0
    for width in columns:
        if width > left:
            rows, left = rows + 1, COLUMNS
        left -= width
    return rows


def screen_rows(bot: Bot) -> int:
    """Rows that a screen may fill: one is kept free where notices may put their buttons on top."""
    return MAX_ROWS - any(notice.buttons for notice in bot.notices.values())


def list_room(bot: Bot, screen: Screen, state: str) -> int:
    """Records of one page: as many as asked for and, of rows to tap, as fit with every button shown."""
    assert screen.listing is not None
    if screen.listing.row is None:
        return screen.listing.page_size
    bottom = len(bottom_of(bot, screen))
    own = [button.columns or COLUMNS for button in buttons_of(bot, screen, state)]
    body = own[: len(own) - bottom] if bottom else own
    room = screen_rows(bot) - NAVIGATION_ROWS - rows_needed(body) - rows_needed(widths(bottom))
    return min(screen.listing.page_size, max(1, room))


def split(columns: Sequence[int], room: int) -> list[slice]:
    """Pages of buttons: as many as fit `room` rows; when there are several, one row is left for paging."""
    if rows_needed(columns) <= room:
        return [slice(0, len(columns))]
    pages, start = [], 0
    for end in range(1, len(columns) + 1):
        if rows_needed(columns[start:end]) > room - NAVIGATION_ROWS:
            pages.append(slice(start, end - 1))
            start = end - 1
    return [*pages, slice(start, len(columns))]
