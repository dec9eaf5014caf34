"""Whatever stands in the files: problems or a Bot, never an exception."""

import random
import re
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from botengine.spec.source import read
from tests.spec.bots import TICKETSHOP, check, printed

FILES = {each.relative_to(TICKETSHOP).as_posix(): each.read_text() for each in TICKETSHOP.rglob("*.yaml")}
KEYS = [
    "go",
    "do",
    "text",
    "ask",
    "list",
    "row",
    "switch",
    "cases",
    "load",
    "buttons",
    "then",
    "with",
    "call",
    "when",
]
STRANGE = ["null", "true", "3", '"x"', "[]", "{}", "[a]", "{a: b}", "{{ a }}"]
PUNCTUATION = ["", "{", "}", "[", "]", ":", '"', "'", "#", "|", "&a ", "*a", "\n", "- ", "\t", "%"]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(["a", "menu", "", "{{ a }}", "orders.get", "Order"]),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


def load(files: dict[str, bytes]):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
        return check(Path(folder))


def shop_with(file: str, text: str) -> dict[str, bytes]:
    return {
        name: (text if name == file else old).encode("utf-8", "surrogatepass") for name, old in FILES.items()
    }


def assert_told(loaded):
    assert (loaded.bot is None) == any(each.severity == "error" for each in loaded.problems)
    assert printed(loaded) is not None


@given(
    st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_are_read_or_refused(raw):
    document = read(raw, "f")
    assert all(flaw.place.line > 0 and flaw.message for flaw in document.flaws)


@given(TREES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_tree_is_a_bot_or_a_list_of_problems(tree):
    text = yaml.safe_dump({"flow": "orders", "screens": {"one": tree, "two": tree}}, allow_unicode=True)
    assert_told(load(shop_with("flows/orders.yaml", text)))


def mutated(chance: random.Random, text: str) -> str:
    """The text with another word, a line doubled or moved, a piece of punctuation."""
    kind, lines, words = chance.random(), text.splitlines(keepends=True), [*re.finditer(r"\w+", text)]
    if kind < 0.4 and words:
        word = chance.choice(words)
        other = chance.choice([*KEYS, *STRANGE, chance.choice(words).group()])
        return text[: word.start()] + other + text[word.end() :]
    if kind < 0.6 and lines:
        lines.insert(chance.randrange(len(lines)), chance.choice(lines))
        return "".join(lines)
    if kind < 0.8 and lines:
        at = chance.randrange(len(lines))
        lines[at] = " " * chance.choice([0, 2, 4]) + lines[at].lstrip(" ")
        return "".join(lines)
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(PUNCTUATION) + text[at + chance.randint(0, 5) :]


@pytest.mark.parametrize("seed", range(8))
def test_a_bot_with_a_damaged_file_is_told_what_is_wrong(seed):
    chance = random.Random(seed)
    for _ in range(20):
        file = chance.choice(list(FILES))
        text = FILES[file]
        for _ in range(chance.randint(1, 4)):
            text = mutated(chance, text)
        assert_told(load(shop_with(file, text)))


@pytest.mark.parametrize("file", FILES)
def test_a_bot_without_one_of_its_lines_is_told_what_is_wrong(file):
    lines = FILES[file].splitlines(keepends=True)
    for n in range(len(lines)):
        assert_told(load(shop_with(file, "".join(lines[:n] + lines[n + 1 :]))))
