"""Viber's REST API: `POST /pa/<method>`; HTTP 200 for almost everything, the JSON `status` decides."""

from __future__ import annotations

import asyncio

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from botengine.emulator.faults import Faults
from botengine.emulator.methods import Body, Methods
from botengine.emulator.phone import Phones
from botengine.emulator.records import Bot
from botengine.emulator.rules import BAD, MAX_BODY, RefusedError

HOSTNAME = "SN-CHAT-01_"
REGISTERING = frozenset({"set_webhook", "get_account_info"})  # these make a bot of an unknown token
BAD_TOKEN = 2


class RestApi:
    """The API for all bots: who calls, faults that were ordered, the log; `Methods` do the work."""

    def __init__(self, phones: Phones, faults: Faults) -> None:
        self.cloud, self.faults, self.methods = phones.cloud, faults, Methods(phones).by_name()

    async def answer(self, request: Request) -> Response:
        """One call; method and answer go to the log."""
        method = request.path_params["method"]
        if method not in self.methods:
            return Response("no such method", 404)
        with self.cloud.activity:
            began, raw = self.cloud.now(), await request.body()
            fault = self.faults.of_method(method)
            await asyncio.sleep(fault.delay)
            body = _read(raw)
            result: Body = {"lost": "the request: a fault that was ordered"}
            if fault.http or fault.status:
                result = {"status": fault.status, "status_message": "a fault that was ordered"}
            elif fault.drop in {False, "answer"}:
                result = await self._carried_out(
                    method, request.headers.get("X-Viber-Auth-Token", ""), body, len(raw)
                )
            done = {"took": round(self.cloud.now() - began, 4), "http": fault.http or 200, "answer": result}
            shown = (
                {name: value for name, value in body.items() if name != "auth_token"}
                if body
                else "no JSON object"
            )
            self.cloud.log.add("request", began, method=method, body=shown, **done)
        if fault.drop:
            await _hang_up(request)
        return Response(msgspec.json.encode(result), fault.http or 200, media_type="application/json")

    async def _carried_out(self, method: str, token: str, body: Body | None, size: int) -> Body:
        try:
            if body is None or size > MAX_BODY:
                return {
                    "status": BAD,
                    "status_message": f"badData: no JSON object of at most {MAX_BODY} bytes",
                }
            bot = self._bot(token or str(body.get("auth_token") or ""), method)
            result = await self.methods[method](bot, body)
        except RefusedError as problem:
            text = {"status_message": problem.text, "chat_hostname": HOSTNAME}
            return {"status": problem.status, **text, **problem.more}
        return {"status": 0, "status_message": "ok", "chat_hostname": HOSTNAME, **result}

    def _bot(self, token: str, method: str) -> Bot:
        if not token:
            raise RefusedError(BAD_TOKEN, "missing_auth_token")
        bot = self.cloud.bot_of(token)
        if bot is None and method in REGISTERING:
            bot = self.cloud.add_bot(token)
        if bot is None:
            raise RefusedError(BAD_TOKEN, "invalidAuthToken")
        return bot


def _read(raw: bytes) -> Body | None:
    try:
        body = msgspec.json.decode(raw or b"{}")
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return body if isinstance(body, dict) else None


async def _hang_up(request: Request) -> None:
    """Cut the connection without an answer. uvicorn keeps the transport behind `receive`."""
    transport = getattr(getattr(request.receive, "__self__", None), "transport", None)
    if transport:
        transport.abort()
        while (await request.receive())["type"] != "http.disconnect":
            pass
