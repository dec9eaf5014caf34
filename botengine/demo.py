"""The demo: a bot, its emulator and its phones in one process, with nothing to set up."""

from __future__ import annotations

import secrets
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from botengine.app import BotApp
from botengine.emulator.client import EmulatorClient
from botengine.emulator.server import EmulatorServer
from botengine.engine.assembly import Assembly, assemble
from botengine.server import HttpServer
from botengine.settings import Secret, Settings
from botengine.store.sqlite import SqliteStore
from botengine.values import Account

TOKEN = "00000000000000de-00000000000000de-00000000000000de"  # of the emulator's bot; opens nothing else  # noqa: S105


@dataclass(frozen=True, slots=True)
class Options:
    """What `botengine demo` was asked for. `environ` reaches the plug-ins as their settings."""

    flows: Path
    data: Path
    port: int = 8080
    phone_port: int = 8081
    environ: Mapping[str, str] | None = None


class Demo:
    """Runs until it is stopped; everything it keeps is in one folder, so a second start goes on there."""

    def __init__(self, options: Options) -> None:
        options.data.mkdir(parents=True, exist_ok=True)
        self.options = options
        self.bot: Assembly = self.assemble()
        self.emulator = EmulatorServer(state=options.data / "phones.db")

    def assemble(self) -> Assembly:
        """The bot as its files are now. FlowsError tells what is wrong with them."""
        given = {"data": self.options.data, "environ": self.options.environ or {}}
        return assemble(self.options.flows, given)

    def start(self) -> Demo:
        """Start phones and bot, introduce them to each other."""
        self.emulator.start(self.options.phone_port)
        store = SqliteStore(self.options.data / "bot.db")
        self.app = BotApp(
            self.bot, store, Settings(viber_api=self.emulator.api, secret=Secret(self._kept("secret")))
        )
        self.bot.services.prepare()  # a big demo shop takes a while to be made: not at the first tap
        self.control = client = EmulatorClient(self.emulator.url)
        client.bot(TOKEN, self.bot.bot.name, self.app.id)
        for name, user in self.bot.bot.people.items():
            viber_id = client.person(name, user.name, user.language or self.bot.bot.language, self.app.id)
            if user.role and not store.accounts.get(
                self.app.id, user.id
            ):  # later starts find what was changed
                store.accounts.save(self.app.id, Account(user), "demo").result()
                store.accounts.link(self.app.id, viber_id, user.id, "demo").result()
        self.server = HttpServer(self.app.asgi, port=self.options.port).start()
        self.app.publisher.base = self.server.url
        self.app.activation.activate("" if self.app.client.token else TOKEN, self.server.url)
        return self

    def log_in(self) -> str:
        """Name and password of somebody who may use all pages; the password is made once for each folder."""
        site = self.app.site
        name = next(
            (user.id for user in self.bot.bot.people.values() if user.role in self.bot.bot.operators), ""
        )
        if not name:
            return "- (flows.yaml names nobody in `people` who is an operator)"
        if not site.entrance.has_password(name):
            site.entrance.set_password(name, self._kept("password"))
        return f"{name} {self._kept('password')}"

    def _kept(self, name: str) -> str:
        """A secret that is made once and readable in the folder: this is a demo."""
        file = self.options.data / name
        if not file.exists():
            file.touch(0o600)
            file.write_text(secrets.token_urlsafe(12), encoding="ascii")
        return file.read_text(encoding="ascii")

    def stop(self) -> None:
        """Finish what is being worked on, then stop all."""
        self.server.stop()
        self.emulator.stop()

    def run(self, say: Callable[[str], None]) -> None:
        """Start, say where everything is, and wait for Ctrl-C or SIGTERM."""
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
        self.start()
        say(f"web {self.server.url}")
        say(f"phone {self.emulator.url}")
        say(f"log-in {self.log_in()}")
        say("ready")
        say(f"(phone: the chats; web: the operator's pages; all is kept in {self.options.data})")
        self.wait(ended, say)
        self.stop()

    def wait(self, ended: threading.Event, say: Callable[[str], None]) -> None:  # noqa: ARG002 - see botengine.dev
        """What goes on until the end: nothing but serving."""
        ended.wait()
