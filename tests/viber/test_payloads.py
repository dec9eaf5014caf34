"""Every recorded request and answer of Viber goes through our client; none is left out."""

from __future__ import annotations

import json

import pytest
import viberbot.api.messages as sdk
from viberbot.api.viber_requests import create_request

from botengine.messages import Key, Keyboard, Message
from botengine.viber import errors
from botengine.viber.client import Account, Sent, Webhook
from botengine.viber.keyboard import payloads
from botengine.viber.theme import LIGHT
from tests.viber.cloud import NO_PAYLOADS, PAYLOADS, payload

pytestmark = pytest.mark.skipif(not PAYLOADS.exists(), reason=NO_PAYLOADS)
PEOPLE = ("jc9HsWTZ2Yf2NkRZ8KcNug==", "fd4HsWT33Yf1BkRZ8KcBsk==")
ALL = (
    "subscribed", "unsubscribed", "webhook", "conversation_started", "client_status", "action", "delivered",
    "failed", "message", "seen",
)  # fmt: skip
SOME = ("delivered", "seen", "failed", "subscribed", "unsubscribed", "conversation_started")

ANSWERS = {  # file: the call, and what it gives or raises
    "error_bad_receiver": (lambda c: c.send_message({}), errors.ReceiverNotRegisteredError),
    "error_keyboard_actiontype_enum": (lambda c: c.send_message({}), errors.BadDataError),
    "error_keyboard_missing_type": (lambda c: c.send_message({}), errors.BadDataError),
    "error_keyboard_no_buttons": (lambda c: c.send_message({}), errors.BadDataError),
    "error_not_subscribed": (lambda c: c.send_message({}), errors.ReceiverNotSubscribedError),
    "error_too_many": (lambda c: c.send_message({}), errors.TooManyRequestsError),
    "error_webhook_http_status": (lambda c: c.set_webhook("https://x.test"), errors.InvalidUrlError),
    "error_webhook_no_message": (lambda c: c.set_webhook("https://x.test"), errors.InvalidUrlError),
    "error_webhook_refused": (lambda c: c.set_webhook("https://x.test"), errors.InvalidUrlError),
    "error_webhook_timeout": (lambda c: c.set_webhook("https://x.test"), errors.InvalidUrlError),
    "get_account_info": (
        lambda c: c.get_account_info(),
        Account(
            "pa:75346594275468546724", "account name", "accountUri", "http://example.com",
            "https://media.example.com", ("delivered", "seen"), 35,
        ),
    ),
    "real_send_message_billing": (lambda c: c.send_message({}), Sent(6024493435357382925, 3)),
    "real_set_webhook_all_events": (lambda c: c.set_webhook("https://x.test"), Webhook(ALL)),
    "real_set_webhook_filtered": (lambda c: len(c.set_webhook("https://x.test").event_types), 7),
    "send_message": (lambda c: c.send_message({}), Sent(1234567890, 0)),
    "set_webhook": (lambda c: c.set_webhook("https://x.test"), Webhook(SOME)),
}  # fmt: skip
UNASKED = {  # answers to what this engine does not ask
    "broadcast_with_failed_list", "get_online", "get_user_details", "real_get_user_details_2019",
    "real_get_user_details_2024",
}  # fmt: skip


def test_no_recorded_answer_is_left_out():
    recorded = {file.stem.removeprefix("resp_") for file in PAYLOADS.glob("resp_*.json")}
    assert recorded == set(ANSWERS) | UNASKED


@pytest.mark.parametrize("name", ANSWERS)
def test_the_recorded_answer_is_understood(name, client, cloud):
    call, expected = ANSWERS[name]
    cloud.answers = [payload(f"resp_{name}")]
    if isinstance(expected, type):
        with pytest.raises(expected, match=f"status {payload(f'resp_{name}')['status']}"):
            call(client)
    else:
        assert call(client) == expected


def ours(message, version=7, name="My Awesome Bote"):
    return lambda c: c.send_message(
        {
            "receiver": PEOPLE[0],
            **payloads(message, name, LIGHT, version)[0],
        }
    )


def board(*keys):
    return Keyboard(tuple(Key(*each) for each in keys))


