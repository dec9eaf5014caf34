"""The journal: every change of an order, who made it, and what was before and after. It only grows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from actions.shop.database import Row, rows
from actions.shop.model import Change
from actions.shop.records import View, utc
from botengine.values import User

SHOP = User(id="", name="Shop")  # the actor of what buyers, banks and clocks do


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened, at which second, by whom; `order` has at least id, number and partner."""

    at: int
    action: str
    actor: User = SHOP
    order: Row = field(default_factory=lambda: {"id": None, "number": "", "partner": ""})
    before: Row = field(default_factory=dict)
    after: Row = field(default_factory=dict)


def record(db: Database, entry: Entry) -> None:
    """Write one line."""
    order = entry.order
    db.table("journal").insert({
        "at": entry.at, "order_id": order["id"], "number": order["number"], "partner": order["partner"],
        "action": entry.action, "actor": entry.actor.name, "actor_id": entry.actor.id,
        "before": json.dumps(entry.before, ensure_ascii=False),
        "after": json.dumps(entry.after, ensure_ascii=False),
    })  # fmt: skip


def differences(before: Row, after: Row) -> tuple[Row, Row]:
    """Keep what a reader wants to know of two states of an order: the fields that differ."""
    told = ("status", "money", "email", "expires", "note", "paid", "refunded")
    changed = [name for name in told if before[name] != after[name]]
    return {name: _told(name, before) for name in changed}, {name: _told(name, after) for name in changed}


def _told(name: str, row: Row) -> object:
    return utc(row[name]).isoformat() if name == "expires" else row[name]


def read_history(db: Database, order_id: int) -> Sequence[Change]:
    return tuple(
        map(_change, rows(db, "SELECT * FROM journal WHERE order_id = ? ORDER BY id DESC", order_id))
    )


def read_changes(view: View, since: str, limit: int) -> tuple[Sequence[Change], str]:
    """Read on from a token. The token moves over foreign lines too, so it tells nothing about them."""
    newest = view.number("SELECT max(id) AS n FROM journal", ())
    if not since or view.scope.empty:
        return (), str(newest)
    if not since.isdecimal():
        raise ValueError(f"{since!r} is no token of this shop: pass on what `changes` gave last time")
    sql = "SELECT * FROM journal WHERE id > ? AND (? OR partner = ?) ORDER BY id LIMIT ?"
    found = tuple(
        map(_change, view.rows(sql, [min(int(since), newest), view.scope.all, view.scope.owner, limit]))
    )
    return found, str(found[-1].id if len(found) == limit else newest)


def _change(row: Row) -> Change:
    return Change(
        row["id"], utc(row["at"]), row["number"], row["partner"], row["action"], row["actor"],
        row["actor_id"], json.loads(row["before"]), json.loads(row["after"]),
    )  # fmt: skip
