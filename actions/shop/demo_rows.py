"""The demo shop's box office: turns invented purchases into rows of the tables."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from sqlite_utils import Database

from actions.shop.buyers import customer_record
from actions.shop.database import Row, rows
from actions.shop.demo_cast import Person, companion
from actions.shop.demo_events import SOLD_OUT, Area
from actions.shop.demo_stories import Story
from actions.shop.folding import address_key
from actions.shop.money import balance
from actions.shop.records import ShopSettings
from actions.shop.schema import EVERYBODY
from actions.shop.seats import CODE_LENGTH, code_of, label

SETTINGS = ShopSettings("EUR", "Europe/Berlin")
DOORMAN = "Rita Admin"
SLACK = 20  # free seats of an area, at least

TableRow = tuple[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Purchase:
    """Who ordered what through whom, and what became of it; `id` counts up with time."""

    id: int
    number: str
    who: Person
    partner: str
    areas: list[Area]
    story: Story


class BoxOffice:
    """Hands out seats and ticket codes, and writes everything down."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.seated: Counter[int] = Counter()  # tickets ever, by area
        self.used: Counter[int] = Counter()  # of these, those of booked and paid orders

    def rows(self, purchase: Purchase) -> Iterator[TableRow]:
        """Give the rows of a purchase as (table, values in the order of its columns)."""
        yield "orders", _order(purchase)
        yield from _money(purchase)
        for action, at, actor, detail in purchase.story.told:
            yield _line(purchase, at, action, actor, {"info": detail} if detail else {})
        yield from self._tickets(purchase)

    def _tickets(self, purchase: Purchase) -> Iterator[TableRow]:
        let_in = purchase.story.let_in
        buyer, active = purchase.who.name, purchase.story.status in {"booked", "paid"}
        for n, area in enumerate(purchase.areas):
            attendee = companion(buyer, self.rng) if n else buyer
            place, code = label(self.seated[area.id]), code_of(self.rng.getrandbits(5 * CODE_LENGTH))
            self.seated[area.id] += 1
            self.used[area.id] += active
            yield "tickets", (None, purchase.id, area.id, place, attendee, area.price, code, let_in)
            if let_in:
                yield _line(purchase, let_in, "check_in", DOORMAN, {"ticket": code, "info": place})

    def area_row(self, area: Area) -> Row:
        """Say how big an area is, once all its tickets are out: a little bigger, but for the sold out one."""
        used = self.used[area.id]
        roomy = -(-(used + max(SLACK, used // 4)) // 10) * 10
        size = used if (area.event, area.name) == SOLD_OUT else roomy
        return {"id": area.id, "event": area.event, "name": area.name, "price": area.price} | {
            "size": size, "used": used, "seated": self.seated[area.id],
        }  # fmt: skip


def _line(purchase: Purchase, at: int, action: str, actor: str, after: Row) -> TableRow:
    named = (purchase.id, purchase.number, purchase.partner)
    return "journal", (None, at, *named, action, actor, "", "{}", json.dumps(after))


def _order(purchase: Purchase) -> tuple[object, ...]:
    who, story = purchase.who, purchase.story
    came = sum(amount for _, amount, state, _, _ in story.payments if state == "confirmed")
    went = sum(amount for amount, _ in story.refunds)
    stand = balance(story.status, story.total, came, went)
    modified = story.let_in or max(at for _, at, _, _ in story.told)
    version = len(story.told) + (len(purchase.areas) if story.let_in else 0)
    return (
        purchase.id, purchase.number, purchase.areas[0].event, purchase.partner, story.status, stand.flag,
        who.name, who.email, address_key(who.email), who.phone, len(purchase.areas), story.total, came, went,
        stand.due, stand.refund_due, story.created, SETTINGS.day(story.created), story.expires, modified, "",
        version, f" {purchase.number.lower()}{who.search}",
    )  # fmt: skip


def _money(purchase: Purchase) -> Iterator[TableRow]:
    for n, (method, amount, state, at, info) in enumerate(purchase.story.payments, 1):
        yield "payments", (None, purchase.id, n, method, amount, state, at, SETTINGS.day(at), info, 0)
    for n, (amount, at) in enumerate(purchase.story.refunds, 1):
        yield "refunds", (None, purchase.id, n, amount, at, SETTINGS.day(at), "")


def customer_rows(db: Database, people: list[Person]) -> Iterator[Row]:
    """Group what is in `orders` by buyer: for each partner, and for everybody."""
    by_address = {address_key(who.email): who for who in people}
    for owner in (f"'{EVERYBODY}'", "partner"):
        sql = f"""SELECT email_key, {owner} AS owner, count(*) AS orders, sum(paid - refunded) AS total
            FROM orders WHERE {owner} <> '' GROUP BY 1, 2"""  # noqa: S608 - one of the two words above
        for sums in rows(db, sql):
            who = by_address[sums["email_key"]]
            record = customer_record(sums["owner"], sums["email_key"], who.name, who.email, who.phone)
            yield record | {"orders": sums["orders"], "total": sums["total"]}
