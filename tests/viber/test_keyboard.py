"""Messages fit Viber's limits and the version that the person has."""

from __future__ import annotations

import logging

import msgspec
import pytest

from botengine.messages import Key, Keyboard, Message
from botengine.spec.bot import Dress
from botengine.viber.keyboard import MAX_JSON, UnsendableError, payloads
from botengine.viber.labels import crop
from botengine.viber.theme import LIGHT, VIBER_PURPLE, Look, theme_of

NAME, THEME = "Ticketshop", LIGHT
KINDS = ("plain", "primary", "danger", "quiet", "row")


def body(message, version=7):
    (only,) = payloads(message, NAME, THEME, version)
    return only


def button(version=7, **fields):
    key = Key(**{"label": "Paid", "body": "~aaaaaaaa.0", **fields})
    return body(Message("x", Keyboard((key,))), version)["keyboard"]["Buttons"][0]


def test_a_text_alone_is_as_short_as_can_be():
    assert body(Message("Hello")) == {"sender": {"name": "Ticketshop"}, "type": "text", "text": "Hello"}


def test_a_reply_button_has_all_that_viber_wants():
    shown = button(columns=3, style="primary")
    assert {
        "Columns": 3,
        "Rows": 1,
        "ActionType": "reply",
        "ActionBody": "~aaaaaaaa.0",
    }.items() <= shown.items()
    assert shown["Silent"] is True
    assert (shown["BgColor"], shown["Text"]) == (VIBER_PURPLE, '<font color="#FFFFFF"><b>Paid</b></font>')


@pytest.mark.parametrize("style", KINDS)
def test_every_style_has_its_own_look(style):
    look = THEME[style]
    shown = button(style=style)
    assert (shown["BgColor"], shown["TextSize"], shown["TextHAlign"]) == (
        look.background,
        look.size,
        look.align,
    )
    assert look.text in shown["Text"]


def test_rows_are_left_aligned_cards():
    assert button(style="row")["TextHAlign"] == "left"
    assert button(style="row")["TextPaddings"] == [4, 12, 4, 12]


def test_a_theme_of_ones_own_is_used():
    theme = {style: Look("#111111", "#EEEEEE", "#222222") for style in KINDS}
    (made,) = payloads(Message("x", Keyboard((Key("a", "b"),))), NAME, theme)
    shown = made["keyboard"]["Buttons"][0]
    assert (shown["BgColor"], shown["Frame"]["BorderColor"]) == ("#111111", "#222222")
    assert "#EEEEEE" in shown["Text"]


def test_labels_cannot_smuggle_in_tags():
    assert button(label="<b>x</b> & y\nz")["Text"].endswith(">&lt;b&gt;x&lt;/b&gt; &amp; y<br>z</font>")


@pytest.mark.parametrize("label", ["x" * 400, "&" * 300, "😀" * 200, "ü" * 250, "\n" * 99])
def test_long_labels_end_in_an_ellipsis_and_whole_tags(label):
    text = button(label=label, style="primary")["Text"]
    assert len(text.encode("utf-16-le")) // 2 <= 250
    assert text.endswith("…</b></font>")


def test_the_kinds_of_keys_become_viber_actions():
    kinds = {"press": "reply", "url": "open-url", "share_phone": "share-phone", "location": "location-picker"}
    for kind, action in kinds.items():
        shown = button(kind=kind, body="https://x.example.test")
        assert (shown["ActionType"], shown.get("Silent", False)) == (action, kind in {"press", "url"})


def test_an_address_must_be_one():
    with pytest.raises(UnsendableError, match="no web address"):
        button(kind="url", body="javascript:alert(1)")


@pytest.mark.parametrize(("version", "level"), [(1, 1), (3, 3), (4, 4), (6, 6), (10, 6)])
def test_nothing_is_used_that_the_person_cannot_see(version, level):
    keys = (Key("row", "~aaaaaaaa.0", style="row"), Key("phone", "~aaaaaaaa.1", kind="share_phone"))
    made = body(Message("x", Keyboard(keys, "hidden")), version)
    assert made["min_api_version"] == level
    assert len(made["keyboard"]["Buttons"]) == (2 if version >= 3 else 1)
    assert ("InputFieldState" in made["keyboard"]) == (version >= 4)
    assert ("Frame" in made["keyboard"]["Buttons"][0]) == (version >= 6)


def test_a_keyboard_whose_buttons_are_all_too_new_is_left_out():
    made = body(Message("x", Keyboard((Key("phone", "b", kind="share_phone"),))), 1)
    assert "keyboard" not in made


