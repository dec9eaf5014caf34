"""Requests in SQLite: opened by strangers, within limits; decided by operators, then an arrival tells."""

import hmac
from concurrent.futures import Future
from typing import NamedTuple

import msgspec

from botengine.engine.effects import Asked
from botengine.events import Profile
from botengine.runtime import inbox
from botengine.runtime import requests as rules
from botengine.runtime.requests import Request, RequestStatus, Verdict, digits, new_code, spoken
from botengine.store import accounts, arrivals
from botengine.store.audit import Deed
from botengine.store.writer import Part
from botengine.values import Account

COLUMNS = """r.id, r.user, r.status, r.code, r.expires, r.created, r.decided, r.decided_by, r.wrong,
    r.answers, r.answered_from, r.turns, p.profile, COALESCE(p.linked, '')"""
REQUESTS = f"""SELECT {COLUMNS} FROM request r LEFT JOIN person p ON p.bot = r.bot AND p.user = r.user
    WHERE r.bot = ?"""  # noqa: S608 - constants only, here and below
NEW = "INSERT INTO request(bot, user, status, created) VALUES(?, ?, ?, ?) ON CONFLICT(bot, user) DO NOTHING"
OPEN = "UPDATE request SET status = 'open', created = ?, answers = 0 WHERE bot = ? AND id = ?"
CODE = "UPDATE request SET code = ?, expires = ?, wrong = 0 WHERE bot = ? AND id = ?"
ANSWERED = "UPDATE request SET answers = ?, answered_from = ? WHERE bot = ? AND id = ?"
WRONG = "UPDATE request SET wrong = wrong + 1 WHERE bot = ? AND id = ?"
DECIDE = """UPDATE request SET status = ?, code = '', decided = ?, decided_by = ?, turns = turns + 1,
    answers = 1, answered_from = ? WHERE bot = ? AND id = ?"""
BUSY = """SELECT (SELECT COUNT(*) FROM request WHERE bot = ? AND created > ?) >= ?
    OR (SELECT COUNT(*) FROM request WHERE bot = ? AND status = 'open') >= ?"""
_profile = msgspec.json.Decoder(Profile)


class Row(NamedTuple):
    """A request as it is kept, and the account that its chat is linked to."""

    id: int
    user: str
    status: RequestStatus
    code: str
    expires: float
    created: float
    decided: float
    decided_by: str
    wrong: int
    answers: int
    answered_from: float
    turns: int
    profile: bytes | None
    linked: str

    def good(self, now: float) -> bool:
        return bool(self.code) and now < self.expires and self.wrong < rules.WRONG_CODES

    def shown(self, now: float) -> Request:
        code = spoken(self.code) if self.good(now) else ""
        profile = None if self.profile is None else _profile.decode(self.profile)
        return Request(self.id, self.user, self.status, code, self.expires, *self[5:8], profile)


class SqliteRequests(Part):
    """Implements botengine.runtime.requests.Requests."""

    def ask(self, bot: str, user: str) -> Future[Asked]:
        return self._at(lambda db, now: _ask(Deed(db, bot, "", now), user))

    def all(self, bot: str, status: RequestStatus = "open", limit: int = 200) -> list[Request]:
        more = " AND r.status = ? ORDER BY r.created DESC, r.id DESC LIMIT ?"
        return self._found(bot, more, status, limit)

    def count(self, bot: str) -> int:
        counted = "SELECT COUNT(*) FROM request WHERE bot = ? AND status = 'open'"
        return int(self._read(lambda db: db.execute(counted, (bot,)).fetchone()[0]))

    def get(self, bot: str, request_id: int) -> Request | None:
        return next(iter(self._found(bot, " AND r.id = ?", request_id)), None)

    def find(self, bot: str, code: str) -> Request | None:
        found = self._found(bot, " AND r.status = 'open' AND r.code = ?", digits(code))
        return next((each for each in found if each.code), None)

    def approve(
        self, bot: str, request_id: int, code: str, account: str | Account, by: str
    ) -> Future[Verdict]:
        return self._at(lambda db, now: _approve(Deed(db, bot, by, now), request_id, code, account))

    def reject(self, bot: str, request_id: int, by: str) -> Future[Verdict]:
        return self._at(lambda db, now: _reject(Deed(db, bot, by, now), request_id))

    def renew(self, bot: str, request_id: int, by: str) -> Future[Verdict]:
        return self._at(lambda db, now: _renew(Deed(db, bot, by, now), request_id))

    def _found(self, bot: str, more: str, *values: object) -> list[Request]:
        rows = self._read(lambda db: db.execute(REQUESTS + more, (bot, *values)).fetchall())
        return [Row(*row).shown(self._time()) for row in rows]


