"""Chat users in SQLite, each with the account behind them."""

from collections.abc import Sequence
from typing import Any

import msgspec

from botengine.events import Profile
from botengine.runtime.records import Person
from botengine.store.transaction import Transaction
from botengine.values import User

PERSON = """p.user, CASE a.active WHEN 1 THEN a.record END, p.linked, p.key,
    p.profile, p.subscribed, p.first_seen, p.last_seen, p.last_message"""
ACCOUNT = "LEFT JOIN account a ON a.bot = p.bot AND a.id = p.linked"
PEOPLE = f"SELECT {PERSON} FROM person p {ACCOUNT} WHERE p.bot = ?"  # noqa: S608 - constants only
_account = msgspec.json.Decoder(User)
_profile = msgspec.json.Decoder(Profile)


def read_person(bot: str, row: Sequence[Any]) -> Person:
    """A person from the columns PERSON."""
    user, account, linked, key, profile, subscribed, *times = row
    known = None if account is None else _account.decode(account)
    return Person(bot, user, known, linked, key, read_profile(profile), bool(subscribed), *times)


def read_profile(profile: bytes | None) -> Profile | None:
    return None if profile is None else _profile.decode(profile)


def person(tx: Transaction, bot: str, user: str) -> Person | None:
    row = tx.row(f"{PEOPLE} AND p.user = ?", bot, user)
    return row and read_person(bot, row)


def people(tx: Transaction, bot: str) -> list[Person]:
    rows = tx.rows(f"{PEOPLE} ORDER BY p.first_seen DESC, p.user", bot)
    return [read_person(bot, row) for row in rows]


def linked(tx: Transaction, bot: str, account_id: str) -> list[Person]:
    """The chats of an account."""
    rows = tx.rows(f"{PEOPLE} AND p.linked = ? ORDER BY p.user", bot, account_id)
    return [read_person(bot, row) for row in rows]
