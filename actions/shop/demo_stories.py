"""What happened to the orders of the demo: who paid, who did not, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from actions.shop.model import Status

DAY, HOUR = 86_400, 3_600
HOLD = 14 * DAY  # how long the demo shop holds a booking
DOORS_OPEN = 25 * 60  # seconds that the doors of tonight have been open
METHODS = ("banktransfer", "banktransfer", "card", "paypal")
DECLINED = "card declined: insufficient funds"


@dataclass(slots=True)
class Story:
    """How far an order got: (method, amount, state, at, info), (amount, at), (action, at, actor, detail)."""

    created: int
    now: int
    total: int
    expires: int
    method: str
    status: Status = "booked"
    payments: list[tuple[str, int, str, int, str]] = field(default_factory=list)
    refunds: list[tuple[int, int]] = field(default_factory=list)
    told: list[tuple[str, int, str, str]] = field(default_factory=list)
    let_in: int | None = None  # when its guests came in

    def after(self, seconds: int) -> int:
        return min(self.created + seconds, self.now)

    def pay(self, amount: int, state: str = "confirmed", hours: int = 5, info: str = "") -> None:
        self.payments.append((self.method, amount, state, self.after(hours * HOUR), info))

    def tell(self, action: str, hours: int, actor: str = "Shop", detail: str = "") -> None:
        self.told.append((action, self.after(hours * HOUR), actor, detail))

    def become(self, status: Status, action: str, hours: int, actor: str = "Shop") -> None:
        self.status = status
        self.tell(action, hours, actor)


def booked(story: Story) -> None:
    story.pay(story.total, "pending", 0)


def failed(story: Story) -> None:
    story.method = "card"
    story.pay(story.total, "failed", 0, DECLINED)
    story.tell("payment_failed", 0, detail=DECLINED)


def due_tomorrow(story: Story) -> None:
    booked(story)
    story.expires = story.now + DAY


def partly_paid(story: Story) -> None:
    story.pay(story.total // 2)
    story.tell("payment_in", 5)
    story.pay(story.total - story.total // 2, "pending", 5)


def paid(story: Story) -> None:
    story.pay(story.total)
    story.become("paid", "pay", 5)


def paid_at_last(story: Story) -> None:
    failed(story)
    paid(story)


def overpaid(story: Story) -> None:
    paid(story)
    story.pay(story.total, hours=7)
    story.tell("payment_in", 7)


def partly_refunded(story: Story) -> None:
    paid(story)
    story.refunds.append((story.total // 5, story.after(30 * HOUR)))
    story.tell("refund_done", 30, "Rita Admin")


def expired(story: Story) -> None:
    booked(story)
    story.expires = min(story.expires, story.now - HOUR)
    story.status = "expired"
    story.told.append(("expire", story.expires, "Shop", ""))


def removed(story: Story) -> None:
    story.pay(story.total, "canceled", 0)
    story.become("removed", "remove", 20, "Rita Admin")


def refund_due(story: Story) -> None:
    paid(story)
    story.become("removed", "remove", 26, "Rita Admin")


def refunded(story: Story) -> None:
    refund_due(story)
    story.refunds.append((story.total, story.after(40 * HOUR)))
    story.tell("refund_done", 40, "Rita Admin")


def came_in(story: Story, n: int) -> None:
    """Let the guests of order `n` in, within the last minutes; not all orders have come so far."""
    at = story.now - 30 - n * 37 % DOORS_OPEN
    if story.status == "paid" and n % 4 != 1 and at > max(when for _, when, _, _ in story.told):
        story.let_in = at


Plot = Callable[[Story], None]
RECENT: tuple[tuple[Plot, int], ...] = (
    (paid, 58), (booked, 20), (failed, 3), (partly_paid, 2), (paid_at_last, 3), (overpaid, 1),
    (removed, 5), (refund_due, 2), (refunded, 2), (partly_refunded, 1), (expired, 3),
)  # fmt: skip
OLD: tuple[tuple[Plot, int], ...] = (
    (paid, 68), (expired, 13), (removed, 7), (refunded, 4), (refund_due, 2), (paid_at_last, 3),
    (overpaid, 1), (partly_refunded, 2),
)  # fmt: skip


def choose(age: int, rng: Random) -> Plot:
    """Pick what happened to an order of this age (seconds): nothing stays booked for ever."""
    plots = OLD if age > HOLD - DAY else RECENT
    return rng.choices([plot for plot, _ in plots], [weight for _, weight in plots])[0]
