"""The port of activation: how web pages switch a bot on and off, and what they learn of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from botengine.errors import BotengineError

Source = Literal["", "page", "settings"]


@dataclass(frozen=True, slots=True)
class Standing:
    """The bot as its messenger knows it. `token`: where it comes from, "" if there is none.

    `wanted`: where the messenger should send to; `active`: it does. `problem`: why nothing is known.
    """

    token: Source = ""
    name: str = ""
    icon: str = ""
    uri: str = ""
    subscribers: int = 0
    webhook: str = ""
    wanted: str = ""
    problem: NotActivatedError | None = None

    @property
    def active(self) -> bool:
        return bool(self.webhook) and self.webhook.partition("?")[0] == self.wanted


class NotActivatedError(BotengineError):
    """The messenger, or we, did not accept it. `advice` is a sentence of a known list, `said` their words."""

    def __init__(self, advice: str, said: str = "") -> None:
        super().__init__(f"{advice} {said}".strip())
        self.advice, self.said = advice, said


class Activation(Protocol):
    """One bot's account with its messenger. `base` is the address under which the page was asked for."""

    def standing(self, base: str) -> Standing:
        """How it stands, asked afresh."""

    def activate(self, token: str, base: str) -> None:
        """Take the token ("": the one that is known), keep it, have messages sent here. NotActivatedError."""

    def deactivate(self) -> None:
        """Nothing is sent here any more; the token is kept. NotActivatedError."""
