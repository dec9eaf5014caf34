"""Callbacks become events; strange ones do no harm."""

from __future__ import annotations

import json

import pytest

from botengine.events import (
    Attached,
    Ignored,
    Located,
    Opened,
    Pressed,
    Profile,
    SendFailed,
    Shared,
    Subscribed,
    Typed,
    Unsubscribed,
)
from botengine.runtime.ports import Incoming
from botengine.viber.wire import BadCallback, head, read
from tests.viber.cloud import NO_PAYLOADS, PAYLOADS

WHO = "01234567890A="
WHO_REAL, WHO_OLD, WHO_DOCS = (
    "3SQNc4FPUQmysaM/AQEhXg==",
    "xy5/5y6O81+/kbWHpLhBoA==",
    "jc9HsWTZ2Yf2NkRZ8KcNug==",
)
DLN = "https://dl-media.viber.com/10/example"
RECORDED = {  # file: event, person
    "client_status_payment": (Ignored("client_status"), WHO_DOCS),
    "conversation_started": (Opened("context information"), WHO),
    "delivered": (Ignored("delivered"), WHO_DOCS),
    "failed": (SendFailed(4912661846655238145, "message validation failed"), WHO_DOCS),
    "message_chat_extension": (Ignored("chat_extension"), WHO),
    "message_contact": (Shared("+15555550100", "Sample User"), WHO_OLD),
    "message_contact_from_share_phone": (Shared("+15555550100", "Test User", "share-nonce-7f3a"), WHO_OLD),
    "message_file": (Attached("file", f"{DLN}.pdf"), WHO_OLD),
    "message_generic_docs": (Typed("a message to the service"), WHO_DOCS),
    "message_location": (Located(1.2, -1.3), WHO_OLD),
    "message_picture": (Attached("picture", f"{DLN}.jpg"), WHO_OLD),
    "message_sticker": (Attached("sticker", "https://viber.github.io/docs/img/stickers/40133.png"), WHO_OLD),
    "message_text": (Typed("incoming msg"), WHO_OLD),
    "message_text_from_reply_button": (Typed("order:8842:paid"), WHO_OLD),
    "message_text_from_silent_button": (Typed("order:8842:paid"), WHO_OLD),
    "message_unicode": (None, WHO),
    "message_url": (Attached("url", "https://media.example.com/"), WHO_OLD),
    "message_video": (Attached("video", f"{DLN}.mp4"), WHO_OLD),
    "real_conversation_started_2020": (Opened(), WHO_REAL),
    "real_delivered_2020": (Ignored("delivered"), WHO_REAL),
    "real_message_text_2023": (Typed("/start"), WHO_REAL),
    "real_seen_2020": (Ignored("seen"), WHO_REAL),
    "real_unsubscribed_2020": (Unsubscribed(), WHO_REAL),
    "real_webhook_2016_swapped_fields": (Ignored("webhook"), ""),
    "real_webhook_2022": (Ignored("webhook"), ""),
    "seen": (Ignored("seen"), WHO_DOCS),
    "subscribed": (Subscribed(), WHO_DOCS),
    "unsubscribed": (Unsubscribed(), WHO_DOCS),
}


def message(silent: object = False, **fields: object) -> Incoming:
    return read(callback(message={"type": "text", **fields}, silent=silent))


def callback(**fields: object) -> bytes:
    whole = {
        "event": "message", "timestamp": 1481142112807, "message_token": 4987381189870374000,
        "sender": {"id": WHO, "name": "Sample User"}, **fields,
    }  # fmt: skip
    return json.dumps(whole).encode()


@pytest.mark.skipif(not PAYLOADS.exists(), reason=NO_PAYLOADS)
def test_every_recorded_callback_is_read():
    files = {file.stem.removeprefix("in_") for file in PAYLOADS.glob("in_*.json")}
    assert files == set(RECORDED)
    for name, (event, person) in RECORDED.items():
        body = (PAYLOADS / f"in_{name}.json").read_bytes()
        assert head(body).person == person, name
        assert event is None or read(body).event == event, name


@pytest.mark.skipif(not PAYLOADS.exists(), reason=NO_PAYLOADS)
def test_names_and_texts_of_all_alphabets_arrive_whole():
    found = read((PAYLOADS / "in_message_unicode.json").read_bytes())
    assert found.profile is not None
    assert found.profile.name.startswith("ふで都急")
    assert isinstance(found.event, Typed)
    assert found.event.text.endswith("一盛治融。")


def test_time_person_and_key_are_those_of_the_callback():
    found = head(callback(message={"type": "text", "text": "hello"}))
    assert (found.timestamp, found.person, found.key) == (1481142112807, WHO, "message:4987381189870374000")


