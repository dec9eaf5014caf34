"""The settings: read from the environment once, checked all at once, handed down as values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botengine.errors import SettingsError

MIN_SECRET = 16  # characters: shorter ones can be guessed
MAX_PORT = 65535
Read = Callable[[str], Any]  # text of the environment -> value; ValueError says what is wrong with it


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that no log, traceback or page may show; `reveal()` gives it, "" means not set."""

    _text: str = field(default="", repr=False)

    def reveal(self) -> str:
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "***" if self._text else "(not set)"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Setting:
    """What docs, `doctor` and `Settings.from_env` know about one setting; `default` is its text."""

    name: str
    default: str
    read: Read
    meaning: str

    def text(self, environ: Mapping[str, str]) -> str:
        """The text from NAME, from the file named by NAME_FILE, or the default. ValueError if that fails."""
        file = environ.get(f"{self.name}_FILE", "")
        if not file:
            return environ.get(self.name, "") or self.default
        if environ.get(self.name):
            raise ValueError(f"is set twice: take either {self.name} or {self.name}_FILE")
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as problem:
            raise ValueError(f"cannot be read from {self.name}_FILE={file}: {problem}") from problem


def _secret(value: str) -> Secret:
    if re.search(r"\s", value):
        raise ValueError("has a space or line break in it; copy it again, in one piece")
    return Secret(value)


def _long_secret(value: str) -> Secret:
    if value and len(value) < MIN_SECRET:
        raise ValueError(f"has fewer than {MIN_SECRET} characters; `openssl rand -hex 32` makes a good one")
    return _secret(value)


def _port(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", value) or int(value) > MAX_PORT:
        raise ValueError(f"is not a port; take a number from 0 (any free port) to {MAX_PORT}")
    return int(value)


def _address(value: str, schemes: Iterable[str] = ("https", "http")) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in schemes or not parts.hostname):
        raise ValueError(f"is not an address; it begins with {' or '.join(f'{s}://' for s in schemes)}")
    return value.rstrip("/")


def _mail_server(value: str) -> Secret:
    return Secret(_address(value, ("smtp", "smtps")))


def _store(value: str) -> str:
    if not re.match(r"(sqlite:///|postgres(ql)?://[^/]).", value):  # sqlite:////var/lib/bot.db is absolute
        raise ValueError("is not a store; write sqlite:///PATH or postgresql://USER@HOST/DATABASE")
    return value


def _one_of(*allowed: str) -> Read:
    def read(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"is none of its words; take {' or '.join(allowed)}")
        return value

    return read


def _setting(name: str, default: str, read: Read, meaning: str, *, shown: bool = True) -> Any:
    setting = Setting(name, default, read, meaning)
    return field(default=read(default), repr=shown, metadata={"setting": setting})


@dataclass(frozen=True)
class Settings:
    """All settings of one process. `Settings()` has the defaults; `Settings.from_env()` what is set."""

    store: str = _setting(
        "BOTENGINE_STORE",
        "sqlite:///bot.db",
        _store,
        "where conversations are kept: `sqlite:///PATH` or `postgresql://USER@HOST/DATABASE`",
        shown=False,  # the address of a database may hold a password
    )
    flows: Path = _setting("BOTENGINE_FLOWS", ".", Path, "folder with `flows.yaml`")
    viber_token: Secret = _setting(
        "BOTENGINE_VIBER_TOKEN", "", _secret, "token of the bot from Viber; or give it on the web page"
    )
    viber_api: str = _setting("BOTENGINE_VIBER_API", "https://chatapi.viber.com/pa", _address, "Viber's API")
    public_url: str = _setting(
        "BOTENGINE_PUBLIC_URL", "", _address, "address under which Viber reaches this bot from outside"
    )
    host: str = _setting("BOTENGINE_HOST", "127.0.0.1", str, "network address to listen on")
    port: int = _setting("BOTENGINE_PORT", "8080", _port, "port to listen on; 0 takes any free one")
    secret: Secret = _setting("BOTENGINE_SECRET", "", _long_secret, "seals secrets and signs links; keep it")
    second_step: str = _setting(
        "BOTENGINE_SECOND_STEP", "offered", _one_of("offered", "demanded"),
        "whether operators need an authenticator app to log in: `offered` or `demanded`",
    )  # fmt: skip
    smtp: Secret = _setting(
        "BOTENGINE_SMTP", "", _mail_server, "mail server: `smtp://USER:PASSWORD@HOST:PORT` or `smtps://...`"
    )
    mail_from: str = _setting("BOTENGINE_MAIL_FROM", "", str, "sender: `Ticketshop <tickets@example.com>`")
    shop_backend: str = _setting(
        "SHOP_BACKEND", "embedded", _one_of("embedded", "pretix"), "the shop: `embedded` (`pretix` follows)"
    )
    pretix_url: str = _setting("PRETIX_URL", "", _address, "address of pretix, if it is the shop")
    pretix_token: Secret = _setting("PRETIX_TOKEN", "", _secret, "API token of a pretix team")
    pretix_organizer: str = _setting("PRETIX_ORGANIZER", "", str, "short name of the organizer in pretix")

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read all settings; raises one SettingsError that names everything wrong."""
        values: dict[str, Any] = {}
        problems = [*_misspelt(environ)]
        for each in fields(cls):
            setting: Setting = each.metadata["setting"]
            try:
                values[each.name] = setting.read(setting.text(environ))
            except ValueError as problem:
                problems.append(f"{setting.name} {problem}")
        if problems:
            raise SettingsError("wrong settings:\n" + "\n".join(f"  {problem}" for problem in problems))
        return cls(**values)


SETTINGS: tuple[Setting, ...] = tuple(each.metadata["setting"] for each in fields(Settings))


def _misspelt(environ: Mapping[str, str]) -> Iterator[str]:
    names = [setting.name for setting in SETTINGS]
    known = {*names, *(f"{name}_FILE" for name in names)}
    for name in sorted(environ):
        near = get_close_matches(name, names, cutoff=0.85)
        if name.startswith("BOTENGINE_") and name not in known and near:
            yield f"{name} is no setting; did you mean {near[0]}?"
