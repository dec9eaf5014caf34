"""A whole bot for a real browser: the shipped flows, a local Viber with phones, an operator's first steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from botengine.app import BotApp
from botengine.emulator.client import EmulatorClient
from botengine.emulator.server import EmulatorServer
from botengine.engine.assembly import assemble
from botengine.server import HttpServer
from botengine.settings import Secret, Settings
from botengine.store.sqlite import SqliteStore
from botengine.testing.idle import idle
from botengine.web.passwords import Passwords
from tests.acceptance.demo import ROOT, Handset

TOKEN = "4453b6ac12345678-1234567890abcdef-fedcba0987654321"
PASSWORD = "correct horse battery"
SIZES = {"desktop": {"width": 1280, "height": 850}, "phone": {"width": 390, "height": 844}}


class House:
    """The shipped bot without a token, a local Viber, and nobody who could log in yet."""

    def __init__(self, folder: Path) -> None:
        self.viber = EmulatorServer().start()
        self.client = EmulatorClient(self.viber.url)
        self.client.bot(TOKEN, "Best Event", "besteventscom")
        assembly = assemble(ROOT, {"data": folder, "environ": {"SHOP_ORDERS": "20"}})
        store = SqliteStore(folder / "bot.db")
        self.app = BotApp(
            assembly, store, Settings(secret=Secret("a secret of the tests"), viber_api=self.viber.api),
            passwords=Passwords(memory=8, rounds=1),
        )  # fmt: skip
        self.server = HttpServer(self.app.asgi).start()
        self.url = f"{self.server.url}/web"

    def phone(self, name: str, language: str) -> Handset:
        known = name.split(maxsplit=1)[0].lower()
        self.client.person(known, name, language, "besteventscom")
        return Handset(self.viber.url, known)

    def quiet(self, phone: Handset) -> None:
        """Wait until the bot has nothing to do and the phone nothing to receive."""
        idle(self.app.runtime)
        phone.settle()

    def stop(self) -> None:
        self.server.stop()
        self.viber.stop()


@pytest.fixture
def house(tmp_path):
    made = House(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def look(chromium):
    """Opens a page in a language and on a screen; whatever the browser complains of is told."""
    made, problems = [], []

    def opened(language: str, size: str = "desktop", scheme: str = "light"):
        context = chromium.new_context(viewport=SIZES[size], locale=language, color_scheme=scheme)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        made.append(context)
        return page

    yield opened
    for context in made:
        context.close()
    assert [each for each in problems if "with a status of 4" not in each] == []  # answers, as they should be


def set_up(page, house) -> None:
    """The first administrator, by the link of the terminal; the second step is put off."""
    page.goto(house.app.site.set_up_link(house.server.url))
    for name, text in {"name": "Erika", "email": "erika@example.test"}.items():
        page.locator(f"[name={name}]").fill(text)
    for name in ("password", "repeated"):
        page.locator(f"[name={name}]").fill(PASSWORD)
    page.locator("main form button").click()
    page.locator("form[action*=later] button").click()
    page.wait_for_url("**/web/requests")


def activate(page, house) -> None:
    page.goto(f"{house.url}/settings")
    page.locator("[name=token]").fill(TOKEN)
    page.locator("form[action$=activate] button").click()
    page.get_by_role("status").wait_for()


def fits(page) -> None:
    """Nothing sticks out on the right."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    cut = (
        "[...document.querySelectorAll('.table')].filter(each => each.scrollWidth > each.clientWidth).length"
    )
    assert page.evaluate(cut) == 0  # no column is hidden behind an edge
