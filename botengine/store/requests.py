"""Requests in SQLite: opened by strangers, within limits; decided by operators, then an arrival tells."""

import hmac
from typing import NamedTuple

from botengine.engine.effects import Asked
from botengine.runtime import inbox
from botengine.runtime import requests as rules
from botengine.runtime.requests import Request, RequestStatus, Verdict, digits, new_code, spoken
from botengine.store import accounts, arrivals, audit
from botengine.store.people import read_profile
from botengine.store.transaction import Part, Transaction, reads, writes
from botengine.values import Account

COLUMNS = """r.id, r.user, r.status, r.code, r.expires, r.created, r.decided, r.decided_by, r.wrong,
    r.answers, r.answered_from, r.turns, p.profile, COALESCE(p.linked, '')"""
REQUESTS = f"""SELECT {COLUMNS} FROM request r LEFT JOIN person p ON p.bot = r.bot AND p.user = r.user
    WHERE r.bot = ?"""  # noqa: S608 - constants only, here and below
BY_ID, OF_USER = " AND r.id = ?", " AND r.user = ?"
NEW = "INSERT INTO request(bot, user, status, created) VALUES(?, ?, ?, ?) ON CONFLICT(bot, user) DO NOTHING"
OPEN = "UPDATE request SET status = 'open', created = ?, answers = 0 WHERE bot = ? AND id = ?"
CODE = "UPDATE request SET code = ?, expires = ?, wrong = 0 WHERE bot = ? AND id = ?"
ANSWERED = "UPDATE request SET answers = ?, answered_from = ? WHERE bot = ? AND id = ?"
WRONG = "UPDATE request SET wrong = wrong + 1 WHERE bot = ? AND id = ?"
DECIDE = """UPDATE request SET status = ?, code = '', decided = ?, decided_by = ?, turns = turns + 1,
    answers = 1, answered_from = ? WHERE bot = ? AND id = ?"""
DECISIONS = {  # what the person is told: the status of the request, and the deed
    "admitted": ("approved", "request.approved"),
    "refused": ("rejected", "request.rejected"),
    "renewed": ("open", "request.renewed"),
}
COUNT = "SELECT COUNT(*) FROM request WHERE bot = ? AND status = 'open'"
TAKEN = "SELECT 1 FROM request WHERE bot = ? AND code = ? AND status = 'open'"
CROWDED = """SELECT (SELECT COUNT(*) FROM request WHERE bot = ? AND created > ?) >= ?
    OR (SELECT COUNT(*) FROM request WHERE bot = ? AND status = 'open') >= ?"""


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
        profile = read_profile(self.profile)
        return Request(self.id, self.user, self.status, code, self.expires, *self[5:8], profile)


# -- looking


def listed(tx: Transaction, bot: str, status: RequestStatus = "open", limit: int = 200) -> list[Request]:
    more = " AND r.status = ? ORDER BY r.created DESC, r.id DESC LIMIT ?"
    return [row.shown(tx.now) for row in _rows(tx, bot, more, status, limit)]


def count(tx: Transaction, bot: str) -> int:
    return int(tx.value(COUNT, bot))


def get(tx: Transaction, bot: str, request_id: int) -> Request | None:
    row = _row(tx, bot, BY_ID, request_id)
    return row and row.shown(tx.now)


def find(tx: Transaction, bot: str, code: str) -> Request | None:
    rows = _rows(tx, bot, " AND r.status = 'open' AND r.code = ?", digits(code))
    return next((row.shown(tx.now) for row in rows if row.good(tx.now)), None)


def _row(tx: Transaction, bot: str, more: str, value: object) -> Row | None:
    return next(iter(_rows(tx, bot, more, value)), None)


def _rows(tx: Transaction, bot: str, more: str, *values: object) -> list[Row]:
    return [Row(*row) for row in tx.rows(REQUESTS + more, bot, *values)]


# -- asking


