"""Carousels, and questions that a phone answers: its number, a place on the map."""

from __future__ import annotations

from pathlib import Path

import pytest

from botengine.events import Attached, Located, Shared
from botengine.testing import Phone
from botengine.testing.phone import NoSuchButtonError

FRONT = """
format: 1
bot: Rich
language: en
start: main.menu
actions: [rich_plugins]
everywhere:
  share: {phone: Send mine}
  bottom: [{text: Home, go: main.menu}]
theme:
  row: {colours: "#000000 on #FFEEDD", size: s}
  primary: {size: l, columns: 3}
  quiet: "#123456"
"""
MAIN = """
flow: main
data: {city: text, phone: phone, place: location}
screens:
  menu:
    text: Which city?
    list: cities.all
    as: carousel
    row:
      picture: row.photo
      text: "{{ row.name }}\\n{{ row.people }} people"
      button: Go
      set: {city: row.name}
      go: phone
    buttons:
      - {text: Help, go: place, style: primary, picture: "https://example.test/help.png"}
      - {text: More, url: "https://example.test/", style: primary}
  phone: {ask: phone, share: true, text: "{{ city }}! Your number?", say: "It is {{ phone }}.", go: place}
  place:
    ask: place
    text: Where?
    check: {otherwise: Use the button., tries: 2, then: {go: menu}}
    do: cities.near
    go: menu
"""
PLUGINS = """
from dataclasses import dataclass
from botengine import File, Page, Paging, action
from botengine.values import Location

@dataclass
class City:
    name: str
    people: int
    photo: File | None

CITIES = [City(f"City {n}", n, None if n == 2 else File(f"{n}.jpg", b"photo")) for n in range(8)]
asked = []

@action("cities.all")
def all(paging: Paging) -> Page[City]:
    return Page(CITIES[paging.offset : paging.offset + paging.size], len(CITIES))

@action("cities.near", effect="natural")
def near(place: Location) -> None:
    asked.append(place)
"""


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows.yaml").write_text(FRONT)
    (tmp_path / "flows" / "main.yaml").write_text(MAIN)
    (tmp_path / "rich_plugins.py").write_text(PLUGINS)
    return Phone(tmp_path).open()


def test_a_carousel_has_tiles_with_picture_text_and_word(phone):
    tiles = [key for key in phone.keys if key.kind == "tile"]
    assert len(tiles) == 6
    assert (tiles[1].label, tiles[1].action) == ("City 1\n1 people", "Go")
    assert phone.files[tiles[1].picture].content == b"photo"
    assert tiles[2].picture == ""


def test_a_tile_is_pressed_like_a_row_and_pages_turn(phone):
    assert phone.tap("Next").buttons[:2] == ["City 6\n6 people", "City 7\n7 people"]
    phone.tap("City 7")
    assert (phone.at, phone.text) == ("main.phone", "City 7! Your number?")


def test_a_tile_of_an_older_carousel_changes_nothing(phone):
    old = phone.find("City 1").body
    phone.tap("City 3").press(old)
    assert (phone.at, phone.text) == ("main.phone", "That button is out of date.\n\nCity 3! Your number?")


def test_a_button_has_its_picture_and_the_theme_its_width(phone):
    help_, more = phone.find("Help"), phone.find("More")
    assert (help_.picture, help_.columns, more.columns) == ("https://example.test/help.png", 3, 3)
    assert (more.kind, more.body) == ("url", "https://example.test/")


def test_a_phone_number_is_shared_or_typed(phone):
    share = phone.tap("City 0").find("Send mine")
    assert (share.kind, share.style) == ("share_phone", "primary")
    phone.send(Shared("+4915550100", "Anna", share.body))
    assert phone.text.startswith("It is +4915550100.")
    phone.type("menu?").tap("Home").tap("City 0").type("0049 155 50100")
    assert phone.text.startswith("It is +4915550100.")


def test_an_empty_card_from_a_desktop_is_answered(phone):
    phone.tap("City 0").send(Attached("contact"))
    assert (phone.at, phone.text.partition("\n")[0]) == ("main.phone", "Please choose a button.")


def test_a_place_is_sent_or_typed_and_reaches_the_action(phone):
    asked = __import__("rich_plugins").asked
    assert phone.tap("Help").find("Choose the place").kind == "location"
    phone.send(Located(52.5, 13.4))
    assert (phone.at, asked[-1].lat, asked[-1].lon) == ("main.menu", 52.5, 13.4)
    phone.tap("Help").type("48.1, 11.5")
    assert (phone.at, asked[-1].lat) == ("main.menu", 48.1)


def test_other_texts_in_place_of_a_place_are_answered_politely(phone):
    phone.tap("Help").type("at home")
    assert (phone.at, phone.text) == ("main.place", "Use the button.\n\nWhere?")
    assert phone.type("at home").at == "main.menu"


def test_a_place_that_nobody_asked_for_is_not_understood(phone):
    assert phone.send(Located(1, 2)).text.startswith("Please choose a button.")


def test_a_share_button_sends_nothing_by_itself(phone):
    phone.tap("City 0")
    with pytest.raises(NoSuchButtonError, match="send it instead"):
        phone.tap("Send mine")
    assert phone.press(phone.find("Send mine").body).at == "main.phone"


def test_the_theme_sets_colours_and_sizes(phone):
    from botengine.viber.theme import theme_of

    looks = theme_of(phone.bot.bot.theme)
    assert (looks["row"].text, looks["row"].background, looks["row"].size) == ("#000000", "#FFEEDD", "small")
    assert (looks["primary"].size, looks["quiet"].text, looks["quiet"].size) == ("large", "#123456", "small")
