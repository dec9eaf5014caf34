"""Structural mistakes: each told once, at its place, and read on as well as can be."""

import pytest

from tests.spec.bots import change, check

FLOW = "flow: more\nscreens:\n  one:\n    text: One\n"


def told(shop, text):
    """Rule, line and hint of each problem of one more flow."""
    (shop / "flows/more.yaml").write_text(text)
    here = [each for each in check(shop).problems if each.place.file == "flows/more.yaml"]
    return [(each.rule, each.place.line, each.message) for each in here if each.rule != "unreachable-screen"]


def button(text):
    return f"{FLOW}    buttons:\n      - {text}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("flow: more\n", [("missing-key", 1, "'screens' is missing here")]),
        ("screens: {one: {text: One}}\n", [("missing-key", 1, "'flow' is missing here")]),
        ("flow: more\nscreens:\n", [("wrong-value", 2, "expected a mapping, not nothing")]),
        ("flow: more\nscreens: {}\n", [("wrong-value", 2, "this cannot be empty")]),
        ("flow: More!\nscreens: {one: {text: One}}\n", [("wrong-value", 1, "'More!' is not allowed here")]),
        (
            FLOW + "    check:\n",
            [
                ("misplaced-key", 5, "'check' means nothing without 'ask'"),
                ("wrong-value", 5, "'check' has no value"),
            ],
        ),
        (button("{text: A, cancel: yes}"), [("wrong-value", 6, "'yes' is not allowed here")]),
        (button("{text: A, cancel: true, do: [x]}"), [("wrong-value", 6, "expected a text, not a list")]),
        (button("{text: A, cancel: true, when: [x]}"), [("wrong-value", 6, "expected a text, not a list")]),
        (
            button("{text: A, do: statistics.daily, then: {ok: Done}}"),
            [("wrong-value", 6, "expected a mapping, not 'Done'")],
        ),
        (button("{text: A, id: Big, cancel: true}"), [("wrong-value", 6, "'Big' is not allowed here")]),
        (
            button("{text: A, url: x, cancel: true}"),
            [("misplaced-key", 6, "a button that opens a web address can do nothing else")],
        ),
        (
            button("{text: A, go: one, with: {x: 1}}"),
            [("unknown-field", 6, "no data field 'x' in flow 'more'")],
        ),
        (
            FLOW + "    ask: a\n    check: {pattern: '('}\n    go: one\ndata: {a: text}\n",
            [("wrong-value", 6, "no regular expression: missing ), unterminated subpattern")],
        ),
        (
            FLOW + "    buttons: &b\n      - {text: A, cancle: true}\n  two: {text: Two, buttons: *b}\n",
            [("unknown-key", 6, "no key 'cancle' here")],
        ),
        (
            FLOW + "    buttons: &b\n      - {text: 12, cancel: true}\n  two: {text: Two, buttons: *b}\n",
            [("wrong-value", 6, "expected a text, not '12'")],
        ),
    ],
)
def test_a_mistake_is_told_once(shop, text, expected):
    assert told(shop, text) == expected


def test_a_text_where_a_step_is_wanted_gets_the_right_advice(shop):
    (shop / "flows/more.yaml").write_text(button("{text: A, do: statistics.daily, then: {ok: Done}}"))
    hints = [each.hint for each in check(shop).problems if each.rule == "wrong-value"]
    assert hints == ['to say it, write {say: "..."}']


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("format: 1", "format: 2", "wrong-value", 1),
        ("format: 1\n", "", "missing-key", 1),
        ("language: de ", "timezone: Mars/Base\nlanguage: de ", "wrong-value", 3),
        ("after: 30 min", "after: soon", "wrong-value", 26),
        ("types:\n", "theme: {primary: blue}\ntypes:\n", "wrong-value", 7),
        ("types:\n", "theme: {glaring: '#ff0000'}\ntypes:\n", "wrong-value", 7),
        ("types:\n", "types:\n  text: [a, b]\n", "wrong-value", 8),
        ("types:\n", "types:\n  Loop: {next: Loop}\n", "wrong-value", 8),
    ],
)
def test_a_mistake_on_the_front_page_is_told(shop, old, new, rule, line):
    change(shop, "flows.yaml", old, new)
    first = check(shop).problems[0]
    assert (first.rule, first.place.file, first.place.line) == (rule, "flows.yaml", line)
