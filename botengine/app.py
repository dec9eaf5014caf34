"""The front door: settings, bot, store, runtime and Viber put together as one Starlette app."""

import asyncio
import hmac
import logging
import sqlite3
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

from botengine.clock import Clock, SystemClock
from botengine.engine.assembly import Assembly, assemble
from botengine.errors import SettingsError
from botengine.metrics import Metrics
from botengine.runtime.access import BotAccounts
from botengine.runtime.haste import PER_MINUTE
from botengine.runtime.health import Health
from botengine.runtime.media import Publisher
from botengine.runtime.ports import LiveBot, Source, Store
from botengine.runtime.releases import BACK, fingerprint, keep
from botengine.runtime.service import Runtime
from botengine.settings import Secret, Settings
from botengine.store.sqlite import SqliteStore
from botengine.viber.activation import ViberActivation
from botengine.viber.channel import ViberChannel
from botengine.viber.client import ViberClient, is_local
from botengine.viber.signature import Keyring
from botengine.viber.theme import theme_of
from botengine.viber.webhook import Webhook
from botengine.web.inside import inside_routes
from botengine.web.media import media_route
from botengine.web.passwords import Passwords
from botengine.web.routes import pages_of
from botengine.web.seal import Seal
from botengine.web.site import Site
from botengine.web.sources import sources_route

log = logging.getLogger(__name__)
Role = Literal["web", "worker", "sender"]
ROLES: tuple[Role, ...] = get_args(Role)
SQLITE = "sqlite:///"
FOLLOW = 5.0  # seconds between looks for what was changed elsewhere


class BotApp:
    """One bot that runs: `asgi` is its HTTP side, whose life starts and ends everything else.

    It takes over assembly and store: `stop` closes them. `id` names the bot in store and addresses. With all
    `roles` it is alone with its store.
    """

    _before: Assembly | None = None  # the version before the last reload

    def __init__(
        self,
        assembly: Assembly,
        store: Store,
        settings: Settings = Settings(),  # noqa: B008 - a constant
        *,
        roles: Collection[Role] = ROLES,
        clock: Clock | None = None,
        passwords: Passwords | None = None,
    ) -> None:
        self.assembly, self.store, self.roles = assembly, store, frozenset(roles)
        self.id, self.settings = assembly.bot.key, settings
        self.clock, self.metrics = clock or SystemClock(), Metrics()
        assembly.services.give("accounts", BotAccounts(store.accounts, self.id))
        self.keys = Keyring(settings.viber_token.reveal(), self.clock)
        self.client = ViberClient(settings.viber_token.reveal(), settings.viber_api)
        self.channel = ViberChannel(self.client, assembly.bot.name, theme_of(assembly.bot.theme))
        secret, public_url = settings.secret.reveal(), settings.public_url
        self.publisher = Publisher(store, self.id, secret, public_url, self.clock)
        self.runtime = Runtime(
            store,
            {self.id: live(assembly, self.channel, self.publisher)},
            clock=self.clock,
            roles=[role for role in self.roles if role != "web"],
            alone=self.roles == set(ROLES),
            metrics=self.metrics,
        )
        self.webhook = Webhook(
            self.id, self.keys, self.channel, self.runtime, clock=self.clock, metrics=self.metrics
        )
        self.webhook_path = f"/viber/{address(self.id, settings.secret)}"
        self.health = Health(self.store, self.runtime, self.id)
        self.site = self._site(Seal(settings.secret), passwords or Passwords())
        self.activation.load()
        self.asgi = Starlette(routes=self._routes(), lifespan=self._lifespan)
        self.asgi.router.redirect_slashes = False  # a redirect would turn Viber's POST into a GET

    def start(self) -> None:
        self._back = self.store.meta(self.id, BACK)
        self.assembly.services.prepare()
        keep(self.store, self.id, self.assembly.files, self.clock.time())
        self.runtime.start()

    def stop(self) -> None:
        """Finish what is being worked on; what waits stays in the store."""
        self.webhook.close()
        self.runtime.stop()
        for assembly in filter(None, (self._before, self.assembly)):
            assembly.services.close()
        self.store.close()

    def reload(self, assembly: Assembly) -> None:
        """Answer what comes from now on with this version. Turns that have begun end with the one before."""
        assembly.services.give("accounts", BotAccounts(self.store.accounts, self.id))
        assembly.services.prepare()
        if self._before:
            self._before.services.close()
        self._before, self.assembly = self.assembly, assembly
        keep(self.store, self.id, assembly.files, self.clock.time())
        self.channel.theme = theme_of(assembly.bot.theme)
        self.runtime.bots[self.id] = live(assembly, self.channel, self.publisher)

    def follow(self) -> None:
        """Take up what was changed elsewhere: another token, a release that was put back in place."""
        self.activation.load()
        back, given = self.store.meta(self.id, BACK), self.assembly.registry.given
        if back != self._back:
            self._back = back
            self.reload(assemble(Path(str(given["directory"])), given))
            log.warning("release %s is live", fingerprint(self.assembly.files))

    def _site(self, seal: Seal, passwords: Passwords) -> Site:
        """What the web pages get of all this."""
        public_url = self.settings.public_url
        self.activation = ViberActivation(
            self.id, self.store, seal, self.client, self.keys, clock=self.clock,
            public=public_url, path=self.webhook_path, resume=self.runtime.resume,
        )  # fmt: skip
        return Site(
            self.id, lambda: self.assembly.bot, self.store, self.clock, self.activation,
            lambda text, language: self.assembly.engine.renderer.text(text, {}, language),
            seal, public_url=public_url, local=self.client.api if is_local(self.client.api) else "",
            passwords=passwords, health=self.health.check, wake=self.runtime.wake,
            resting=lambda: self.runtime.resting.get(self.id, ""),
            failing=lambda: self.runtime.sources.failing,
            panels=lambda: {name: each.mark for name, each in self.assembly.registry.panels.items()},
            fill=lambda *asked: self.assembly.services.panel(*asked),  # noqa: PLW0108 - of the flows that are live
            demanding=self.settings.second_step == "demanded",
        )  # fmt: skip

    def _routes(self) -> list[BaseRoute]:
        routes: list[BaseRoute] = [*inside_routes(self.site, self.metrics)]
        if "web" in self.roles:
            routes += [Route(self.webhook_path, self.webhook), media_route(self.publisher.open)]
            routes.append(sources_route(partial(self.runtime.sources.receive, self.id)))
            routes += pages_of(self.site)
        return routes

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(FOLLOW)
            try:
                await asyncio.to_thread(self.follow)
            except Exception:
                log.exception("what was changed elsewhere cannot be taken up; all goes on as it was")

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        await asyncio.to_thread(self.start)
        following = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            following.cancel()
            await asyncio.to_thread(self.stop)


