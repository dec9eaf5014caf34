"""Activating a bot: its token taken, kept sealed and used at once; the webhook set, refusals said plainly."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

import msgspec

from botengine.clock import Clock
from botengine.errors import SettingsError
from botengine.log import VIBER_TOKEN
from botengine.runtime.activation import NotActivatedError, Source, Standing
from botengine.runtime.ports import Store
from botengine.viber.client import ViberClient, is_local
from botengine.viber.errors import InvalidUrlError, ViberError
from botengine.viber.hints import hint
from botengine.viber.signature import GRACE, Keyring

META = "viber_token"
SHAPE = "This is no token of Viber: it has three groups of letters and digits, joined by hyphens."
NO_SECRET = "Set BOTENGINE_SECRET first: without it, nothing secret can be stored."  # noqa: S105 - a sentence
NO_ADDRESS = "Set BOTENGINE_PUBLIC_URL first: the https address under which Viber reaches this bot."
NO_TOKEN = "There is no token yet."  # noqa: S105 - a sentence
ADVICE = (SHAPE, NO_SECRET, NO_ADDRESS, NO_TOKEN)
T = TypeVar("T")


class Seal(Protocol):
    def close(self, text: str) -> bytes: ...
    def open(self, sealed: bytes) -> str: ...


class Kept(msgspec.Struct):
    """What is stored, sealed: the token, and the one before, which is believed for a while."""

    token: str
    former: str = ""
    until: float = 0.0


@dataclass
class ViberActivation:
    """Implements botengine.runtime.activation.Activation.

    `client` and `keys` are those of the running bot; after a new token `resume` lets it send again.
    `public` and `path` make the webhook's address.
    """

    bot: str
    store: Store
    seal: Seal
    client: ViberClient
    keys: Keyring
    clock: Clock
    public: str
    path: str
    resume: Callable[[str], None]

    def __post_init__(self) -> None:
        self.fixed = bool(self.client.token)  # of the settings: pages cannot change it
        self.sealed = b""  # what `load` has found

    def load(self) -> None:
        """Use the token that was given on the page, also of another process. SettingsError if it is sealed
        with another secret.
        """
        sealed = None if self.fixed else self.store.meta(self.bot, META)
        if sealed and sealed != self.sealed:
            self.sealed = sealed
            kept = msgspec.json.decode(self.seal.open(sealed), type=Kept)
            self.keys.token = kept.former
            self.use(kept.token, kept.until - self.clock.time())

    def standing(self, base: str) -> Standing:
        if not self.client.token:
            return Standing(wanted=self._address(base))
        source: Source = "settings" if self.fixed else "page"
        try:
            account = asked(self.client.get_account_info)
        except NotActivatedError as problem:
            return Standing(source, wanted=self._address(base), problem=problem)
        return Standing(
            source, account.name, account.icon, account.uri, account.subscribers_count, account.webhook,
            self._address(base),
        )  # fmt: skip

    def activate(self, token: str, base: str) -> None:
        if token and not self.fixed and token != self.client.token:
            self._take(token)
        if not self.client.token:
            raise NotActivatedError(NO_TOKEN)
        if not (address := self._address(base)):
            raise NotActivatedError(NO_ADDRESS)
        asked(lambda: self.client.set_webhook(address))

    def deactivate(self) -> None:
        asked(self.client.remove_webhook)

    def _take(self, token: str) -> None:
        """Try the token, keep it, use it; Viber's test call is signed with it already."""
        if not re.fullmatch(VIBER_TOKEN, token):
            raise NotActivatedError(SHAPE)
        probe = ViberClient(token, self.client.api)
        asked(probe.get_account_info)
        kept = Kept(token, self.client.token, self.clock.time() + GRACE)
        try:
            sealed = self.seal.close(msgspec.json.encode(kept).decode())
        except SettingsError as problem:
            raise NotActivatedError(NO_SECRET) from problem
        self.store.set_meta(self.bot, META, sealed).result()
        self.use(token)

    def use(self, token: str, grace: float = GRACE) -> None:
        """From now on; callbacks signed with the one before are believed for `grace` more seconds."""
        self.keys.rotate(token, grace)
        self.client.token = token
        self.resume(self.bot)

    def _address(self, base: str) -> str:
        """The webhook's address; without a public one only a Viber on this machine can reach us."""
        public = self.public or (base if is_local(self.client.api) else "")
        return public + self.path if public else ""


def asked(question: Callable[[], T]) -> T:
    """Viber's answer, or why there is none, in a sentence that says what to do."""
    try:
        return question()
    except InvalidUrlError as problem:
        raise NotActivatedError(" ".join(hint(problem.said).split()), problem.said) from problem
    except ViberError as problem:
        raise NotActivatedError(problem.advice, problem.said) from problem
