"""What the model of a store knows of accounts, links and deeds. The caller holds a lock."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from botengine.runtime.audit import EVERYTHING, AuditLine, Selection
from botengine.runtime.directory import NoSuchAccountError, difference, new_key, public
from botengine.runtime.records import Person
from botengine.values import Account
from tests.store.model_chat import Chat

Do = Callable[..., Any]


class ModelAudit:
    """Implements botengine.runtime.audit.AuditLog."""

    def __init__(self, do: Do, now: Callable[[], float]) -> None:
        self._do, self._now = do, now
        self.kept: list[tuple[str, AuditLine]] = []
        self._numbers = itertools.count(1)

    def record(self, bot, actor, action, target, *, before=None, after=None):
        return self._do(lambda: self.note(bot, actor, action, target, before=before, after=after))

    def note(self, bot: str, actor: str, action: str, target: str, *, before=None, after=None) -> None:
        line = AuditLine(
            next(self._numbers), self._now(), actor, action, target, dict(before or {}), dict(after or {})
        )
        self.kept.append((bot, line))

    def forget(self, bot: str, user: str) -> None:
        """What was done to a chat user stays without the name."""
        nameless = {"target": "forgotten", "before": {}, "after": {}}
        self.kept = [
            (owner, replace(line, **nameless) if (owner, line.target) == (bot, f"person:{user}") else line)
            for owner, line in self.kept
        ]

    def lines(self, bot, wanted: Selection = EVERYTHING) -> list[AuditLine]:
        found = [
            line
            for owner, line in reversed(self.kept)
            if owner == bot
            and line.action.startswith(wanted.action)
            and wanted.actor in ("", line.actor)
            and wanted.target in ("", line.target)
            and line.at >= wanted.since
            and (wanted.below is None or line.id < wanted.below)
        ]
        return found[: wanted.limit]


class ModelAccounts:
    """Implements botengine.runtime.directory.Directory. `chats`: everybody's, by bot and user."""

    def __init__(
        self,
        do: Do,
        now: Callable[[], float],
        audit: ModelAudit,
        chat: Callable[[str, str], Chat],
        people: Callable[[str], list[Person]],
    ) -> None:
        self._do, self._now, self._audit, self._chat, self._people = do, now, audit, chat, people
        self._accounts: dict[tuple[str, str], Account] = {}

    def all(self, bot: str) -> list[Account]:
        found = [account for (owner, _), account in self._accounts.items() if owner == bot]
        return sorted(found, key=lambda each: (each.user.name.casefold(), each.user.id))

    def get(self, bot: str, account_id: str) -> Account | None:
        return self._accounts.get((bot, account_id))

    def save(self, bot: str, account: Account, by: str):
        if not account.user.id:
            raise ValueError("an account needs an id")
        return self._do(self._save, bot, account, by)

    def _save(self, bot: str, account: Account, by: str) -> None:
        before, name = self.get(bot, account.user.id), account.user.id
        created = before.created if before else account.created or self._now()
        self._accounts[bot, name] = replace(account, created=created)
        old, new = difference(public(before), public(account))
        if old or new:
            self._audit.note(
                bot,
                by,
                "account.change" if before else "account.new",
                f"account:{name}",
                before=old,
                after=new,
            )

    def change(self, bot: str, account_id: str, by: str, **fields: Any):
        return self._do(self._change, bot, account_id, by, fields)

    def _change(self, bot: str, account_id: str, by: str, fields: Mapping[str, Any]) -> Account:
        before = self._known(bot, account_id)
        user = replace(before.user, **{name: value for name, value in fields.items() if name != "active"})
        self._save(bot, replace(before, user=user, active=fields.get("active", before.active)), by)
        return self._accounts[bot, account_id]

    def link(self, bot: str, user: str, account_id: str, by: str):
        return self._do(self._link, bot, user, account_id, by)

    def _link(self, bot: str, user: str, account_id: str, by: str) -> None:
        self._known(bot, account_id)
        chat = self._chat(bot, user)
        before = chat.person or Person(bot, user)
        chat.person = replace(before, linked=account_id, key=new_key())
        told = {"account": before.linked} if before.linked else {}
        self._audit.note(bot, by, "person.link", f"person:{user}", before=told, after={"account": account_id})

    def unlink(self, bot: str, user: str, by: str):
        return self._do(self._unlink, bot, user, by)

    def _unlink(self, bot: str, user: str, by: str) -> bool:
        chat = self._chat(bot, user)
        if not chat.person or not chat.person.linked:
            return False
        before, chat.person = chat.person.linked, replace(chat.person, linked="", key="")
        for letter in chat.waiting:
            letter.status, letter.at = "gone", self._now()
        self._audit.note(bot, by, "person.unlink", f"person:{user}", before={"account": before})
        return True

    def rotate(self, bot: str, user: str, by: str):
        return self._do(self._rotate, bot, user, by)

    def _rotate(self, bot: str, user: str, by: str) -> bool:
        chat = self._chat(bot, user)
        if not chat.person or not chat.person.linked:
            return False
        chat.person = replace(chat.person, key=new_key())
        self._audit.note(bot, by, "key.rotate", f"person:{user}")
        return True

    def linked(self, bot: str, account_id: str) -> list[Person]:
        return sorted(
            (each for each in self._people(bot) if each.linked == account_id), key=lambda each: each.user
        )

    def joined(self, person: Person | None) -> Person | None:
        """The person with the account behind it, as it is now."""
        account = person and self.get(person.bot, person.linked)
        seen = account.user if account and account.active else None
        return person and replace(person, account=seen)

    def _known(self, bot: str, account_id: str) -> Account:
        if (bot, account_id) not in self._accounts:
            raise NoSuchAccountError
        return self._accounts[bot, account_id]