OPTIONAL = {"tracking_data", "min_api_version", "thumbnail", "avatar", "keyboard"}
MEDIA = "http://media.example.com"
REQUESTS = {  # what our own code makes in the same place; each must say the same, field by field
    "message_file": ours(Message(file=f"{MEDIA}/file.pdf", file_size=3861139)),
    "message_picture": ours(Message("My picture", picture=f"{MEDIA}/picture.jpg")),
    "message_text": ours(Message("Hello world!")),
    "message_text_with_keyboard": ours(
        Message(
            "Hello world!", board(("Click to Subscribe", "https://www.viber.com/", 6, 1, "plain", "url"))
        ),
        name="Sample User",
    ),
    "keyboard_only": ours(Message("", board(("Yes", "Yes", 3), ("No", "No", 3)))),
    "keyboard_share_phone_location": ours(
        Message(
            "We need your phone number",
            board(
                ("Send phone number", "reply", 6, 1, "plain", "share_phone"),
                ("Share Pin", "loc", 6, 1, "plain", "location"),
            ),
        ),
        version=3,
    ),
    "remove_webhook": lambda c: c.remove_webhook(),
    "set_webhook": lambda c: c.set_webhook("https://media.example.com", SOME),
}
FOREIGN = {  # what this engine does not make: the client carries it unchanged
    "broadcast_rich_media_placeholders", "broadcast_text", "deep_links", "get_online", "get_user_details",
    "keyboard_internal_browser",
    "keyboard_sdk_reply_bgmedia", "message_contact", "message_location", "message_payment_liqpay",
    "message_payment_portmone", "message_rich_media_carousel", "message_sticker", "message_url",
    "message_video", "richmedia_sdk", "welcome_message_http_response",
}  # fmt: skip


def test_no_recorded_request_is_left_out():
    assert {file.stem.removeprefix("out_") for file in PAYLOADS.glob("out_*.json")} == set(REQUESTS) | FOREIGN


@pytest.mark.parametrize("name", REQUESTS)
def test_our_request_says_what_the_recorded_one_says(name, client, cloud):
    cloud.answers = [{"status": 0}]
    REQUESTS[name](client)
    recorded, (made,) = payload(f"out_{name}"), cloud.bodies
    assert set(recorded) - OPTIONAL <= set(made)
    assert set(made) <= set(recorded) | OPTIONAL
    for field in set(recorded) - OPTIONAL - {"receiver", "sender"}:
        assert made[field] == recorded[field], field
    if "keyboard" in recorded:
        assert_like(made["keyboard"], recorded["keyboard"])


def assert_like(made, recorded):
    assert made["Type"] == recorded["Type"] == "keyboard"
    for our, their in zip(made["Buttons"], recorded["Buttons"], strict=True):
        for field in ("ActionType", "ActionBody", "Columns"):
            assert our[field] == their.get(field, 6)


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_foreign_payloads_are_carried_unchanged(name, client, cloud):
    client.send_message(payload(f"out_{name}"))
    assert cloud.bodies == [payload(f"out_{name}")]


def test_our_welcome_is_shaped_like_the_recorded_one(channel):
    made = json.loads(channel.welcome_body(Message("Hello World")))
    assert set(made) == set(payload("out_welcome_message_http_response")) - {"avatar"}


@pytest.mark.parametrize("name", ["text", "picture", "file"])
def test_the_official_sdk_finds_our_messages_valid(name, client, cloud):
    REQUESTS[f"message_{name}"](client)
    kind = {"text": sdk.TextMessage, "picture": sdk.PictureMessage, "file": sdk.FileMessage}[name]
    message = kind().from_dict(cloud.bodies[0])
    message.validate()
    assert message.to_dict()["type"] == name


def test_the_official_sdk_reads_the_same_person_as_we_do(channel):
    raw = (PAYLOADS / "in_message_text.json").read_bytes()
    theirs, ours_read = create_request(payload("in_message_text")), channel.read(raw)
    assert ours_read.profile is not None
    assert (theirs.sender.id, theirs.sender.name, theirs.sender.api_version) == (
        ours_read.profile.id, ours_read.profile.name, ours_read.profile.api_version,
    )  # fmt: skip
