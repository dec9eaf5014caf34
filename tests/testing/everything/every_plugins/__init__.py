"""Things to pick, paint and drop: the plug-ins of a bot that uses every part of the language."""

import struct
import zlib
from dataclasses import dataclass
from typing import Literal

from botengine import File, Money, action, service

Colour = Literal["red", "green", "blue"]
COLOURS: tuple[Colour, ...] = ("red", "green", "blue")
LONG = 7  # the thing whose name is longer than a label


@dataclass
class Thing:
    id: str
    name: str
    colour: Colour
    price: Money
    photo: File | None = None


def png(red: int, green: int, blue: int) -> bytes:
    """A picture of one colour, lighter towards the bottom."""
    rows = b"".join(b"\0" + bytes(min(255, c + y) for c in (red, green, blue)) * 120 for y in range(80))
    parts = (
        (b"IHDR", struct.pack(">2I5B", 120, 80, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


PHOTOS = {"red": png(190, 60, 70), "green": png(60, 150, 90), "blue": png(70, 90, 190)}


class Shelf:
    def __init__(self) -> None:
        self.fill()

    def fill(self) -> None:
        self.things = {str(n): self._thing(n) for n in range(25)}

    def _thing(self, n: int) -> Thing:
        name, colour = f"Thing {n}{' long' * 80 * (n == LONG)}", COLOURS[n % 3]
        photo = File(f"{colour}.png", PHOTOS[colour]) if n % 4 else None
        return Thing(str(n), name, colour, Money(n * 100), photo)


@service
def shelf() -> Shelf:
    return Shelf()


@action("things.find")
def find(query: str | None, shelf: Shelf) -> list[Thing]:
    return [thing for thing in shelf.things.values() if (query or "") in thing.name]


@action("things.get")
def get(id: str | None, shelf: Shelf) -> Thing | None:  # noqa: A002 - the flow's field
    return shelf.things.get(id or "")


@action("things.sheet", effect="natural")
def sheet(id: str, shelf: Shelf) -> File:  # noqa: A002 - the flow's field
    """What is known of a thing, as a file."""
    return File(f"Thing {id}.csv", f"id;name\n{id};{shelf.things[id].name}\n".encode(), "text/csv")


@action("things.paint", outcomes=("ok", "same"), effect="natural")
def paint(id: str, colour: Colour, shelf: Shelf) -> str:  # noqa: A002 - the flow's field
    thing = shelf.things[id]
    before, thing.colour = thing.colour, colour
    return "same" if before == colour else "ok"


@action("things.drop", effect="natural")
def drop(id: str, shelf: Shelf) -> None:  # noqa: A002 - the flow's field
    shelf.things.pop(id, None)


@action("things.reset", effect="natural")
def reset(shelf: Shelf) -> None:
    shelf.fill()


@action("things.note", outcomes=("ok", "full"), effect="natural")
def note(note: str) -> str:
    return "full" if len(note) > 20 else "ok"
