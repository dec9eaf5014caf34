"""A bank with one file: everybody begins with the same money."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from botengine import Money, User, action, service

OPENING = 100_00  # cents
TABLE = "CREATE TABLE IF NOT EXISTS sent (key TEXT PRIMARY KEY, user, recipient, minor INTEGER)"
SPENT = "SELECT coalesce(sum(minor), 0) FROM sent WHERE user = ?"
SEND = f"INSERT INTO sent SELECT ?1, ?2, ?3, ?4 WHERE ?4 <= {OPENING} - ({SPENT.replace('?', '?2')})"


@dataclass(frozen=True)
class Account:
    """What a person has."""

    balance: Money


@service
def file(data: Path) -> Path:
    return data / "bank.db"


@action("bank.account")
def account(file: Path, user: User) -> Account:
    with closing(sqlite3.connect(file)) as bank, bank:
        bank.execute(TABLE)
        return Account(Money(OPENING - bank.execute(SPENT, (user.id,)).fetchone()[0]))


@action("bank.check", outcomes=("enough", "short"))
def check(amount: Money, file: Path, user: User) -> str:
    return "enough" if amount <= account(file, user).balance else "short"


@action("bank.send", outcomes=("sent", "short"), effect="key")
def send(recipient: str, amount: Money, file: Path, user: User, key: str) -> str:
    """One transfer for each key, and never more than there is."""
    with closing(sqlite3.connect(file)) as bank, bank:
        bank.execute(TABLE)
        if not bank.execute("SELECT 1 FROM sent WHERE key = ?", (key,)).fetchone():
            bank.execute(SEND, (key, user.id, recipient, amount.minor))
        return "sent" if bank.execute("SELECT 1 FROM sent WHERE key = ?", (key,)).fetchone() else "short"
