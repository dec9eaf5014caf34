"""Bots for the tests of the language: written from texts, checked with hand-made actions."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from botengine.spec.load import Loaded, load_bot
from botengine.spec.problems import format_problems
from botengine.spec.signatures import Parameter, Signature
from botengine.spec.types import BUILT_IN, from_annotation
from botengine.values import Money

TICKETSHOP = Path(__file__).parent / "ticketshop"


@dataclass(frozen=True)
class Order:
    """What the invented shop answers."""

    number: str
    status: Literal["booked", "paid", "removed"]
    buyer: str
    email: str
    phone: str | None
    total: Money
    event: str
    at: datetime


def stars(value: int) -> str:
    """A plug-in's filter."""
    return "*" * value


def action(name, *takes, returns=None, pages=False, outcomes=("ok",), effect="read"):
    """A signature; `takes` are `name:type`, with a ? behind the name of what may be left out."""
    parameters = {}
    for each in takes:
        key, _, kind = each.partition(":")
        parameter = key.removesuffix("?")
        type_ = from_annotation(Order) if kind == "Order" else BUILT_IN.get(kind)
        parameters[parameter] = Parameter(type_, not key.endswith("?"))
    return Signature(name, parameters, outcomes, from_annotation(returns), pages, effect)


ACTIONS = {
    each.name: each
    for each in (
        action("orders.find", "query:text", returns=Order, pages=True),
        action("orders.get", "order:Order", returns=Order),
        action("orders.mark_paid", "order:Order", outcomes=("ok", "already_paid"), effect="key"),
        action("orders.remove", "order:Order", effect="key"),
        action("orders.send", "order:Order", "to:email", effect="none"),
        action("customers.find", "query:text", returns=Order, pages=True),
        action("customers.set_email", "order:Order", "email:email", effect="natural"),
        action("statistics.own"),
        action("statistics.daily", "day?:date"),
    )
}


def check(directory: Path) -> Loaded:
    """Load a bot with the actions above."""
    return load_bot(directory, _signatures, lambda: {"stars": stars})


def _signatures(packages):
    if "nowhere" in packages:
        raise ImportError("No module named 'nowhere'")
    return ACTIONS


def printed(loaded: Loaded) -> str:
    """All problems as the command line prints them."""
    return format_problems(loaded.problems, loaded.files)


def change(directory: Path, file: str, old: str, new: str) -> None:
    """Edit a file of a bot; `old` must stand there exactly once."""
    text = (directory / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{text.count(old)} times {old!r}"
    (directory / file).write_text(text.replace(old, new), encoding="utf-8")
