"""What happened, as seen from outside, and the judge who says what must not have happened."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class History:
    """Everything that can be observed of a run. Events are (user, number); numbers of a user rise."""

    acked: list[tuple[str, int]] = field(default_factory=list)  # in the order of acknowledgement
    heard: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))  # in the conversation
    sent: list[tuple[str, int]] = field(default_factory=list)  # replies, as the messenger saw them
    effects: list[tuple[str, int, str]] = field(default_factory=list)  # user, number, key of each call
    journal: Counter[tuple[str, int]] = field(default_factory=Counter)
    crashes: int = 0
    copies: int = 1  # messages that one crash may double: threads that send
    once: bool = False  # the effect must not be called a second time, not even with the same key


def violations(history: History) -> list[str]:
    """Every broken promise, each beginning with its name."""
    return [
        *_conversations(history),
        *_replies(history),
        *_effects(history),
    ]


def _conversations(history: History) -> Iterator[str]:
    for user, number in history.acked:
        if number not in history.heard[user]:
            yield f"lost: {user} {number}"
    for user, numbers in history.heard.items():
        for number, count in Counter(numbers).items():
            if count > 1:
                yield f"doubled: {user} {number} is {count} times in the conversation"
            if history.journal[user, number] != 1:
                yield f"journal: {user} {number} has {history.journal[user, number]} lines"
        if numbers != sorted(numbers):
            yield f"order: {user} {numbers}"


def _replies(history: History) -> Iterator[str]:
    replies: dict[str, list[int]] = defaultdict(list)
    for user, number in history.sent:
        replies[user].append(number)
    for user, numbers in history.heard.items():
        for number in set(numbers) - set(replies[user]):
            yield f"silence: no reply to {user} {number}"
        first_copies = list(dict.fromkeys(replies[user]))
        if first_copies != sorted(first_copies):
            yield f"reply order: {user} {replies[user]}"
        for number, count in Counter(replies[user]).items():
            if count > 1 + history.crashes:
                yield f"copies: {user} {number} was sent {count} times"
    extra = len(history.sent) - len(set(history.sent))
    if extra > history.crashes * history.copies:
        yield f"copies: {extra} in all, after {history.crashes} crashes"


def _effects(history: History) -> Iterator[str]:
    keys: dict[tuple[str, int], list[str]] = defaultdict(list)
    for user, number, key in history.effects:
        keys[user, number].append(key)
    for event, used in keys.items():
        if len(set(used)) > 1:
            yield f"effect: {event} happened {len(set(used))} times"
        if history.once and len(used) > 1:
            yield f"effect: {event} was called {len(used)} times, may be once"
