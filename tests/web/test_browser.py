"""The pages in a real browser, as an operator meets them: from the set-up link to a revoked phone."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from botengine.app import BotApp
from botengine.emulator.client import EmulatorClient
from botengine.emulator.server import EmulatorServer
from botengine.engine.assembly import assemble
from botengine.server import HttpServer
from botengine.settings import Secret
from botengine.store.sqlite import SqliteStore
from botengine.web.codes import STEP, code
from botengine.web.passwords import Passwords
from tests.acceptance.demo import ROOT, Handset

pytestmark = pytest.mark.browser

TOKEN = "4453b6ac12345678-1234567890abcdef-fedcba0987654321"
AXE = gzip.decompress((Path(__file__).parent / "axe" / "axe.min.js.gz").read_bytes()).decode()
PASSWORD = "correct horse battery"
SIZES = {"desktop": {"width": 1280, "height": 850}, "phone": {"width": 390, "height": 844}}
NAMES = {
    "de": ("Neue Viber-Anfragen", "Viber-Bot Einstellungen"),
    "uk": ("Нові запити Viber", "Налаштування Viber-бота"),
}


class House:
    """The shipped bot without a token, a local Viber, and nobody who could log in yet."""

    def __init__(self, folder: Path) -> None:
        self.viber = EmulatorServer().start()
        self.client = EmulatorClient(self.viber.url)
        self.client.bot(TOKEN, "Best Event", "besteventscom")
        assembly = assemble(ROOT, {"data": folder, "environ": {"SHOP_ORDERS": "20"}})
        store = SqliteStore(folder / "bot.db")
        self.app = BotApp(
            assembly, store, secret=Secret("a secret of the tests"), api_url=self.viber.api, alone=True,
            passwords=Passwords(memory=8, rounds=1),
        )  # fmt: skip
        self.server = HttpServer(self.app.asgi).start()
        self.url = f"{self.server.url}/web"

    def phone(self, name: str, language: str) -> Handset:
        self.client.person(name.lower(), name, language, "besteventscom")
        return Handset(self.viber.url, name.lower())

    def quiet(self, phone: Handset) -> None:
        """Wait until the bot has nothing to do and the phone nothing to receive."""
        self.app.runtime.idle()
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
    assert [each for each in problems if "404" not in each] == []


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


def menu(page, name: str) -> None:
    """Choose from the menu, which a phone shows when its button is pressed."""
    if page.locator(".burger").is_visible():
        page.locator(".burger").click()
    page.get_by_role("link", name=re.compile(name)).click()


@pytest.mark.parametrize(("language", "size"), [("de", "desktop"), ("uk", "phone")])
def test_the_way_of_an_operator_as_the_help_page_tells_it(house, look, language, size):
    requests, settings = NAMES[language]
    page = look(language, size)
    set_up(page, house)
    menu(page, settings)
    page.get_by_role("heading", name=settings).wait_for()
    page.locator("[name=token]").fill(TOKEN)
    page.locator("form[action$=activate] button").click()
    page.get_by_text("besteventscom", exact=True).wait_for()
    assert page.locator(".qr svg").is_visible()
    fits(page)

    phone = house.phone("Olena", language).open().type("whatever")
    menu(page, requests)
    request = page.locator(".request")
    request.get_by_text("Olena").wait_for()
    shown = request.locator("output").inner_text()
    assert shown in phone.text.replace("*", "")
    fits(page)
    request.locator("[name=role]").select_option("partner")
    request.locator("button").first.click()
    page.get_by_role("status").wait_for()
    house.quiet(phone)
    assert phone.keys

    page.goto(f"{house.url}/people")
    page.get_by_role("link", name=re.compile("Olena")).click()
    page.locator("[name=quiet-from]").fill("22:00")
    page.locator("[name=quiet-to]").fill("07:00")
    switches = page.get_by_role("switch").all()
    for switch in switches:
        switch.set_checked(not switch.is_checked())
    page.locator("form[action$=save] > button").click()
    page.get_by_role("status").wait_for()
    fits(page)
    account = next(each for each in house.app.store.accounts.all(house.app.id) if each.user.name == "Olena")
    assert account.user.quiet == "22:00-07:00"
    assert len(account.user.muted) == len(switches) > 0

    button = phone.body_of(phone.labels[0])
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("form[action$=unlink] .danger").click()
    page.get_by_role("status").wait_for()
    before = len(phone.heard)
    phone.do("replay", action_body=button)
    assert len(phone.heard) > before
    assert house.app.store.requests.count(house.app.id) == 1  # a stranger again


def test_a_refused_stranger_is_told_politely(house, look):
    page = look("de")
    set_up(page, house)
    activate(page, house)
    phone = house.phone("Max", "de").open().type("hallo")
    before = len(phone.heard)
    page.goto(f"{house.url}/requests")
    page.locator(".request .danger").click()
    page.get_by_text("Die Anfrage wurde abgelehnt").wait_for()
    house.quiet(phone)
    assert len(phone.heard) == before + 1
    assert phone.keys == []


def test_a_request_appears_by_itself_and_does_not_disturb_who_types(house, look):
    page = look("de")
    page.clock.install()
    set_up(page, house)
    activate(page, house)
    page.goto(f"{house.url}/requests")
    house.phone("Max", "de").open().type("hallo")
    page.clock.run_for(6000)
    page.locator(".request").wait_for()
    page.locator(".request [name=name]").fill("Maximilian")
    house.phone("Eva", "de").open().type("hallo")
    page.clock.run_for(6000)
    assert page.locator(".request [name=name]").first.input_value() == "Maximilian"


def test_a_one_time_link_connects_a_phone(house, look):
    page = look("de")
    set_up(page, house)
    activate(page, house)
    page.goto(f"{house.url}/people")
    page.get_by_role("link", name=re.compile("Erika")).last.click()
    page.locator("form[action$=invite] button").click()
    link = page.locator("code", has_text="context=").inner_text()
    phone = house.phone("Erika", "de").do("open", bot="besteventscom", context=link.partition("context=")[2])
    assert phone.keys
    page.reload()
    assert page.locator("form[action$=unlink]").count() == 1


def test_the_second_step_is_set_up_with_a_code_from_the_key_on_the_page(house, look):
    page = look("de")
    set_up(page, house)
    page.goto(f"{house.url}/second-step")
    key = page.locator("[name=key]").get_attribute("value")
    page.locator("[name=code]").fill(code(key, int(house.app.clock.time()) // STEP))
    page.locator("form[action*='second-step/on'] button").click()
    recovery = page.locator(".codes code").first.inner_text()
    page.locator(".me form button").first.click()
    page.locator("[name=name]").fill("erika@example.test")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.locator("[name=code]").fill(recovery)
    page.locator("main form button").click()
    page.wait_for_url("**/web/requests")


def test_on_plain_http_of_this_machine_the_cookie_has_a_plain_name(house, look):
    """Chromium takes no `__Host-` cookie without `Secure`; it does take a plainly named one."""
    page = look("de")
    set_up(page, house)
    cookies = {each["name"]: each for each in page.context.cookies()}
    assert cookies["botengine-session"]["httpOnly"]
    assert cookies["botengine-session"]["sameSite"] == "Lax"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_no_page_has_a_serious_barrier(house, look, size, scheme):
    page = look("de", size, scheme)
    link = house.app.site.set_up_link(house.server.url)
    page.goto(link)
    found = barriers(page)
    set_up(page, house)
    activate(page, house)
    for name in ("Max", "Eva"):
        house.phone(name, "de").open().type("hallo")
    person = house.app.store.accounts.all(house.app.id)[0].user.id
    paths = [each.path for each in house.app.site.menu]
    for path in (*paths, "/people/new", f"/people/{person}", "/profile", "/second-step", "/nothing"):
        page.goto(house.url + path)
        found += barriers(page)
        fits(page)
    page.context.clear_cookies()
    page.goto(f"{house.url}/login")
    assert [*found, *barriers(page)] == []


def barriers(page) -> list[str]:
    """What axe-core calls serious or critical."""
    page.evaluate(AXE)
    answer = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{page.url}: {each['id']}: {each['nodes'][0]['html'][:200]} {each['nodes'][0]['failureSummary']}"
        for each in answer["violations"]
        if each["impact"] in ("serious", "critical")
    ]
