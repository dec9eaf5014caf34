"""Carousels as rich media: in Viber's grid, each part of a tile presses it; rows where devices are old."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from botengine.emulator.layout import cards_view
from botengine.emulator.rules import check_message, client_complaints
from botengine.events import Profile
from botengine.messages import Key, Keyboard, Message
from botengine.viber.keyboard import payloads
from botengine.viber.theme import LIGHT
from tests.viber.cloud import NO_PAYLOADS, PAYLOADS, payload

HOME = Key("Home", "~n.9", style="quiet")
NAME, THEME = "Bot", LIGHT


def tile(number: int, picture: str = "https://x.example.test/a.png", action: str = "Buy") -> Key:
    return Key(
        f"Title {number}\nmore", f"~n.{number}", style="row", kind="tile", picture=picture, action=action
    )


def sent(*keys: Key, text: str = "Choose", version: int = 7) -> list[dict[str, Any]]:
    return payloads(Message(text, Keyboard(keys), carousel=True), NAME, THEME, version)


def cards(body: dict[str, Any]) -> list[list[dict[str, Any]]]:
    rich = body["rich_media"]
    found: list[list[dict[str, Any]]] = [[]]
    for button in rich["Buttons"]:
        if sum(each["Rows"] for each in found[-1]) == rich["ButtonsGroupRows"]:
            found.append([])
        found[-1].append(button)
    return found


def test_text_then_tiles_and_both_carry_the_rest_of_the_keyboard():
    text, rich = sent(tile(0), tile(1), HOME)
    assert (text["type"], text["text"], rich["type"]) == ("text", "Choose", "rich_media")
    assert text["keyboard"] == rich["keyboard"]
    assert [each["ActionBody"] for each in text["keyboard"]["Buttons"]] == ["~n.9"]
    assert rich["min_api_version"] == text["min_api_version"]


def test_a_tile_is_picture_text_and_action_and_each_of_them_presses_it():
    first, second = cards(sent(tile(0), tile(1))[1])
    assert [each["Rows"] for each in first] == [4, 2, 1]
    assert first[0]["Image"] == "https://x.example.test/a.png"
    assert "<b>Title 0</b><br>more" in first[1]["Text"]
    assert {each["ActionBody"] for each in second} == {"~n.1"}
    assert all(each["Silent"] is True for each in (*first, *second))


def test_tiles_without_picture_or_action_leave_their_rows_to_the_text():
    bare, full = cards(sent(tile(0, picture="", action=""), tile(1))[1])
    assert [[each["Rows"] for each in card] for card in (bare, full)] == [[7], [4, 2, 1]]
    assert [each["Rows"] for each in cards(sent(tile(0, picture=""))[1])[0]] == [2, 1]


def test_a_carousel_without_a_keyboard_names_the_version_it_needs():
    _, rich = sent(tile(0))
    assert ("keyboard" in rich, rich["min_api_version"]) == (False, 2)


def test_old_devices_get_the_tiles_as_rows_of_the_keyboard():
    (body,) = sent(tile(0), tile(1), HOME, version=1)
    assert [each["ActionBody"] for each in body["keyboard"]["Buttons"]] == ["~n.0", "~n.1", "~n.9"]
    assert body["keyboard"]["Buttons"][0]["Columns"] == 6


def test_a_welcome_is_one_bubble_so_its_tiles_are_keys(channel):
    message = Message("Hello", Keyboard((tile(0), HOME)), carousel=True)
    body = json.loads(channel.welcome_body(message, Profile("anna", api_version=7)))
    assert (body["type"], body["text"]) == ("text", "Hello")
    assert [each["ActionBody"] for each in body["keyboard"]["Buttons"]] == ["~n.0", "~n.9"]


def test_other_messages_leave_the_tiles_where_they_are():
    message = Message("News", Keyboard((tile(0), HOME)))
    assert [len(payloads(message, NAME, THEME, version)) for version in (1, 7)] == [1, 1]
    shown = [payloads(message, NAME, THEME, version)[0]["keyboard"]["Buttons"] for version in (1, 7)]
    assert [len(each) for each in shown] == [2, 1]


def test_a_button_may_have_a_picture():
    (body,) = sent(Key("Seats", "~n.0", picture="https://x.example.test/a.png"))
    assert body["keyboard"]["Buttons"][0]["Image"] == "https://x.example.test/a.png"


@pytest.mark.skipif(not PAYLOADS.exists(), reason=NO_PAYLOADS)
def test_a_card_is_built_like_the_documented_one():
    documented = payload("out_message_rich_media_carousel")["rich_media"]
    ours = sent(tile(0), tile(1))[1]["rich_media"]
    for name in ("Type", "ButtonsGroupColumns", "ButtonsGroupRows", "BgColor"):
        assert ours[name] == documented[name]
    known = {name for button in documented["Buttons"] for name in button}
    assert {name for button in ours["Buttons"] for name in button} - known == {"BgColor", "Silent"}


LABELS = st.text(max_size=400)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(LABELS, st.booleans(), LABELS), min_size=1, max_size=6), LABELS)
def test_whatever_tiles_say_the_message_is_within_vibers_limits(tiles, text):
    keys = [
        Key(
            label or "-",
            f"~nonce.{n}",
            kind="tile",
            picture="https://x.example.test/a.png" * shown,
            action=word,
        )
        for n, (label, shown, word) in enumerate(tiles)
    ]
    for body in sent(*keys, HOME, text=text):
        check_message(body)
        assert list(client_complaints(body)) == []
        if body.get("type") == "rich_media":
            assert len(cards_view(body["rich_media"])["cards"]) == len(tiles)
            assert all(len(each.get("Text", "")) <= 250 for each in body["rich_media"]["Buttons"])
