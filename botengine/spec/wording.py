"""The engine's own words in the languages it speaks (words.yaml), for what `everywhere` does not say."""

from collections.abc import Mapping
from pathlib import Path

from botengine.spec.source import read

FILE = Path(__file__).with_name("words.yaml")
WORDS: Mapping[str, Mapping[str, str]] = read(FILE.read_bytes(), FILE.name).root


def words_of(language: str) -> Mapping[str, str]:
    """The engine's words in the language, else in English."""
    return WORDS.get(language[:2].lower(), WORDS["en"])
