"""Only who knows the token is believed."""

from __future__ import annotations

from viberbot import Api, BotConfiguration

from botengine.testing.clock import FrozenClock
from botengine.viber.signature import HEADER, Keyring, claimed, sign

# the vector of Viber's own SDK, see the recorded signature_vector.json
TOKEN = "44dafb7e0f40021e-61a47a1e6778d187-f2c5a676a07050b3"
BODY = b'{"event":"webhook","timestamp":4977069964384421269,"message_token":1478683725125}'
SIGNATURE = "d21b343448c8aee33b8e93768ef6ceb64a6ba6163099973a2b8bd028fea510ef"


def test_the_golden_vector_is_accepted():
    assert sign(TOKEN, BODY) == SIGNATURE
    assert Keyring(TOKEN).accepts(BODY, SIGNATURE)


def test_the_official_sdk_agrees():
    sdk = Api(BotConfiguration(name="Shop", avatar="", auth_token=TOKEN))
    assert sdk.verify_signature(BODY, sign(TOKEN, BODY))
    assert not sdk.verify_signature(BODY, sign("another token", BODY))


def test_every_flipped_bit_of_the_body_is_refused():
    keys = Keyring(TOKEN)
    for place in range(len(BODY) * 8):
        flipped = bytearray(BODY)
        flipped[place // 8] ^= 1 << place % 8
        assert not keys.accepts(bytes(flipped), SIGNATURE)


def test_every_flipped_bit_of_the_signature_is_refused():
    keys, raw = Keyring(TOKEN), bytes.fromhex(SIGNATURE)
    for place in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[place // 8] ^= 1 << place % 8
        assert not keys.accepts(BODY, flipped.hex())


def test_a_bot_without_a_token_believes_nobody():
    assert not Keyring("").accepts(BODY, sign("", BODY))


def test_the_signature_may_stand_in_the_header_or_in_the_query():
    assert claimed([(HEADER, SIGNATURE.encode())], b"") == SIGNATURE
    assert claimed([], f"sig={SIGNATURE}".encode()) == SIGNATURE
    assert claimed([(HEADER, b"0" * 64)], f"sig={SIGNATURE}".encode()) == "0" * 64


def test_what_has_not_the_shape_of_a_signature_is_none():
    bad = ["", SIGNATURE[:-1], SIGNATURE + "0", SIGNATURE.upper(), SIGNATURE + "\n", "g" * 64, "é" * 64]
    assert [claimed([(HEADER, each.encode())], b"") for each in bad] == [""] * len(bad)
    assert claimed([], b"sig=%ff%fe&sig=&" + b"x" * 2000) == ""


def test_after_a_rotation_the_old_token_is_believed_for_a_while():
    clock = FrozenClock()
    keys = Keyring(TOKEN, clock)
    keys.rotate("new-token", grace=3600)
    assert keys.token == "new-token"
    assert keys.accepts(BODY, SIGNATURE)
    assert keys.accepts(BODY, sign("new-token", BODY))
    clock.advance("2 hours")
    assert not keys.accepts(BODY, SIGNATURE)
    assert keys.accepts(BODY, sign("new-token", BODY))


def test_a_first_token_is_no_rotation_that_lets_the_empty_one_in():
    keys = Keyring("")
    keys.rotate(TOKEN)
    assert keys.accepts(BODY, SIGNATURE)
    assert not keys.accepts(BODY, sign("", BODY))
