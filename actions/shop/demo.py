"""Demo data: a shop full of invented orders, the same for the same seed, from 20 to a million and more."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from sqlite_utils import Database

from actions.shop import demo_stories as stories
from actions.shop.demo_cast import FAMOUS, PARTNERS, Person, person
from actions.shop.demo_events import TONIGHT, Area, programme
from actions.shop.demo_rows import SETTINGS, BoxOffice, Purchase, customer_rows
from actions.shop.schema import create_tables, finish_tables

LAST_NUMBER = 1049  # of the newest order; the older ones count down to FIRST_NUMBER, the oldest have letters
FIRST_NUMBER = 100
FEWEST = 20  # orders, so that the well-known ones fit
MOST_PEOPLE = 200_000
LOYALTY = 0.9  # how often people buy where they usually buy
SPAN = 60 * 86_400  # seconds over which the orders are spread
TAIL = 14  # newest orders, PAUSE apart: something always happened today
PAUSE = 47 * 60
JUST_NOW = 4 * 60  # age of the newest order
CHUNK = 20_000  # orders written at once
LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # no I, O, S: they are read as digits on a phone
SIGNS = LETTERS + "346789"
CODES = len(LETTERS) * len(SIGNS) ** 4
STEP = 7_368_787  # a prime: walks through all codes in no visible order


@dataclass(frozen=True, slots=True)
class Known:
    """A well-known order: tests, docs and people find it by its number."""

    person: int
    partner: str
    event: int
    areas: tuple[int, ...]
    plot: stories.Plot


KNOWN = {
    1049: Known(11, "", 3, (0, 0), stories.paid),
    1048: Known(6, "p3", 6, (0,), stories.overpaid),
    1047: Known(5, "p1", 2, (0, 1), stories.failed),
    1046: Known(4, "p2", 4, (0, 1), stories.booked),
    1045: Known(3, "p1", 7, (0, 0), stories.expired),
    1044: Known(2, "p1", 1, (1, 2), stories.refund_due),
    1043: Known(1, "p1", 2, (0, 0), stories.paid),
    1042: Known(0, "p1", 0, (0, 0, 2), stories.booked),
    1041: Known(7, "p1", 0, (1,), stories.due_tomorrow),
    1040: Known(8, "p1", 1, (0, 0), stories.expired),
    1039: Known(9, "p2", 5, (0, 1, 1), stories.partly_paid),
    1038: Known(10, "p1", 3, (1,), stories.refunded),
    1037: Known(12, "p3", 7, (1,), stories.partly_refunded),
    1036: Known(13, "p1", 6, (0, 0), stories.paid),
}


def fill(db: Database, orders: int = 200, seed: int = 7, *, now: int) -> None:
    """Create the tables in an empty database and fill them with orders up to `now` (seconds since 1970).

    `orders` is 0 for an empty shop, else at least FEWEST.
    """
    if orders and orders < FEWEST:
        raise ValueError(f"a demo shop has at least {FEWEST} orders, or none at all; {orders} were asked for")
    create_tables(db)
    meta = {"currency": SETTINGS.currency, "zone": SETTINGS.zone, "next_number": str(LAST_NUMBER + 1)}
    with db.atomic():
        db.conn.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        if orders:
            _play(db, _Director(orders, seed, now))
    finish_tables(db)


def _play(db: Database, director: _Director) -> None:
    office = BoxOffice(director.rng)
    db.conn.executemany("INSERT INTO partners VALUES (?, ?)", PARTNERS)
    db.table("events").insert_all(director.events)
    for begin in range(0, director.orders, CHUNK):
        tables = defaultdict(list)
        for index in range(begin, min(begin + CHUNK, director.orders)):
            for name, row in office.rows(director.purchase(index)):
                tables[name].append(row)
        for name, many in tables.items():
            marks = ", ".join("?" * len(many[0]))
            db.conn.executemany(f"INSERT INTO {name} VALUES ({marks})", many)  # noqa: S608 - our own names
    db.table("areas").insert_all(office.area_row(area) for hall in director.halls for area in hall)
    db.table("customers").insert_all(customer_rows(db, director.people))


class _Director:
    """Invents the orders one after another, oldest first."""

    def __init__(self, orders: int, seed: int, now: int) -> None:
        self.orders, self.now = orders, now
        self.rng = Random(seed)  # noqa: S311 - the same data for the same seed, no secrets
        crowd = max(len(FAMOUS), min(orders // 2, MOST_PEOPLE))
        self.people = [person(n, self.rng) for n in range(crowd)]
        self.events, self.halls = programme(orders, now)
        self.offset = self.rng.randrange(CODES)

    def purchase(self, index: int) -> Purchase:
        """Invent the order with this index; call it with 0, 1, 2 ..."""
        number, created = self._number(index), self._created(index)
        known = KNOWN.get(int(number)) if number.isdecimal() else None
        who, partner, areas, plot = self._known(known) if known else self._any(created)
        total = sum(area.price for area in areas)
        method = self.rng.choice(stories.METHODS)
        story = stories.Story(created, self.now, total, created + stories.HOLD, method)
        story.tell("placed", 0)
        plot(story)
        if not known and areas[0].event == TONIGHT:
            stories.came_in(story, index)
        return Purchase(index + 1, number, who, partner, areas, story)

    def _known(self, known: Known) -> tuple[Person, str, list[Area], stories.Plot]:
        hall = self.halls[known.event]
        return self.people[known.person], known.partner, [hall[n] for n in known.areas], known.plot

    def _any(self, created: int) -> tuple[Person, str, list[Area], stories.Plot]:
        rng = self.rng
        who = rng.choice(self.people)
        partner = who.partner if rng.random() < LOYALTY else rng.choice(("p1", "p2", "p3", ""))
        areas = rng.choices(rng.choice(self.halls), k=rng.choice((1, 1, 2, 2, 2, 3, 4)))
        return who, partner, areas, stories.choose(self.now - created, rng)

    def _number(self, index: int) -> str:
        number = LAST_NUMBER - (self.orders - 1 - index)
        if number >= FIRST_NUMBER:
            return str(number)
        rest, first = divmod((self.offset + index * STEP) % CODES, len(LETTERS))
        code = LETTERS[first]
        for _ in range(4):
            rest, sign = divmod(rest, len(SIGNS))
            code += SIGNS[sign]
        return code

    def _created(self, index: int) -> int:
        newer = self.orders - 1 - index
        if newer < TAIL:
            return self.now - JUST_NOW - newer * PAUSE
        share = (index + self.rng.random()) / (self.orders - TAIL)
        return self.now - SPAN + int(share * (SPAN - (TAIL + 1) * PAUSE))
