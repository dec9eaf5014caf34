"""All that the pages need of the rest of the house, handed in by app.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from starlette.datastructures import URL

from botengine.clock import Clock
from botengine.engine.registry import PanelMark
from botengine.runtime.activation import Activation
from botengine.runtime.audit import AuditLog
from botengine.runtime.directory import Directory
from botengine.runtime.ports import Store
from botengine.runtime.sessions import Sessions
from botengine.spec.bot import Bot
from botengine.spec.moves import Text
from botengine.values import Account, Panel, User
from botengine.web.entrance import Entrance
from botengine.web.page import Page
from botengine.web.passwords import Passwords
from botengine.web.seal import Seal

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def no_panel(name: str, *_asked: object) -> Panel:
    raise LookupError(name)


@dataclass
class Site:
    """One bot's pages. `spec` gives the bot as it is now, which may change while it runs; `say` a text of it
    in a language.

    `local`: the address of a Viber on this machine, from which pictures of chat users may come too.
    """

    id: str
    spec: Callable[[], Bot]
    store: Store
    clock: Clock
    viber: Activation
    say: Callable[[Text, str], str]
    seal: Seal
    public_url: str = ""
    local: str = ""
    passwords: Passwords = field(default_factory=Passwords)
    health: Callable[[], Mapping[str, bool]] = dict  # part -> whether it works
    resting: Callable[[], str] = str  # why nothing is sent, "" if it is
    failing: Callable[[], Mapping[str, str]] = dict  # source -> why it was of no use the last time
    panels: Callable[[], Mapping[str, PanelMark]] = dict  # pages of plug-ins, by name
    fill: Callable[[str, User, str, str], Panel] = no_panel  # name, for whom, in which language, which tab
    wake: Callable[[], object] = str  # something new waits for the workers
    demanding: bool = False  # operators see their pages only after a second step
    menu: list[Page] = field(default_factory=list)  # routes.py knows the pages

    @property
    def accounts(self) -> Directory:
        return self.store.accounts

    @property
    def audit(self) -> AuditLog:
        return self.store.audit

    @property
    def sessions(self) -> Sessions:
        return self.store.sessions

    @cached_property
    def entrance(self) -> Entrance:
        return Entrance(self.id, self.store, self.clock, self.passwords)

    @property
    def hosts(self) -> frozenset[str]:
        """Names in the Host header that are ours: others are a foreign page's DNS trick."""
        return LOOPBACK | {urlsplit(self.public_url).hostname or "localhost"}

    def is_secure(self, url: URL) -> bool:
        """https, seen from the browser; a proxy before us may have taken it off."""
        public = urlsplit(self.public_url)
        return url.scheme == "https" or (public.scheme == "https" and public.hostname == url.hostname)

    @property
    def pictures(self) -> str:
        """`http://127.0.0.1:8081`, where a local Viber has its pictures."""
        return "/".join(self.local.split("/")[:3])

    def may_show(self, picture: str) -> bool:
        """Whether browsers may fetch this picture: others would learn who looks at our pages."""
        parts = urlsplit(picture)
        theirs = parts.scheme == "https" and (parts.hostname or "").endswith(".viber.com")
        return theirs or bool(self.pictures and picture.startswith(f"{self.pictures}/"))

    def is_operator(self, account: Account) -> bool:
        """Whether this account may use all pages."""
        return account.active and account.user.role in self.spec().operators

    def panels_for(self, user: User) -> Mapping[str, PanelMark]:
        """The plug-ins' pages that this person may see."""
        bot = self.spec()
        return {name: mark for name, mark in self.panels().items() if bot.may_run(user.role, mark.permission)}

    def has_operator(self) -> bool:
        """Whether somebody can log in who may use all pages."""
        return any(
            self.is_operator(each) and self.entrance.has_password(each.user.id)
            for each in self.accounts.all(self.id)
        )

    def set_up_link(self, base: str) -> str:
        """The address with which the first administrator is made; "" where there is one. Earlier ones end."""
        return "" if self.has_operator() else f"{self.public_url or base}/web/set-up/{self.entrance.link('')}"
