"""Invites in SQLite: the hash of each token, for whom it is, and who has used it."""

from botengine.runtime.invites import INVITE_LIFE, Welcome, fingerprint, new_token
from botengine.store import accounts, audit
from botengine.store.transaction import Part, Transaction, writes

NEW = "INSERT INTO invite(bot, hash, account, expires) VALUES(?, ?, ?, ?)"
FOUND = "SELECT account, expires, used_by FROM invite WHERE bot = ? AND hash = ?"
MAX_REFUSALS = 20  # of one invite that are written down: a link may be all over the internet
REFUSED = "UPDATE invite SET refusals = refusals + 1 WHERE bot = ? AND hash = ? AND refusals < ?"
USED = "UPDATE invite SET used_by = ? WHERE bot = ? AND hash = ?"


def make(tx: Transaction, bot: str, account_id: str, by: str) -> str:
    accounts.known(tx, bot, account_id)
    token = new_token()
    tx.write(NEW, bot, fingerprint(token), account_id, tx.now + INVITE_LIFE)
    audit.record(tx, bot, by, "invite.new", f"account:{account_id}")
    return token


def redeem(tx: Transaction, bot: str, user: str, token: str) -> Welcome:
    hashed = fingerprint(token)
    row = tx.row(FOUND, bot, hashed)
    if not row:
        return "unknown"
    account_id, expires, used_by = row
    linked = accounts.linked_to(tx, bot, user)
    if used_by == user and linked == account_id:
        return "in"  # the same person again: Viber repeats callbacks, people tap twice
    account = accounts.find(tx, bot, account_id)
    if used_by or linked or tx.now >= expires or not account or not account.active:
        if tx.write(REFUSED, bot, hashed, MAX_REFUSALS):
            audit.record(tx, bot, "", "invite.refused", f"account:{account_id}", after={"person": user})
        return "refused"
    tx.write(USED, user, bot, hashed)
    accounts.link(tx, bot, user, account_id, "")
    return "in"


class SqliteInvites(Part):
    """Implements botengine.runtime.invites.Invites."""

    make = writes(make)
    redeem = writes(redeem)
