"""Recorded payloads go through the emulator: bots' messages in, Viber's answers and callbacks out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from botengine.emulator.webhook import sign
from tests.emulator.recording import keyboard, until

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "viber" / "payloads"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="the recorded payloads (shared/viber/payloads beside the project) are not here",
)
NOT_SENT = {"out_deep_links"}


def recorded(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def outgoing(prefix: str) -> list[str]:
    return sorted({each.stem for each in FOLDER.glob(f"{prefix}*.json")} - NOT_SENT)


@pytest.mark.parametrize("name", outgoing("out_message_"))
def test_a_recorded_message_is_taken_and_shown(shop, name):
    message = recorded(name) | {"receiver": shop.viber_id("anna")}
    message.pop("auth_token", None)
    assert shop.pa("send_message", message)["status"] == 0
    assert shop.screen("anna")["messages"][-1]["type"] == message["type"]


@pytest.mark.parametrize("name", [each for each in outgoing("out_keyboard") if each != "out_keyboard_only"])
def test_a_recorded_keyboard_is_shown(shop, name):
    block = recorded(name)
    body = block if "keyboard" in block else {"keyboard": block, "text": "x"}
    message = {"type": "text", "sender": {"name": "S"}, "min_api_version": 3, **body}
    assert shop.pa("send_message", message | {"receiver": shop.viber_id("anna")})["status"] == 0
    assert shop.screen("anna")["keyboard"]["rows"]


def test_the_recorded_keyboard_alone_is_shown(shop):
    body = recorded("out_keyboard_only") | {"receiver": shop.viber_id("anna")}
    assert shop.pa("send_message", body)["status"] == 0
    assert [key["text"] for key in shop.screen("anna")["keyboard"]["rows"][0]] == ["Yes", "No"]


def test_the_recorded_rich_media_is_shown(shop):
    assert shop.send("anna", type="rich_media", rich_media=recorded("out_richmedia_sdk"))["status"] == 0
    assert len(shop.screen("anna")["messages"][-1]["rich_media"]["cards"]) >= 1


@pytest.mark.parametrize("name", outgoing("out_broadcast"))
def test_a_recorded_broadcast_is_filled_and_sent(shop, name):
    message = recorded(name)
    message["broadcast_list"].append(shop.viber_id("anna"))
    answer = shop.pa("broadcast_message", message)
    assert answer.keys() >= recorded("resp_broadcast_with_failed_list").keys()
    assert len(answer["failed_list"]) == len(message["broadcast_list"]) - 1
    assert "replace_me" not in str(shop.screen("anna")["messages"][-1])


def test_the_recorded_webhook_calls(hand, bot):
    answer = hand.pa("set_webhook", recorded("out_set_webhook") | {"url": bot.url})
    assert set(answer["event_types"]) == {*recorded("resp_set_webhook")["event_types"], "message"}
    assert hand.pa("set_webhook", recorded("out_remove_webhook"))["status"] == 0


def test_the_recorded_event_types_are_in_the_servers_order(hand, bot):
    everything = recorded("resp_real_set_webhook_all_events")
    assert hand.webhook(bot)["event_types"] == everything["event_types"]
    some = recorded("resp_real_set_webhook_filtered")["event_types"]
    assert hand.webhook(bot, event_types=some[::-1])["event_types"] == some


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("resp_error_keyboard_missing_type", {"keyboard": {"Buttons": [{"ActionBody": "x"}]}}),
        ("resp_error_keyboard_no_buttons", {"keyboard": keyboard()}),
        (
            "resp_error_keyboard_actiontype_enum",
            {"keyboard": keyboard({"ActionBody": "x", "ActionType": "share-phone"})},
        ),
    ],
)
def test_the_recorded_refusals(shop, name, change):
    answer = shop.send("anna", **change)
    assert {key: answer[key] for key in ("status", "status_message")} == recorded(name)


def test_the_recorded_refusals_about_receivers(shop):
    shop.person("Boris")
    unsubscribed, bad = (
        shop.send("boris"),
        shop.pa("send_message", recorded("out_message_text") | {"receiver": "x"}),
    )
    for answer, name in ((unsubscribed, "resp_error_not_subscribed"), (bad, "resp_error_bad_receiver")):
        expected = recorded(name)
        assert answer.keys() == expected.keys()
        assert (answer["status"], answer["status_message"]) == (
            expected["status"],
            expected["status_message"],
        )


def test_the_recorded_too_many(shop):
    answer = [shop.send("anna") for _ in range(101)][-1]
    assert answer.keys() == recorded("resp_error_too_many").keys()
    assert answer["status_message"] == recorded("resp_error_too_many")["status_message"]


def test_answers_have_the_recorded_fields(shop):
    details = shop.pa("get_user_details", {"id": shop.viber_id("anna")})
    assert details["user"].keys() >= recorded("resp_real_get_user_details_2024")["user"].keys()
    assert shop.pa("get_account_info").keys() >= recorded("resp_get_account_info").keys()
    assert shop.send("anna").keys() == recorded("resp_real_send_message_billing").keys()
    online = shop.pa("get_online", recorded("out_get_online"))
    assert online["users"][0].keys() == recorded("resp_get_online")["users"][0].keys()


@pytest.mark.parametrize(
    "name",
    [
        "in_real_message_text_2023",
        "in_real_conversation_started_2020",
        "in_real_delivered_2020",
        "in_real_seen_2020",
        "in_real_unsubscribed_2020",
        "in_real_webhook_2022",
        "in_subscribed",
    ],
)
def test_callbacks_have_the_recorded_fields(hand, bot, name):
    hand.webhook(bot)
    hand.person()
    hand.post("/users/anna/open")
    hand.say("anna")
    hand.idle()
    hand.send("anna")
    for act in ("seen", "unsubscribe", "subscribe"):
        hand.post(f"/users/anna/{act}")
    expected = recorded(name)
    made = until(lambda: bot.events(expected["event"]), expected["event"])[0]
    assert made.keys() == expected.keys()
    for part in ("user", "sender", "message"):
        assert made.get(part, {}).keys() == expected.get(part, {}).keys()


def test_messages_of_a_person_have_the_recorded_fields(shop, bot):
    contact, place = recorded("in_message_contact_from_share_phone"), recorded("in_message_location")
    button = {"ActionType": "share-phone", "ActionBody": contact["message"]["text"], "Text": "x"}
    for message in (contact, place):
        shop.send(
            "anna",
            tracking_data=message["message"]["tracking_data"],
            keyboard=keyboard(button),
            min_api_version=3,
        )
        if message is contact:
            shop.post("/users/anna/share-phone", {"phone": contact["message"]["contact"]["phone_number"]})
        else:
            shop.post("/users/anna/location", message["message"]["location"])
    seen = bot.wait_for("message", 3)
    assert seen[1]["message"] == contact["message"] | {
        "contact": {**contact["message"]["contact"], "name": "Anna"}
    }
    assert seen[2]["message"] == place["message"]


def test_the_official_signature_vector():
    vector = recorded("signature_vector")
    made = sign(vector["auth_token"], vector["body_utf8"].encode())
    assert made == vector["x_viber_content_signature"]
