"""Previews show pictures, files, carousels and share buttons as phones do, without fetching anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from botengine.cli.preview import sights
from botengine.cli.preview_page import page
from botengine.engine.assembly import assemble

EVERYTHING = Path(__file__).parents[1] / "testing" / "everything"


@pytest.fixture(scope="module")
def phones() -> dict[str, str]:
    """The phones of the page, by state."""
    bot = assemble(EVERYTHING)
    shown = [*sights(bot, ("en",))]
    parts = re.findall(r"<figure.*?</figure>", page(bot.bot, shown), re.DOTALL)
    return {sight.state: part for sight, part in zip(shown, parts, strict=True)}


def test_tiles_stand_in_the_chat_and_all_else_below(phones):
    chat, keys = phones["rich.gallery"].split('<div class="keyboard">')
    assert chat.count('<div class="tile row">') == 6
    assert "<b>Erika Example</b> €129.50" in chat
    assert "Take it" in chat
    assert "Call me" in keys
    assert "Erika Example" not in keys


def test_a_picture_carries_its_text(phones):
    assert re.search(r'<div class="bubble media"><div class="picture">🖼</div><b>Erika', phones["rich.look"])


def test_questions_show_what_the_phone_can_share(phones):
    assert "📱 Share my number" in phones["rich.call_me"]
    assert "📍 Choose the place" in phones["rich.where"]


def test_nothing_is_fetched(phones):
    assert not re.search(r"<img|src=|url\(", "".join(phones.values()))
