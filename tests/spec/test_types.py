"""Types: from Python annotations, to JSON and back, and from what people type."""

import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

import pytest

from botengine.spec.types import (
    BUILT_IN,
    INTEGER,
    MONEY,
    NUMBER,
    TEXT,
    Choice,
    ListOf,
    Option,
    Record,
    fits,
    from_annotation,
)  # fmt: skip
from botengine.values import File, Location, Media, Money, Outcome, Page


class Colour(StrEnum):
    """A closed list."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Seat:
    """A record with everything."""

    row: str
    price: Money
    colour: Colour
    taken: datetime | None
    notes: list[str]
    secret: dict[str, object]
    beside: "Seat | None" = None


STATUS = Choice("Status", {"booked": Option("Gebucht", "🔵"), "paid": Option("Bezahlt")})


@pytest.mark.parametrize(
    ("annotation", "name"),
    [
        (str, "text"),
        (int, "integer"),
        (float, "number"),
        (Decimal, "number"),
        (bool, "bool"),
        (Money, "money"),
        (datetime, "datetime"),
        (date, "date"),
        (str | None, "text"),
        (list[int], "[integer]"),
        (Page[Seat], "[Seat]"),
        (Sequence[Seat], "[Seat]"),
        (tuple[str, ...], "[text]"),
        (Literal["a", "b"], "a | b"),
        (Colour, "Colour"),
        (Seat, "Seat"),
        (File | None, "file"),
        (list[Media], "[file]"),
        (Location, "location"),
    ],
)
def test_an_annotation_becomes_a_type(annotation, name):
    assert from_annotation(annotation).name == name


@pytest.mark.parametrize(
    "annotation", [None, Any, object, dict, dict[str, int], str | int, list, Outcome, Page[Any], type(None)]
)
def test_what_an_annotation_does_not_tell_stays_unknown(annotation):
    assert from_annotation(annotation) is None


def test_a_dataclass_is_a_record_of_its_known_fields():
    assert list(from_annotation(Seat).fields) == ["row", "price", "colour", "taken", "notes"]


def test_a_record_goes_to_json_and_comes_back():
    seat = Seat("A", Money(1250), Colour.RED, datetime(2026, 3, 1, 20, 0, tzinfo=UTC), ["x"], {})
    type_ = from_annotation(Seat)
    raw = json.loads(json.dumps(type_.encode(seat)))
    back = type_.decode(raw)
    assert (back.row, back["price"], back.colour, back.taken) == ("A", Money(1250), "red", seat.taken)
    assert type_.encode(back) == raw
    assert copy.copy(back) == back


def test_a_record_cannot_be_changed():
    value = Record("R", {"a": TEXT}).decode({"a": "x"})
    with pytest.raises(AttributeError):
        value.a = "y"


def test_a_field_named_like_a_method_is_a_field():
    assert Record("R", {"items": TEXT}).decode({"items": "x"})["items"] == "x"


def test_a_missing_field_is_told():
    with pytest.raises(ValueError, match="has no 'b', which type R needs"):
        Record("R", {"a": TEXT, "b": TEXT}).encode({"a": "x"})


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("text", 1),
        ("number", True),
        ("integer", 1.5),
        ("bool", 1),
        ("money", 5),
        ("date", "soon"),
        ("datetime", date(2026, 1, 1)),
    ],
)
def test_an_unfit_value_is_refused(type_, value):
    with pytest.raises(ValueError):
        BUILT_IN[type_].encode(value)


def test_services_that_speak_json_may_answer_texts():
    assert MONEY.decode(MONEY.encode("47.50 EUR")) == Money(4750)
    assert NUMBER.decode(NUMBER.encode(Decimal("1.10"))) == Decimal("1.10")
    assert BUILT_IN["datetime"].encode("2026-03-01T20:00:00+01:00") == "2026-03-01T20:00:00+01:00"


def test_a_chosen_value_knows_its_label():
    value = STATUS.decode("booked")
    assert (value, value.label, value.icon) == ("booked", "Gebucht", "🔵")
    assert STATUS.parse(" gebucht ") == "booked"
    assert json.dumps(STATUS.encode(value)) == '"booked"'


def test_a_value_that_newer_flows_do_not_list_stays_a_text():
    assert STATUS.decode("refunded") == "refunded"


@pytest.mark.parametrize(
    ("wanted", "given", "fit"),
    [
        (TEXT, BUILT_IN["email"], True),
        (BUILT_IN["email"], TEXT, True),
        (TEXT, STATUS, True),
        (TEXT, MONEY, False),
        (NUMBER, INTEGER, True),
        (INTEGER, NUMBER, True),
        (MONEY, NUMBER, False),
        (None, MONEY, True),
        (MONEY, None, True),
        (STATUS, Choice("s", {"paid": Option()}), True),
        (STATUS, Choice("s", {"gone": Option()}), False),
        (ListOf(TEXT), ListOf(MONEY), False),
        (Record("A", {"x": TEXT}), Record("B", {"x": TEXT, "y": TEXT}), True),
        (Record("A", {"x": TEXT}), Record("B", {"y": TEXT}), False),
        (STATUS, TEXT, False),
    ],
)
def test_types_fit_each_other(wanted, given, fit):
    assert fits(wanted, given) is fit
