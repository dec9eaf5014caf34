"""Notices: what people are told of outside events, on top of the screen they are on."""

import pytest

from botengine.engine.conversation import restore
from botengine.engine.telling import MAX_KEYS
from botengine.events import Told
from botengine.messages import MAX_ROWS
from tests.engine.orders import ACTIONS, CLOSED, FLOWS, FRONT, PLACED, tell


@pytest.fixture
def phone(make_phone):
    return lambda role="boss": make_phone(FRONT, FLOWS, ACTIONS, role=role)


# -- one notice


def test_a_notice_is_its_own_text_and_its_buttons_above_those_on_screen(phone):
    phone = tell(phone().open(), "7")
    assert phone.text == "New order 7\nfrom Ann"
    assert phone.buttons == ["Open", "Pay", "Drop", "Note"]


def test_a_notice_changes_nothing_but_the_buttons(phone):
    phone = phone().open().tap("Note")
    before = restore(phone.snapshot)
    after = restore(tell(phone, "7").snapshot)
    assert (after.state, after.nonce, after.keys, after.frames) == (
        before.state, before.nonce, before.keys, before.frames,
    )  # fmt: skip


def test_a_press_on_its_way_while_a_notice_arrives_does_what_it_would_have_done(phone):
    phone = phone().open()
    body = phone.find("Note").body
    assert tell(phone, "7").press(body).text == "Your note?"


def test_a_press_of_a_notice_on_its_way_while_another_arrives_does_what_it_would_have_done(phone):
    phone = tell(phone().open(), "7")
    body = phone.find("Pay").body
    phone = tell(phone, "8").press(body)
    assert [(call.name, call.arguments) for call in phone.called if call.name == "orders.pay"] == [
        ("orders.pay", {"number": "7"})
    ]


def test_an_answer_typed_after_a_notice_is_the_answer_to_the_question(phone):
    phone = tell(phone().open().tap("Note"), "7").type("milk")
    assert phone.text.startswith("Noted: milk")


def test_a_button_of_a_notice_opens_what_it_is_about_and_back_leads_to_where_one_was(phone):
    phone = tell(phone().open().tap("Note"), "7").tap("Open")
    assert (phone.at, phone.text) == ("orders.order", "Order 7 is open")
    phone.tap("Back")
    assert (phone.at, phone.text) == ("note.write", "Your note?")


def test_an_order_that_was_open_is_there_again_after_the_one_of_a_notice(phone):
    phone = tell(phone().open(), "7").tap("Open")
    phone = tell(phone, "8").tap("Open")
    assert phone.text == "Order 8 is open"
    assert phone.tap("Back").text == "Order 7 is open"


def test_a_step_that_leads_nowhere_shows_the_notice_itself_afresh(phone):
    phone = tell(phone().open(), "7").tap("Pay")
    assert phone.text == "Paid.\n\nNew order 7\nfrom Ann"
    assert phone.buttons == ["Open", "Drop", "Back", "Menu"]
    assert phone.tap("Back").at == "main.menu"


def test_a_button_with_a_question_asks_it_and_no_shows_the_notice(phone):
    phone = tell(phone().open(), "7").tap("Drop")
    assert (phone.text, phone.buttons) == ("Drop 7?", ["Yes", "No"])
    assert phone.tap("No").text == "New order 7\nfrom Ann"
    phone.tap("Drop").tap("Yes")
    assert (phone.at, phone.text) == ("main.menu", "Dropped.\n\nHello Uma")


def test_a_double_tap_on_a_notices_button_does_it_once(phone):
    phone = tell(phone().open(), "7")
    body = phone.find("Pay").body
    phone.press(body).press(body)
    assert [call.name for call in phone.called].count("orders.pay") == 1
    assert phone.text.startswith("That button is old.")


def test_a_button_that_is_not_offered_any_more_is_out_of_date(phone):
    phone = tell(phone().open(), "7")
    phone.stubs["orders.get"] = {"number": "7", "buyer": "Ann", "status": "paid"}
    phone.tap("Pay")
    assert "orders.pay" not in [call.name for call in phone.called]
    assert phone.text.startswith("That button is old.")


def test_a_record_that_is_gone_when_the_button_is_pressed_leaves_the_person_where_they_were(phone):
    phone = tell(phone().open().tap("Note"), "7")
    phone.stubs["orders.get"] = None
    assert phone.tap("Open").text == "That button is old.\n\nYour note?"


