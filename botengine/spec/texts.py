"""Rendering: texts, conditions and values of the Bot with the variables of a turn."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from types import CodeType
from typing import Any
from zoneinfo import ZoneInfo

from botengine.spec.bot import Bot
from botengine.spec.expressions import Evaluator, ExpressionError, Pieces, split
from botengine.spec.filters import GONE, Voice
from botengine.spec.moves import Expr, Text
from botengine.spec.places import Place

MAX_VALUE = 7_000  # characters of one value in a text: no message is longer
JOINER = "\u2060"  # word joiner: invisible, and keeps Viber from seeing a marker
_OPENING = re.compile(r"(?<![^\W_])([*_~`])(?=\S)")  # a marker before a word
_CLOSING = re.compile(r"(?<=\S)([*_~`])(?![^\W_])")  # a marker behind a word
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)  # invisible, or turns texts round

Catalogues = Mapping[str, Mapping[str, str]]  # language -> text of the flows -> its translation


def fold(text: str) -> str:
    """A typed text for comparison: without case, width, outer punctuation, and doubled spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.split()).strip(".,!?…:; ")


def escape(value: str) -> str:
    """A value that Viber shows as it is: markers at the edge of a word are kept from formatting."""
    if not re.search(r"[*_~`]", value):
        return value
    return _CLOSING.sub(JOINER + r"\1", _OPENING.sub(r"\1" + JOINER, value))


class Renderer:
    """Fills the Bot's texts. Everything is compiled when it is first needed, and kept; safe for threads.

    `filters`: the plug-ins' filters. `translations`: what other languages than the flows' say.
    """

    def __init__(
        self,
        bot: Bot,
        filters: Mapping[str, Callable[..., Any]] | None = None,
        translations: Catalogues | None = None,
    ) -> None:
        self.bot = bot
        self._filters = dict(filters or {})
        self._translations = translations or {}
        self._codes: dict[tuple[str, ...], CodeType] = {}
        self._voices: dict[str, tuple[Voice, Evaluator]] = {}

    def text(self, text: Text, scope: Mapping[str, Any], language: str, *, label: bool = False) -> str:
        """The text with its values. `label`: for a button, where Viber formats nothing.

        ExpressionError names the text's place if a value cannot be computed.
        """
        try:
            language = self.spoken(language)
            voice, evaluator = self._voice(language)
            pieces = split(self._translate(language, text.source))
            if not pieces.expressions:
                return pieces.literals[0]
            values = evaluator.compute(pieces.expressions, scope)
            return _filled(pieces, values, voice, label=label)
        except ExpressionError as error:
            raise _placed(error, text.place) from error

    def value(self, expr: Expr, scope: Mapping[str, Any]) -> object:
        """What the expression is worth, as a Python value. ExpressionError names its place."""
        try:
            return self._voice(self.bot.language)[1].compute((expr.source,), scope)[0]
        except ExpressionError as error:
            raise _placed(error, expr.place) from error

    def spoken(self, language: str) -> str:
        """The language in which a person of this one ("": nobody knows) is spoken to: else the bot's own."""
        short = language.replace("_", "-").partition("-")[0].lower()
        return short if short in self._translations else self.bot.language

    def meant(self, typed: str, texts: Iterable[str]) -> str:
        """The one of the bot's texts whose translation, in any language, was typed; else what was typed."""
        said, others = fold(typed), self._translations.values()
        return next((text for text in texts if any(fold(o.get(text, "")) == said for o in others)), typed)

    def _translate(self, language: str, source: str) -> str:
        known = self._translations.get(language)
        return (known.get(source) if known else None) or source

    def _voice(self, language: str) -> tuple[Voice, Evaluator]:
        known = self._voices.get(language)
        if known is None:
            voice = Voice(language, ZoneInfo(self.bot.timezone), self._translate, self.bot.language)
            evaluator = Evaluator({**voice.filters, **self._filters}, self._codes)
            known = self._voices[language] = voice, evaluator
        return known


def _filled(pieces: Pieces, values: tuple[Any, ...], voice: Voice, *, label: bool) -> str:
    parts = [pieces.literals[0]]
    for value, literal in zip(values, pieces.literals[1:], strict=True):
        shown = GONE if value is GONE else _CONTROL.sub("", voice.show(value)[:MAX_VALUE])
        parts += (shown if label else escape(shown), literal)
    lines = "".join(parts).split("\n")
    return "\n".join(line for line in lines if GONE not in line).rstrip("\n")


def _placed(error: ExpressionError, place: Place) -> ExpressionError:
    return ExpressionError(f"{place}: {error}", error.word)
