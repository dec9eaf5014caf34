"""Why did nothing happen? What stands in the way of one chat, in plain sentences, the gravest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from botengine.runtime.insight import Chat, Queue
from botengine.web.site import Site
from botengine.web.words import N_

Grade = Literal["bad", "warn", "good"]
NOTHING = N_("Nothing stands in the way: all that came is answered, all answers are sent.")
LEFT = N_("This person has left the bot. Nothing can be sent until they write again.")
STRANGER = N_("Nobody stands behind this chat: it is answered with a pairing code only, see the requests.")
INACTIVE = N_("The person behind this chat is deactivated: the bot treats it as a stranger's.")
WORKING = N_("A message is being worked on right now. It came:")
ALONE = N_("A message waits, and nobody works on it: does a process with the role worker run? It came:")
TRIED = N_("It has been tried {n} times; after 5 it is given up and stands among the errors.")
RESTING = N_("Sending rests for everybody, because Viber answered: {why}")
PARKED = N_("Viber takes no more messages before this person writes. If nobody writes, it is tried again:")
LATER = N_("Viber did not take the last message. It is sent again:")
SENDING = N_("About to be sent: {n}.")
HELD = N_("Held back notices: {n} (quiet hours, many at once, or Viber's limit).")


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of the catalogues with its values; `at` is a time that the page adds."""

    grade: Grade
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)
    at: float = 0.0


def reasons(site: Site, chat: Chat, inbox: Queue, outbox: Queue) -> list[Reason]:
    """Everything that may keep this chat from moving; one good sentence where nothing does."""
    found = [*_of_person(site, chat), *_of_inbox(inbox), *_of_outbox(site, outbox)]
    if chat.notices:
        found.append(Reason("warn", HELD, {"n": chat.notices}))
    return found or [Reason("good", NOTHING)]


def _of_person(site: Site, chat: Chat) -> Iterator[Reason]:
    person = chat.person
    if not person.subscribed:
        yield Reason("bad", LEFT)
    if site.spec().roles and person.account is None:
        known = site.accounts.get(site.id, person.linked) if person.linked else None
        yield Reason("bad", INACTIVE if known else STRANGER)


def _of_inbox(inbox: Queue) -> Iterator[Reason]:
    for first in inbox.waiting[:1]:
        yield Reason("warn", WORKING, at=first.at) if inbox.worked_on else Reason("bad", ALONE, at=first.at)
        if first.attempts > 1:
            yield Reason("warn", TRIED, {"n": first.attempts})


def _of_outbox(site: Site, outbox: Queue) -> Iterator[Reason]:
    if not outbox.waiting:
        return
    if why := site.resting():
        yield Reason("bad", RESTING, {"why": why})
    elif outbox.parked:
        yield Reason("warn", PARKED, at=outbox.rests_until)
    elif outbox.rests_until > site.clock.time():
        yield Reason("warn", LATER, at=outbox.rests_until)
    else:
        yield Reason("warn", SENDING, {"n": len(outbox.waiting)})
