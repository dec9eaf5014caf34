"""The webhook believes only Viber, and says 200 only when the callback is kept."""

from __future__ import annotations

import json
import logging

import pytest

from botengine.errors import StoreFullError
from botengine.messages import Key, Keyboard, Message
from botengine.testing.clock import FrozenClock
from botengine.viber import webhook as webhook_module
from botengine.viber.channel import ViberChannel
from botengine.viber.client import ViberClient
from botengine.viber.signature import HEADER, Keyring, sign
from botengine.viber.webhook import MAX_BODY, NOBODY, Webhook
from tests.viber.knocking import TOKEN, WHO, RecordingDoor, callback, knock, signed


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def door():
    made = RecordingDoor()
    yield made
    made.leave.set()


@pytest.fixture
def app(door, clock):
    channel = ViberChannel(ViberClient(TOKEN, "http://127.0.0.1:9/pa"), "Shop")
    made = Webhook("shop", Keyring(TOKEN, clock), channel, door, clock=clock)
    yield made
    made.close()


@pytest.fixture
def now(clock):
    return clock.time()


def refused(app, reason):
    lines = app.metrics.render().decode().splitlines()
    return next((float(x.split()[-1]) for x in lines if f'refused_total{{reason="{reason}"}}' in x), 0)


def test_a_signed_message_is_kept_as_it_came(app, door, now):
    body = callback(at=now)
    assert knock(app, body).status == 200
    (kept,) = door.kept
    assert (kept.bot, kept.user, kept.kind, kept.body, kept.received) == ("shop", WHO, "viber", body, now)
    assert kept.dedupe == "message:5753750845017966998"


@pytest.mark.parametrize("event", ["message", "subscribed", "unsubscribed", "failed"])
def test_what_concerns_a_conversation_is_kept(app, door, now, event):
    assert knock(app, callback(event, now)).status == 200
    assert [each.user for each in door.kept] == [WHO]


@pytest.mark.parametrize("event", ["webhook", "delivered", "seen", "client_status", "action", "new_in_2030"])
def test_everything_else_is_answered_and_forgotten(app, door, now, event):
    assert knock(app, callback(event, now)).status == 200
    assert not door.kept


def test_the_swapped_fields_of_2016_are_tolerated(app):
    assert (
        knock(
            app, b'{"event":"webhook","timestamp":4977069964384421269,"message_token":1478683725125}'
        ).status
        == 200
    )


def test_the_signature_may_come_in_the_query(app, door, now):
    body = callback(at=now)
    assert knock(app, body, [], query=b"sig=" + sign(TOKEN, body).encode()).status == 200
    assert door.kept


def test_a_forged_signature_gets_403_and_no_word(app, door, now):
    body = callback(at=now)
    forged = [(HEADER, sign("another token", body).encode())]
    for answer in (knock(app, body, forged), knock(app, body, [])):
        assert (answer.status, answer.body) == (403, b"")
    assert not door.kept
    assert refused(app, "signature") == 2


def test_a_signature_of_other_bytes_is_forged(app, door, now):
    assert knock(app, callback(at=now) + b" ", signed(callback(at=now))).status == 403
    assert not door.kept


def test_an_unsigned_body_is_not_even_read(app):
    assert knock(app, b"", [], parts=[None]).status == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_only_post_is_a_callback(app, method, now):
    answer = knock(app, callback(at=now), method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "POST")


def test_a_body_that_says_it_is_too_long_is_not_read(app):
    headers = [(HEADER, b"0" * 64), (b"content-length", str(MAX_BODY + 1).encode())]
    answer = knock(app, b"", headers, parts=[None])
    assert (answer.status, answer.headers["connection"]) == (413, "close")


def test_a_body_that_turns_out_too_long_is_cut_off(app, door):
    answer = knock(app, b"", [(HEADER, b"0" * 64)], parts=[b"x" * 40_000, b"x" * 40_000])
    assert answer.status == 413


