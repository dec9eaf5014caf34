"""Accounts in SQLite: system users and the chats that are linked to them; each change is in the audit log."""

import sqlite3
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import msgspec

from botengine.runtime.directory import FIELDS, NoSuchAccountError, difference, new_key, public
from botengine.runtime.records import Person
from botengine.store import arrivals, media
from botengine.store.audit import Deed
from botengine.store.writer import Part
from botengine.values import Account, User

SAVE = """INSERT INTO account(bot, id, record, active, created) VALUES(?, ?, ?, ?, ?)
    ON CONFLICT(bot, id) DO UPDATE SET record = excluded.record, active = excluded.active"""
ACCOUNTS = "SELECT record, active, created FROM account WHERE bot = ?"
LINKED = f"""SELECT p.user, {arrivals.PERSON} FROM {arrivals.PEOPLE}
    WHERE p.bot = ? AND p.linked = ? ORDER BY p.user"""  # noqa: S608 - constants only
LINK = """INSERT INTO person(bot, user, linked, key) VALUES(?, ?, ?, ?)
    ON CONFLICT(bot, user) DO UPDATE SET linked = excluded.linked, key = excluded.key"""
LINKED_TO = "SELECT linked FROM person WHERE bot = ? AND user = ?"
ADMITTED = "UPDATE request SET status = 'approved', code = '' WHERE bot = ? AND user = ?"
UNTOLD = """UPDATE request SET answered_from = 0
    WHERE bot = ? AND user IN (SELECT user FROM person WHERE bot = ? AND linked = ?)"""
UNLINK = "UPDATE person SET linked = '', key = '' WHERE bot = ? AND user = ?"
ROTATE = "UPDATE person SET key = ? WHERE bot = ? AND user = ? AND linked <> ''"
UNSENT = "UPDATE outbox SET status = 'gone', at = ? WHERE bot = ? AND user = ? AND status = 'waiting'"
_user = msgspec.json.Decoder(User)


class Accounts(Part):
    """Implements botengine.runtime.directory.Directory."""

    def all(self, bot: str) -> list[Account]:
        return self._read(lambda db: everybody(db, bot))

    def get(self, bot: str, account_id: str) -> Account | None:
        return self._read(lambda db: find(db, bot, account_id))

    def save(self, bot: str, account: Account, by: str) -> Future[None]:
        if not account.user.id:
            raise ValueError("an account needs an id")
        return self._at(lambda db, now: save(Deed(db, bot, by, now), account))

    def change(self, bot: str, account_id: str, by: str, **fields: Any) -> Future[Account]:
        if unknown := fields.keys() - FIELDS:
            raise ValueError(f"an account has no {', '.join(sorted(unknown))}")
        return self._at(lambda db, now: _change(Deed(db, bot, by, now), account_id, fields))

    def link(self, bot: str, user: str, account_id: str, by: str) -> Future[None]:
        return self._at(lambda db, now: link(Deed(db, bot, by, now), user, account_id))

    def unlink(self, bot: str, user: str, by: str) -> Future[bool]:
        return self._at(lambda db, now: unlink(Deed(db, bot, by, now), user))

    def rotate(self, bot: str, user: str, by: str) -> Future[bool]:
        return self._at(lambda db, now: _rotate(Deed(db, bot, by, now), user))

    def linked(self, bot: str, account_id: str) -> list[Person]:
        rows = self._read(lambda db: db.execute(LINKED, (bot, account_id)).fetchall())
        return [arrivals.read_person(bot, user, columns) for user, *columns in rows]


def everybody(database: sqlite3.Connection, bot: str) -> list[Account]:
    found = [_account(row) for row in database.execute(ACCOUNTS, (bot,))]
    return sorted(found, key=lambda account: (account.user.name.casefold(), account.user.id))


def find(database: sqlite3.Connection, bot: str, account_id: str) -> Account | None:
    row = database.execute(f"{ACCOUNTS} AND id = ?", (bot, account_id)).fetchone()
    return row and _account(row)


def known(deed: Deed, account_id: str) -> Account:
    """The account; NoSuchAccountError if there is none."""
    if account := find(deed.database, deed.bot, account_id):
        return account
    raise NoSuchAccountError(f"there is no account '{account_id}'")


def save(deed: Deed, account: Account) -> None:
    user = account.user
    before, record = find(deed.database, deed.bot, user.id), msgspec.json.encode(user)
    _user.decode(record)  # what cannot be read again must not be kept: every turn reads it
    deed.database.execute(SAVE, (deed.bot, user.id, record, account.active, account.created or deed.now))
    if not account.active:
        deed.database.execute(media.WITHDRAW_ALL, (deed.bot, deed.bot, user.id))
        deed.database.execute(UNTOLD, (deed.bot, deed.bot, user.id))
    old, new = difference(public(before), public(account))
    if old or new:
        deed.note("account.change" if before else "account.new", f"account:{user.id}", old, new)


def link(deed: Deed, user: str, account_id: str) -> None:
    """The chat is the account's from now on, with a new key."""
    known(deed, account_id)
    before = linked(deed, user)
    deed.database.execute(LINK, (deed.bot, user, account_id, new_key()))
    deed.database.execute(ADMITTED, (deed.bot, user))
    if before != account_id:
        deed.database.execute(media.WITHDRAW, (deed.bot, user))
    told = {"account": before} if before else {}
    deed.note("person.link", f"person:{user}", told, {"account": account_id})


def unlink(deed: Deed, user: str) -> bool:
    before = linked(deed, user)
    if not before:
        return False
    deed.database.execute(UNLINK, (deed.bot, user))
    deed.database.execute(UNSENT, (deed.now, deed.bot, user))
    deed.database.execute(media.WITHDRAW, (deed.bot, user))
    deed.note("person.unlink", f"person:{user}", {"account": before})
    return True


def linked(deed: Deed, user: str) -> str:
    """The id of the chat's account, "" for none."""
    row = deed.database.execute(LINKED_TO, (deed.bot, user)).fetchone()
    return row[0] if row else ""


def _change(deed: Deed, account_id: str, fields: dict[str, Any]) -> Account:
    before = known(deed, account_id)
    of_user = {name: value for name, value in fields.items() if name != "active"}
    after = Account(replace(before.user, **of_user), fields.get("active", before.active), before.created)
    save(deed, after)
    return after


def _rotate(deed: Deed, user: str) -> bool:
    if not deed.database.execute(ROTATE, (new_key(), deed.bot, user)).rowcount:
        return False
    deed.note("key.rotate", f"person:{user}")
    return True


def _account(row: tuple[bytes, int, float]) -> Account:
    record, active, created = row
    return Account(_user.decode(record), bool(active), created)
