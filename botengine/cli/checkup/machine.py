"""Doctor: the machine's clock, the user who runs the bot, and the files that hold secrets."""

from __future__ import annotations

import http.client
import os
import time
from collections.abc import Iterator
from dataclasses import fields
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from botengine.cli.checkup.case import Case, Finding, advice, fine, problem
from botengine.settings import Secret

SKEW = 120.0  # seconds: callbacks of Viber are believed up to 5 minutes ahead of our clock
SECONDS = 5.0
OTHERS = 0o007
DEBUGGING = ("PYTHONDEVMODE", "PYTHONASYNCIODEBUG")
SYNCHRONISE = "Switch on time synchronisation: timedatectl set-ntp true."


def examine(case: Case) -> Iterator[Finding]:
    yield clock(time.time(), reference(case.settings.viber_api))
    yield from secret_files(case)
    if os.geteuid() == 0:
        todo = "Make a user of its own for the bot (systemd: User=botengine)."
        yield case.needed("user", "The bot would run as root.", todo)
    for name in DEBUGGING:
        if case.environ.get(name):
            yield case.needed("debug", f"{name} is set: slow, and talkative.", f"Unset {name}.")


def clock(now: float, told: float | None) -> Finding:
    """`told`: the time of another machine, if one could be asked."""
    if now < Path(__file__).stat().st_mtime - SKEW:
        return problem("clock", "It is earlier than the time when this program was installed.", SYNCHRONISE)
    if told is not None and abs(now - told) > SKEW:
        said = f"It differs from that of Viber by {abs(now - told):.0f} seconds; messages would be refused."
        return problem("clock", said, SYNCHRONISE)
    return fine("clock", "It is plausible." if told is None else "It agrees with that of Viber.")


def reference(url: str) -> float | None:
    """What time the machine at this address has, from the header that every answer carries."""
    headers = (asked(url) or (0, None))[1]
    try:
        return parsedate_to_datetime(headers["Date"] or "").timestamp() if headers else None
    except (ValueError, TypeError):
        return None  # `account` tells that nobody answers


def asked(url: str) -> tuple[int, http.client.HTTPMessage] | None:
    """Status and headers that this address answers with, if anybody does."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        line.request("HEAD", parts.path or "/")
        answer = line.getresponse()
    except (OSError, http.client.HTTPException):
        return None
    else:
        return answer.status, answer.headers
    finally:
        line.close()


def secret_files(case: Case) -> Iterator[Finding]:
    for each in fields(case.settings):
        name = each.metadata["setting"].name
        file = case.environ.get(f"{name}_FILE", "")
        if file and Path(file).stat().st_mode & OTHERS:
            said = f"Everybody on this machine may read {file}, which is {name}_FILE."
            yield problem("secrets", said, f"chmod o-rwx {file}")
        secret = isinstance(getattr(case.settings, each.name), Secret)
        if case.deploy and secret and case.environ.get(name):
            todo = f"Put it into a file that only the bot's user reads, and name that in {name}_FILE."
            yield advice("secrets", f"{name} stands in the environment, which is easily shown.", todo)
