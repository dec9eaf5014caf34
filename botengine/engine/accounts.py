"""What actions get as `accounts`: people's own settings, to read and change."""

from collections.abc import Mapping
from typing import Any, Protocol

from botengine.errors import ActionError
from botengine.values import Account

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