def test_the_buttons_of_a_notice_end_with_the_next_screen(phone):
    phone = tell(phone().open(), "7")
    body = phone.find("Open").body
    assert phone.tap("Note").press(body).text == "That button is old.\n\nYour note?"


# -- what nobody is told


@pytest.mark.parametrize(
    ("role", "item"),
    [
        ("clerk", Told.Item(CLOSED)),
        ("", Told.Item(PLACED, {"number": "7"})),
        ("boss", Told.Item(PLACED, {"number": "gone"})),
        ("boss", Told.Item(PLACED, {"number": {}})),
        ("boss", Told.Item(PLACED)),
        ("boss", Told.Item("orders.nothing")),
    ],
    ids=["another role", "a stranger", "gone", "of another type", "without data", "unknown"],
)
def test_a_notice_that_is_not_for_this_person_is_not_heard(phone, role, item):
    phone = phone(role).open()
    count, snapshot = len(phone.messages), phone.snapshot
    phone.send(Told((item,)))
    assert (len(phone.messages), phone.snapshot) == (count, snapshot)
    assert phone.journal[-1]["event"] == "Told"


def test_a_notice_whose_record_cannot_be_read_says_nothing_and_leaves_a_number(phone):
    phone = phone().open()
    phone.stubs["orders.get"] = lambda _: 1 / 0
    assert len(tell(phone, "7").messages) == 1
    assert "error" in phone.journal[-1]


def test_a_notice_that_cannot_be_read_keeps_nobody_from_the_others(phone):
    phone = phone().open()
    phone.stubs["orders.get"] = lambda taken: (taken["number"] != "7" and {
        "number": taken["number"], "buyer": "Ann", "status": "open",
    }) or 1 / 0  # fmt: skip
    assert tell(phone, "7", "8").text == "New order 8\nfrom Ann"


def test_a_button_that_the_role_may_not_press_is_not_there(phone):
    assert tell(phone("clerk").open(), "7").buttons == ["Open", "Note"]


def test_a_role_that_was_taken_away_closes_the_buttons_of_notices(phone):
    phone = tell(phone().open(), "7")
    object.__setattr__(phone.user, "role", "clerk")
    phone.tap("Pay")
    assert "orders.pay" not in [call.name for call in phone.called]


# -- a chat that never began, and several notices


def test_who_never_opened_the_chat_gets_the_notice_with_the_buttons_of_the_start(phone):
    phone = tell(phone(), "7")
    assert phone.text == "New order 7\nfrom Ann"
    assert phone.buttons == ["Open", "Pay", "Drop", "Note"]
    assert phone.tap("Note").text == "Your note?"


def test_several_notices_are_a_digest_with_one_button_each(phone):
    phone = tell(phone().open(), "7", "gone", "8")
    assert phone.text == "2 things happened\nNew 7\nNew 8"
    assert phone.buttons == ["New 7", "New 8", "Note"]
    assert phone.tap("New 8").text == "Order 8 is open"


def test_a_long_digest_names_ten_and_counts_the_others(phone):
    phone = tell(phone().open(), *(str(n) for n in range(60)))
    lines = phone.text.split("\n")
    assert lines == ["60 things happened", *(f"New {n}" for n in range(10)), "and 50 more"]
    assert phone.buttons == [*(f"New {n}" for n in range(10)), "Note"]


def test_the_newest_notice_is_on_top_and_earlier_ones_can_still_be_opened(phone):
    phone = tell(tell(phone().open(), "7"), "8")
    assert phone.buttons == ["Open", "Pay", "Drop", "New 7", "Note"]
    assert phone.tap("New 7").text == "Order 7 is open"


def test_many_notices_fit_the_phone_and_the_oldest_are_forgotten(phone):
    phone = tell(phone().open(), "first")
    first = phone.find("Open").body
    for number in range(30):
        tell(phone, str(number))
    conversation = restore(phone.snapshot)
    assert len(conversation.told) == MAX_KEYS
    assert len(phone.buttons) == 3 + (MAX_ROWS - 3) + 1
    assert phone.press(first).text.startswith("That button is old.")


def test_the_way_back_through_many_notices_has_an_end(phone):
    phone = phone().open()
    for number in range(50):
        tell(phone, str(number)).tap("Open")
    assert len(restore(phone.snapshot).frames) <= 22
    for _ in range(25):
        phone.tap("Back") if "Back" in phone.buttons else None
    assert phone.at == "main.menu"
