"""Settings: what people choose for themselves: language, notices, quiet hours; and signing out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Literal, Protocol, get_args

from botengine import Page, Paging, User, action
from botengine.values import Account

Language = Literal["de", "en", "uk", "ru"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
HOURS = re.compile(r"(\d{1,2})(?:[:.](\d\d))?")  # 22, 7:30, 6.15


class Accounts(Protocol):
    """What the program gives as `accounts`."""

    def get(self, account_id: str) -> Account | None: ...

    def change(self, account_id: str, **fields: object) -> Account: ...

    def leave(self, account_id: str) -> None: ...


class Kind(Protocol):
    """A sort of notices, as the person has it."""

    name: str
    label: str
    on: bool


class Kinds(Protocol):
    """What the program gives as `kinds`."""

    def of(self, user: User) -> list[Kind]: ...

    def switched(self, user: User, name: str, *, on: bool) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Switch:
    """A row of the list of notices; `sign` shows whether it is on."""

    name: str
    label: str
    on: bool
    sign: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person has chosen; `quiet` is "" for no quiet hours."""

    language: Language
    quiet: str


@action("settings.mine")
def mine(user: User, accounts: Accounts) -> Choices:
    """The choices as they are now, also right after a change."""
    chosen = _now(user, accounts)
    language: Language = chosen.language if chosen.language in LANGUAGES else "de"
    return Choices(language, chosen.quiet)


@action("settings.speak", effect="natural")
def speak(to: Language, user: User, accounts: Accounts) -> None:
    """Choose the language of all texts."""
    accounts.change(user.id, language=to)


@action("settings.hush", effect="natural")
def hush(hours: str, user: User, accounts: Accounts) -> None:
    """Choose the quiet hours, "22:00-07:00" or typed like `22 - 7.30`; "" for none."""
    times = [time(int(hour), int(minute or 0)).isoformat("minutes") for hour, minute in HOURS.findall(hours)]
    accounts.change(user.id, quiet="-".join(times) if len(set(times)) > 1 else "")


@action("settings.switches")
def switches(user: User, kinds: Kinds, accounts: Accounts, paging: Paging) -> Page[Switch]:
    """What the person can be told of, and is."""
    rows = [
        Switch(kind.name, kind.label, kind.on, "🔔" if kind.on else "🔕")
        for kind in kinds.of(_now(user, accounts))
    ]
    return Page(rows[paging.offset : paging.offset + paging.size], len(rows))


@action("settings.switch", effect="natural")
def switch(kind: str, on: bool, user: User, kinds: Kinds, accounts: Accounts) -> None:
    """Switch a sort of notices on or off."""
    accounts.change(user.id, muted=kinds.switched(_now(user, accounts), kind, on=on))


@action("settings.sign_out", effect="natural")
def sign_out(user: User, accounts: Accounts) -> None:
    """Give up the access of this chat; an administrator can give it again."""
    accounts.leave(user.id)


def _now(user: User, accounts: Accounts) -> User:
    """The person with what was chosen in this very turn."""
    account = accounts.get(user.id)
    return account.user if account else user