def create_app(settings: Settings, *, roles: Collection[Role] = ROLES) -> BotApp:
    """The bot of the settings' folder, ready to be served. SettingsError or FlowsError tell what is wrong."""
    assembly = assemble(settings.flows, {"data": store_file(settings.store).parent})
    return BotApp(assembly, open_store(settings.store), settings, roles=roles)


def open_store(url: str) -> SqliteStore:
    """The store of this address; it is made if need be. SettingsError if that cannot be."""
    path = store_file(url)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return SqliteStore(path)
    except (OSError, sqlite3.Error) as problem:
        raise SettingsError(f"BOTENGINE_STORE: '{path}' cannot be opened: {problem}") from problem


def store_file(url: str) -> Path:
    """`sqlite:///PATH` is a file. SettingsError for every other store."""
    if not url.startswith(SQLITE):
        raise SettingsError(f"BOTENGINE_STORE: this version stores in SQLite only; write {SQLITE}PATH")
    return Path(url.removeprefix(SQLITE))


def live(assembly: Assembly, channel: ViberChannel, publisher: Publisher) -> LiveBot:
    """What the runtime needs of an assembled bot."""
    actions, sources, services = assembly.registry.actions, assembly.registry.sources, assembly.services
    return LiveBot(
        assembly.engine,
        channel,
        services.attempt,
        lambda name: actions[name].mark.effect,
        publisher.publish,
        hears=assembly.bot.hears,
        timezone=assembly.bot.timezone,
        sources={n: Source(each.mark.every, partial(services.ask, n)) for n, each in sources.items()},
        roles=assembly.bot.roles,
        per_minute=PER_MINUTE,
    )


def address(bot: str, secret: Secret) -> str:
    """The webhook's part of the path; with a secret nobody can guess it, and strangers get only a 404."""
    if not secret:
        return bot
    digest = hmac.digest(secret.reveal().encode(), f"viber-webhook:{bot}".encode(), "sha256")
    return f"{bot}-{digest.hex()[:16]}"
