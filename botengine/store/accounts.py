"""Accounts in SQLite: system users and the chats that are linked to them; each change is in the audit log."""

from dataclasses import replace
from typing import Any

import msgspec

from botengine.runtime.directory import FIELDS, NoSuchAccountError, difference, new_key, public
from botengine.store import audit, media, people
from botengine.store.transaction import Part, Transaction, reads, writes
from botengine.values import Account, User

SAVE = """INSERT INTO account(bot, id, record, active, created) VALUES(?, ?, ?, ?, ?)
    ON CONFLICT(bot, id) DO UPDATE SET record = excluded.record, active = excluded.active"""
ACCOUNTS = "SELECT record, active, created FROM account WHERE bot = ?"
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


def everybody(tx: Transaction, bot: str) -> list[Account]:
    found = [_account(*row) for row in tx.rows(ACCOUNTS, bot)]
    return sorted(found, key=lambda account: (account.user.name.casefold(), account.user.id))


def find(tx: Transaction, bot: str, account_id: str) -> Account | None:
    row = tx.row(f"{ACCOUNTS} AND id = ?", bot, account_id)
    return row and _account(*row)


def known(tx: Transaction, bot: str, account_id: str) -> Account:
    """The account; NoSuchAccountError if there is none."""
    if account := find(tx, bot, account_id):
        return account
    raise NoSuchAccountError(f"there is no account '{account_id}'")


def save(tx: Transaction, bot: str, account: Account, by: str) -> None:
    user = account.user
    if not user.id:
        raise ValueError("an account needs an id")
    before, record = find(tx, bot, user.id), msgspec.json.encode(user)
    _user.decode(record)  # what cannot be read again must not be kept: every turn reads it
    tx.write(SAVE, bot, user.id, record, account.active, account.created or tx.now)
    if not account.active:
        tx.write(media.WITHDRAW_ALL, bot, bot, user.id)
        tx.write(UNTOLD, bot, bot, user.id)
    old, new = difference(public(before), public(account))
    if old or new:
        action = "account.change" if before else "account.new"
        audit.record(tx, bot, by, action, f"account:{user.id}", before=old, after=new)


def change(tx: Transaction, /, bot: str, account_id: str, by: str, **fields: Any) -> Account:
    if unknown := fields.keys() - FIELDS:
        raise ValueError(f"an account has no {', '.join(sorted(unknown))}")
    before = known(tx, bot, account_id)
    active = fields.pop("active", before.active)
    after = replace(before, user=replace(before.user, **fields), active=active)
    save(tx, bot, after, by)
    return after


def link(tx: Transaction, bot: str, user: str, account_id: str, by: str) -> None:
    """The chat is the account's from now on, with a new key."""
    known(tx, bot, account_id)
    before = linked_to(tx, bot, user)
    tx.write(LINK, bot, user, account_id, new_key())
    tx.write(ADMITTED, bot, user)
    if before != account_id:
        tx.write(media.WITHDRAW, bot, user)
    told = {"account": before} if before else {}
    audit.record(tx, bot, by, "person.link", f"person:{user}", before=told, after={"account": account_id})


def unlink(tx: Transaction, bot: str, user: str, by: str) -> bool:
    before = linked_to(tx, bot, user)
    if not before:
        return False
    tx.write(UNLINK, bot, user)
    tx.write(UNSENT, tx.now, bot, user)
    tx.write(media.WITHDRAW, bot, user)
    audit.record(tx, bot, by, "person.unlink", f"person:{user}", before={"account": before})
    return True


def linked_to(tx: Transaction, bot: str, user: str) -> str:
    """The id of the chat's account, "" for none."""
    return tx.value(LINKED_TO, bot, user) or ""


def rotate(tx: Transaction, bot: str, user: str, by: str) -> bool:
    if not tx.write(ROTATE, new_key(), bot, user):
        return False
    audit.record(tx, bot, by, "key.rotate", f"person:{user}")
    return True


def _account(record: bytes, active: int, created: float) -> Account:
    return Account(_user.decode(record), bool(active), created)


class Accounts(Part):
    """Implements botengine.runtime.directory.Directory."""

    all = reads(everybody)
    get = reads(find)
    save = writes(save)
    change = writes(change)
    link = writes(link)
    unlink = writes(unlink)
    rotate = writes(rotate)
    linked = reads(people.linked)
