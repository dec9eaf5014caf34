"""Invites in SQLite: the hash of each token, for whom it is, and who has used it."""

from concurrent.futures import Future

from botengine.runtime.invites import INVITE_LIFE, Welcome, fingerprint, new_token
from botengine.store import accounts
from botengine.store.audit import Deed
from botengine.store.writer import Part

NEW = "INSERT INTO invite(bot, hash, account, expires) VALUES(?, ?, ?, ?)"
FOUND = "SELECT account, expires, used_by FROM invite WHERE bot = ? AND hash = ?"
MAX_REFUSALS = 20  # of one invite that are written down: a link may be all over the internet
REFUSED = "UPDATE invite SET refusals = refusals + 1 WHERE bot = ? AND hash = ? AND refusals < ?"
USED = "UPDATE invite SET used_by = ? WHERE bot = ? AND hash = ?"


class SqliteInvites(Part):
    """Implements botengine.runtime.invites.Invites."""

    def make(self, bot: str, account_id: str, by: str) -> Future[str]:
        return self._at(lambda db, now: _make(Deed(db, bot, by, now), account_id))

    def redeem(self, bot: str, user: str, token: str) -> Future[Welcome]:
        return self._at(lambda db, now: _redeem(Deed(db, bot, "", now), user, fingerprint(token)))


def _make(deed: Deed, account_id: str) -> str:
    accounts.known(deed, account_id)
    token = new_token()
    deed.database.execute(NEW, (deed.bot, fingerprint(token), account_id, deed.now + INVITE_LIFE))
    deed.note("invite.new", f"account:{account_id}")
    return token


def _redeem(deed: Deed, user: str, hashed: str) -> Welcome:
    row = deed.database.execute(FOUND, (deed.bot, hashed)).fetchone()
    if not row:
        return "unknown"
    account_id, expires, used_by = row
    linked = accounts.linked(deed, user)
    if used_by == user and linked == account_id:
        return "in"  # the same person again: Viber repeats callbacks, people tap twice
    account = accounts.find(deed.database, deed.bot, account_id)
    if used_by or linked or deed.now >= expires or not account or not account.active:
        if deed.database.execute(REFUSED, (deed.bot, hashed, MAX_REFUSALS)).rowcount:
            deed.note("invite.refused", f"account:{account_id}", after={"person": user})
        return "refused"
    deed.database.execute(USED, (user, deed.bot, hashed))
    accounts.link(deed, user, account_id)
    return "in"
