"""Shop and postman put together: letters are written from the order as it is when they go."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from actions.shop.database import Row
from actions.shop.letters import compose, kind_of
from actions.shop.mail import Mailer
from actions.shop.port import NotFound, Scope, Shop
from actions.shop.postman import IDLE, Postman
from actions.shop.sendings import Sendings
from botengine import User
from botengine.clock import Clock

EVERYTHING = Scope(all=True)  # whether the person may send it was asked when it was wished


def open_post(shop: Shop, path: Path, mailer: Mailer, clock: Clock, idle: float = IDLE) -> Postman:
    """The postman of a shop, at work; what an earlier program left undone is in the file of `path`."""

    def write(row: Row, mailer: Mailer) -> EmailMessage | None:
        try:
            order = shop.get_order(EVERYTHING, row["number"])
        except NotFound:
            return None
        kind = row["kind"]
        if kind_of(order) != ("reminder" if kind == "reminder" else "tickets"):
            return None
        return compose(
            order, kind, to=row["recipient"], sender=mailer.sender, language=row["language"],
            message_id=row["message_id"], at=datetime.fromtimestamp(int(row["created"]), UTC),
        )  # fmt: skip

    def note(row: Row) -> None:
        actor = User(row["actor_id"], row["actor"])
        to = {"copy": True} if row["kind"] == "copy" else {"to": row["recipient"]}
        to |= {"reminder": True} if row["kind"] == "reminder" else {}
        shop.do(EVERYTHING, row["number"], "resend", to, key=f"letter:{row['message_id']}", actor=actor)

    return Postman(Sendings(path), mailer, compose=write, note=note, clock=clock, idle=idle).start()
