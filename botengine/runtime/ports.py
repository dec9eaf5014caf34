"""The ports of the runtime: what it asks of a store, of a messenger, and of the bot's own brain."""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from botengine.engine.effects import About, ActionCall, TurnResult
from botengine.errors import BotengineError
from botengine.events import Event, Profile
from botengine.messages import Message
from botengine.runtime.audit import AuditLog
from botengine.runtime.directory import Directory
from botengine.runtime.insight import Insight
from botengine.runtime.invites import Invites
from botengine.runtime.noticeboard import Noticeboard
from botengine.runtime.records import (
    Arrival,
    Backlog,
    Bundle,
    Commit,
    Intent,
    JournalLine,
    Known,
    Lease,
    Person,
    Retention,
    Settlement,
    Task,
)
from botengine.runtime.requests import Requests
from botengine.runtime.sessions import Sessions
from botengine.values import Effect, File, Media, Outcome, User


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the store, and for whom it was made."""

    user: str
    file: File


class MediaStore(Protocol):
    """Keeps files for a while. Any thread may call."""

    def keep(self, bot: str, token: str, kept: Kept, expires: float) -> Future[None]:
        """Keep it until then (seconds since 1970); the same token again only lives longer."""

    def find(self, bot: str, token: str) -> Kept | None:
        """What is kept under the token and has not expired."""


class Store(Protocol):
    """Keeps everything that lasts. Every method may be called from any thread.

    What writes gives a Future that is done after the commit. Futures fail with FencedError (another worker
    has the lane) or StoreFullError (nothing was written; try again later). Times come from the store's clock.
    """

    @property
    def media(self) -> MediaStore:
        """Files for people to open, each for a while."""

    @property
    def accounts(self) -> Directory: ...

    @property
    def audit(self) -> AuditLog: ...

    @property
    def notices(self) -> Noticeboard: ...

    @property
    def sessions(self) -> Sessions:
        """What lets accounts into the web pages."""

    @property
    def requests(self) -> Requests: ...

    @property
    def invites(self) -> Invites: ...

    @property
    def insight(self) -> Insight: ...

    def accept(self, arrival: Arrival) -> Future[bool]:
        """Keep the arrival and wake its lane. False: it was there already."""

    def accept_now(self, arrival: Arrival, seconds: float) -> Future[Task | bool]:
        """Accept and claim at once. False: it was there already; True: the lane is busy, nothing is kept."""

    def claim_turns(self, limit: int, seconds: float) -> Future[list[Task]]:
        """Take up to `limit` awake `in` lanes for `seconds`; counts an attempt for each oldest arrival."""

    def claim_letters(
        self, limit: int, seconds: float, without: Collection[str] = ()
    ) -> Future[list[Bundle]]:
        """Take up to `limit` awake `out` lanes for `seconds`, none of the bots `without`."""

    def renew(self, held: Sequence[Lease], seconds: float) -> Future[list[Lease]]:
        """Keep the lanes for `seconds` more; gives those that were lost."""

    def release(self, lease: Lease, after: float) -> Future[None]:
        """Give a lane back undone; it can be claimed again in `after` seconds."""

    def commit(self, lease: Lease, commit: Commit) -> Future[None]:
        """Write a finished turn and free the lane."""

    def begin(self, lease: Lease, intent: Intent) -> Future[Known]:
        """Write down that an effect begins, and tell what was known of it before."""

    def settle(self, lease: Lease, settlement: Settlement) -> Future[None]:
        """Write down what became of a receiver's letters."""

    def ring(self, limit: int = 100) -> Future[int]:
        """Turn due timers into arrivals; how many there were."""

    def forget_leases(self) -> Future[int]:
        """Free all lanes: only for a program that is alone with its store, at its start."""

    def purge(self, retention: Retention, limit: int = 500) -> Future[int]:
        """Delete old finished things, at most `limit` of each sort; how many there were."""

    def set_meta(self, bot: str, name: str, value: bytes | None) -> Future[None]:
        """Keep a small value of the bot itself; None forgets it."""

    def forget(self, bot: str, user: str) -> Future[int]:
        """Delete everything about a chat user, or an account and its chats; how many rows there were."""

    def answer(self, bot: str, user: str, dedupe: str) -> bytes | None:
        """The message that was given back inline for this arrival."""

    def person(self, bot: str, user: str) -> Person | None: ...

    def people(self, bot: str) -> list[Person]:
        """Everybody ever seen, newest first."""

    def conversation(self, bot: str, user: str) -> bytes | None: ...

    def journal(self, bot: str, user: str | None = None, limit: int = 50) -> list[JournalLine]:
        """The newest turns first, of one person or of all."""

    def meta(self, bot: str, name: str) -> bytes | None: ...

    def backlog(self) -> Backlog: ...

    def close(self) -> None:
        """Finish what was asked for, then close."""


