"""Which messages are taken, and what the phone makes of them."""

from __future__ import annotations

import pytest

from tests.emulator.recording import keyboard

REFUSED = [
    ({"type": "poem"}, 3, "unknown message type"),
    ({"type": None, "text": None}, 4, "missing field 'type'"),
    ({"text": ""}, 4, "missing field 'text'"),
    ({"text": "x" * 7001}, 3, "at most 7000"),
    ({"sender": {}}, 4, "sender.name"),
    ({"sender": {"name": "x" * 29}}, 3, "sender.name must be a text of at most 28"),
    ({"tracking_data": "x" * 4097}, 3, "tracking_data"),
    ({"min_api_version": "new"}, 3, "min_api_version must be a number"),
    ({"min_api_version": 11}, 13, "apiVersionNotSupported"),
    ({"type": "picture"}, 4, "missing field 'media'"),
    ({"type": "file", "media": "http://x.test/a.exe", "size": 1, "file_name": "a.exe"}, 3, "forbidden"),
    ({"type": "file", "media": "http://x.test/a.pdf", "size": 60_000_000, "file_name": "a.pdf"}, 3, "size"),
    ({"type": "location", "location": {"lat": 91, "lon": 0}}, 3, "location.lat"),
    ({"type": "contact", "contact": {"name": "x"}}, 4, "contact.phone_number"),
    ({"type": "url", "media": "x" * 2001}, 3, "at most 2000"),
    ({"type": "payment", "payment": {"type": "GooglePay"}}, 14, "needs min_api_version 10"),
    ({"keyboard": {"Buttons": [{}]}}, 3, '[object has missing required properties (["Type"])]'),
    (
        {"keyboard": keyboard()},
        3,
        "[array is too short: must have at least 1 elements but instance has 0 elements]",
    ),
    ({"keyboard": keyboard({"Text": "x"})}, 3, '(["ActionBody"])'),
    ({"keyboard": keyboard("x", InputFieldState="hidden")}, 14, "InputFieldState needs min_api_version 4"),
    ({"keyboard": keyboard({"ActionBody": "x", "Frame": {}})}, 14, "Frame needs min_api_version 6"),
    ({"keyboard": "none"}, 3, "instance type is not object"),
]


@pytest.mark.parametrize(("change", "status", "text"), REFUSED)
def test_the_server_refuses(shop, change, status, text):
    message = {
        key: value for key, value in {"type": "text", "text": "x", **change}.items() if value is not None
    }
    answer = shop.pa("send_message", {"receiver": shop.viber_id("anna"), "sender": {"name": "S"}, **message})
    assert answer["status"] == status, answer
    assert text in answer["status_message"]


def test_the_actions_of_buttons_depend_on_the_version_as_recorded(shop):
    share = keyboard({"ActionType": "share-phone", "ActionBody": "x", "Text": "x"})
    answer = shop.send("anna", keyboard=share)
    assert answer["status_message"] == (
        'keyboard is not valid. [instance value ("share-phone") not found in enum '
        '(possible values: ["reply","open-url",""])]'
    )
    assert shop.send("anna", keyboard=share, min_api_version=3)["status"] == 0


def test_unknown_properties_and_numeric_texts_are_taken(shop):
    buttons = keyboard({"ActionBody": "x", "Text": "x", "Columns": "3", "Coloumns": 2})
    assert shop.send("anna", keyboard=buttons)["status"] == 0
    assert shop.screen("anna")["keyboard"]["rows"][0][0]["columns"] == 3


def test_what_only_the_client_refuses_comes_back_as_failed(hand, bot):
    hand.webhook(bot)
    hand.person()
    hand.say("anna")
    answer = hand.send("anna", keyboard=keyboard({"ActionBody": "nothing to see"}))
    failed = bot.wait_for("failed")[0]
    assert (answer["status"], failed["message_token"]) == (0, answer["message_token"])
    assert "needs a Text" in failed["desc"]
    assert [each["from"] for each in hand.screen("anna")["messages"]] == ["user"]


@pytest.mark.parametrize("media", ["http://x.test/a", "http://x.test/a.webp", "http://x.test/a?f=b.png"])
def test_a_picture_needs_an_ending_in_its_last_part(shop, media):
    assert shop.send("anna", type="picture", media=media)["status"] == 0
    assert shop.screen("anna")["messages"][-1]["type"] == "text"


def test_the_next_message_replaces_the_keyboard_and_one_without_clears_it(shop):
    shop.send("anna", keyboard=keyboard("one"))
    shop.send("anna", keyboard=keyboard("two", InputFieldState="hidden"), min_api_version=4)
    screen = shop.screen("anna")
    assert [key["text"] for key in screen["keyboard"]["rows"][0]] == ["two"]
    assert screen["input"] == "hidden"
    shop.send("anna")
    assert shop.screen("anna")["keyboard"] is None
    assert shop.screen("anna")["input"] == "regular"


def test_a_keyboard_alone_makes_no_bubble(shop):
    before = shop.screen("anna")["messages"]
    body = {"receiver": shop.viber_id("anna"), "sender": {"name": "S"}, "keyboard": keyboard("only")}
    assert shop.pa("send_message", body)["status"] == 0
    screen = shop.screen("anna")
    assert len(screen["messages"]) == len(before)
    assert screen["keyboard"]["rows"][0][0]["action_body"] == "only"


def test_a_label_is_shown_plain_and_with_its_tags(shop):
    shop.send("anna", keyboard=keyboard({"ActionBody": "x", "Text": "<b>5 &lt; 6</b><br><i>yes</i>"}))
    key = shop.screen("anna")["keyboard"]["rows"][0][0]
    assert (key["text"], key["html"]) == ("5 < 6 yes", "<b>5 &lt; 6</b><br><i>yes</i>")


def test_messages_keep_their_keyboard_and_time(shop):
    shop.send("anna", keyboard=keyboard("a", "b"))
    message = shop.screen("anna")["messages"][-1]
    assert [len(row) for row in message["keyboard"]["rows"]] == [1, 1]
    assert message["at"].endswith("+00:00")


def test_a_chat_keeps_its_last_500_messages(shop):
    viber_id, message = shop.viber_id("anna"), {"type": "text", "sender": {"name": "S"}}
    for number in range(510):
        if number % 90 == 0:
            shop.say("anna", "more")
        shop.pa("send_message", {**message, "receiver": viber_id, "text": str(number)})
    texts = [each["text"] for each in shop.screen("anna")["messages"]]
    assert (len(texts), texts[-1]) == (500, "509")
    assert len(shop.get("/users/anna?last=20")["messages"]) == 20
