"""Invites: one-time links that let one chat in as an account. The first who opens one has used it up."""

import hashlib
import re
import secrets
from concurrent.futures import Future
from typing import Literal, Protocol
from urllib.parse import quote

INVITE_LIFE = 900.0  # seconds
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")  # 128 bits; other deep links have other contexts
Welcome = Literal["in", "refused", "unknown"]


class Invites(Protocol):
    """What the store keeps of invites: never the token itself."""

    def make(self, bot: str, account_id: str, by: str) -> Future[str]:
        """The token of a new invite. NoSuchAccountError if there is no such account."""

    def redeem(self, bot: str, user: str, token: str) -> Future[Welcome]:
        """Somebody opened the chat by a link: `in` if he is the account's now, or by this very link already.

        `refused`: it is used up, old, or for somebody else; `unknown`: no invite of ours.
        """


def new_token() -> str:
    return secrets.token_urlsafe(16)


def fingerprint(token: str) -> str:
    """What is kept of a token: it is random, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def deep_link(uri: str, token: str = "") -> str:
    """The address that opens the chat with the bot of that Viber URI; with a token, it is an invite."""
    return f"viber://pa?chatURI={quote(uri)}" + (f"&context={token}" if token else "")
