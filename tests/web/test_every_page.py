"""Every page there is, with all that people leave there: no barrier, nothing sticks out of a phone.

PAGE_PICTURES=FOLDER keeps a picture of each, in each size, light and dark; PAGE_LANGUAGE=uk takes another
language.
"""

from __future__ import annotations

import gzip
import os
from itertools import product
from pathlib import Path

import pytest
import requests

from botengine.runtime.records import Arrival
from botengine.testing.idle import idle
from botengine.values import Account, User
from botengine.web.codes import STEP, code
from botengine.web.html import link_of
from botengine.web.pages import all_pages
from tests.web.house import PASSWORD, SIZES, activate, fits, set_up

pytestmark = pytest.mark.browser

AXE = gzip.decompress((Path(__file__).parent / "axe" / "axe.min.js.gz").read_bytes()).decode()
SCREENS = (("desktop", "light"), ("phone", "dark"))  # all four when pictures are taken
NO_PAGES = {
    "/audit.csv",
    "/conversations/live",
    "/conversations/{user}/map.svg",
}  # a table, a stream, a picture
PATHS = {page.path: page.access for page in all_pages() if page.path not in NO_PAGES}
LONG = "Oleksandra Wolkenstein-Hryhorenko von der Veranstaltungsgesellschaft"


class Eyes:
    """Looks at what a browser shows, on each screen, light and dark."""

    def __init__(self, page) -> None:
        self.page, self.seen, self.barriers = page, [], []
        self.folder = os.environ.get("PAGE_PICTURES", "")

    def look(self, name: str) -> None:
        self.seen.append(name)
        self.page.evaluate(AXE)
        for size, scheme in SCREENS if not self.folder else product(SIZES, ("light", "dark")):
            self.page.set_viewport_size(SIZES[size])
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self.barriers += [f"{name} {size} {scheme}: {each}" for each in barriers(self.page)]
            fits(self.page)
            if self.folder:
                word = name.strip("/").replace("/", "-") or "first"
                self.page.screenshot(path=Path(self.folder, f"{word}-{size}-{scheme}.png"), full_page=True)
        self.page.set_viewport_size(SIZES["desktop"])


def barriers(page) -> list[str]:
    """What axe-core calls serious or critical."""
    answer = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]} {each['nodes'][0]['failureSummary']}"
        for each in answer["violations"]
        if each["impact"] in ("serious", "critical")
    ]


def lived_in(house) -> dict[str, str]:
    """A partner who chats, strangers, a refused one, what went wrong. Gives the paths of those in braces."""
    app, store = house.app, house.app.store
    partner = User("maria", LONG, "partner", email="maria@veranstaltungsgesellschaft.example")
    store.accounts.save(app.id, Account(partner, created=app.clock.time()), "cli").result()
    phone = house.phone("Maria", "de").open()
    (person,) = house.client.viber_ids("maria")
    store.accounts.link(app.id, person, partner.id, "cli").result()
    for text in ("menü", "Bestellungen", "menü", "hallo"):
        phone.type(text)
    failing = {"method": "send_message", "times": 1, "status": 3}
    requests.post(f"{house.viber.url}/control/faults", json=failing, timeout=9).raise_for_status()
    phone.type("Statistik")
    broken = Arrival(app.id, person, "viber", "typed:0", b'{"text": "broken"}', app.clock.time())
    store.accept(broken).result()  # becomes a dead letter
    app.runtime.wake()
    idle(app.runtime)
    for name in ("Max", LONG, "Eva"):
        house.phone(name, "uk").open().type("hallo")
    store.requests.reject(app.id, store.requests.all(app.id)[0].id, "cli").result()
    store.accounts.change(app.id, "maria", "cli", email="", quiet="22:00-07:00").result()
    address = "a.very.long.address.of.somebody.who@sub.domain.of.a.very.long.organisation.example"
    old = User("old", "Karl Alt", "partner", email=address, attributes={"partner": "p10"})
    store.accounts.save(app.id, Account(old, active=False), "cli").result()
    return {"/people/{id}": "/people/maria", "/{panel}": "/statistics",
            "/conversations/{user}": link_of(person).removeprefix("/web")}  # fmt: skip


def log_in(page, house, name: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{house.url}/login")
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()


def test_no_page_has_a_serious_barrier_or_sticks_out(house, look):
    page = look(os.environ.get("PAGE_LANGUAGE", "de"))
    eyes = Eyes(page)
    page.goto(house.app.site.set_up_link(house.server.url))
    eyes.look("/set-up/{token}")
    set_up(page, house)
    for path in ("/requests", "/conversations", "/errors", "/people?q=nobody"):
        page.goto(house.url + path)
        eyes.look(f"empty{path}")
    activate(page, house)
    there = lived_in(house)
    for path in (path for path, access in PATHS.items() if access != "anyone"):
        page.goto(house.url + there.get(path, path))
        eyes.look(path)
    after_buttons(page, house, there, eyes)
    second_step(page, house, eyes)
    assert eyes.barriers == []
    assert PATHS.keys() - set(eyes.seen) == set()


def after_buttons(page, house, there, eyes) -> None:
    """What is seen only after a button was pressed, and what a partner sees."""
    for path, button in {"/people/{id}": "invite", "/conversations/{user}": "reveal"}.items():
        page.goto(house.url + there[path])
        page.locator(f"form[action$={button}] button").first.click()
        page.wait_for_url(f"**/{button}")
        eyes.look(f"{path} {button}")
    page.goto(f"{house.url}/people/maria")
    page.locator("form[action$=password-link] button").first.click()
    page.wait_for_url("**/password-link")
    eyes.look("/people/{id} password-link")
    house.app.site.entrance.set_password("maria", PASSWORD)
    page.goto(f"{house.url}/nothing")
    eyes.look("404")
    page.goto(f"{house.url}/profile")
    page.locator("form[action$='profile/password'] [name=password]").fill("123123123123")
    page.locator("form[action$='profile/password'] [name=repeated]").fill("123123123123")
    page.locator("form[action$='profile/password'] button").click()
    page.get_by_role("alert").wait_for()
    eyes.look("/profile wrong")


def second_step(page, house, eyes) -> None:
    """Switched on, with its recovery codes; asked for at the next log-in; and a partner who may not look."""
    page.goto(f"{house.url}/second-step")
    key = page.locator("[name=key]").get_attribute("value")
    page.locator("[name=code]").fill(code(key, int(house.app.clock.time()) // STEP))
    page.locator("form[action*='second-step/on'] button").click()
    page.locator(".codes").wait_for()
    eyes.look("recovery")
    page.context.clear_cookies()
    page.goto(f"{house.url}/login")
    eyes.look("/login")
    log_in(page, house, "erika@example.test")
    page.wait_for_url("**/code")
    eyes.look("/code")
    log_in(page, house, "maria")
    page.goto(f"{house.url}/profile")
    eyes.look("/profile partner")
    page.goto(f"{house.url}/people")
    eyes.look("403")
