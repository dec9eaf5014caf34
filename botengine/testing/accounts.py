"""What actions get as `accounts` on a phone without a network: people's own settings, in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from botengine.engine.accounts import only_own
from botengine.errors import ActionError
from botengine.values import Account, User


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
