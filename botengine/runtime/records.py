"""What goes into a store and what comes out of it: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from botengine.events import Profile
from botengine.values import Effect, User

Kind = Literal["viber", "timer", "notice", "told", "access"]
Side = Literal["in", "out"]  # a person has two lanes: what arrives, and what is to be sent
LetterStatus = Literal["sent", "superseded", "gone", "refused"]
DAY = 86_400.0  # seconds
AGAIN = "#again"  # in the `dedupe` of an arrival that an operator lets be worked on once more


# -- what goes into a store


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that happened to one person, as raw bytes. The store takes each `dedupe` of a person once."""

    bot: str
    user: str
    kind: Kind
    dedupe: str
    body: bytes
    received: float  # seconds since 1970

    def __post_init__(self) -> None:
        for text in (self.bot, self.user, self.dedupe):
            if not text or "\0" in text or not text.isprintable():  # lone surrogates are not printable either
                raise ValueError(f"{text!r} cannot name an arrival: empty, or with unprintable characters")


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to be put into the outbox. `plain`: a mere screen, which a newer screen may replace."""

    body: bytes  # JSON of a Message
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Journal:
    """Why a conversation moved: the line an operator reads. `steps` is JSON, `ms` the time the turn took."""

    event: str
    came_from: str = ""
    went_to: str = ""
    steps: bytes = b"[]"
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something an operator should see: kind `dead`, `refused`, `failed`, `unknown` or `hasty`."""

    kind: str
    reason: str
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Commit:
    """All that one turn leaves, written together or not at all; the lane is free afterwards.

    `snapshot`: None leaves the conversation as it is. `inline`: the letters were given back as the answer to
    the callback itself, and are kept only to answer its repetition. `spoke`: the person wrote or pressed.
    `held`: keys of notices that could not be read just now; they wait once more.
    """

    arrival: int
    version: int
    snapshot: bytes | None = None
    letters: tuple[Draft, ...] = ()
    inline: bool = False
    timers: Mapping[str, float | None] = field(default_factory=dict)
    results: Mapping[str, bytes] = field(default_factory=dict)  # effect key -> JSON of its outcome
    journal: Journal | None = None
    trouble: Trouble | None = None
    profile: Profile | None = None
    subscribed: bool | None = None
    spoke: bool = False
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intent:
    """An effect that is about to happen; `results` of earlier effects of the same turn are kept with it."""

    key: str
    action: str
    effect: Effect
    results: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a letter."""

    letter: int
    status: LetterStatus
    token: str = ""  # the messenger's name of the message
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the sender did with a receiver's letters. `after` None keeps the lane, seconds free it till then.

    `failed` counts one more attempt for a letter; `parked`: the person's next message ends the waiting.
    """

    done: tuple[Done, ...] = ()
    failed: int | None = None
    after: float | None = 0.0
    parked: bool = False
    unsubscribed: bool = False
    keep_for: float = 0.0  # seconds the lease is renewed for, if the lane is kept


@dataclass(frozen=True, slots=True)
class Retention:
    """How long finished things are kept, in seconds."""

    inbox: float = 3 * DAY  # longer than Viber repeats and than old callbacks are accepted (48 h)
    outbox: float = 7 * DAY
    effects: float = 30 * DAY
    notices: float = 30 * DAY  # longer than any outside system repeats what it told
    journal: float = 30 * DAY
    errors: float = 90 * DAY
    requests: float = 30 * DAY  # of strangers, after their last answer; then they are unknown again
    audit: float = 365 * DAY


# -- what comes out of a store


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one lane. Only the holder of `token` can commit."""

    bot: str
    user: str
    side: Side
    token: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """An accepted arrival that no turn has finished yet. `attempts` counts this one too."""

    id: int
    kind: Kind
    dedupe: str
    body: bytes
    received: float
    attempts: int

    @property
    def origin(self) -> str:
        """The `dedupe` it came with first: what it does is done once, however often it is worked on."""
        return self.dedupe.partition(AGAIN)[0]


@dataclass(frozen=True, slots=True)
class Person:
    """A chat user; times in seconds since 1970.

    `account` is the active system user behind it, None for a stranger; `linked` the account's id, active or
    not; `key` the secret that the buttons of this chat are bound to.
    """

    bot: str
    user: str
    account: User | None = None
    linked: str = ""
    key: str = field(default="", repr=False)
    profile: Profile | None = None
    subscribed: bool = True
    first_seen: float = 0.0
    last_seen: float = 0.0
    last_message: float = 0.0

    @property
    def name(self) -> str:
        """As operators know the person, else as the messenger does; "" if nobody knows."""
        return self.account.name if self.account else self.profile.name if self.profile else ""


@dataclass(frozen=True, slots=True)
class Task:
    """A claimed `in` lane: its oldest arrival, the conversation, and who it is.

    `current`: False for a timer that was disarmed or armed anew after it had rung.
    """

    lease: Lease
    waiting: Waiting
    version: int = 0
    snapshot: bytes | None = None
    person: Person | None = None
    current: bool = True


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that waits to be sent, JSON of a Message. `turn` is the arrival that caused it."""

    id: int
    turn: int
    body: bytes
    plain: bool
    attempts: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """A claimed `out` lane: the receiver's letters, oldest first."""

    lease: Lease
    letters: tuple[Letter, ...]
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an effect: `new` (never begun), `begun` (nobody knows how it ended) or `done`."""

    status: Literal["new", "begun", "done"]
    result: bytes = b""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits: arrivals and letters in all, and lanes that could move right now or are being worked on."""

    arrivals: int
    letters: int
    moving: int


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One turn in the journal; `at` in seconds since 1970."""

    user: str
    at: float
    dedupe: str
    entry: Journal
