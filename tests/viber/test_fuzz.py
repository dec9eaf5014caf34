"""A flood of damaged callbacks: nothing breaks, nothing is believed that Viber did not sign."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from botengine.clock import SystemClock
from botengine.runtime.ports import Incoming
from botengine.viber.channel import ViberChannel
from botengine.viber.client import ViberClient
from botengine.viber.signature import HEADER, Keyring
from botengine.viber.webhook import MAX_BODY, Webhook
from botengine.viber.wire import BadCallback, read
from tests.viber.cloud import PAYLOADS
from tests.viber.knocking import TOKEN, RecordingDoor, callback, knock, signed

ODD = (
    None, True, 0, -1, 2**63, 2**64, 10**40, 1.5, -1e308, "", "\0", "x" * 300, "\u202e", "😀", "~abcdefgh.0",
    [], {}, [[]], {"id": ""}, {"id": None}, {"id": [1]},
)  # fmt: skip
EVENTS = (
    "message",
    "conversation_started",
    "subscribed",
    "unsubscribed",
    "delivered",
    "seen",
    "failed",
    "webhook",
)
KINDS = ("text", "picture", "video", "file", "sticker", "contact", "url", "location", "", 5, None)


def samples(now: float) -> list[bytes]:
    """One callback of each sort, and the recorded ones where they are at hand."""
    made = [callback(event, now) for event in EVENTS]
    made += [callback(at=now, message={"type": kind, "text": "~abcdefgh.1"}, silent=True) for kind in KINDS]
    return made + [file.read_bytes() for file in sorted(PAYLOADS.glob("in_*.json"))]


def damaged(dice: random.Random, originals: list[bytes]) -> bytes:
    """A callback with fields exchanged, or bytes flipped, cut, doubled, inserted; or untouched."""
    body = dice.choice(originals)
    for _ in range(dice.choice((0, 1, 1, 2, 5))):
        place = dice.randrange(len(body) + 1)
        match dice.randrange(6):
            case 0:
                body = exchanged(dice, body)
            case 1:
                body = body[:place]
            case 2:
                body = body[:place] + dice.randbytes(dice.randrange(1, 9)) + body[place:]
            case 3:
                body = body[:place] + body[place - 20 :]
            case 4 if body:
                body = body[: place - 1] + bytes([body[place - 1] ^ 1 << dice.randrange(8)]) + body[place:]
            case 5:
                body = body.replace(b'":', b'":' + dice.choice((b"NaN,", b'"\\ud800",', b"[" * 300)), 1)
    return body


def exchanged(dice: random.Random, body: bytes) -> bytes:
    """One value somewhere in it replaced by an odd one, a field added, or one taken away."""
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        return body
    places = list(mappings(whole))
    if not places:
        return body
    place = dice.choice(places)
    name = dice.choice([*place, "surprise"])
    if dice.random() < 0.3:
        place.pop(name, None)
    else:
        place[name] = dice.choice(ODD)
    return json.dumps(whole, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")


def mappings(value: object) -> Iterator[dict]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from mappings(each)


def flood(count: int, seed: int) -> Counter[int]:
    """So many requests, a third of them not signed by Viber; how many got which status."""
    dice, door, now, statuses = random.Random(seed), RecordingDoor(), SystemClock().time(), Counter()
    channel = ViberChannel(ViberClient(TOKEN, "http://127.0.0.1:9/pa"), "Shop")
    app, originals = Webhook("shop", Keyring(TOKEN), channel, door), samples(now)
    for _ in range(count):
        body = damaged(dice, originals)
        headers = signed(body)
        authentic = dice.random() < 0.67
        if not authentic:
            headers = [(HEADER, forged(dice, headers[0][1])), headers[1]]
        kept = len(door.kept) + len(door.welcomes)
        status = knock(app, body, headers).status
        assert status in ({200, 413} if authentic else {403, 413}), (status, body)
        assert authentic or len(door.kept) + len(door.welcomes) == kept, body
        statuses[status] += 1
        door.kept, door.welcomes = door.kept[-5:], []
    app.close()
    return statuses


def forged(dice: random.Random, right: bytes) -> bytes:
    place = dice.randrange(len(right))
    other = dice.choice([char for char in b"0123456789abcdef" if char != right[place]])
    return dice.choice(
        [
            right[:place] + bytes([other]) + right[place + 1 :],
            right[:-1],
            right + b"0",
            right.upper() if right.upper() != right else b"",
            b"",
            dice.randbytes(64),
            dice.randbytes(32).hex().encode(),
        ]
    )


def test_two_thousand_damaged_callbacks_do_no_harm():
    statuses = flood(2_000, seed=1)
    assert statuses[200] > 1_000
    assert statuses[403] > 400


@pytest.mark.gate
def test_a_hundred_thousand_damaged_callbacks_do_no_harm():
    assert sum(sum(flood(20_000, seed).values()) for seed in range(2, 7)) == 100_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(KINDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
FIELDS = (
    "sender",
    "user",
    "user_id",
    "message",
    "silent",
    "timestamp",
    "message_token",
    "context",
    "subscribed",
)
CALLBACKS = st.dictionaries(st.sampled_from(FIELDS), JSON).flatmap(
    lambda fields: st.sampled_from(EVENTS).map(lambda event: {"event": event, **fields})
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CALLBACKS | JSON)
def test_any_json_is_read_or_refused(value):
    body = json.dumps(value).encode("utf-8", "surrogatepass")
    with suppress(BadCallback):
        assert isinstance(read(body), Incoming)


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(body):
    with suppress(BadCallback):
        assert isinstance(read(body), Incoming)


def test_the_largest_body_of_brackets_is_refused_quickly():
    for body in (b"[" * MAX_BODY, b'{"a":' * (MAX_BODY // 5), b"9" * MAX_BODY, b'"' + b"\\" * (MAX_BODY - 1)):
        with pytest.raises(BadCallback):
            read(body)