def test_a_body_of_exactly_the_limit_is_read(app, door, now):
    body = callback(at=now).ljust(MAX_BODY)
    assert knock(app, body).status == 200
    assert len(door.kept) == 1


def test_a_body_that_does_not_come_is_given_up(app, monkeypatch):
    monkeypatch.setattr(webhook_module, "BODY_SECONDS", 0.05)
    assert knock(app, b"", [(HEADER, b"0" * 64)], parts=[b"{"]).status == 408
    assert refused(app, "slow") == 1


def test_who_hangs_up_gets_no_answer_and_leaves_no_trace(app, door, caplog):
    assert knock(app, b"", [(HEADER, b"0" * 64)], parts=[b"{", None]).status == 0
    assert not caplog.records


def test_a_repetition_is_answered_200(app, door, now):
    assert [knock(app, callback(at=now)).status for _ in range(3)] == [200] * 3
    assert len(door.kept) == 1
    assert refused(app, "duplicate") == 2


@pytest.mark.parametrize("problem", [StoreFullError(), RuntimeError("surprise"), ValueError("bad name")])
def test_what_cannot_be_kept_gets_503(app, door, now, problem):
    door.problem = problem
    assert knock(app, callback(at=now)).status == 503
    assert knock(app, callback("conversation_started", now)).status == 503


def test_a_store_that_hangs_gets_503_in_time(app, door, now, monkeypatch):
    monkeypatch.setattr(webhook_module, "ANSWER_SECONDS", 0.05)
    door.silent = True
    assert knock(app, callback(at=now)).status == 503


def test_a_welcome_that_takes_too_long_gets_503_so_that_viber_asks_again(app, door, now, monkeypatch):
    monkeypatch.setattr(webhook_module, "ANSWER_SECONDS", 0.05)
    door.silent = True
    assert knock(app, callback("conversation_started", now)).status == 503


def test_the_welcome_is_the_answer_itself(app, door, now):
    door.greeting = Message("Welcome!", Keyboard((Key("Start", "~aaaaaaaa.0"),), "hidden"))
    answer = knock(app, callback("conversation_started", now))
    body = json.loads(answer.body)
    assert answer.headers["content-type"].startswith("application/json")
    assert (body["text"], body["keyboard"]["InputFieldState"]) == ("Welcome!", "hidden")
    assert "receiver" not in body
    assert [each.dedupe for each in door.welcomes] == ["conversation_started:5753750845017966998"]


def test_without_a_welcome_the_answer_is_empty(app, door, now):
    door.greeting = None
    answer = knock(app, callback("conversation_started", now))
    assert (answer.status, answer.body) == (200, b"")


AGES = {0: 1, 47.9: 1, 48.1: 0, -22.9: 1, -23.1: 0, 24 * 365: 0}  # hours: whether such a callback is kept


@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("event", ["message", "conversation_started"])
def test_only_fresh_callbacks_are_believed(app, door, now, age, event):
    assert knock(app, callback(event, now - age * 3600)).status == 200
    assert len(door.kept + door.welcomes) == AGES[age]


UNREADABLE = [b"hello", b"[]", b"", b"{", b'{"event":1}', b'{"event":"message"}', b"[" * 60_000, b"\xff"]


@pytest.mark.parametrize("body", UNREADABLE, ids=range(len(UNREADABLE)))
def test_the_authentic_but_unreadable_is_kept_for_the_operator(app, door, body, caplog):
    with caplog.at_level(logging.WARNING):
        assert knock(app, body).status == 200
    assert [(each.user, each.body) for each in door.kept] == [(NOBODY, body)]
    assert door.kept[0].dedupe.removeprefix("unreadable:") in caplog.text


def test_the_old_token_is_believed_during_a_rotation(app, door, clock, now):
    app.keys.rotate("new-token", 60)
    body = callback(at=now)
    assert knock(app, body).status == 200
    assert knock(app, body, signed(body, "new-token")).status == 200
    clock.advance("2 min")
    assert knock(app, body).status == 403
