"""The audit log: who did what to whom, with what was before and after. It only grows."""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

Told = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One deed. `actor`: an account's id, or a word such as `cli`; `target`: `account:u1`, `person:<id>`.

    `at` is in seconds since 1970; `before` and `after` hold what changed only, and never a secret.
    """

    id: int
    at: float
    actor: str
    action: str
    target: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which lines are asked for. `action` may be a beginning (`account.`), `below` an id to page on from."""

    actor: str = ""
    action: str = ""
    target: str = ""
    since: float = 0.0
    below: int | None = None
    limit: int = 100


EVERYTHING = Selection()


class AuditLog(Protocol):
    """What the store keeps of deeds."""

    def record(
        self, bot: str, actor: str, action: str, target: str, *, before: Told = None, after: Told = None
    ) -> Future[None]:
        """Write down a deed; changes of accounts and links write down themselves."""

    def lines(self, bot: str, wanted: Selection = EVERYTHING) -> list[AuditLine]:
        """The newest first."""
