"""The pages in a real browser, as an operator meets them: from the set-up link to a revoked phone."""

from __future__ import annotations

import re
import time

import pytest

from botengine.runtime.records import Arrival
from botengine.values import Account, User
from botengine.web.codes import STEP, code
from tests.web.house import PASSWORD, TOKEN, activate, fits, set_up

pytestmark = pytest.mark.browser

NAMES = {
    "de": ("Neue Viber-Anfragen", "Viber-Bot Einstellungen"),
    "uk": ("Нові запити Viber", "Налаштування Viber-бота"),
}


def log_in(page, house) -> None:
    page.goto(f"{house.url}/login")
    page.locator("[name=name]").fill("erika@example.test")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/web/requests")


def menu(page, name: str) -> None:
    """Choose from the menu, which a phone shows when its button is pressed."""
    if page.locator(".burger").is_visible():
        page.locator(".burger").click()
    page.get_by_role("link", name=re.compile(name)).click()


@pytest.mark.parametrize(
    ("language", "size"),
    [
        ("de", "desktop"),
        ("uk", "phone"),
        pytest.param("de", "phone", marks=pytest.mark.gate),
        pytest.param("uk", "desktop", marks=pytest.mark.gate),
    ],
)
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


def test_a_button_that_is_pressed_twice_does_it_once_and_says_so(house, look):
    page = look("de")
    set_up(page, house)
    activate(page, house)
    house.phone("Olena", "de").open().type("hallo")
    page.goto(f"{house.url}/requests")
    page.route("**/approve", lambda route: (posts.append(route), time.sleep(0.5), route.continue_()))
    posts: list[object] = []
    button = page.locator(".request button").first
    button.evaluate("button => { button.click(); setTimeout(() => button.click(), 100); }")
    page.get_by_text("Der Zugang wurde gewährt").wait_for()
    assert len(posts) == 1
    page.unroute_all()
    page.wait_for_url(f"{house.url}/requests")
    page.reload()
    assert page.get_by_role("status").count() == 0  # what was done is said once


def test_what_happens_while_a_live_page_is_on_its_way_is_not_missed(house, look):
    page = look("de")
    set_up(page, house)
    activate(page, house)
    phone = house.phone("Olena", "de").open()
    account = Account(User("olena", "Olena", "partner"))
    house.app.store.accounts.save(house.app.id, account, "test").result()
    (person,) = house.client.viber_ids("olena")
    house.app.store.accounts.link(house.app.id, person, "olena", "test").result()
    page.route("**/conversations/live*", lambda route: (phone.type("menü"), route.continue_()))
    page.goto(f"{house.url}/conversations")
    page.locator("td code", has_text="main.menu").wait_for(timeout=5000)
    page.unroute_all()


def test_a_name_that_runs_from_right_to_left_turns_nothing_around(house, look):
    page = look("de")
    set_up(page, house)
    activate(page, house)
    phone = house.phone("Abd", "de").open()
    (person,) = house.client.viber_ids("abd")
    account = Account(User("abd", "عبد الرحمن", "partner"))
    house.app.store.accounts.save(house.app.id, account, "test").result()
    house.app.store.accounts.link(house.app.id, person, "abd", "test").result()
    phone.type("menü").type("Bestellungen")
    page.goto(f"{house.url}/conversations")
    way = page.locator(".trail li > div", has=page.locator("svg")).first.locator("code")
    assert way.first.inner_text() == "main.menu"
    assert way.nth(0).bounding_box()["x"] < way.nth(1).bounding_box()["x"]


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
    thief = house.phone("Max", "de").do("open", bot="besteventscom", context=link.partition("context=")[2])
    assert thief.keys == []
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


def test_the_day_of_an_operator(house, look):
    """Live pages, a dead letter tried again, a new key, somebody deactivated, signed out everywhere."""
    page, other = look("de"), look("de")
    set_up(page, house)
    activate(page, house)
    log_in(other, house)
    app, phone = house.app, house.phone("Olena", "de").open()
    (person,) = house.client.viber_ids("olena")
    account = Account(User("olena", "Olena", "partner"))
    app.store.accounts.save(app.id, account, "test").result()
    app.store.accounts.link(app.id, person, "olena", "test").result()
    page.goto(f"{house.url}/conversations")
    phone.type("menü")
    page.locator("td code", has_text="main.menu").wait_for()  # by itself
    page.get_by_role("link", name="Olena").click()
    page.get_by_text("Nichts steht im Weg").wait_for()
    broken = Arrival(app.id, person, "viber", "typed:0", b"{}", app.clock.time())
    app.store.accept(broken).result()
    app.runtime.wake()
    page.get_by_role("link", name="Fehler").locator(".count").wait_for()
    page.get_by_role("link", name="Fehler").click()
    page.get_by_role("button", name="Noch einmal versuchen").click()
    page.get_by_text("Es wird noch einmal versucht").wait_for()
    old = phone.body_of(phone.labels[0])
    page.goto(f"{house.url}/people/olena")
    page.locator("button[formaction$=rotate]").click()
    page.get_by_role("status").wait_for()
    phone.do("replay", action_body=old)
    assert "nicht mehr aktuell" in phone.text
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("form[action$=switch] .danger").click()
    page.locator(".badge.bad", has_text="deaktiviert").wait_for()
    assert "Guten Tag" not in phone.type("menü").text
    assert phone.keys == []
    page.goto(f"{house.url}/profile")
    page.get_by_role("button", name="Überall abmelden").click()
    other.goto(f"{house.url}/people")
    assert "/web/login" in other.url
