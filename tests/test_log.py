"""The log tells what happened and never a secret; nobody can write a line of his own into it."""

from __future__ import annotations

import io
import json
import logging
import sys

import pytest

from botengine.log import JsonFormatter, Redactor, TextFormatter, configure
from botengine.settings import Secret

TOKEN = "4453b6ac1234567a-da8c7cb2542fb51a-e0ac5fa117480c79"  # made up


def record(text: str, *args: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("botengine.app", logging.WARNING, "app.py", 1, text, args, None)
    vars(made).update(extra)
    return made


def failed(problem: Exception) -> logging.LogRecord:
    made = record("it failed")
    try:
        raise problem
    except type(problem):
        made.exc_info = sys.exc_info()
    return made


@pytest.fixture
def root_logger():
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield root
    root.handlers[:], root.level = before


@pytest.mark.parametrize("shape", [TextFormatter, JsonFormatter])
@pytest.mark.parametrize(
    "text",
    [
        f"sent with {TOKEN}",
        "Authorization: Token hunter22",
        "{'X-Viber-Auth-Token': 'hunter22'}",
        '{"auth_token":"hunter22"}',
        "Cookie: session=hunter22; b=hunter22",
        "smtp://ann:hunter22@mail.example.test",
        "told: correct horse",
    ],
)
def test_secrets_are_hidden_wherever_they_stand(shape, text):
    formatter = shape(Redactor([Secret("correct horse")]))
    for made in (record(text), record("x %s", text), record("x", note=text), failed(ValueError(text))):
        line = formatter.format(made)
        assert "***" in line
        assert not any(secret in line for secret in (TOKEN, "hunter22", "correct horse"))


def test_what_is_no_secret_stays():
    line = Redactor([Secret("abc")])("order 4453b6ac-1234 of abc at https://example.test/a?b=c")
    assert line == "order 4453b6ac-1234 of abc at https://example.test/a?b=c"


def test_a_line_break_in_a_text_makes_no_second_record():
    line = TextFormatter(Redactor()).format(
        record("hello %s", "a\r\n2026-01-01T00:00:00Z INFO forged\x1b[2J")
    )
    assert len(line.splitlines()) == 1
    assert r"a\r\n2026" in line


def test_a_traceback_stands_indented_below_its_line():
    head, *below = TextFormatter(Redactor()).format(failed(ValueError("bad\n2026 INFO forged"))).splitlines()
    assert head.endswith("it failed")
    assert below
    assert all(line.startswith("    | ") for line in below)


def test_json_has_one_object_a_line_with_the_extra_fields():
    line = JsonFormatter(Redactor()).format(record("order %s", "A\n1", lane="in:bot:u1"))
    said = json.loads(line)
    assert "\n" not in line
    assert (said["message"], said["lane"], said["level"]) == ("order A\n1", "in:bot:u1", "WARNING")
    assert said["at"].endswith("Z")


def test_configure_sends_all_to_the_stream_once(root_logger):
    stream = io.StringIO()
    configure(stream=stream)
    configure(stream=stream, secrets=[Secret("correct horse")])
    logging.getLogger("any.where").info("correct horse")
    assert stream.getvalue().count("***") == 1
    assert "horse" not in stream.getvalue()


def test_transitions_is_quiet_even_when_debugging(root_logger):
    configure(level=logging.DEBUG, stream=io.StringIO())
    assert logging.getLogger("transitions.core").getEffectiveLevel() == logging.WARNING
