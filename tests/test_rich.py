"""Pictures, files, carousels, numbers and places, from an action to a phone, over real HTTP both ways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from botengine.demo import Demo, Options

EVERYTHING = Path(__file__).parent / "testing" / "everything"


class Hand:
    """A hand at the phone of Bea, who may do all."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.control = f"{demo.emulator.url}/control"

    def __call__(self, verb: str, **body: object) -> dict[str, Any]:
        answer = requests.post(f"{self.control}/users/boss/{verb}", json=body, timeout=9)
        assert answer.ok, answer.text
        assert requests.get(f"{self.control}/idle?timeout=8", timeout=9).status_code == 200
        return self.look()

    def look(self) -> dict[str, Any]:
        return requests.get(f"{self.control}/users/boss", timeout=9).json()

    def tiles(self) -> list[list[dict[str, Any]]]:
        """The cards of the newest carousel."""
        rich = [each["rich_media"] for each in self.look()["messages"] if "rich_media" in each][-1]
        return [[button for row in card["rows"] for button in row] for card in rich["cards"]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Iterator[Demo]:
    made = Demo(Options(EVERYTHING, tmp_path_factory.mktemp("demo"), port=0, phone_port=0)).start()
    yield made
    made.stop()


@pytest.fixture
def hand(demo) -> Hand:
    hand = Hand(demo)
    hand("open")
    hand("type", text="menu")
    hand("tap", text="Pictures")
    return hand


def bot_messages(phone: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in phone["messages"] if each["from"] == "bot"]


def test_a_carousel_shows_pictures_that_the_phone_can_fetch(hand):
    cards = hand.tiles()
    assert len(cards) == 6
    assert [button["rows"] for button in cards[1]] == [4, 2, 1]
    picture = requests.get(cards[1][0]["image"], timeout=9)
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", b"\x89PNG")


def test_a_tile_is_tapped_and_an_old_one_is_told_so(hand):
    old = hand.tiles()[0][0]["action_body"]
    phone = hand("tap", text="Thing 2")
    assert bot_messages(phone)[-1]["type"] == "picture"
    assert bot_messages(phone)[-1]["text"] == "*Thing 2*"
    newest = bot_messages(hand("replay", action_body=old))[-1]
    assert (newest["type"], newest["text"].partition("\n")[0]) == ("picture", "That button is out of date.")


def test_a_file_arrives_byte_for_byte_before_the_screen(hand):
    hand("tap", text="Thing 2")
    sent, screen = bot_messages(hand("tap", text="Sheet"))[-2:]
    assert (sent["type"], sent["file_name"], screen["type"]) == ("file", "Thing 2.csv", "picture")
    answer = requests.get(sent["media"], timeout=9)
    assert answer.content == b"id;name\n2;Thing 2\n"
    assert len(answer.content) == sent["size"]
    assert requests.head(sent["media"], timeout=9).headers["content-length"] == str(sent["size"])
    assert sent["keyboard"] == screen["keyboard"]


def test_links_of_strangers_and_bent_links_open_nothing(hand, demo):
    hand("tap", text="Thing 2")
    url = bot_messages(hand("tap", text="Sheet"))[-2]["media"]
    before, token, name = url.rsplit("/", 2)
    bent = (
        f"{before}/{token[:-1]}/{name}",
        f"{before}/{token}/Thing-3.csv",
        f"{before}/{token[::-1]}/{name}",
    )
    assert [requests.get(each, timeout=9).status_code for each in (url, *bent)] == [200, 404, 404, 404]
    other = Demo(Options(EVERYTHING, demo.options.data / "other", port=0, phone_port=0)).start()
    try:
        moved = url.replace(demo.server.url, other.server.url)
        assert requests.get(moved, timeout=9).status_code == 404
    finally:
        other.stop()


def test_a_number_is_shared_and_a_place_sent_from_the_phone(hand):
    phone = hand("tap", text="Call me")
    assert phone["keyboard"]["rows"][0][0]["action_type"] == "share-phone"
    phone = hand("tap", text="Share my number")
    assert phone["keyboard"]["rows"][0][0]["action_type"] == "location-picker"
    phone = hand("type", text="at home")
    assert bot_messages(phone)[-1]["text"].startswith("Please use the map.")
    phone = hand("location", lat=48.5, lon=11.25)
    assert [each["type"] for each in bot_messages(phone)[-2:]] == ["text", "rich_media"]
    assert bot_messages(phone)[-2]["text"].startswith("At 48.5, 11.25.")


def test_an_old_phone_gets_the_tiles_as_keys(demo):
    control = f"{demo.emulator.url}/control"
    requests.post(f"{control}/users", json={"id": "old", "name": "Olga", "api_version": 1}, timeout=9)
    viber_id = requests.get(f"{control}/users", timeout=9).json()
    ids = next(each["viber_ids"] for each in viber_id if each["id"] == "old")
    store = demo.app.store
    store.accounts.link(demo.app.id, ids[demo.app.id], "boss", "test").result()
    for verb, body in (("open", {}), ("tap", {"text": "Pictures"}), ("tap", {"text": "Thing 1"})):
        requests.post(f"{control}/users/old/{verb}", json=body, timeout=9).raise_for_status()
        requests.get(f"{control}/idle?timeout=8", timeout=9).raise_for_status()
    phone = requests.get(f"{control}/users/old", timeout=9).json()
    assert all("rich_media" not in each for each in phone["messages"])
    assert bot_messages(phone)[-1]["text"] == "*Thing 1*"
