"""The seed page in one piece, in each language: a stranger is let in, finds, pays, corrects, sends again.

The demo is a real process, the mail server a real one, phone and pages are in one browser.
"""

from __future__ import annotations

import re

import pytest

from tests.acceptance.demo import Demo
from tests.acceptance.traveller import PICTURES, SMALL, Traveller
from tests.actions.postroom import Postroom, open_room

pytestmark = pytest.mark.browser
LANGUAGES = {"de": "Jörg Größer", "en": "Olivia Smith", "uk": "Олена Ґудзь", "ru": "Мария Ёлкина"}


@pytest.fixture(scope="module")
def room():
    return Postroom()


@pytest.fixture(scope="module")
def demo(tmp_path_factory, room):
    controller = open_room(room)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOTENGINE_SMTP", f"smtp://127.0.0.1:{controller.port}")
        patch.setenv("BOTENGINE_MAIL_FROM", "Ticketshop <tickets@shop.example>")
        running = Demo(tmp_path_factory.mktemp("journey")).start()
    yield running
    running.stop()
    controller.stop()


@pytest.fixture(scope="module")
def operator(chromium, demo):
    """What a browser keeps in which the administrator has logged in."""
    _, who, password = next(line for line in demo.lines if line.startswith("log-in")).split()
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"{demo.web_url}/web/")
        page.locator("[name=name]").fill(who)
        page.locator("[name=password]").fill(password)
        page.locator("main form button").click()
        page.locator("form[action*=later] button").click()
        page.wait_for_url("**/web/requests")
        return context.storage_state()


@pytest.fixture(params=LANGUAGES)
def language(request) -> str:
    return request.param


@pytest.fixture
def browse(chromium, operator, language):
    """Opens a page for who reads the language; whatever the browser complains of is told."""
    made, problems = [], []

    def opened(address: str):
        made.append(chromium.new_context(viewport=SMALL, locale=language, storage_state=operator))
        page = made[-1].new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        page.goto(address)
        return page

    yield opened
    for context in made:
        context.close()
    assert problems == []


def approve(page, name: str, code: str) -> None:
    """The administrator compares the code, and lets the person in."""
    request = page.locator(".request").filter(has_text=name)
    assert request.locator("output").inner_text() == code
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{page.evaluate('document.documentElement.lang')}-00-requests.png")
    request.locator("[name=role]").select_option("admin")
    request.locator("button").first.click()
    page.get_by_role("status").wait_for()


def test_from_the_first_message_of_a_stranger_to_the_tickets_sent_again(demo, room, browse, language):
    name, address = LANGUAGES[language], f"buyer.{language}@gmail.com"
    person = demo.person(name, language)
    phone = Traveller(browse(f"{demo.phone_url}/?users={person}"), language)
    phone.open()
    phone.write("???")
    told = phone.see("Guten Tag! Dieser Bot ist nur für", "stranger")
    approve(browse(f"{demo.web_url}/web/requests"), name, re.search(r"\d{4} \d{4}", told)[0])
    phone.see("✅ Sie sind jetzt angemeldet.")
    phone.see(name, "menu")

    phone.press("📋 Bestellungen anzeigen")
    phone.key("Offen").wait_for()
    phone.press("Offen")
    phone.see("✓", "list")
    number = re.search(r"\d{4,}", phone.press_first())[0]
    phone.see(number, "booked")
    phone.press("🏠 Menü")
    phone.see(name)
    phone.press("🔎 Bestellung suchen")
    phone.see("Wonach suchen Sie? Nummer, Name, E-Mail, Telefon", "search")
    phone.write(number)
    phone.see("🔵")
    phone.press("💶 Als bezahlt markieren")
    phone.see(number, "confirm")
    phone.press_first()
    phone.see("✅ Bestellung {{ order.number }} ist jetzt bezahlt.", "paid", **{"order.number": number})

    phone.press("✏️ E-Mail")
    phone.see("*Neue E-Mail-Adresse?*", "e-mail")
    phone.write(address.replace("gmail", "gmial"))
    phone.see(address, "typo")
    phone.press_first()
    phone.see("→", "review")
    phone.press("✅ Ja, speichern")
    phone.see("✅ Gespeichert: {{ wanted }}", "saved", wanted=address)
    phone.press("✉️ Erneut senden")
    phone.see("*Tickets an den Käufer senden*", "send")
    phone.press("✉️ Ja, jetzt senden")
    phone.see("✅ Gesendet an {{ to }}.", "sent", to=address)
    (letter,) = [letter for recipients, letter in room.taken if recipients == [address]]
    assert letter["To"] == address
    (file,) = letter.iter_attachments()
    assert file.get_filename().endswith(f"{number}.pdf")
    assert file.get_content().startswith(b"%PDF-")
