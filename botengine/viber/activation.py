"""Activating a bot: its token taken, kept sealed and used at once; the webhook set, refusals said plainly."""

import re
from collections.abc import Callable
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


class ViberActivation:
    """Implements botengine.runtime.activation.Activation.

    `client` and `keys` are those of the running bot; after a new token `resume` lets it send again.
    `public` and `path` make the webhook's address.
    """

    def __init__(
        self,
        bot: str,
        store: Store,
        seal: Seal,
        client: ViberClient,
        keys: Keyring,
        *,
        clock: Clock,
        public: str,
        path: str,
        resume: Callable[[str], None],
    ) -> None:
        self._bot, self._store, self._seal, self._clock = bot, store, seal, clock
        self._client, self._keys, self._resume = client, keys, resume
        self._public, self._path = public, path
        self._fixed = bool(client.token)  # of the settings: pages cannot change it
        self._sealed = b""

    def load(self) -> None:
        """Use the token that was given on the page, also of another process. SettingsError if it is sealed
        with another secret.
        """
        sealed = None if self._fixed else self._store.meta(self._bot, META)
        if sealed and sealed != self._sealed:
            self._sealed = sealed
            kept = msgspec.json.decode(self._seal.open(sealed), type=Kept)
            self._keys.token = kept.former
            self.use(kept.token, kept.until - self._clock.time())

    def standing(self, base: str) -> Standing:
        if not self._client.token:
            return Standing(wanted=self._address(base))
        source: Source = "settings" if self._fixed else "page"
        try:
            account = asked(self._client.get_account_info)
        except NotActivatedError as problem:
            return Standing(source, wanted=self._address(base), problem=problem)
        return Standing(
            source, account.name, account.icon, account.uri, account.subscribers_count, account.webhook,
            self._address(base),
        )  # fmt: skip

    def activate(self, token: str, base: str) -> None:
        if token and not self._fixed and token != self._client.token:
            self._take(token)
        if not self._client.token:
            raise NotActivatedError(NO_TOKEN)
        if not (address := self._address(base)):
            raise NotActivatedError(NO_ADDRESS)
        asked(lambda: self._client.set_webhook(address))

    def deactivate(self) -> None:
        asked(self._client.remove_webhook)

    def _take(self, token: str) -> None:
        """Try the token, keep it, use it; Viber's test call is signed with it already."""
        if not re.fullmatch(VIBER_TOKEN, token):
            raise NotActivatedError(SHAPE)
        probe = ViberClient(token, self._client.api)
        asked(probe.get_account_info)
        kept = Kept(token, self._client.token, self._clock.time() + GRACE)
        try:
            sealed = self._seal.close(msgspec.json.encode(kept).decode())
        except SettingsError as problem:
            raise NotActivatedError(NO_SECRET) from problem
        self._store.set_meta(self._bot, META, sealed).result()
        self.use(token)

    def use(self, token: str, grace: float = GRACE) -> None:
        """From now on; callbacks signed with the one before are believed for `grace` more seconds."""
        self._keys.rotate(token, grace)
        self._client.token = token
        self._resume(self._bot)

    def _address(self, base: str) -> str:
        """The webhook's address; without a public one only a Viber on this machine can reach us."""
        public = self._public or (base if is_local(self._client.api) else "")
        return public + self._path if public else ""


def asked(question: Callable[[], T]) -> T:
    """Viber's answer, or why there is none, in a sentence that says what to do."""
    try:
        return question()
    except InvalidUrlError as problem:
        raise NotActivatedError(" ".join(hint(problem.said).split()), problem.said) from problem
    except ViberError as problem:
        raise NotActivatedError(problem.advice, problem.said) from problem
