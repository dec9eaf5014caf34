"""Attempts to change an order: judged by the lifecycle, carried out once, remembered by their key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from actions.shop.buyers import recount
from actions.shop.database import Row, first, one
from actions.shop.deeds import DEEDS, Deed, NothingToDo, settle
from actions.shop.journal import Entry, differences, record
from actions.shop.lifecycle import TABLE, Action
from actions.shop.model import Result
from actions.shop.records import ShopSettings
from actions.shop.seats import Refused
from botengine.values import User

KEEP_ANSWERS = 7 * 86_400  # seconds an answer is replayed for the same key; Viber repeats for an hour


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call of `Shop.do` at the second `now`; see there."""

    action: str
    params: Mapping[str, object]
    key: str
    expect: int | None
    actor: User
    now: int


def answer(db: Database, shop: ShopSettings, order: Row, attempt: Attempt) -> Result:
    """Carry out an attempt on an order that the caller may see, or repeat what was answered before."""
    request = _fingerprint(order["number"], attempt)
    if stored := _replay(db, attempt.key, request):
        return stored
    result = _judge(db, shop, order, attempt)
    if result.name != "conflict":  # the order may fit again when the same press is repeated
        _remember(db, attempt, request, result)
    return result


def _judge(db: Database, shop: ShopSettings, order: Row, attempt: Attempt) -> Result:
    action = next((known for known in DEEDS if known == attempt.action), None)
    if action is None:
        return Result("refused", "unsupported")
    verdict = TABLE[action][order["status"]]
    if verdict == "already":
        return Result("already")
    if attempt.expect not in {None, order["version"]}:
        return Result("conflict")
    if verdict == "wrong_status":
        return Result("refused", "wrong_status")
    return _carry_out(db, shop, order, attempt, action)


def _carry_out(db: Database, shop: ShopSettings, order: Row, attempt: Attempt, action: Action) -> Result:
    try:
        with db.atomic():  # a refusal half-way takes back what was begun
            told = DEEDS[action](Deed(db, shop, order, attempt.params, attempt.now))
            _finish(db, order, attempt, told)
    except Refused as refusal:
        return Result("refused", refusal.reason)
    except NothingToDo:
        return Result("already")
    return Result("done")


def _finish(db: Database, order: Row, attempt: Attempt, told: Row) -> None:
    before, after = close_books(db, order, attempt.now)
    record(db, Entry(attempt.now, attempt.action, attempt.actor, order, before, after | told))


def close_books(db: Database, order: Row, now: int) -> tuple[Row, Row]:
    """Bring everything in step with a changed order; give what differs, before and after."""
    settle(db, order["id"], now)
    changed = one(db, "SELECT * FROM orders WHERE id = ?", order["id"])
    for email_key in {order["email_key"], changed["email_key"]}:
        recount(db, email_key, order["partner"])
    return differences(order, changed)


def _fingerprint(number: str, attempt: Attempt) -> str:
    asked = repr((number, attempt.action, sorted(attempt.params.items(), key=lambda item: item[0])))
    return hashlib.sha256(asked.encode()).hexdigest()


def _replay(db: Database, key: str, request: str) -> Result | None:
    known = first(db, "SELECT * FROM idempotency WHERE key = ?", key) if key else None
    if known is None:
        return None
    if known["request"] != request:
        return Result("refused", "invalid_value", text="this key was used for another request")
    return Result(known["name"], known["reason"])


def _remember(db: Database, attempt: Attempt, request: str, result: Result) -> None:
    db.execute("DELETE FROM idempotency WHERE at < ?", (attempt.now - KEEP_ANSWERS,))
    if attempt.key:
        values = (attempt.key, request, result.name, result.reason, attempt.now)
        db.execute("INSERT INTO idempotency VALUES (?, ?, ?, ?, ?)", values)
