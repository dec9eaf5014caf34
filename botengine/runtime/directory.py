"""The directory: system users, and which chats belong to them. Valid from the next event on."""

import secrets
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import fields
from typing import Any, Protocol

from botengine.errors import BotengineError
from botengine.runtime.records import Person
from botengine.values import Account, User

USER_FIELDS = frozenset(each.name for each in fields(User)) - {"id"}
FIELDS = USER_FIELDS | {"active"}


class NoSuchAccountError(BotengineError):
    """There is no such account."""


class Directory(Protocol):
    """What the store knows of accounts. `by` is who does it, for the audit log.

    What writes gives a Future, done after the commit; what is of accounts fails with NoSuchAccountError.
    """

    def all(self, bot: str) -> list[Account]:
        """All accounts by name, those that are not active too."""

    def get(self, bot: str, account_id: str) -> Account | None: ...

    def save(self, bot: str, account: Account, by: str) -> Future[None]:
        """Make an account, or replace the one of that id. ValueError without an id: see `new_id`."""

    def change(self, bot: str, account_id: str, by: str, **fields: Any) -> Future[Account]:
        """Change fields of User, or `active`; the account as it is then."""

    def link(self, bot: str, user: str, account_id: str, by: str) -> Future[None]:
        """Let a chat user be this account, with a new key: buttons shown before do nothing any more."""

    def unlink(self, bot: str, user: str, by: str) -> Future[bool]:
        """Make a stranger of a chat user; what still waits to be sent is dropped. False: it was one."""

    def rotate(self, bot: str, user: str, by: str) -> Future[bool]:
        """Give a linked chat a new key. False: nobody stands behind it."""

    def linked(self, bot: str, account_id: str) -> list[Person]:
        """The chats of an account."""


def new_id() -> str:
    """An id for a new account."""
    return f"u{secrets.token_hex(5)}"


def new_key() -> str:
    """A secret that a chat's buttons are bound to: 128 bits."""
    return secrets.token_hex(16)


def public(account: Account | None) -> dict[str, Any]:
    """An account for the audit log, as plain values."""
    if account is None:
        return {}
    values = {name: getattr(account.user, name) for name in sorted(USER_FIELDS)}
    plain = {"attributes": dict(account.user.attributes), "muted": sorted(account.user.muted)}
    return {**values, **plain, "active": account.active}


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What two versions do not share."""
    old = {name: value for name, value in before.items() if after.get(name) != value}
    return old, {name: value for name, value in after.items() if before.get(name) != value}
