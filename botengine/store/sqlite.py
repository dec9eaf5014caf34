"""The store in one SQLite file: which function keeps which promise of the port."""

from pathlib import Path

from sqlite_utils import Database

from botengine.clock import Clock, SystemClock
from botengine.store import arrivals, forgetting, leases, letters, reading, turns, upkeep
from botengine.store.accounts import Accounts
from botengine.store.audit import Audit
from botengine.store.connections import Connections
from botengine.store.insight import SqliteInsight
from botengine.store.invites import SqliteInvites
from botengine.store.media import SqliteMedia
from botengine.store.notices import SqliteNoticeboard
from botengine.store.people import people, person
from botengine.store.requests import SqliteRequests
from botengine.store.sessions import SqliteSessions
from botengine.store.transaction import Part, reads, writes


class SqliteStore(Part):
    """Implements botengine.runtime.ports.Store. Several programs may share the file."""

    access: Connections

    def __init__(
        self, path: Path | str, clock: Clock | None = None, connections: type[Connections] = Connections
    ) -> None:
        self.path = Path(path)
        self.clock: Clock = clock or SystemClock()
        super().__init__(access := connections(path, self.clock))
        self.media, self.accounts, self.audit = SqliteMedia(access), Accounts(access), Audit(access)
        self.notices, self.sessions = SqliteNoticeboard(access), SqliteSessions(access)
        self.requests, self.invites = SqliteRequests(access), SqliteInvites(access)
        self.insight = SqliteInsight(access)

    accept = writes(arrivals.accept)
    accept_now = writes(arrivals.accept_now)
    claim_turns = writes(arrivals.claim)
    claim_letters = writes(letters.claim)
    renew = writes(leases.renew)
    release = writes(leases.release)
    commit = writes(turns.commit)
    begin = writes(turns.begin)
    settle = writes(letters.settle)
    ring = writes(arrivals.ring)
    forget_leases = writes(leases.forget)
    purge = writes(upkeep.purge)
    set_meta = writes(upkeep.set_meta)
    forget = writes(forgetting.forget)

    answer = reads(reading.answer)
    person = reads(person)
    people = reads(people)
    conversation = reads(reading.conversation)
    journal = reads(reading.journal)
    meta = reads(reading.meta)
    backlog = reads(reading.backlog)

    @property
    def database(self) -> Database:
        """A connection of the calling thread, for reading with all of sqlite-utils (web pages)."""
        return self.access.database

    def close(self) -> None:
        """Finish what was asked for, then close all connections."""
        self.access.close()
