"""What a ticket shop is made of: orders, tickets, payments, customers, events, figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, get_args

from botengine.values import Money, Page, RowT

Status = Literal["booked", "paid", "expired", "removed"]
MoneyFlag = Literal["open", "paid", "partly_paid", "overpaid", "refund_due", "refunded", "partly_refunded"]
PaymentState = Literal["pending", "confirmed", "failed", "canceled"]
Sort = Literal["newest", "oldest", "expiring"]
Period = Literal["today", "yesterday", "7d", "30d", "all"]
ResultName = Literal["done", "already", "refused", "conflict", "unknown"]
Reason = Literal[
    "", "not_found", "forbidden", "wrong_status", "sold_out", "invalid_value", "no_email",
    "not_ready", "busy", "rate_limited", "auth_failed", "shop_down", "unsupported",
]  # fmt: skip
STATUSES: tuple[Status, ...] = get_args(Status)
MONEY_FLAGS: tuple[MoneyFlag, ...] = get_args(MoneyFlag)
PERIODS: tuple[Period, ...] = get_args(Period)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One admission; `code` is what its barcode says. `checked_in` is None until it was let in."""

    code: str
    type: str
    seat: str
    attendee: str
    price: Money
    checked_in: datetime | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """Payment number `n` of an order; `info` says why it failed, if it did."""

    n: int
    method: str
    amount: Money
    state: PaymentState
    at: datetime
    info: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """Refund number `n` of an order: money that went back."""

    n: int
    amount: Money
    at: datetime
    info: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One order as it stands now: its status, and beside it what has happened to the money.

    `paid` is what came in and was confirmed, `refunded` what went back, `due` what is still missing,
    `refund_due` what should go back. `event` is the title. `version` grows with every change.
    """

    number: str
    status: Status
    money: MoneyFlag
    buyer: str
    email: str
    phone: str
    total: Money
    paid: Money
    refunded: Money
    due: Money
    refund_due: Money
    event: str
    event_id: str
    starts_at: datetime
    venue: str
    partner: str
    created: datetime
    expires: datetime
    modified: datetime
    note: str
    version: int
    tickets: tuple[Ticket, ...] = ()
    payments: tuple[Payment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    language: str = ""  # in which the buyer is written to; "": nobody knows


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as a list shows it; `tickets` is how many, `starts_at` is in the event's own zone."""

    number: str
    status: Status
    money: MoneyFlag
    buyer: str
    total: Money
    event: str
    partner: str
    created: datetime
    expires: datetime
    tickets: int
    starts_at: datetime
    email: str
    phone: str
    paid: Money
    due: Money
    refund_due: Money


@dataclass(frozen=True)
class Hits(Page[RowT]):
    """A page of a list. `capped`: there are more rows than `total`, but nobody counted them."""

    capped: bool = False


@dataclass(frozen=True, slots=True)
class OrderQuery:
    """Which orders a list asks for; empty fields ask for nothing. Times are [since, until)."""

    text: str = ""
    statuses: tuple[Status, ...] = ()
    money: tuple[MoneyFlag, ...] = ()
    event: str = ""
    partner: str = ""
    email: str = ""
    since: datetime | None = None
    until: datetime | None = None
    expiring_before: datetime | None = None
    sort: Sort = "newest"


@dataclass(frozen=True, slots=True)
class Due:
    """A booking that waits for money: `due` is what it lacks. `email` may be empty."""

    number: str
    email: str
    due: Money
    expires: datetime


@dataclass(frozen=True, slots=True)
class Dues:
    """Bookings that wait for money: how many, what all of them lack, and those that end first."""

    orders: int
    total: Money
    first: tuple[Due, ...] = ()


@dataclass(frozen=True, slots=True)
class Customer:
    """A buyer, known by e-mail: how many orders, and the money received and kept."""

    email: str
    name: str
    phone: str
    orders: int
    total: Money


@dataclass(frozen=True, slots=True)
class ShopEvent:
    """Something to go to. `starts_at` is in the event's own zone; `free` seats are public knowledge."""

    id: str
    title: str
    starts_at: datetime
    venue: str
    city: str
    sold: int
    reserved: int
    free: int


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many tickets of an event were let in, and how many are paid for."""

    inside: int
    expected: int


@dataclass(frozen=True, slots=True)
class Partner:
    """A seller with own orders."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the journal: who did what to which order, and what it was before and after."""

    id: int
    at: datetime
    number: str
    partner: str
    action: str
    actor: str
    actor_id: str
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What an attempt came to, and the order as read again afterwards.

    `already` is a success for the person who asked. `unknown`: the shop did not say; look at `order`.
    """

    name: ResultName
    reason: Reason = ""
    order: Order | None = None
    text: str = ""  # the shop's own words, if it has any


@dataclass(frozen=True, slots=True)
class Tally:
    """Orders, their tickets and their worth."""

    orders: int
    tickets: int
    total: Money


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day of the shop's zone: orders and tickets ordered then, money received then."""

    day: date
    orders: int
    tickets: int
    revenue: Money


@dataclass(frozen=True, slots=True)
class EventFigures:
    """What a period brought for one event."""

    id: str
    title: str
    orders: int
    sold: int
    reserved: int
    revenue: Money


@dataclass(frozen=True, slots=True)
class Stats:
    """The figures of a period, first to last day (both included, in the shop's zone).

    `orders`, `statuses`, `sold` (tickets of paid orders) and `reserved` (of booked ones) go by the day of
    the order; `revenue` (confirmed payments less refunds) by the day of the payment; `open` and
    `refund_due` are what stands open now, whenever it was ordered.
    """

    period: Period
    first: date
    last: date
    orders: int
    statuses: Mapping[Status, Tally]
    sold: int
    reserved: int
    revenue: Money
    open: Money
    refund_due: Money
    days: tuple[DayFigures, ...] = ()
    events: tuple[EventFigures, ...] = ()