def test_an_open_input_field_needs_no_word():
    assert "InputFieldState" not in body(Message("x", Keyboard((Key("a", "b"),))))["keyboard"]


def test_a_keyboard_can_be_sent_without_a_bubble():
    made = body(Message("", Keyboard((Key("a", "b"),))))
    assert "type" not in made
    assert made["keyboard"]["Type"] == "keyboard"


def test_an_empty_message_is_refused():
    with pytest.raises(UnsendableError, match="empty"):
        body(Message())


def test_a_picture_carries_its_text_as_caption():
    made = body(Message("Seats", picture="https://x.example.test/a.png"))
    assert (made["type"], made["text"], made["media"]) == ("picture", "Seats", "https://x.example.test/a.png")


def test_a_long_caption_becomes_a_text_below_the_picture():
    board = Keyboard((Key("a", "b"),))
    picture, text = payloads(Message("x" * 513, board, picture="https://x.example.test/a.png"), NAME, THEME)
    assert (text["type"], picture["type"], picture["text"]) == ("text", "picture", "")
    assert text["keyboard"] == picture["keyboard"]


def test_a_file_follows_its_text_and_has_name_and_size():
    file = Message("Tickets", file="https://x.example.test/m/1/t.pdf?x=1", file_size=99)
    text, sent = payloads(file, NAME, THEME)
    assert text["text"] == "Tickets"
    assert (sent["type"], sent["file_name"], sent["size"]) == ("file", "t.pdf", 99)


def test_a_file_of_unknown_size_is_a_link():
    made = body(Message(file="https://x.example.test/t.pdf"))
    assert (made["type"], made["media"]) == ("url", "https://x.example.test/t.pdf")


def test_a_file_larger_than_viber_takes_is_refused():
    with pytest.raises(UnsendableError, match="52428801 bytes"):
        body(Message(file="https://x.example.test/t.pdf", file_size=52_428_801))


def test_texts_over_the_limit_are_cut_and_the_log_says_so(caplog):
    with caplog.at_level(logging.WARNING):
        text = body(Message("😀" * 4000))["text"]
    assert len(text.encode("utf-16-le")) // 2 <= 7000
    assert text.endswith("😀…")
    assert "is cut" in caplog.text


def test_a_body_over_30_kb_loses_decoration_then_labels_then_text(caplog):
    keys = tuple(Key(f"{n} {'ü' * 200}", f"~aaaaaaaa.{n}", columns=1) for n in range(72))
    made = body(Message("я" * 7000, Keyboard(keys)))
    assert len(msgspec.json.encode(made)) <= MAX_JSON
    assert len(made["keyboard"]["Buttons"]) == 72
    assert "Frame" not in made["keyboard"]["Buttons"][0]
    assert made["text"].endswith("я…")
    assert "over 30 KB" in caplog.text


def test_text_is_whole_when_only_decoration_is_too_much():
    keys = tuple(Key("ü" * 20, f"~aaaaaaaa.{n}", columns=1) for n in range(72))
    assert body(Message("x" * 7000, Keyboard(keys)))["text"] == "x" * 7000


def test_a_keyboard_alone_over_30_kb_is_refused():
    keys = tuple(Key("x", "https://x.example.test/" + "x" * 1900, kind="url") for _ in range(20))
    with pytest.raises(UnsendableError, match="keyboard alone"):
        body(Message("text", Keyboard(keys)))


def test_the_senders_name_is_cut_to_what_viber_allows():
    (made,) = payloads(Message("x"), "A very long name of a ticket shop", THEME)
    assert len(made["sender"]["name"]) <= 28


@pytest.mark.parametrize(
    ("most", "cropped"), [(9, "abc 😀 de"), (8, "abc 😀…"), (6, "abc…"), (1, "…"), (0, "…")]
)
def test_cropping_never_halves_an_emoji(most, cropped):
    assert crop("abc 😀 de", most) == cropped


def test_a_bots_own_colours_change_only_what_they_name():
    theme = theme_of({"danger": Dress("#FFFFFF on #AA0000"), "plain": Dress("#111111")})
    assert (theme["danger"].text, theme["danger"].background) == ("#FFFFFF", "#AA0000")
    assert (theme["plain"].text, theme["plain"].background) == (
        "#111111",
        LIGHT["plain"].background,
    )
    assert theme["primary"] == LIGHT["primary"]
