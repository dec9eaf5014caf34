"""Reminders: something said or done once when nobody has acted on a screen for a time."""

import pytest

from botengine.engine.conversation import restore
from botengine.events import Noticed, Told

FRONT = """
start: main.menu
roles: {boss: ["*"], clerk: ["x.*"]}
everywhere:
  words: [{words: [menu], go: main.menu}]
  bottom: [{text: Menu, go: main.menu}]
  not_understood: Please choose.
  idle: {after: 2 hours, go: main.menu}
"""
MAIN = """
notices:
  news: {label: News, text: There is news.}
screens:
  menu:
    text: Hello
    buttons:
      - {text: Pay, go: pay.method}
"""
PAY = """
roles: [boss]
data: {note: text}
screens:
  method:
    text: How?
    buttons:
      - {text: Card, go: card}
      - {text: Cash, confirm: Really cash?, go: done}
    remind:
      - {after: 10 min, say: "Still there, {{ user.name }}?"}
      - {after: 30 min, set: {note: "'slow'"}, say: Then by card., go: card}
  card:
    ask: note
    text: "Number {{ note | default('?') }}"
    go: done
    remind: {after: 5 min, say: "We wait for your number."}
  done:
    text: Done
    remind: {after: 1 min, go: main.menu}
"""


@pytest.fixture
def phone(make_phone):
    return make_phone(FRONT, {"main": MAIN, "pay": PAY}, role="boss").open().tap("Pay")


def said(phone):
    return [message.text for message in phone.messages]


def test_a_reminder_says_its_text_once_above_the_buttons_that_are_there(phone):
    body = phone.find("Card").body
    phone.wait("29 min")
    assert said(phone) == ["Hello", "How?", "Still there, Uma?"]
    assert phone.buttons == ["Card", "Cash", "Menu"]
    assert phone.press(body).text == "Number ?"


def test_a_reminder_that_leads_somewhere_leads_there_once(phone):
    phone.wait("31 min")
    assert (phone.at, phone.text) == ("pay.card", "Then by card.\n\nNumber slow")
    count = len(phone.messages)
    assert len(phone.wait("80 min").messages) == count, "nobody came to this screen by himself"


def test_leaving_the_screen_disarms_its_reminders(phone):
    phone.tap("Menu").wait("90 min")
    assert said(phone) == ["Hello", "How?", "Hello"]


def test_another_screen_has_its_own_reminders(phone):
    phone.tap("Card").wait("60 min")
    assert said(phone) == ["Hello", "How?", "Number ?", "We wait for your number."]


def test_whatever_the_person_does_on_the_screen_begins_the_time_anew(phone):
    phone.wait("9 min").type("what?").wait("9 min")
    assert said(phone)[2:] == ["Please choose.\n\nHow?"]
    phone.wait("1 min")
    assert said(phone)[3:] == ["Still there, Uma?"]


def test_an_open_question_stays_open_under_a_reminder(phone):
    phone.tap("Cash").wait("10 min")
    assert (phone.text, phone.buttons) == ("Still there, Uma?", ["Yes", "No"])
    assert phone.tap("Yes").at == "pay.done"


def test_a_reminder_leads_on_from_an_open_question_too(phone):
    assert phone.tap("Cash").wait("30 min").at == "pay.card"


def test_a_notice_neither_arms_nor_disarms_a_reminder(phone):
    phone.wait("9 min").send(Told((Told.Item("main.news"),))).wait("1 min")
    assert said(phone)[2:] == ["There is news.", "Still there, Uma?"]


def test_a_reminder_does_not_put_off_the_end_of_the_silence(phone):
    phone.tap("Card").wait("2 hours")
    assert phone.at == "main.menu"


def test_a_screen_that_leads_on_by_itself_ends_the_silence(phone):
    phone.tap("Card").type("4711").wait("1 min")
    assert (phone.at, phone.text) == ("main.menu", "Hello")


@pytest.mark.parametrize("name", ["pay.card/remind:0", "pay.gone/remind:7", "pay.method/remind:9"])
def test_a_reminder_of_another_screen_or_an_older_version_says_nothing(phone, name):
    before = phone.snapshot
    phone.send(Noticed(name))
    assert (len(phone.messages), phone.snapshot) == (2, before)


def test_a_reminder_is_silent_when_its_flow_was_closed_to_the_person(phone):
    object.__setattr__(phone.user, "role", "clerk")
    count = len(phone.messages)
    assert len(phone.send(Noticed("pay.method/remind:0")).messages) == count


def test_a_reminder_that_only_says_something_leaves_the_conversation_as_it_is(phone):
    before = restore(phone.snapshot)
    phone.wait("10 min")
    assert restore(phone.snapshot) == before
