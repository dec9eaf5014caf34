"""Files in SQLite, each until it expires."""

from botengine.runtime.ports import Kept
from botengine.store.transaction import Part, Transaction, reads, writes
from botengine.values import File

KEEP = """INSERT INTO media(bot, token, user, expires, name, type, content) VALUES(?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT(bot, token) DO UPDATE SET expires = excluded.expires"""
FIND = "SELECT user, name, content, type FROM media WHERE bot = ? AND token = ? AND expires > ?"
WITHDRAW = "DELETE FROM media WHERE bot = ? AND user = ?"
WITHDRAW_ALL = """DELETE FROM media
    WHERE bot = ? AND user IN (SELECT user FROM person WHERE bot = ? AND linked = ?)"""


def keep(tx: Transaction, bot: str, token: str, kept: Kept, expires: float) -> None:
    file = kept.file
    tx.write(KEEP, bot, token, kept.user, expires, file.name, file.type, file.content)


def find(tx: Transaction, bot: str, token: str) -> Kept | None:
    row = tx.row(FIND, bot, token, tx.now)
    return row and Kept(row[0], File(*row[1:]))


class SqliteMedia(Part):
    """Implements botengine.runtime.ports.MediaStore."""

    keep = writes(keep)
    find = reads(find)