def _row(deed: Deed, more: str, value: object) -> Row | None:
    row = deed.database.execute(REQUESTS + more, (deed.bot, value)).fetchone()
    return row and Row(*row)


# -- asking


def _ask(deed: Deed, user: str) -> Asked:
    row = _row(deed, " AND r.user = ?", user)
    linked = row.linked if row else accounts.linked(deed, user)
    if row is None or (row.status == "approved" and not linked):
        if not linked and _crowded(deed):
            return Asked("crowded")
        row = _open(deed, user, "approved" if linked else "open")
    if not _may_answer(deed, row):
        return Asked("quiet")
    if row.status != "open":  # rejected, or the account behind the chat is switched off
        return Asked("refused")
    good = row.good(deed.now) and row.expires > deed.now + rules.CODE_REST
    return Asked("stranger", spoken(row.code if good else _new_code(deed, row.id)))


def _crowded(deed: Deed) -> bool:
    values = (deed.bot, deed.now - rules.HOUR, rules.NEW_IN_HOUR, deed.bot, rules.OPEN_AT_ONCE)
    return bool(deed.database.execute(BUSY, values).fetchone()[0])


def _open(deed: Deed, user: str, status: RequestStatus) -> Row:
    """The request of this chat, made or opened again."""
    deed.database.execute(NEW, (deed.bot, user, status, deed.now))
    row = _row(deed, " AND r.user = ?", user)
    assert row
    if status == "open":
        deed.database.execute(OPEN, (deed.now, deed.bot, row.id))
    return row._replace(status=status, answers=0)


def _may_answer(deed: Deed, row: Row) -> bool:
    """Count the answer, if it is within the limits."""
    limit, span = (rules.ANSWERS, rules.ANSWER_SPAN) if row.status == "open" else (1, rules.REFUSAL_SPAN)
    begun = row.answered_from if deed.now < row.answered_from + span else deed.now
    count = row.answers + 1 if begun == row.answered_from else 1
    if count > limit:
        return False
    deed.database.execute(ANSWERED, (count, begun, deed.bot, row.id))
    return True


def _new_code(deed: Deed, request_id: int) -> str:
    taken = "SELECT 1 FROM request WHERE bot = ? AND code = ? AND status = 'open'"
    code = new_code()
    while deed.database.execute(taken, (deed.bot, code)).fetchone():
        code = new_code()
    deed.database.execute(CODE, (code, deed.now + rules.CODE_LIFE, deed.bot, request_id))
    return code


# -- deciding


def _approve(deed: Deed, request_id: int, code: str, account: str | Account) -> Verdict:
    row = _row(deed, " AND r.id = ?", request_id)
    if row is None or row.status != "open":
        return "closed" if row else "unknown"
    if not row.code or not hmac.compare_digest(digits(code), row.code):
        deed.database.execute(WRONG, (deed.bot, row.id))
        deed.note("request.wrong_code", f"person:{row.user}")
        return "wrong" if row.code else "expired"
    if not row.good(deed.now):
        return "expired"
    account_id = account if isinstance(account, str) else account.user.id
    before = accounts.find(deed.database, deed.bot, account_id)
    if isinstance(account, Account) and before is None and account_id:
        accounts.save(deed, account)
    elif isinstance(account, Account) or before is None or not before.active:
        return "unknown"
    accounts.link(deed, row.user, account_id)
    _decide(deed, row, "approved", "admitted")
    return "done"


def _reject(deed: Deed, request_id: int) -> Verdict:
    row = _row(deed, " AND r.id = ?", request_id)
    if row is None or row.status != "open":
        return "closed" if row else "unknown"
    _decide(deed, row, "rejected", "refused")
    return "done"


def _renew(deed: Deed, request_id: int) -> Verdict:
    row = _row(deed, " AND r.id = ?", request_id)
    if row is None or row.linked or row.status == "approved":
        return "closed" if row else "unknown"
    _decide(deed, row, "open", "renewed")
    deed.database.execute(OPEN, (row.created, deed.bot, row.id))
    _new_code(deed, row.id)
    return "done"


def _decide(deed: Deed, row: Row, status: RequestStatus, event: str) -> None:
    """Write the decision down, and let the person know as soon as the worker comes to it: once."""
    deed.database.execute(DECIDE, (status, deed.now, deed.by, deed.now, deed.bot, row.id))
    deed.note(f"request.{status if status != 'open' else 'renewed'}", f"person:{row.user}")
    key = f"{row.id}.{row.turns + 1}"
    arrivals.accept(deed.database, inbox.decision(deed.bot, row.user, event, key, deed.now))