def test_a_silent_text_of_our_buttons_is_a_press():
    assert message(silent=True, text="~aB3_-xyz.12").event == Pressed("aB3_-xyz", 12)


@pytest.mark.parametrize("silent", [False, None, 1, "true", "yes"])
def test_what_a_person_types_is_never_a_press(silent):
    assert message(silent=silent, text="~aB3_-xyz.12").event == Typed("~aB3_-xyz.12")


@pytest.mark.parametrize(
    "text", ["~five5.1", "~abcdef.1234", "~abcdef.1\n", " ~abcdef.1", "~abcdef.١", "x~abcdef.1"]
)
def test_what_only_looks_like_a_press_is_none(text):
    assert message(silent=True, text=text).event == Typed(text)


def test_opening_an_address_with_a_button_is_no_message():
    assert message(silent=True, text="https://shop.example.test/1042").event == Ignored("opened_address")
    assert message(text="https://shop.example.test/1042").event == Typed("https://shop.example.test/1042")


def test_an_empty_contact_card_of_a_desktop_is_no_phone_number():
    assert message(type="contact", contact={"name": "Anna"}).event == Attached("contact")
    assert message(type="contact").event == Attached("contact")


@pytest.mark.parametrize("lat", [91, "north", None, True, [1], "1e999", 10**400])
def test_an_impossible_place_is_only_an_attachment(lat):
    assert message(type="location", location={"lat": lat, "lon": 13}).event == Attached("location")


def test_places_may_be_written_as_texts():
    assert message(type="location", location={"lat": "52.5", "lon": "13.4"}).event == Located(52.5, 13.4)


def test_unknown_kinds_fields_and_events_are_tolerated():
    assert message(type="hologram", media="https://x.test", depth=3).event == Attached(
        "hologram", "https://x.test"
    )
    assert message(type=7).event == Attached("unknown")
    assert read(callback(message=None)).event == Attached("unknown")
    assert read(callback(event="action", message=3)).event == Ignored("action")
    assert read(callback(event="nobody_knows", anything=[{}])).event == Ignored("nobody_knows")


def test_a_message_from_nobody_is_ignored():
    assert read(b'{"event":"message","message":{"type":"text","text":"x"}}').event == Ignored("message")


def test_the_profile_holds_what_the_person_claims():
    user = {
        "id": WHO,
        "name": " Anna\n\x00Meier ",
        "language": "en-CA",
        "country": "DE",
        "avatar": 7,
        "api_version": "8",
    }
    expected = Profile(WHO, "Anna  Meier", "en-CA", "DE", "", 8)
    assert read(callback(event="subscribed", sender=None, user=user)).profile == expected


@pytest.mark.parametrize("version", [None, 0, -3, "x", 10**30, 1e308, [], True])
def test_a_strange_api_version_counts_as_the_oldest(version):
    profile = read(callback(sender={"id": WHO, "api_version": version})).profile
    assert profile is not None
    assert profile.api_version == 1


def test_callbacks_without_a_token_are_told_apart_by_their_bytes():
    one, two = (head(callback(message_token=None, silent=silent)) for silent in (True, False))
    assert one.key != two.key
    assert one.key == head(callback(message_token=None, silent=True)).key


NESTED = b'{"event":"message","x":' + b"[" * 60_000
UNREADABLE = {
    "nothing": b"", "no JSON": b"hello", "a list": b"[]", "cut off": b'{"event":"mess',
    "no event": b'{"message_token":1}', "event is a number": b'{"event":1}', "not UTF-8": b'{"event":"\xff"}',
    "half a surrogate": b'{"event":"\\ud800"}', "half a surrogate inside": callback(x="\ud800"),
    "raw surrogate": b'{"event":"message","x":"\xed\xa0\x80"}', "NaN": callback(x=float("nan")),
    "infinity": callback(x=float("inf")), "twice": b'{"event":"seen","event":"message"}',
    "twice inside": b'{"event":"message","sender":{"id":"a","id":"b"}}', "deep": NESTED,
    "deep and closed": NESTED + b"]" * 60_000 + b"}", "sender is a text": callback(sender="me"),
    "id is a number": callback(sender={"id": 5}), "id with NUL": callback(sender={"id": "a\0b"}),
    "long id": callback(sender={"id": "x" * 200}), "token is a text": callback(message_token="many"),
    "endless number": b'{"event":"message","x":' + b"1" * 5000 + b"}",
}  # fmt: skip


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_the_unreadable_has_one_error(body):
    with pytest.raises(BadCallback, match="unreadable callback"):
        read(body)


def test_a_token_beyond_53_bits_keeps_all_its_digits():
    assert read(callback(event="failed", user_id=WHO, message_token=4912661846655238145)).event == SendFailed(
        4912661846655238145
    )