# -- the messenger


class Incoming(NamedTuple):
    """A callback that was read: what happened, and what the messenger tells of the person."""

    event: Event
    profile: Profile | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The messenger took the message and calls it `token`; `billing` is its word for who pays, "" if none."""

    token: str = ""
    billing: str = ""


class UnreadableError(BotengineError):
    """An authentic callback cannot be understood; it is kept as a dead letter."""


class SendError(BotengineError):
    """A message could not be sent."""


class TryLater(SendError):  # noqa: N818 - it is an instruction to the outbox, not a fault
    """The messenger cannot take the message now; it is sent again, not before `after` seconds."""

    def __init__(self, message: str = "", after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class Parked(SendError):  # noqa: N818 - see above
    """Too many messages without an answer: wait until the person writes, or for the next full hour."""


class Unpaid(Parked):
    """Messages cost money that is not there: only answers to people who wrote are taken."""


class Gone(SendError):  # noqa: N818 - see above
    """The person cannot be reached: not on Viber, or not subscribed."""


class Refused(SendError):  # noqa: N818 - see above
    """The messenger does not accept this message as it is; see the error list."""


class Paused(SendError):  # noqa: N818 - see above
    """The messenger does not accept this bot at the moment (token?): sending waits, nothing is dropped."""


class Channel(Protocol):
    """One messenger account. Methods are called from several threads at once."""

    send_timeout: float  # seconds that a `send` takes at most

    def read(self, body: bytes) -> Incoming:
        """Understand a stored callback. UnreadableError if that cannot be."""

    def send(self, receiver: str, message: Message, profile: Profile) -> Sent:
        """Send one message; `profile` tells what the receiver's app can show. Raises a SendError."""


# -- the bot


class Brain(Protocol):
    """Runs one turn of one conversation, see botengine.engine.turn."""

    def turn(self, snapshot: bytes | None, event: Event, about: About) -> TurnResult:
        """Raises nothing: failures become messages."""

    def apology(self, snapshot: bytes | None, user: User, number: str) -> Message:
        """What a person is told whose message had to be given up; without a number: that it was too much."""


@dataclass(frozen=True, slots=True)
class Source:
    """A plug-in's source of notices: asked every so many seconds, or called for requests (`every` None)."""

    every: float | None
    ask: Callable[[Mapping[str, object]], Any]


@dataclass(frozen=True, slots=True)
class LiveBot:
    """All that belongs to one running bot. Exchange it in `Runtime.bots` to load changed flows.

    People without one of the `roles` are strangers, unless there are none. What one person sends above
    `per_minute` is dropped; 0 takes everything.
    `perform` runs an action and never raises (Services.attempt); `effect_of` tells what an action declares;
    `publish` gives a file that was made for a chat user an address;
    `hears`: whether an account may have and wants notices of a name; `sources`: see runtime/sources.py.
    """

    brain: Brain
    channel: Channel
    perform: Callable[[ActionCall, User, datetime], Outcome]
    effect_of: Callable[[str], Effect]
    publish: Callable[[str, File], Media]
    hears: Callable[[User, str], bool] = lambda _user, _name: True
    timezone: str = "UTC"
    sources: Mapping[str, Source] = field(default_factory=dict)
    roles: Collection[str] = ()
    per_minute: int = 0
