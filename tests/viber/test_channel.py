"""Refusals of Viber become the right instructions for the outbox."""

from __future__ import annotations

import json

import pytest

from botengine.events import Pressed, Profile
from botengine.messages import Key, Keyboard, Message
from botengine.runtime.ports import Gone, Parked, Paused, Refused, Sent, TryLater, UnreadableError
from botengine.viber.errors import BY_STATUS
from tests.viber.cloud import OK

WHO = "3SQNc4FPUQmysaM/AQEhXg=="
MODERN = Profile(WHO, api_version=10)
MESSAGE = Message("Hello", Keyboard((Key("Menu", "~aaaaaaaa.0"),), "hidden"))
REACTIONS = {
    Paused: {1, 2, 7, 8, 9, 10, 15, 20},
    Gone: {5, 6, 11},
    Parked: {12, 23, 24},
    TryLater: {19},
    Refused: {3, 4, 13, 14, 16, 17, 18, 21, 22},
}


def test_every_status_has_a_reaction():
    assert sorted(status for each in REACTIONS.values() for status in each) == sorted(BY_STATUS)


@pytest.mark.parametrize(("reaction", "status"), [(k, s) for k, codes in REACTIONS.items() for s in codes])
def test_a_status_becomes_an_instruction(channel, cloud, reaction, status):
    cloud.answers = [{"status": status}] * 2  # 13 and 14 are tried once more
    with pytest.raises(reaction, match=f"status {status}"):
        channel.send(WHO, MESSAGE, MODERN)


def test_a_message_goes_to_its_receiver(channel, cloud):
    assert channel.send(WHO, MESSAGE, MODERN) == Sent(
        str(OK["message_token"]), str(OK.get("billing_status", 0))
    )
    (body,) = cloud.bodies
    assert (body["receiver"], body["text"], body["min_api_version"]) == (WHO, "Hello", 6)


def test_what_the_persons_viber_cannot_show_is_left_out(channel, cloud):
    channel.send(WHO, MESSAGE, Profile(WHO, api_version=3))
    assert cloud.bodies[0]["min_api_version"] == 1
    assert "InputFieldState" not in cloud.bodies[0]["keyboard"]


def test_a_second_older_device_gets_the_simple_form(channel, cloud):
    cloud.answers = [{"status": 13}, OK]
    assert channel.send(WHO, MESSAGE, MODERN).token
    assert [body["min_api_version"] for body in cloud.bodies] == [6, 1]


def test_too_low_a_version_is_raised(channel, cloud):
    cloud.answers = [{"status": 14}, OK]
    assert channel.send(WHO, MESSAGE, MODERN).token
    assert [body["min_api_version"] for body in cloud.bodies] == [6, 7]


def test_a_busy_viber_says_when_to_come_back(channel, cloud):
    cloud.answers = [b"HTTP/1.1 429 Slow Down\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n"]
    with pytest.raises(TryLater) as caught:
        channel.send(WHO, MESSAGE, MODERN)
    assert caught.value.after == 5


def test_what_viber_would_refuse_is_not_even_sent(channel, cloud):
    with pytest.raises(Refused, match="no web address"):
        channel.send(WHO, Message(file="file:///etc/t.pdf"), MODERN)
    assert cloud.asked == []


def test_text_and_file_go_out_in_order_both_with_the_keyboard(channel, cloud):
    file = Message("Tickets", MESSAGE.keyboard, file="https://x.example.test/t.pdf", file_size=9)
    channel.send(WHO, file, MODERN)
    assert [body["type"] for body in cloud.bodies] == ["text", "file"]
    assert all(body["keyboard"] for body in cloud.bodies)


def test_the_welcome_has_no_receiver(channel):
    body = json.loads(channel.welcome_body(MESSAGE, MODERN))
    assert body["text"] == "Hello"
    assert body["keyboard"]["InputFieldState"] == "hidden"
    assert "receiver" not in body


def test_a_stored_callback_is_read(channel):
    body = {
        "event": "message", "timestamp": 1481142112807, "message_token": 7, "silent": True,
        "sender": {"id": WHO, "name": "Anna"}, "message": {"type": "text", "text": "~abcdefgh.3"},
    }  # fmt: skip
    found = channel.read(json.dumps(body).encode())
    assert (found.event, found.profile) == (Pressed("abcdefgh", 3), Profile(WHO, "Anna"))


def test_nonsense_is_unreadable(channel):
    with pytest.raises(UnreadableError):
        channel.read(b"{")
