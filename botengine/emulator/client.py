"""The control API from Python: how the demo sets up bots and phones in an emulator."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from botengine.errors import BotengineError

TIMEOUT = 10.0  # seconds; the emulator is on this machine
_open = build_opener(ProxyHandler({})).open  # never through a proxy: it would not reach this machine


class EmulatorClient:
    """Calls one emulator. BotengineError carries its answer when it refuses."""

    def __init__(self, url: str) -> None:
        self.url = url

    def bot(self, token: str, name: str, uri: str) -> None:
        """Register the bot, or rename it."""
        self._call("POST", "/control/bots", {"token": token, "name": name, "uri": uri})

    def person(self, id: str, name: str, language: str, bot: str) -> str:  # noqa: A002 - the API's word
        """The Viber id under which the bot knows this person; makes the phone if it is not there yet."""
        known = {person["id"]: person for person in self._call("GET", "/control/users")}
        person = known.get(id) or self._call(
            "POST", "/control/users", {"id": id, "name": name, "language": language, "country": "DE"}
        )
        return str(person["viber_ids"][bot])

    def viber_ids(self, id: str) -> list[str]:  # noqa: A002 - the API's word
        """How bots know the person. BotengineError if there is no such phone."""
        known = {person["id"]: person for person in self._call("GET", "/control/users")}
        if id not in known:
            raise BotengineError(f"there is no phone of '{id}'; there are {', '.join(known) or 'none'}")
        return [*known[id]["viber_ids"].values()]

    def log(self) -> list[dict[str, Any]]:
        """What people did and bots said since the emulator was started, as far as it is kept."""
        entries: list[dict[str, Any]] = self._call("GET", "/control/log")["entries"]
        return entries

    def board(self, text: str) -> None:
        """Show a text above all phones; an empty one takes it away."""
        self._call("POST", "/control/board", {"text": text})

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.url + path, data, {"content-type": "application/json"}, method=method)  # noqa: S310 - loopback
        try:
            with _open(request, timeout=TIMEOUT) as answer:
                return json.load(answer)
        except HTTPError as problem:
            raise BotengineError(f"the emulator refuses {path}: {problem.read().decode()}") from problem
