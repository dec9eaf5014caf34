"""What a running scenario acts on: everybody's phones, and whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botengine.engine.assembly import Assembly
from botengine.testing.phone import Phone
from botengine.values import User

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
    """A sample person of flows.yaml by name, or one described by `{role: ..., name: ..., partner: ...}`."""
    if not isinstance(person, Mapping):
        known = bot.bot.people.get(str(person))
        return known or User(str(person), str(person).title(), str(person))
    own: dict[str, Any] = {key: str(value) for key, value in person.items() if key in PERSON}
    rest = {key: str(value) for key, value in person.items() if key not in PERSON}
    named: Mapping[str, Any] = {"id": own.get("role", "tester"), "name": "Tester", **own}
    return User(**named, attributes=rest)
