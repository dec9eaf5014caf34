"""YAML is read as YAML 1.2, strictly, with the place of everything; nothing can hurt the reader."""

import time

import pytest

from botengine.spec.places import Place
from botengine.spec.source import MAX_BYTES, read

LAUGHS = b"a: &a [1, 1, 1, 1, 1, 1, 1, 1]\n"
for n in "bcdefghijkl":
    LAUGHS += f"{n}: &{n} [{', '.join(['*' + chr(ord(n) - 1)] * 8)}]\n".encode()


def value(text):
    document = read(f"key: {text}\n".encode(), "a.yaml")
    assert not document.flaws
    return document.root["key"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("0123", 123),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("-7", -7),
        ("+1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("2026-01-02", "2026-01-02"),
        ('"12"', "12"),
        ("'true'", "true"),
        ("=", "="),
        ("<<", "<<"),
        ("9" * 5000, "9" * 5000),
        ("1.2.3", "1.2.3"),
    ],
)
def test_scalars_are_those_of_the_core_schema(text, expected):
    assert value(text) == expected
    assert type(value(text)) is type(expected)


def test_keys_are_texts():
    assert list(read(b"{yes: a, 1: b, null: c, true: d}", "a").root) == ["yes", "1", "null", "true"]


def test_every_key_and_value_has_its_place():
    root = read("a:\n  - {ü: x, bb:  yy}\n".encode(), "f.yaml").root
    inner = root["a"][0]
    assert inner.key("bb") == Place("f.yaml", 2, 12)
    assert (inner.value("bb").column, inner.value("bb").end) == (17, 19)
    assert root["a"].value(0) == Place("f.yaml", 2, 5)


def test_windows_lines_and_a_byte_order_mark_are_fine():
    document = read("\ufeffa: 1\r\nb: 2\r\n".encode(), "f")
    assert document.root == {"a": 1, "b": 2}
    assert document.root.value("b") == Place("f", 2, 4)


def test_an_anchor_is_used_again():
    assert read(b"a: &x {b: 1}\nc: *x\n", "f").root["c"] == {"b": 1}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"a: !!python/object:os.system x", "the tag"),
        (b"!t a: 1", "the tag"),
        (b"a: &x [*x]", "contains itself"),
        (b"a: *x", "does not exist above"),
        (b"a: 1\n---\nb: 2\n", "a second document"),
        (b"a: 1\na: 2\n", "stands here twice"),
        (b"a:\n\tb: 1\n", "tabs cannot indent"),
        (b"a: \xff", "not UTF-8"),
        (b"a: \x00", "U+0000"),
        (b"a: 'x\nb: 1", "never closed"),
        (b"a: {b: 1", "does not belong"),
        (b"a: b: c", "a ':' that is not expected"),
        (b"a: @b", "cannot stand here"),
        (b"a: {{ b }} c", "needs quotes"),
        (b"a: {{ b }}", "needs quotes"),
        (b'a: "\\q"', "escape"),
        (b"? [a]\n: b", "a key must be a text"),
        (b"a\n", ""),
    ],
)
def test_what_flows_may_not_use_is_told(text, said):
    document = read(text, "f")
    assert said == "" or said in document.flaws[0].message


def test_quotes_that_were_forgotten_are_thought_there():
    assert read(b"a: {{ b }}\n", "f").root == {"a": "{{ b }}"}


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 100_000,
        b"{a: " * 20_000,
        b"- " * 50_000,
        b"a: " + b"[" * 900 + b"]" * 900,
        b"x" * (MAX_BYTES + 1),
        LAUGHS,
    ],
    ids=["brackets", "braces", "dashes", "deep", "large", "laughs"],
)
def test_a_bomb_is_refused_quickly(text):
    started = time.monotonic()
    assert read(text, "f").flaws
    assert time.monotonic() - started < 5
