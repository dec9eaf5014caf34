"""At the door: who an arrival comes from, and what strangers are told. Without a role nobody gets past."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Collection
from dataclasses import dataclass

from botengine.engine.effects import Asked
from botengine.events import Decided, Event, Opened, Pressed
from botengine.runtime.invites import TOKEN
from botengine.runtime.ports import Store
from botengine.runtime.records import Lease, Person, Task

RANDOM, SEAL = 6, 6  # bytes of a screen's name: made up, and bound to the key of the chat
QUIET, CROWDED = Asked("quiet"), Asked("crowded")


@dataclass(frozen=True, slots=True)
class Entry:
    """Who is there with what; `asked` is None for people of the bot, else what the stranger is told."""

    event: Event
    person: Person | None
    asked: Asked | None = None


def enter(store: Store, roles: Collection[str], task: Task, event: Event) -> Entry:
    """Let the arrival in, as it is or as what it means; a bot without roles is open to everybody."""
    lease, person = task.lease, task.person
    if not roles:
        return Entry(event, person)
    if isinstance(event, Opened) and _invited(store, lease, event.context):
        return Entry(Decided("admitted"), store.person(lease.bot, lease.user))
    if not person or not person.account or person.account.role not in roles:
        return Entry(event, person, _told(store, task, event))
    if isinstance(event, Decided) and event.verdict != "admitted":
        return Entry(event, person, QUIET)  # was let in meanwhile
    return Entry(_bound(event, lease, person), person)


def _invited(store: Store, lease: Lease, context: str) -> bool:
    """Whether the link that opened the chat is this person's invite."""
    known = TOKEN.fullmatch(context)
    return bool(known) and store.invites.redeem(lease.bot, lease.user, context).result() == "in"


def _told(store: Store, task: Task, event: Event) -> Asked:
    if isinstance(event, Decided) and event.verdict == "refused":
        return Asked("refused")
    if task.waiting.kind == "viber" or event == Decided("renewed"):
        return store.requests.ask(task.lease.bot, task.lease.user).result()
    return QUIET  # timers and notices of somebody who belonged here


# -- buttons are bound to the key of the chat


def namer(lease: Lease, person: Person | None) -> Callable[[], str]:
    """Makes names of shown screens: random, and good for this chat and its key only."""
    key = person.key if person else ""
    return lambda: _sealed(lease, key, secrets.token_urlsafe(RANDOM))


def _bound(event: Event, lease: Lease, person: Person) -> Event:
    """A press of a button of another chat or an old key belongs to no screen."""
    if not isinstance(event, Pressed) or not person.key:
        return event
    genuine = _sealed(lease, person.key, event.nonce[: RANDOM * 4 // 3])
    return event if hmac.compare_digest(genuine.encode(), event.nonce.encode()) else Pressed("", event.index)


def _sealed(lease: Lease, key: str, made_up: str) -> str:
    named = f"{lease.bot}\n{lease.user}\n{made_up}".encode()
    return made_up + urlsafe_b64encode(hmac.digest(key.encode(), named, "sha256")[:SEAL]).decode()
