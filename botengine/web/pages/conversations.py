"""Conversations: who is where, why, and what waits. Only for looking; live while it is open."""

from __future__ import annotations

import asyncio
import contextlib
import json
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import msgspec
from starlette.responses import Response, StreamingResponse

from botengine.drawing.svg import svg
from botengine.drawing.ways import screens_of, ways_of
from botengine.engine.conversation import NEW, Conversation, restore
from botengine.errors import SnapshotError
from botengine.runtime.insight import Chat, Queue
from botengine.runtime.records import JournalLine
from botengine.web.deeds import EVENTS
from botengine.web.html import link_of
from botengine.web.page import Entry, Missing, Page, Post
from botengine.web.pages.people import picture_of
from botengine.web.reasons import reasons
from botengine.web.redact import redacted
from botengine.web.visit import Visit
from botengine.web.words import N_

LOOK, BEAT, LIFE = 0.5, 15.0, 600.0  # seconds: between two looks, two signs of life, and the end of a stream
SHOWN, MANY = 100, 10_000  # chats of the list, and among how many one is looked for
LINES, SHORT = 25, 12  # of the journal: of one chat, of all


def everybody(visit: Visit) -> Response:
    site, wanted = visit.site, visit.request.query_params.get("q", "").strip()[:100]
    mark = site.store.insight.mark(site.id)
    found = site.store.insight.chats(site.id, limit=MANY if wanted else SHOWN + 1)
    names = {chat.person.user: chat.person.name for chat in found}
    found = [chat for chat in found if wanted.casefold() in chat.person.name.casefold()]
    return visit.render(
        "conversations.html",
        rows=[(chat, picture_of(visit, chat.person), _state(chat)) for chat in found[:SHOWN]],
        wanted=wanted,
        mark=mark,
        more=len(found) > SHOWN,
        lines=list(_trail(visit, names=names)),
        events=EVENTS,
    )


def one(visit: Visit, *, whole: bool = False) -> Response:
    site, insight = visit.site, visit.site.store.insight
    mark = insight.mark(site.id)
    chat = _chat(visit)
    user = chat.person.user
    inbox, outbox = insight.queue(site.id, user, "in"), insight.queue(site.id, user, "out")
    conversation = _conversation(chat)
    return visit.render(
        "conversation.html",
        here=link_of(user),
        mark=mark,
        chat=chat,
        picture=picture_of(visit, chat.person),
        state=_state(chat),
        conversation=conversation,
        data=_pretty(conversation, whole=whole),
        whole=whole,
        reasons=reasons(site, chat, inbox, outbox),
        inbox=_queue(inbox, whole=whole),
        outbox=_queue(outbox, whole=whole),
        lines=list(_trail(visit, user)),
        events=EVENTS,
        troubles=insight.troubles(site.id, user=user, limit=10),
        drawn=_state(chat).partition(".")[0] in site.spec().flows,
    )


def reveal(visit: Visit) -> Response:
    """Everything in full, once; who looked is written down."""
    visit.record("conversation.reveal", f"person:{_chat(visit).person.user}")
    return one(visit, whole=True)


def drawing(visit: Visit) -> Response:
    """The flow that the chat is in, its present screen lit."""
    bot, state = visit.site.spec(), _state(_chat(visit))
    flow, _, name = state.partition(".")
    if flow not in bot.flows:
        raise Missing
    lit = f"{flow}.{name.partition('.')[0]}"
    picture = svg(bot, screens_of(bot, flow=flow), ways_of(bot, flow=flow), lit)
    return visit.answer(Response(picture, media_type="image/svg+xml"))


def live(visit: Visit) -> Response:
    """Server-sent events: one whenever anything has happened in any chat, also since the page was made."""
    now = {"X-Accel-Buffering": "no"}  # nginx would keep the news until there are many
    return visit.answer(StreamingResponse(_news(visit), headers=now, media_type="text/event-stream"))


async def _news(visit: Visit) -> AsyncIterator[str]:
    site, seen, quiet = visit.site, visit.request.query_params.get("since", ""), 0.0
    yield "retry: 2000\n\n"
    for _ in range(int(LIFE / LOOK)):
        if getattr(visit.request.app.state, "stopping", False) or await visit.request.is_disconnected():
            return
        mark = await asyncio.to_thread(site.store.insight.mark, site.id)
        if mark != seen:
            if seen:
                yield "data: news\n\n"
            seen, quiet = mark, 0.0
        elif (quiet := quiet + LOOK) >= BEAT:
            if not await asyncio.to_thread(visit.still_welcome):
                return
            yield ": still here\n\n"
            quiet = 0.0
        await asyncio.sleep(LOOK)


def names_of(visit: Visit, users: Collection[str]) -> dict[str, str]:
    """What the people behind these chats are called, as far as anybody knows."""
    found = visit.site.store.insight.chats(visit.site.id, users, limit=len(users))
    return {chat.person.user: chat.person.name for chat in found}


def _chat(visit: Visit) -> Chat:
    """Whose page this is."""
    part = visit.part("user")
    try:
        user = urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()
    except ValueError:
        raise Missing from None
    for found in visit.site.store.insight.chats(visit.site.id, [user]):
        return found
    raise Missing


def _conversation(chat: Chat) -> Conversation | None:
    with contextlib.suppress(SnapshotError):
        return restore(chat.snapshot) if chat.snapshot else None
    return None


def _state(chat: Chat) -> str:
    """Where the chat is, "" before its first screen."""
    found = _conversation(chat)
    return "" if found is None or found.state == NEW else found.state


def _pretty(conversation: Conversation | None, *, whole: bool) -> str:
    """The data of the running flows; keys of buttons are nobody's business."""
    if conversation is None:
        return ""
    frames = [msgspec.to_builtins(frame) for frame in conversation.frames]
    data = [{name: value for name, value in frame.items() if value} for frame in frames]
    return json.dumps(data if whole else redacted(data), ensure_ascii=False, indent=2)


def _queue(queue: Queue, *, whole: bool) -> list[tuple[Any, str]]:
    def shown(body: bytes) -> str:
        text = body.decode(errors="replace")
        try:
            told = json.loads(text)
        except ValueError:
            return text if whole else str(redacted(text))
        return json.dumps(told if whole else redacted(told), ensure_ascii=False)

    return [(each, shown(each.body)) for each in queue.waiting]


def _trail(
    visit: Visit, user: str | None = None, names: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple[JournalLine, list[str], str]]:
    """What happened last: the line, the steps that decided, and whose it was."""
    site = visit.site
    for line in site.store.journal(site.id, user, LINES if user else SHORT):
        steps = msgspec.json.decode(line.entry.steps)
        yield line, [str(step) for step in steps], names.get(line.user, "")


PAGES = (
    Page("/conversations", N_("Conversations"), everybody, entry=Entry("messages-square", 30)),
    Page("/conversations/live", N_("Conversations"), live),
    Page("/conversations/{user}", N_("Conversation"), one, {"reveal": Post(reveal)}),
    Page("/conversations/{user}/map.svg", N_("Conversation"), drawing),
)
