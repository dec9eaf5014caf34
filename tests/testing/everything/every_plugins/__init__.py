"""Things to pick, paint and drop: the plug-ins of a bot that uses every part of the language."""

from dataclasses import dataclass
from typing import Literal

from botengine import Money, action, service

Colour = Literal["red", "green", "blue"]
COLOURS: tuple[Colour, ...] = ("red", "green", "blue")
LONG = 7  # the thing whose name is longer than a label


@dataclass
class Thing:
    id: str
    name: str
    colour: Colour
    price: Money


class Shelf:
    def __init__(self) -> None:
        self.fill()

    def fill(self) -> None:
        self.things = {str(n): self._thing(n) for n in range(25)}

    def _thing(self, n: int) -> Thing:
        return Thing(str(n), f"Thing {n}{' long' * 80 * (n == LONG)}", COLOURS[n % 3], Money(n * 100))


@service
def shelf() -> Shelf:
    return Shelf()


@action("things.find")
def find(query: str | None, shelf: Shelf) -> list[Thing]:
    return [thing for thing in shelf.things.values() if (query or "") in thing.name]


@action("things.get")
def get(id: str | None, shelf: Shelf) -> Thing | None:  # noqa: A002 - the flow's field
    return shelf.things.get(id or "")


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
