"""What a running scenario acts on: everybody's phones, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from botengine.engine.assembly import Assembly
from botengine.testing.phone import Phone
from botengine.values import User

STRANGER = "stranger"  # in `as`: somebody with no role
PERSON = ("id", "name", "role", "language", "email")  # the rest of `as: {...}` are attributes


@dataclass
class Stage:
    """What a running scenario acts on: the phone of the person whose turn it is, and everybody's phones."""

    phone: Phone
    phones: dict[str, Phone] = field(default_factory=dict)

    def change(self, person: Any) -> None:
        """Hand over to another person's phone, on the same bot and clock."""
        user = person_of(self.phone.bot, person)
        if user.id not in self.phones:
            self.phones[user.id] = Phone(self.phone.bot, user, self.phone.clock, self.phone.stubs)
        self.phone = self.phones[user.id]


def person_of(bot: Assembly, person: Any) -> User:
    """A sample person of flows.yaml by name, one of a role, or one described by `{role: ..., name: ...}`.
    AssertionError where the bot knows nobody so.
    """
    people, roles = bot.bot.people, bot.bot.roles
    if not person and roles:  # nobody was named: the first who is no stranger
        person = next((name for name, each in people.items() if each.role), next(iter(roles)))
    if not isinstance(person, Mapping):
        name = str(person)
        if people or roles:
            demand("person or role", name, [*people, *roles, STRANGER])
        return people.get(name) or User(name, name.title(), name if name in roles else "")
    own: dict[str, Any] = {key: str(value) for key, value in person.items() if key in PERSON}
    if own.get("role") and roles:
        demand("role", own["role"], roles)
    rest = {key: str(value) for key, value in person.items() if key not in PERSON}
    named: Mapping[str, Any] = {"id": own.get("role", "tester"), "name": "Tester", **own}
    return User(**named, attributes=rest)


def demand(kind: str, name: str, known: Iterable[str]) -> None:
    """AssertionError where a scenario names something that the bot does not have."""
    names = list(dict.fromkeys(known))
    assert name in names, f"no {kind} '{name}'{nearest(name, names)}"


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown word: what was meant, or what there is."""
    names = list(known)
    near = get_close_matches(word, names, 1)
    return f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(names) or 'none'}"
