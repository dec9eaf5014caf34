"""The seed's journey in a browser, in each language: find, pay, correct the address, send tickets again."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.acceptance.demo import Demo, change

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
LANGUAGES = ("de", "en", "uk", "ru")
CUT = """[...document.querySelectorAll('.key, .key *')]
  .filter(each => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline')
  .map(each => each.innerText)"""


class Traveller:
    """A person at a small phone who reads one language; labels are named in German, as in the flows."""

    def __init__(self, page, language: str) -> None:
        self.page, self.language = page, language
        file = ROOT / f"flows/locale/{language}.po"
        self.said = {each.id: each.string for each in read_po(file.open("rb"))} if file.exists() else {}

    def press(self, label: str) -> None:
        self.page.locator(".key", has_text=self.said.get(label, label)).first.click()

    def press_first(self) -> None:
        self.page.locator(".key").first.click()

    def write(self, text: str) -> None:
        self.page.get_by_role("textbox", name="Message").fill(text)
        self.page.keyboard.press("Enter")

    def see(self, text: str) -> None:
        """Wait for a message that says this; no button below it may be cut off."""
        log = self.page.get_by_role("log").get_by_test_id("message")
        log.filter(has_text=self.said.get(text, text)).last.wait_for()
        assert self.page.evaluate(CUT) == []


@pytest.fixture(params=LANGUAGES)
def travel(chromium, flows, tmp_path, request):
    """A phone of 360 x 740 points whose owner reads the language, and the demo's data folder."""
    change(flows / "flows.yaml", "role: admin, email", f"role: admin, language: {request.param}, email")
    demo = Demo(tmp_path / "data", flows).start()
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.set_default_timeout(20_000)
    page.goto(f"{demo.phone_url}/?users=admin")
    yield Traveller(page, request.param), demo.data
    page.close()
    demo.stop()


def letters(data: Path) -> list[email.message.EmailMessage]:
    found = sorted((data / "mail").rglob("*.eml"))
    return [email.message_from_bytes(each.read_bytes(), policy=email.policy.default) for each in found]


def test_from_the_first_message_to_the_tickets_sent_again(travel):
    traveller, data = travel
    traveller.page.get_by_role("button", name="Open chat").click()
    traveller.see("Anna Admin")
    traveller.press("🔎 Bestellung suchen")
    traveller.write("1042")
    traveller.see("🔵")
    traveller.press("💶 Als bezahlt markieren")
    traveller.see("147")
    traveller.press_first()
    traveller.see("🟢")
    traveller.press("✏️ E-Mail")
    traveller.write("anna@gmial.com")
    traveller.see("anna@gmail.com")
    traveller.press_first()
    traveller.see("→")
    traveller.press("✅ Ja, speichern")
    traveller.press("✉️ Erneut senden")
    traveller.see("anna@gmail.com")
    traveller.press("✉️ Ja, jetzt senden")
    traveller.see("📁")
    (letter,) = letters(data)
    assert letter["To"] == "anna@gmail.com"
    assert [part.get_filename()[-4:] for part in letter.iter_attachments()] == [".pdf"]
