"""Callbacks: what is sent, how it is signed, in which order, and how often."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

import pytest

from tests.emulator.recording import Hand, RecordingBot, keyboard, until


def test_every_callback_is_signed_over_its_raw_body_twice(shop, bot):
    shop.say("anna", "Grüße, ще раз")
    seen = until(lambda: len(bot.received) > 2 and bot.received[-1], "the text")
    expected = hmac.new(shop.token.encode(), seen.raw, hashlib.sha256).hexdigest()
    assert seen.headers["X-Viber-Content-Signature"] == expected
    assert seen.path == f"/viber/shop?sig={expected}"


def test_bodies_are_compact_raw_utf8(shop, bot):
    shop.say("anna", "Grüße, ще раз")
    bot.wait_for("message", 2)
    raw = bot.received[-1].raw
    assert "Grüße, ще раз".encode() in raw
    assert raw == json.dumps(json.loads(raw), ensure_ascii=False, separators=(",", ":")).encode()


def test_message_tokens_are_made_of_the_time_and_increase(shop, bot):
    for number in range(5):
        shop.say("anna", str(number))
    events = bot.wait_for("message", 6)
    tokens = [each["message_token"] for each in events]
    assert tokens == sorted(set(tokens))
    gaps = [each["timestamp"] - (each["message_token"] >> 22) - 68 * 2**32 for each in events]
    assert all(0 <= gap < 50 for gap in gaps)


def test_ids_are_16_bytes_in_base64_and_the_same_in_every_run(hand, bot):
    hand.webhook(bot)
    for number in range(40):
        hand.person(f"Person {number}")
    ids = [each["viber_ids"]["bot"] for each in hand.get("/users")]
    assert {len(base64.b64decode(each)) for each in ids} == {16}
    assert any("+" in each for each in ids)
    assert any("/" in each for each in ids)
    assert ids[0] == "sFfop3dpwiLb/W5PEzFF3A=="


def test_the_callbacks_of_a_conversation(hand, bot):
    hand.webhook(bot)
    hand.person("Anna", language="uk", country="UA", api_version=8)
    hand.post("/users/anna/open", {"context": "ticket-7"})
    hand.say("anna", "hi")
    hand.idle()
    token = hand.send("anna")["message_token"]
    hand.post("/users/anna/seen")
    hand.post("/users/anna/unsubscribe")
    hand.post("/users/anna/subscribe")
    hand.idle()
    names = [each["event"] for each in bot.events()]
    assert names == ["webhook", "conversation_started", "message", "delivered", "delivered", "seen",
                     "unsubscribed", "subscribed"]  # fmt: skip
    opened, said, _, delivered, seen, left, back = bot.events()[1:]
    user = {"id": hand.viber_id("anna"), "name": "Anna", "language": "uk", "country": "UA", "api_version": 8}
    assert (opened["type"], opened["context"], opened["subscribed"]) == ("open", "ticket-7", False)
    assert opened["user"].items() >= user.items()
    assert said["sender"].items() >= user.items()
    assert (said["message"], said["silent"]) == ({"text": "hi", "type": "text"}, False)
    assert delivered["message_token"] == seen["message_token"] == token
    assert left["user_id"] == back["user"]["id"] == user["id"]


def test_filtered_events_are_not_sent(shop, bot):
    shop.send("anna")
    shop.post("/users/anna/seen")
    shop.idle()
    assert {each["event"] for each in bot.events()} == {"webhook", "message"}


def test_without_send_name_people_are_subscribers(hand, bot):
    hand.webhook(bot, send_name=False)
    hand.person()
    hand.say("anna")
    assert bot.wait_for("message")[0]["sender"]["name"] == "Subscriber"


def test_a_welcome_message_is_the_answer_to_conversation_started(hand, bots):
    welcome = {"type": "text", "text": "Welcome!", "keyboard": keyboard("Start"), "tracking_data": "t1"}
    greeter = bots(lambda body: (200, welcome if body["event"] == "conversation_started" else None))
    hand.webhook(greeter)
    hand.person()
    hand.post("/users/anna/open")
    hand.idle()
    screen = hand.screen("anna")
    assert screen["messages"][0]["text"] == "Welcome!"
    assert (screen["subscribed"], screen["stage"]) == (False, "opened")
    hand.post("/users/anna/tap", {"text": "Start"})
    assert greeter.wait_for("message")[0]["message"] == {
        "text": "Start",
        "type": "text",
        "tracking_data": "t1",
    }
    assert hand.screen("anna")["subscribed"]


def test_a_welcome_that_viber_would_refuse_is_not_shown(hand, bots):
    greeter = bots(lambda _body: (200, {"type": "text"}))
    hand.webhook(greeter)
    hand.person()
    hand.post("/users/anna/open")
    hand.idle()
    assert hand.screen("anna")["messages"] == []
    assert "missing field 'text'" in str(hand.get("/log"))


def test_tracking_data_is_of_the_last_message_and_wiped_by_subscribing(shop, bot):
    shop.send("anna", tracking_data="a")
    shop.send("anna", tracking_data="b")
    shop.say("anna")
    assert bot.wait_for("message", 2)[-1]["message"]["tracking_data"] == "b"
    shop.post("/users/anna/subscribe")
    shop.say("anna")
    assert "tracking_data" not in bot.wait_for("message", 3)[-1]["message"]


def test_a_callback_is_repeated_by_the_clock_until_it_is_taken(hand, bots):
    answers = iter([500, 500, 500, 200])
    bot = bots(lambda body: (next(answers) if body["event"] == "message" else 200, None))
    hand.webhook(bot, event_types=[])
    hand.person()
    hand.say("anna")
    for count, step in enumerate(("11 s", "61 s", "301 s"), 1):
        hand.idle()
        assert len(bot.events("message")) == count
        hand.post("/clock", {"advance": step})
    hand.idle()
    assert len({json.dumps(each) for each in bot.wait_for("message", 4)}) == 1
    assert hand.screen("anna")["messages"][0]["status"] == "delivered"


def test_after_ten_repeats_a_callback_is_lost(hand, bots):
    bot = bots(lambda body: (500 if body["event"] == "message" else 200, None))
    hand.webhook(bot, event_types=[])
    hand.person()
    hand.say("anna")
    for _ in range(13):
        hand.idle()
        hand.post("/clock", {"advance": "16 min"})
    hand.idle()
    assert len(bot.events("message")) == 11


def test_what_a_restarting_bot_missed_comes_in_order(hand, bots):
    first = bots()
    hand.webhook(first, event_types=[])
    hand.person()
    port = first.server.server_port
    first.stop()
    for text in ("one", "two", "three"):
        hand.say("anna", text)
    second = bots(port=port)
    hand.idle()
    assert [each["message"]["text"] for each in second.wait_for("message", 3)] == ["one", "two", "three"]


def test_a_slow_answer_to_one_person_does_not_hold_up_another(hand, bots):
    def answer(body):
        if body["event"] == "message" and body["message"]["text"] == "slow":
            until(lambda: len(bot.events("message")) > 1, "the other person")
        return 200, None

    bot: RecordingBot = bots(answer)
    hand.webhook(bot, event_types=[])
    for name in ("Anna", "Boris"):
        hand.person(name)
    hand.say("anna", "slow")
    bot.wait_for("message")
    hand.say("boris", "quick")
    assert bot.wait_for("message", 2)[1]["message"]["text"] == "quick"


def test_messages_of_one_person_come_one_after_another(hand, bots):
    running = []

    def answer(body):
        if body["event"] == "message":
            running.append(1)
            assert len(running) == 1
            time.sleep(0.005)
            running.pop()
        return 200, None

    bot = bots(answer)
    hand.webhook(bot, event_types=[])
    hand.person()
    for number in range(10):
        hand.say("anna", str(number))
    assert [each["message"]["text"] for each in bot.wait_for("message", 10)] == list("0123456789")


def fault(hand: Hand, kind: str, **more):
    hand.post("/faults", {"callback": kind, **more})


def test_a_duplicate_comes_twice_with_the_same_token(shop, bot):
    fault(shop, "duplicate")
    shop.say("anna", "twice")
    first, second = bot.wait_for("message", 3)[1:]
    assert first == second


def test_a_reordered_callback_is_overtaken_by_the_next(shop, bot):
    fault(shop, "reorder")
    shop.say("anna", "early")
    shop.say("anna", "late")
    assert [each["message"]["text"] for each in bot.wait_for("message", 3)[1:]] == ["late", "early"]


def test_a_dropped_callback_is_repeated_by_viber(shop, bot):
    fault(shop, "drop")
    shop.say("anna", "lost at first")
    shop.idle()
    assert len(bot.events("message")) == 1
    shop.post("/clock", {"advance": "10 s"})
    assert bot.wait_for("message", 2)[1]["message"]["text"] == "lost at first"


def test_a_delayed_callback_comes_later(shop, bot):
    fault(shop, "delay", delay=0.2)
    began = time.monotonic()
    shop.say("anna")
    bot.wait_for("message", 2)
    assert time.monotonic() - began >= 0.2


def test_a_bad_signature_is_good_again_in_the_repeat(shop, bot):
    fault(shop, "bad-signature", times=1)
    bot.answer = lambda _body: (403, None)
    shop.say("anna")
    bot.wait_for("message", 2)
    shop.post("/clock", {"advance": "10 s"})
    bot.wait_for("message", 3)
    expected = hmac.new(shop.token.encode(), bot.received[-1].raw, hashlib.sha256).hexdigest()
    signatures = [each.headers["X-Viber-Content-Signature"] == expected for each in bot.received[-2:]]
    assert signatures == [False, True]


@pytest.mark.parametrize("order", [{"callback": "explode"}, {"colour": 1}, {"times": "many"}])
def test_an_unknown_fault_is_refused(hand, order):
    hand.post("/faults", order, 400)
