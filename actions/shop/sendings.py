"""What was or is to be sent, kept in a file: nothing is forgotten when the program ends, or is killed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from actions.shop.database import Row, connect, first, one, rows
from actions.shop.letters import Kind
from actions.shop.mail import Verdict
from actions.shop.records import utc
from botengine import User

SendingState = Literal["none", "queued", "sent", "filed", "rejected", "unknown", "dropped"]
FINAL: frozenset[str] = frozenset({"sent", "filed", "rejected", "unknown", "dropped"})
PATIENCE = 4.0  # seconds that a person waits for the answer; most servers have given it by then
MAX_DOUBTS = 2  # a letter is handed over once more if nobody knows what became of it, and then no more
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 3600.0  # seconds until the next try; they double
BRISK = 4  # attempts: a letter that was in hand at so many deaths may be their cause, and waits
GIVE_UP = 24 * 3600.0  # seconds after which a letter that nobody takes is rejected
REST = 24 * 3600.0  # seconds in which nobody is reminded of the same booking again by a round
ROUND = "round:"  # how the keys of many letters that go at once begin; then comes the press, then the order
KEEP = 30 * 86_400.0  # seconds: then addresses are forgotten

_TABLE = """
CREATE TABLE IF NOT EXISTS sendings (
  id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, number TEXT NOT NULL, kind TEXT NOT NULL,
  recipient TEXT NOT NULL, language TEXT NOT NULL, actor_id TEXT NOT NULL, actor TEXT NOT NULL,
  created REAL NOT NULL, message_id TEXT NOT NULL, state TEXT NOT NULL, busy INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '', attempts INTEGER NOT NULL DEFAULT 0, doubts INTEGER NOT NULL DEFAULT 0,
  due REAL NOT NULL, changed REAL NOT NULL, noted INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS sendings_number ON sendings(number, id);
CREATE INDEX IF NOT EXISTS sendings_due ON sendings(due) WHERE state = 'queued';
CREATE INDEX IF NOT EXISTS sendings_reminders ON sendings(created) WHERE kind = 'reminder';
CREATE INDEX IF NOT EXISTS sendings_noted ON sendings(id) WHERE state = 'sent' AND NOT noted;
"""
_BY_KEY = "SELECT * FROM sendings WHERE key = ?"
_QUEUED = "SELECT * FROM sendings WHERE state = 'queued'"
_OF_ROUND = f"(key >= '{ROUND}' AND key < '{ROUND[:-1]};')"  # the sign after the colon is a semicolon
_MINE = "number = ? AND (kind <> 'copy' OR actor_id = ?)"  # nobody reads a colleague's own address


@dataclass(frozen=True, slots=True)
class Sending:
    """One e-mail about an order, as people see it. `again`: when the next try is, while it is queued."""

    id: int
    number: str
    kind: Kind
    to: str
    state: SendingState
    reason: str
    at: datetime
    again: datetime | None = None
    actor: str = ""
    actor_id: str = ""
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """What shall be sent, and who said so. `key` names the wish: the same key is the same letter."""

    key: str
    number: str
    kind: Kind
    to: str
    language: str
    actor: User


class Sendings:
    """The table of one file; safe for many threads and processes."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._mine = threading.local()
        self._db().execute("PRAGMA journal_mode = WAL")
        self._db().executescript(_TABLE)

    def _db(self) -> Database:
        db: Database | None = getattr(self._mine, "db", None)
        if db is None:
            db = self._mine.db = connect(self.path)
        return db

    def close(self) -> None:
        """Close this thread's connection."""
        if db := getattr(self._mine, "db", None):
            db.close()
            self._mine.db = None

    @contextmanager
    def _write(self) -> Iterator[Database]:
        db = self._db()
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                db.rollback()
            raise

    # -- for people

    def add(self, request: Request, message_id: str, now: float) -> Sending:
        """Write a wish down. The same key is the same letter; one that still waits is only hurried up."""
        with self._write() as db:
            db.execute("DELETE FROM sendings WHERE state <> 'queued' AND changed < ?", (now - KEEP,))
            if same := first(db, _BY_KEY, request.key):
                return _sending(same)
            letter = (request.number, request.kind, request.to)
            waiting = first(db, f"{_QUEUED} AND number = ? AND kind = ? AND recipient = ?", *letter)
            if waiting:
                _change(db, waiting, due=now)
            return _sending(waiting or _insert(db, request, message_id, now))

    def get(self, sending_id: int) -> Sending:
        """Raise LookupError if it is unknown, or forgotten."""
        row = first(self._db(), "SELECT * FROM sendings WHERE id = ?", sending_id)
        if row is None:
            raise LookupError(f"no letter {sending_id}")
        return _sending(row)

    def of_order(self, number: str, user: User, limit: int = 20) -> Sequence[Sending]:
        """Newest first, without what colleagues sent to themselves."""
        sql = f"SELECT * FROM sendings WHERE {_MINE} ORDER BY id DESC LIMIT ?"  # noqa: S608 - our own words
        return tuple(map(_sending, rows(self._db(), sql, number, user.id, limit)))

    def add_round(self, requests: Sequence[Request], message_ids: Sequence[str], now: float) -> None:
        """Write reminders down, all or none, but not to whom one went within the time of REST."""
        with self._write() as db:
            recent = _reminded(db, now - REST)
            for request, message_id in zip(requests, message_ids, strict=True):
                if request.number not in recent and not first(db, _BY_KEY, request.key):
                    _insert(db, request, message_id, now)

    def reminded(self, since: float) -> set[str]:
        """The orders whose buyers were, or are to be, reminded since then."""
        return _reminded(self._db(), since)

    def of_round(self, press: str) -> Mapping[str, SendingState]:
        """What became of the letters of one press, by order."""
        sql = "SELECT number, state FROM sendings WHERE key >= ? AND key < ?"
        begin = f"{ROUND}{press}"
        return {row["number"]: row["state"] for row in rows(self._db(), sql, f"{begin}:", f"{begin};")}

    def late(self, since: float) -> Sequence[Sending]:
        """What was settled since then, after its sender had been told to wait; of a round, what failed."""
        sql = f"""SELECT * FROM sendings WHERE state <> 'queued' AND changed > ? AND CASE
          WHEN {_OF_ROUND} THEN state IN ('rejected', 'unknown') ELSE changed - created > ? END"""  # noqa: S608
        return tuple(map(_sending, rows(self._db(), sql, since, PATIENCE)))

    def forget(self, person: str, folder: Path) -> None:
        """Delete the copies that somebody sent to themselves, also in `folder`; nobody sent the others."""
        db = self._db()
        db.execute("PRAGMA secure_delete = ON")
        with self._write():
            copies = rows(db, "SELECT * FROM sendings WHERE kind = 'copy' AND actor_id = ?", person)
            db.execute("DELETE FROM sendings WHERE kind = 'copy' AND actor_id = ?", (person,))
            db.execute("UPDATE sendings SET actor_id = '', actor = '' WHERE actor_id = ?", (person,))
        for row in copies:
            (folder / f"{row['message_id'].strip('<>').partition('@')[0]}.eml").unlink(missing_ok=True)
        db.execute("VACUUM")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # -- for the postman

    def recover(self, now: float) -> None:
        """Take up what a killed program had in its hands."""
        with self._write() as db:
            for row in rows(db, "SELECT * FROM sendings WHERE busy"):
                self._put_back(
                    db, row, Verdict("doubt" if row["doubts"] else "retry", row["reason"]), now, now
                )

    def claim(self, now: float) -> Row | None:
        """Take the letter that is due first, those of a round last: nobody waits in a chat for them."""
        with self._write() as db:
            row = first(db, f"{_QUEUED} AND NOT busy AND due <= ? ORDER BY {_OF_ROUND}, due", now)
            if row:
                db.execute("UPDATE sendings SET busy = 1, attempts = attempts + 1 WHERE id = ?", (row["id"],))
            return row and row | {"attempts": row["attempts"] + 1}

    def hand_over(self, row: Row) -> None:
        """From now on the letter may have arrived, whatever happens to this program."""
        with self._write() as db:
            db.execute("UPDATE sendings SET doubts = doubts + 1 WHERE id = ?", (row["id"],))

    def settle(self, row: Row, verdict: Verdict, now: float) -> None:
        """Write down what became of an attempt, and when the next one is due."""
        with self._write() as db:
            if verdict.state == "doubt":
                row = one(db, "SELECT * FROM sendings WHERE id = ?", row["id"])
            pause = min(FIRST_PAUSE * 2 ** (row["attempts"] - 1), LONGEST_PAUSE)
            self._put_back(db, row, verdict, now, now + pause)  # a clear answer ends this attempt's doubt

    def unnoted(self) -> Sequence[Row]:
        """What was sent, and does not stand in the shop's journal yet."""
        return rows(self._db(), "SELECT * FROM sendings WHERE state = 'sent' AND NOT noted")

    def note(self, row: Row) -> None:
        with self._write() as db:
            _change(db, row, noted=1)

    def _put_back(self, db: Database, row: Row, verdict: Verdict, now: float, due: float) -> None:
        state = _state_after(verdict, row["doubts"], late=now - row["created"] > GIVE_UP)
        changes = {"reason": verdict.reason, "due": due, "changed": now, "doubts": row["doubts"]}
        _change(db, row, state=state, busy=0, **changes)


def _state_after(verdict: Verdict, doubts: int, *, late: bool) -> SendingState:
    match verdict.state:
        case "sent" | "filed" | "dropped" as state:
            return state
        case "failed":
            return "rejected"
        case "doubt" if doubts >= MAX_DOUBTS:
            return "unknown"
    if late:
        return "unknown" if doubts else "rejected"
    return "queued"


def _insert(db: Database, request: Request, message_id: str, now: float) -> Row:
    actor = request.actor
    row = {
        "key": request.key, "number": request.number, "kind": request.kind, "recipient": request.to,
        "language": request.language, "actor_id": actor.id, "actor": actor.name, "created": now,
        "message_id": message_id, "state": "queued", "due": now, "changed": now,
    }  # fmt: skip
    made = db.table("sendings").insert(row).last_rowid
    return one(db, "SELECT * FROM sendings WHERE id = ?", made)


def _reminded(db: Database, since: float) -> set[str]:
    sql = """SELECT number FROM sendings WHERE kind = 'reminder' AND created > ?
      AND state NOT IN ('rejected', 'dropped')"""
    return {row["number"] for row in rows(db, sql, since)}


def _change(db: Database, row: Row, **values: Any) -> None:
    db.table("sendings").update(row["id"], values)


def _sending(row: Row) -> Sending:
    state = row["state"]
    again = utc(int(row["due"])) if state == "queued" and row["attempts"] and not row["busy"] else None
    return Sending(
        row["id"], row["number"], row["kind"], row["recipient"], state, row["reason"],
        utc(int(row["changed"])), again, row["actor"], row["actor_id"], row["attempts"],
    )  # fmt: skip
