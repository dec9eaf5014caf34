"""A person at a small phone in a browser, who reads one language and looks whether everything fits."""

from __future__ import annotations

import os
import re
from itertools import count
from pathlib import Path

from babel.messages.pofile import read_po

from tests.acceptance.demo import ROOT

PICTURES = os.environ.get("PICTURES", "")  # a folder: every screen of the journey is kept there
LANGUAGES = ("de", "en", "uk", "ru")
SMALL = {"width": 360, "height": 740}
CUT = """[...document.querySelectorAll('.key, .key *')]
  .filter(each => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline')
  .concat([...document.querySelectorAll('.key, .bubble, .bubble .text')]
    .filter(each => each.getBoundingClientRect().right > innerWidth))
  .map(each => each.innerText)"""


def words_of(language: str) -> dict[str, str]:
    """The bot's texts in this language, by the German of the flows."""
    file = ROOT / f"flows/locale/{language}.po"
    return {str(each.id): each.string for each in read_po(file.open("rb"))} if file.exists() else {}


class Traveller:
    """Labels and texts are named in German, as in the flows; `values` fill what stands in braces."""

    def __init__(self, page, language: str) -> None:
        self.page, self.language, self._step = page, language, count(1)
        self._said = words_of(language)

    def open(self) -> None:
        """Open the chat, if it is not open yet."""
        entry, button = (
            self.page.get_by_role("textbox", name="Message"),
            self.page.get_by_role("button", name="Open chat"),
        )
        entry.or_(button).first.wait_for()
        if button.is_visible():
            button.click()
        entry.wait_for()

    def said(self, german: str, **values: str) -> str:
        """The text that begins so, in this language: its first words that are shown as they are."""
        whole = (
            german if german in self._said else next((t for t in self._said if t.startswith(german)), german)
        )
        text = self._said.get(whole, whole)
        for name, value in values.items():
            text = text.replace(f"{{{{ {name} }}}}", value)
        return next(part for part in re.split(r"{{.*?}}|[*\n]", text) if part.strip()).strip()

    def key(self, label: str, **values: str):
        return self.page.locator(".key", has_text=self.said(label, **values)).first

    def press(self, label: str, **values: str) -> None:
        self.key(label, **values).click()

    def press_first(self) -> str:
        """Press the key at the top left; gives its label."""
        first = self.page.locator(".key").first
        label = first.inner_text()
        first.click()
        return label

    def write(self, text: str) -> None:
        self.page.get_by_role("textbox", name="Message").fill(text)
        self.page.keyboard.press("Enter")

    def see(self, text: str, picture: str = "", **values: str) -> str:
        """Wait for a message that says this, and look whether all of it and the keys fit."""
        log = self.page.get_by_role("log").get_by_test_id("message")
        message = log.filter(has_text=self.said(text, **values)).last
        message.wait_for()
        self.look(picture)
        return str(message.inner_text())

    def find(self, label: str, picture: str) -> None:
        """Wait for a key, and look whether all fit."""
        self.key(label).wait_for()
        self.look(picture)

    def look(self, picture: str) -> None:
        assert self.page.evaluate(CUT) == []
        if PICTURES and picture:
            self.page.wait_for_timeout(400)  # bubbles and keyboards slide in
            self.page.screenshot(path=Path(PICTURES) / f"{self.language}-{next(self._step):02}-{picture}.png")
