"""What actions get as `accounts`: people's own settings, to read and change. Here in memory, for tests."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from botengine.errors import ActionError
from botengine.values import Account, User

OWN = frozenset({"language", "muted", "quiet"})  # what people may set themselves; never who they are


class Accounts(Protocol):
    """Bound to the bot; injected by the parameter name `accounts`."""

    def get(self, account_id: str) -> Account | None: ...

    def change(self, account_id: str, **fields: Any) -> Account:
        """Change `language`, `muted` or `quiet`. ActionError for other fields, or if there is no account."""

    def leave(self, account_id: str) -> None:
        """Sign out: all chats of the account are strangers', from the next message on."""


def only_own(fields: Mapping[str, Any]) -> None:
    """ActionError if actions may not change these fields of an account."""
    if forbidden := fields.keys() - OWN:
        raise ActionError(f"actions may not change {', '.join(sorted(forbidden))} of an account")


class MemoryAccounts:
    """Accounts of a phone without a network: whoever plays is put in."""

    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}

    def put(self, user: User) -> None:
        self._accounts[user.id] = Account(user)

    def get(self, account_id: str) -> Account | None:
        return self._accounts.get(account_id)

    def leave(self, account_id: str) -> None:
        self._accounts[account_id] = replace(self._accounts[account_id], user=User(account_id))

    def change(self, account_id: str, **fields: Any) -> Account:
        only_own(fields)
        if account_id not in self._accounts:
            raise ActionError(f"there is no account '{account_id}'")
        before = self._accounts[account_id]
        self._accounts[account_id] = replace(before, user=replace(before.user, **fields))
        return self._accounts[account_id]
