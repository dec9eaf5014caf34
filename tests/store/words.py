"""Short words for what the contract of a store speaks of."""

from __future__ import annotations

from botengine.runtime.ports import Store
from botengine.runtime.records import (
    Arrival,
    Commit,
    Draft,
    Task,
)
from botengine.values import Account, User

BOT, ANN, BEN = "shop", "ann", "ben"
BOSS = "boss"  # who lets people in
LEASE = 30.0
ADMIN = User("u1", "Ann Admin", "admin", "de", "ann@example.test", {"partner": "p2"})


def arrival(number: int, user: str = ANN, body: bytes = b"hello", kind: str = "viber") -> Arrival:
    return Arrival(BOT, user, kind, f"typed:{number}", body, 1.5)


def accept(store: Store, *numbers: int, user: str = ANN) -> list[bool]:
    return [store.accept(arrival(number, user)).result() for number in numbers]


def claim(store: Store, limit: int = 10) -> list[Task]:
    return store.claim_turns(limit, LEASE).result()


def one(store: Store) -> Task:
    (task,) = claim(store)
    return task


def let_in(store: Store, user: str = ANN, account: User = ADMIN, bot: str = BOT) -> None:
    """A chat user becomes a system user."""
    store.accounts.save(bot, Account(account), BOSS).result()
    store.accounts.link(bot, user, account.id, BOSS).result()


def finish(store: Store, task: Task, snapshot: bytes | None = b"{}", **more) -> None:
    store.commit(task.lease, Commit(task.waiting.id, task.version, snapshot, **more)).result()


def post(store: Store, *texts: str, number: int = 1, plain: bool = True, **more) -> None:
    """A turn that leaves letters."""
    accept(store, number)
    finish(store, one(store), letters=tuple(Draft(text.encode(), plain) for text in texts), **more)


def bundle(store: Store):
    (found,) = store.claim_letters(10, LEASE).result()
    return found


def texts(letters) -> list[bytes]:
    return [letter.body for letter in letters]
