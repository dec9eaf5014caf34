"""The human texts of a bot, for its translators: all that `Text`, labels, typed words and filters say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Any

from botengine.spec.bot import Bot, Button, Word
from botengine.spec.catalogues import JOINT
from botengine.spec.expressions import ExpressionError, parse, split
from botengine.spec.moves import Expr, Text
from botengine.spec.places import Place
from botengine.spec.texts import Catalogues, fold
from botengine.spec.types import Option

FRONT = "flows.yaml"
SPEAKING = ("default", "plural")  # filters whose texts people read
_TYPED = "words that people type, separated by commas; as many as are usual"
_PLURAL = "# stands for the number"


@dataclass(frozen=True, slots=True)
class Message:
    """A text to translate; of a plural, its first and its last form, joined. `note` is for the translator."""

    source: str
    file: str
    note: str = ""


def messages(bot: Bot) -> Mapping[str, Message]:
    """Every text of the bot that has something to translate, by its source, in the order of the files."""
    found: dict[str, Message] = {}
    for each in sorted(_walk(bot), key=lambda m: m.file):
        found.setdefault(each.source, each)
    return found


def placeholders(text: str) -> frozenset[str]:
    """The expressions of a text, however they are spaced. ExpressionError if it cannot be taken apart."""
    return frozenset(" ".join(code.split()) for code in split(text).expressions)


def first_line(source: str) -> str:
    """A source as problems name it: of a plural the first form, of more lines the first."""
    line, *more = source.partition(JOINT)[0].split("\n")
    return f"{line} ..." if any(more) else line


def with_words(bot: Bot, translations: Catalogues) -> Bot:
    """The bot with the typed words of all languages; a word that the flows use for something stays that."""
    own = {fold(word) for entry in bot.everywhere.words for word in entry.words}
    words = [replace(each, words=_everybodys(each, translations, own)) for each in bot.everywhere.words]
    return replace(bot, everywhere=replace(bot.everywhere, words=tuple(words)))


def _everybodys(entry: Word, translations: Catalogues, own: set[str]) -> tuple[str, ...]:
    said = [known.get(_listed(entry), "") for known in translations.values()]
    added = [word.strip() for text in said for word in text.split(",") if fold(word) not in own]
    return (*entry.words, *filter(None, added))


def _listed(entry: Word) -> str:
    """The words of an entry as translators see them."""
    return ", ".join(entry.words)


def _walk(value: Any) -> Iterator[Message]:
    kind: Any = type(value)
    if kind is Text:
        yield from _texts(value.source, value.place.file)
    elif kind is Option:
        yield from _texts(value.label, FRONT)
    elif kind is Word:
        yield Message(_listed(value), FRONT, _TYPED)
        yield from _walk(value.step)
    else:
        for each in _inside(value):
            yield from _walk(each)


def _inside(value: Any) -> Iterable[Any]:
    """What of a value may hold texts."""
    if isinstance(value, Mapping):
        return value.values()
    if isinstance(value, tuple | list):
        return value
    kind: Any = type(value)
    return [getattr(value, name) for name in _parts(kind)]


@cache
def _parts(kind: type) -> tuple[str, ...]:
    """The fields of a class that may hold texts; a button's address is none for people."""
    if not is_dataclass(kind) or kind in (Place, Expr):
        return ()
    return tuple(each.name for each in fields(kind) if (kind, each.name) != (Button, "url"))


def _texts(source: str, file: str) -> Iterator[Message]:
    """The text itself, if it has a letter besides its expressions, and the texts within these."""
    try:
        pieces = split(source)
        trees = [parse(code) for code in pieces.expressions]
    except ExpressionError:
        return  # a check tells so
    if any(letter.isalpha() for literal in pieces.literals for letter in literal):
        yield Message(source, file)
    for node in (node for tree in trees for node in (tree, *tree.find_all(object))):
        if type(node).__name__ == "Filter" and node.name in SPEAKING:
            said = tuple(arg.value for arg in node.args if isinstance(getattr(arg, "value", None), str))
            yield from _spoken(node.name, said, file)


def _spoken(name: str, said: tuple[str, ...], file: str) -> Iterator[Message]:
    if name == "plural" and len(said) > 1:
        yield Message(said[0] + JOINT + said[-1], file, _PLURAL)
    elif said and any(map(str.isalpha, said[0])):
        yield Message(said[0], file)