def ask(tx: Transaction, bot: str, user: str) -> Asked:
    row = _row(tx, bot, OF_USER, user)
    linked = row.linked if row else accounts.linked_to(tx, bot, user)
    if row is None or (row.status == "approved" and not linked):
        if not linked and tx.value(
            CROWDED, bot, tx.now - rules.HOUR, rules.NEW_IN_HOUR, bot, rules.OPEN_AT_ONCE
        ):
            return Asked("crowded")
        row = _open(tx, bot, user, "approved" if linked else "open")
    if not _may_answer(tx, bot, row):
        return Asked("quiet")
    if row.status != "open":  # rejected, or the account behind the chat is switched off
        return Asked("refused")
    good = row.good(tx.now) and row.expires > tx.now + rules.CODE_REST
    return Asked("stranger", spoken(row.code if good else _new_code(tx, bot, row.id)))


def _open(tx: Transaction, bot: str, user: str, status: RequestStatus) -> Row:
    """The request of this chat, made or opened again."""
    tx.write(NEW, bot, user, status, tx.now)
    row = _row(tx, bot, OF_USER, user)
    assert row
    if status == "open":
        tx.write(OPEN, tx.now, bot, row.id)
    return row._replace(status=status, answers=0)


def _may_answer(tx: Transaction, bot: str, row: Row) -> bool:
    """Count the answer, if it is within the limits."""
    limit, span = (rules.ANSWERS, rules.ANSWER_SPAN) if row.status == "open" else (1, rules.REFUSAL_SPAN)
    begun = row.answered_from if tx.now < row.answered_from + span else tx.now
    count = row.answers + 1 if begun == row.answered_from else 1
    if count > limit:
        return False
    tx.write(ANSWERED, count, begun, bot, row.id)
    return True


def _new_code(tx: Transaction, bot: str, request_id: int) -> str:
    code = new_code()
    while tx.row(TAKEN, bot, code):
        code = new_code()
    tx.write(CODE, code, tx.now + rules.CODE_LIFE, bot, request_id)
    return code


# -- deciding


def approve(  # noqa: PLR0917 - as in the port
    tx: Transaction, bot: str, request_id: int, code: str, account: str | Account, by: str
) -> Verdict:
    row = _row(tx, bot, BY_ID, request_id)
    if row is None or row.status != "open":
        return "closed" if row else "unknown"
    if not row.code or not hmac.compare_digest(digits(code), row.code):
        tx.write(WRONG, bot, row.id)
        audit.record(tx, bot, by, "request.wrong_code", f"person:{row.user}")
        return "wrong" if row.code else "expired"
    if not row.good(tx.now):
        return "expired"
    account_id = account if isinstance(account, str) else account.user.id
    before = accounts.find(tx, bot, account_id)
    if isinstance(account, Account) and before is None and account_id:
        accounts.save(tx, bot, account, by)
    elif isinstance(account, Account) or before is None or not before.active:
        return "unknown"
    accounts.link(tx, bot, row.user, account_id, by)
    return _decide(tx, bot, row, "admitted", by)


def reject(tx: Transaction, bot: str, request_id: int, by: str) -> Verdict:
    row = _row(tx, bot, BY_ID, request_id)
    if row is None or row.status != "open":
        return "closed" if row else "unknown"
    return _decide(tx, bot, row, "refused", by)


def renew(tx: Transaction, bot: str, request_id: int, by: str) -> Verdict:
    row = _row(tx, bot, BY_ID, request_id)
    if row is None or row.linked or row.status == "approved":
        return "closed" if row else "unknown"
    verdict = _decide(tx, bot, row, "renewed", by)
    tx.write(OPEN, row.created, bot, row.id)
    _new_code(tx, bot, row.id)
    return verdict


def _decide(tx: Transaction, bot: str, row: Row, event: str, by: str) -> Verdict:
    """Write the decision down, and let the person know as soon as the worker comes to it: once."""
    status, deed = DECISIONS[event]
    tx.write(DECIDE, status, tx.now, by, tx.now, bot, row.id)
    audit.record(tx, bot, by, deed, f"person:{row.user}")
    key = f"{row.id}.{row.turns + 1}"
    arrivals.accept(tx, inbox.decision(bot, row.user, event, key, tx.now))
    return "done"


class SqliteRequests(Part):
    """Implements botengine.runtime.requests.Requests."""

    ask = writes(ask)
    all = reads(listed)
    count = reads(count)
    get = reads(get)
    find = reads(find)
    approve = writes(approve)
    reject = writes(reject)
    renew = writes(renew)
