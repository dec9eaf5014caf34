"""The log: for machines (JSON) or eyes (text), one record a line, no secrets, no forged lines."""

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO

from botengine.settings import Secret

HIDDEN = "***"
VIBER_TOKEN = r"\b[0-9a-f]{15,16}-[0-9a-f]{15,16}-[0-9a-f]{15,16}\b"  # noqa: S105 - the shape, not a token
HEADER = r"(?i)((?:authorization|(?:set-)?cookie|x-viber-auth-token|auth_token)[\"']*\s*[:=]\s*)[^\r\n}]*"
PASSWORD = r"(://[^:/@\s]*:)[^@/\s]+@"  # noqa: S105 - of smtp://name:password@host and its like
SHORTEST = 6  # characters: hiding every "a" would hide the log
STANDARD = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}  # what is not an extra field
QUIET = {"transitions": logging.WARNING, "uvicorn.access": logging.WARNING, "urllib3": logging.WARNING}


class Redactor:
    """Takes secrets out of texts: those it was told, and whatever looks like one."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        told = {each.reveal() for each in secrets if len(each.reveal()) >= SHORTEST}
        longest_first = sorted(map(re.escape, told), key=len, reverse=True)
        self._whole = re.compile("|".join([*longest_first, VIBER_TOKEN]))

    def __call__(self, text: str) -> str:
        text = re.sub(HEADER, rf"\1{HIDDEN}", self._whole.sub(HIDDEN, text))
        return re.sub(PASSWORD, rf"\1{HIDDEN}@", text)


class JsonFormatter(logging.Formatter):
    """`{"at": ..., "level": ..., "logger": ..., "message": ..., ...}`; `extra` fields stand beside these."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self.redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps({name: self.redact(text) for name, text in _texts(self, record).items()})


class TextFormatter(JsonFormatter):
    """`2026-01-31T12:00:00.000Z WARNING botengine.app text name=value`, a traceback indented below."""

    def format(self, record: logging.LogRecord) -> str:
        texts = {name: self.redact(text) for name, text in _texts(self, record).items()}
        traceback = texts.pop("error", "").splitlines()
        head = [texts.pop(name) for name in ("at", "level", "logger", "message")]
        line = " ".join([*head, *(f"{name}={text}" for name, text in texts.items())])
        return "\n    | ".join(map(_escaped, [line, *traceback]))


def configure(
    *,
    level: int = logging.INFO,
    secrets: Iterable[Secret] = (),
    stream: TextIO = sys.stderr,
    machine: bool = False,
) -> None:
    """Send the log of the whole process to `stream` (standard error): as JSON if `machine`, else as text."""
    redact = Redactor(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(redact) if machine else TextFormatter(redact))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, quiet in QUIET.items():  # transitions at INFO makes the machine 3.4 times slower
        logging.getLogger(name).setLevel(max(level, quiet))


def _texts(formatter: logging.Formatter, record: logging.LogRecord) -> dict[str, str]:
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    texts = {"at": at, "level": record.levelname, "logger": record.name, "message": record.getMessage()}
    texts |= {name: str(value) for name, value in vars(record).items() if name not in STANDARD}
    if record.exc_info:
        texts["error"] = formatter.formatException(record.exc_info)
    return texts


def _escaped(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
