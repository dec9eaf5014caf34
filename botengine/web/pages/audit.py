"""The audit log: who did what, to be filtered, and taken along as a table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from botengine.runtime.audit import AuditLine, Selection
from botengine.web.deeds import Words
from botengine.web.page import Entry, Page
from botengine.web.pages.conversations import names_of
from botengine.web.visit import Visit
from botengine.web.words import N_

SHOWN, ALL = 100, 100_000  # lines of a page, and of a file
DAYS = (1, 7, 30, 365)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # spreadsheets calculate what begins like this
COLUMNS = ("time (UTC)", "who", "id of who", "what", "target", "before", "after")


def show(visit: Visit) -> Response:
    lines, names = _lines(visit, SHOWN), _names(visit)
    chats = {line.target.removeprefix("person:") for line in lines} | {
        str(line.after["person"]) for line in lines if "person" in line.after
    }
    asked = {name: visit.request.query_params.get(name, "") for name in ("who", "what", "target", "days")}
    query = urlencode({name: text for name, text in asked.items() if text})
    more = lines[-1].id if len(lines) == SHOWN else 0
    return visit.render(
        "audit.html",
        lines=lines,
        names=names,
        words=Words(visit, names, names_of(visit, chats)),
        asked=asked,
        query=query,
        days=DAYS,
        more=more,
    )


def table(visit: Visit) -> Response:
    """The same lines, all of them, for spreadsheets."""
    out, names = io.StringIO(), _names(visit)
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in _lines(visit, ALL):
        at = datetime.fromtimestamp(line.at, UTC).isoformat(timespec="seconds")
        who = names.get(line.actor, line.actor)
        row = (at, who, line.actor, line.action, line.target, _told(line.before), _told(line.after))
        writer.writerow([plain(each) for each in row])
    head = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return visit.answer(Response("\ufeff" + out.getvalue(), media_type="text/csv", headers=head))


def plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _told(values: Mapping[str, Any]) -> str:
    """`active: true, name: Paul`: as JSON has it, which machines can read too."""
    return ", ".join(
        f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in values.items()
    )


def _lines(visit: Visit, limit: int) -> list[AuditLine]:
    asked, site = visit.request.query_params, visit.site
    days, below = asked.get("days", ""), asked.get("below", "")
    since = site.clock.time() - int(days) * 86_400 if days.isdecimal() and len(days) < len("10000") else 0.0
    wanted = Selection(
        actor=asked.get("who", "")[:100],
        action=asked.get("what", "")[:100],
        target=asked.get("target", "")[:200],
        since=since,
        below=int(below[:18]) if below.isdecimal() else None,
        limit=limit,
    )
    return site.audit.lines(site.id, wanted)


def _names(visit: Visit) -> dict[str, str]:
    return {each.user.id: each.user.name for each in visit.site.accounts.all(visit.site.id)}


PAGES = (
    Page("/audit", N_("Audit log"), show, entry=Entry("scroll-text", 60)),
    Page("/audit.csv", N_("Audit log"), table),
)
