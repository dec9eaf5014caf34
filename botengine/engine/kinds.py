"""Kinds of notices as one person has them: what actions get as `kinds`, to show and turn the switches."""

from dataclasses import dataclass

from botengine.spec.bot import Bot
from botengine.spec.texts import Renderer
from botengine.values import User


@dataclass(frozen=True, slots=True)
class Kind:
    """A notice by its full name, its label in the person's language, and whether the person is told it."""

    name: str
    label: str
    on: bool


class Kinds:
    """The notices of a bot. Injected by the parameter name `kinds`."""

    def __init__(self, bot: Bot, renderer: Renderer) -> None:
        self._bot, self._renderer = bot, renderer

    def of(self, user: User) -> list[Kind]:
        """All that the user's role may hear, in the order of the flows."""
        labels = {name: notice.label for name, notice in self._bot.notices.items() if notice.label}
        return [
            Kind(name, self._renderer.text(label, {}, user.language), self._bot.hears(user, name))
            for name, label in labels.items()
            if self._bot.may_hear(user.role, name)
        ]

    def switched(self, user: User, name: str, *, on: bool) -> frozenset[str]:
        """`User.muted` with this switch turned on or off."""
        moved = self._bot.moved(user)
        return moved if self._bot.hears(user, name) == on else moved ^ {name}
