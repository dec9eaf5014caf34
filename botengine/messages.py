"""What a turn shows to a person: a message with its keyboard, in the words of no particular messenger."""

from collections.abc import Iterable
from typing import Literal

import msgspec

COLUMNS = 6  # the width of a keyboard row in Viber's grid
MAX_ROWS = 12  # Viber's FAQ: rows visible in portrait; more are cut off on phones
MAX_TEXT = 7000  # characters of a text message (send_message)
MAX_TILES = 6  # cards of a carousel
MAX_LABEL = 250  # characters of a button's text; Viber crops the rest
MAX_PICTURE = 1_000_000  # bytes: iPhones show no larger ones; on Android it is 3 MB
PICTURES = (".jpeg", ".jpg", ".png", ".gif")  # endings of addresses that are shown as pictures
FORBIDDEN = {  # endings of files that can be run; Viber's own list is not public
    ".apk", ".bat", ".bin", ".cmd", ".com", ".csh", ".exe", ".ipa", ".jar", ".msi", ".ps1", ".run", ".scr",
    ".sh", ".vbs", ".wsf",
}  # fmt: skip

Style = Literal["plain", "primary", "danger", "quiet", "row"]
KeyKind = Literal["press", "tile", "url", "share_phone", "location"]


class Key(msgspec.Struct, frozen=True, omit_defaults=True):
    """One button: `body` is what comes back when it is pressed (`~nonce.index`), or the address to open.

    A `tile` is a card of a carousel: picture, text, and the word of what a tap does; where the messenger has
    no carousels, it is a row of the keyboard.
    """

    label: str
    body: str
    columns: int = COLUMNS
    rows: int = 1
    style: Style = "plain"
    kind: KeyKind = "press"
    picture: str = ""  # address of an image
    action: str = ""

    @property
    def comes_back(self) -> bool:
        """Whether a press sends the body, and nothing else, to the bot."""
        return self.kind in ("press", "tile")


class Keyboard(msgspec.Struct, frozen=True, omit_defaults=True):
    """The buttons under the chat, top left first. `input` tells whether typing is invited."""

    keys: tuple[Key, ...] = ()
    input: Literal["regular", "minimized", "hidden"] = "regular"


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """One bubble (or, with an empty text and no media, only a new keyboard) for one person."""

    text: str = ""
    keyboard: Keyboard | None = None
    picture: str = ""  # address of an image; `text` is its caption
    file: str = ""  # address whose last part has the file's ending
    file_name: str = ""
    file_size: int = 0  # bytes; 0: nobody knows, so that only a link can be sent
    carousel: bool = False  # show the keyboard's tiles; other messages leave them where they were shown


def widths(count: int) -> tuple[int, ...]:
    """Columns for buttons that share rows as evenly as the grid allows: 1 -> 6; 2 -> 3, 3; 3 -> 2, 2, 2."""
    few = 0 < count <= 3  # noqa: PLR2004 - three labels are the most that stay readable in one row
    return (COLUMNS // count,) * count if few else pairs(count)


def pairs(count: int) -> tuple[int, ...]:
    """Columns for buttons that share rows by twos, so that more of their labels can be read."""
    return filled((COLUMNS // 2,) * count)


def packed(columns: Iterable[int]) -> list[list[int]]:
    """The rows into which Viber packs buttons of these widths, first come first placed."""
    rows: list[list[int]] = []
    for width in columns:
        if not rows or sum(rows[-1]) + width > COLUMNS:
            rows.append([])
        rows[-1].append(width)
    return rows


def filled(columns: Iterable[int]) -> tuple[int, ...]:
    """The widths, but the last button of each row takes what is left of it."""
    return tuple(each for row in packed(columns) for each in (*row[:-1], row[-1] + COLUMNS - sum(row)))
