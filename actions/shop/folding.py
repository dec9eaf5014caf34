"""Folding of names, addresses and phone numbers, so that people find what they meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

COUNTRY = "49"  # what a phone number without a country begins with
SEPARATOR = "\x1f"  # stands around a partner's id in the index; folding never lets it through
MIN_WORD = 3  # characters of a trigram: shorter words are found at the beginning of a word only

_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe"})
_PLAIN = str.maketrans(
    {
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "'": "",
        "’": "",
        "ʼ": "",
    }
)
_NO_WORD = re.compile(r"[^\w@.+-]+")
_PHONE = re.compile(r"\+?[\d\s()/.-]{3,}")


def forms(text: str) -> tuple[str, ...]:
    """Give the ways to write `text` without accents: "Müller" is "mueller" and "muller"."""
    lower = unicodedata.normalize("NFC", text.casefold())
    return tuple(dict.fromkeys(_bare(spelling) for spelling in (lower.translate(_SPELT_OUT), lower)))


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NO_WORD.sub(" ", kept).strip()


def searchable(words: Iterable[str], phone: str) -> str:
    """Build what the index holds for a record: every word in every form, each after a space."""
    folded = dict.fromkeys(form for word in words for form in forms(word))
    return " " + " ".join([*filter(None, folded), phone_digits(phone)]).strip()


def phone_digits(phone: str) -> str:
    """Give the digits with the country first: "0151/23" and "+49 (0)151 23" are both 4915123."""
    digits = re.sub(r"\D", "", phone.replace("(0)", ""))
    if digits.startswith("00"):
        return digits[2:]
    return COUNTRY + digits[1:] if digits.startswith("0") else digits


def address_key(email: str) -> str:
    """Two addresses with the same key belong to the same customer."""
    return "".join(filter(str.isprintable, email)).strip().casefold()


def number_key(text: str) -> str:
    """Give the order number that somebody means: "#k7q3x " is K7Q3X. "" if it cannot be one."""
    word = text.strip().lstrip("#№").strip().upper()
    return word if word.isalnum() else ""


def code_key(text: str) -> str:
    """Give the ticket code that somebody means: "k7q3x-9abc d" is K7Q3X9ABCD."""
    return "".join(filter(str.isalnum, text)).upper()


def match(text: str, owner: str = "") -> str:
    """Say `text` in the index's query language: every word, in any of its forms. "" finds nothing."""
    if _PHONE.fullmatch(text.strip()):
        words = [(re.sub(r"\D", "", text.replace("(0)", "")),)]
    else:
        words = list(zip(*(form.split() for form in _aligned(text)), strict=True))
    terms = [term for term in map(_term, words) if term]
    if not terms:
        return ""
    found = " AND ".join(f"search:({term})" for term in terms)
    whose = owner.replace('"', '""')
    return f'{found} AND owner:"{SEPARATOR}{whose}{SEPARATOR}"' if owner else found


def _aligned(text: str) -> tuple[str, ...]:
    spellings = forms(text)
    return spellings if len({len(form.split()) for form in spellings}) == 1 else spellings[:1]


def _term(spellings: tuple[str, ...]) -> str:
    """One word of a query; digits lose their leading zeros, which is how phone numbers are spoken."""
    wanted = dict.fromkeys(spellings)
    if spellings[0].isdigit() and spellings[0].startswith("0"):
        wanted[spellings[0].lstrip("0")] = None
    quoted = (word if len(word) >= MIN_WORD else f" {word}" for word in wanted if len(word) >= MIN_WORD - 1)
    return " OR ".join(f'"{word}"' for word in quoted)
