"""From the first message to tickets in the mailbox, in every language, on a small phone in a browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from botengine.spec.wording import words_of
from tests.acceptance.demo import ROOT, Demo, change
from tests.actions.postroom import Postroom, open_room, soon

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PICTURES", "")  # a folder: each screen's picture, to be looked at
LANGUAGES = ("de", "en", "uk", "ru")
CUT = """[...document.querySelectorAll('.key')].filter(k => k.scrollWidth > k.clientWidth + 1)
  .map(k => k.innerText)"""


@pytest.fixture
def room():
    return Postroom()


@pytest.fixture
def demo(tmp_path, flows, monkeypatch, room):
    """The shipped bot with an administrator for each language, and a mail server."""
    people = "".join(
        f"  {each}: {{name: Alex, role: admin, email: alex@example.test, language: {each}}}\n"
        for each in LANGUAGES
    )
    change(flows / "flows.yaml", "  stranger: {name:", f"{people}  stranger: {{name:")
    controller = open_room(room)
    monkeypatch.setenv("BOTENGINE_SMTP", f"smtp://127.0.0.1:{controller.port}")
    monkeypatch.setenv("BOTENGINE_MAIL_FROM", "tickets@shop.example")
    running = Demo(tmp_path / "data", flows).start()
    yield running
    running.stop()
    controller.stop()


class Traveller:
    """Somebody with a phone, who reads the buttons in an own language."""

    def __init__(self, page, language: str) -> None:
        self.page, self.language, self.shots = page, language, 0
        file = ROOT / "flows" / "locale" / f"{language}.po"
        self.words = {"Ja": words_of(language)["yes"]}
        if file.exists():
            with file.open("rb") as stream:
                self.words |= {entry.id: entry.string for entry in read_po(stream)}

    def press(self, label: str) -> None:
        self.page.locator(".key").get_by_text(self.words.get(label, label), exact=True).first.click()

    def type(self, text: str) -> None:
        self.page.get_by_role("textbox", name="Message").fill(text)
        self.page.keyboard.press("Enter")

    def see(self, *texts: str) -> None:
        newest = self.page.get_by_role("log").get_by_test_id("message")
        for text in texts:
            newest = newest.filter(has_text=text)
        newest.last.wait_for()
        assert self.page.evaluate(CUT) == []
        if PICTURES:
            self.page.wait_for_timeout(500)  # bubbles and keyboards slide in
            self.shots += 1
            self.page.screenshot(path=Path(PICTURES) / f"{self.language}-{self.shots:02d}.png")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_order_is_found_paid_and_sent(chromium, demo, room, language):
    page = chromium.new_page(viewport={"width": 360, "height": 740}, device_scale_factor=2)
    page.set_default_timeout(20_000)
    page.goto(f"{demo.phone_url}/?users={language}")
    page.get_by_role("button", name="Open chat").click()
    who = Traveller(page, language)
    who.see("Alex")
    who.type("1042")
    who.see("1042", "🔵", "147")
    who.press("💶 Als bezahlt markieren")
    who.see("1042", "?")
    who.press("Ja")
    who.see("✅", "1042", "🟢")
    who.press("✉️ An Käufer")
    who.see("👤", "✉️")
    who.press("✉️ Ja, jetzt senden")
    who.see("✅", "@example.test")
    soon(lambda: room.taken)
    ((_, letter),) = room.taken
    assert "1042" in letter["Subject"]
    who.press("📥 An mich")
    who.see("alex@example.test")
    who.press("📄 Als PDF hier im Chat")
    who.see("📄", "1042")
    page.get_by_text("tickets-1042.pdf").last.wait_for()
    who.press("🏠 Menü")
    who.see("Alex")
    who.press("📊 Verkaufsstatistik")
    who.see("💶", "🎫")
    who.press("📈 Diagramm")
    page.locator("img[src*='sales-']").last.wait_for()
    who.see("📈")
    page.close()
