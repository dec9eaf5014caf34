"""Lists as lines of text, lines that would say nothing, and buttons that come too late."""

from __future__ import annotations

FRONT = """
start: main.menu
everywhere: {stale: Old., pages: {next: Next, previous: Previous}, bottom: [{text: Menu, go: main.menu}]}
"""
MAIN = """
data: {open: bool}
screens:
  menu:
    load: {tip: pub.tip}
    text: |
      *Menu*
      Tip: {{ tip.name | optional }}
      Hello {{ tip.note }}!
      Bye

      Nothing below: {{ tip.name | optional }}
    buttons:
      - {text: Tab, go: tab}
      - {text: Shut, do: pub.shut, say: Shut now.}
      - {text: Order, when: tip.open, otherwise: Too late., do: pub.order, say: Coming.}
  tab:
    text: "{{ total }} on the tab"
    list: pub.tab
    page_size: 2
    line: "- {{ row.name }} {{ row.note }}"
    empty: {say: Nothing yet.}
"""
ACTIONS = """
from dataclasses import dataclass
from botengine import action

@dataclass
class Drink:
    name: str
    note: str = ""
    open: bool = True

TIP = Drink("")

@action("pub.tip")
def tip() -> Drink:
    return TIP

@action("pub.shut", effect="natural")
def shut():
    TIP.open = False

@action("pub.order", effect="natural")
def order():
    return None

@action("pub.tab")
def tab() -> list[Drink]:
    return [Drink("tea"), Drink("ale", "*cold*"), Drink("rum")]
"""


def phone(make_phone):
    return make_phone(FRONT, {"main": MAIN}, ACTIONS).open()


def test_a_line_whose_optional_value_is_empty_is_left_out(make_phone):
    assert phone(make_phone).text == "*Menu*\nHello !\nBye"


def test_an_optional_value_is_shown_where_there_is_one(make_phone):
    chat = phone(make_phone)
    chat.bot.registry.actions["pub.tip"].function().name = "tea"
    assert chat.open().text == "*Menu*\nTip: tea\nHello !\nBye\n\nNothing below: tea"


def test_a_list_can_be_read_as_lines_page_by_page(make_phone):
    chat = phone(make_phone).tap("Tab")
    assert chat.text.replace("\N{WORD JOINER}", "") == "3 on the tab\n\n- tea \n- ale *cold*"
    assert chat.buttons == ["Next", "Menu"]
    assert chat.tap("Next").text.endswith("- rum ")


def test_a_press_that_comes_too_late_is_told_why(make_phone):
    chat = phone(make_phone)
    late = chat.find("Order").body
    chat.bot.registry.actions["pub.tip"].function().open = False
    assert chat.press(late).text.startswith("Too late.")
    assert "Order" not in chat.buttons
    assert [each.name for each in chat.called if each.name == "pub.order"] == []
