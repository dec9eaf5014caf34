"""Lists of orders: filters, text search, pages. Built to stay under 50 ms at a million orders."""
# ruff: noqa: S608 - statements are put together from constants of this house; values are always bound

from __future__ import annotations

from collections.abc import Sequence

from actions.shop.conditions import Where, conditions, in_days
from actions.shop.folding import match, number_key
from actions.shop.model import Hits, OrderQuery, OrderRow
from actions.shop.records import View, order_row
from botengine.values import Paging

COUNT_CAP = 20_000  # hits counted at most: an exact 700,000 costs a second and nobody pages there

_SHOWN = """
SELECT o.*, e.title, e.starts_at, e.zone FROM orders o JOIN events e ON e.id = o.event WHERE o.id IN ({ids})
"""
_INDEX = "orders_index i"
_HAS_STATUS = (
    "EXISTS (SELECT 1 FROM orders o INDEXED BY orders_status WHERE {part} AND o.id = i.rowid)"  # covering
)
_FOUND = "orders_index i CROSS JOIN orders o ON o.id = i.rowid"
_SORTS = {"newest": "{id} DESC", "oldest": "{id}", "expiring": "o.expires, {id}"}


def list_orders(view: View, query: OrderQuery, paging: Paging) -> Hits[OrderRow]:
    """Give one page of orders; one that the text names exactly stands first."""
    where = conditions(view, query)
    if view.scope.empty or where is None:
        return Hits((), 0)
    if query.text.strip():
        return _search(view, query, where, paging)
    total, capped = _total(view, query, where)
    by = _SORTS[query.sort].format(id="o.id")
    sql = f"SELECT o.id FROM orders o WHERE {where.sql} ORDER BY {by} LIMIT ? OFFSET ?"
    found = view.rows(sql, [*where.values, paging.size, paging.offset]) if total > paging.offset else []
    return Hits(_shown(view, [row["id"] for row in found]), total, capped)


def _total(view: View, query: OrderQuery, where: Where) -> tuple[int, bool]:
    """Ask the daily sums if they know all the conditions; else count, up to the cap."""
    days = in_days(view, query, where)
    if days is None:
        return _count(view, f"SELECT 1 FROM orders o WHERE {where.sql}", where.values)
    return view.number(f"SELECT sum(orders) AS n FROM daily WHERE {days.sql}", days.values), False


def _count(view: View, sql: str, values: Sequence[object]) -> tuple[int, bool]:
    found = view.number(f"SELECT count(*) AS n FROM ({sql} LIMIT {COUNT_CAP + 1})", values)
    return min(found, COUNT_CAP), found > COUNT_CAP


def _shown(view: View, ids: list[int]) -> tuple[OrderRow, ...]:
    found = view.rows(_SHOWN.format(ids=", ".join("?" * len(ids))), ids)
    by_id = {row["id"]: order_row(row, view.shop) for row in found}
    return tuple(by_id[order_id] for order_id in ids)


def _search(view: View, query: OrderQuery, where: Where, paging: Paging) -> Hits[OrderRow]:
    exact = _exact(view, query.text, where)
    leading = exact if paging.number == 1 else []
    expression = match(query.text, query.partner or view.scope.owner)
    if not expression:
        return Hits(_shown(view, leading), len(exact))
    found = Where(["i.orders_index MATCH ?"], [expression])
    if exact:
        found.add("i.rowid <> ?", exact[0])
    known = _in_index(where)
    source, more = (_FOUND, where) if known is None else (_INDEX, known)
    found.add(more.sql, *more.values)
    total, capped = _count(view, f"SELECT 1 FROM {source} WHERE {found.sql}", found.values)
    if total + len(exact) <= paging.offset:
        return Hits((), total + len(exact), capped)
    if query.sort == "expiring":
        source = _FOUND  # the index knows no dates
    rest = _found_ids(view, query, (source, found), (paging.size - len(leading), paging.offset - len(exact)))
    return Hits(_shown(view, leading + rest), total + len(exact), capped)


def _in_index(where: Where) -> Where | None:
    """Ask the same of the text index alone, which is four times as fast; None if it cannot know.

    `match` has asked for the partner already; ids are its own; a status is one look into a narrow index.
    """
    found, values = Where(), iter(where.values)
    for part in where.parts:
        own = [next(values) for _ in range(part.count("?"))]
        if part in {"o.id >= ?", "o.id < ?"}:
            found.add(part.replace("o.id", "i.rowid"), *own)
        elif part == "o.status = ?" or part.startswith("+o.status IN ("):
            found.add(_HAS_STATUS.format(part=part.lstrip("+")), *own)
        elif part != "o.partner = ?":
            return None
    return found


def _found_ids(view: View, query: OrderQuery, where: tuple[str, Where], part: tuple[int, int]) -> list[int]:
    """Give the ids of a part (how many, after how many) of what was found, and where."""
    (source, found), (limit, offset) = where, part
    by = _SORTS[query.sort].format(id="i.rowid")
    sql = f"SELECT i.rowid AS id FROM {source} WHERE {found.sql} ORDER BY {by} LIMIT ? OFFSET ?"
    return [row["id"] for row in view.rows(sql, [*found.values, limit, max(offset, 0)])]


def _exact(view: View, text: str, where: Where) -> list[int]:
    """Find the order whose number, or one of whose ticket codes, is the text itself."""
    word = number_key(text)
    if not word:
        return []
    sql = f"""SELECT o.id FROM orders o WHERE {where.sql} AND o.id IN (
        SELECT id FROM orders WHERE number = ? UNION SELECT order_id FROM tickets WHERE code = ?) LIMIT 1"""
    return [row["id"] for row in view.rows(sql, [*where.values, word, word])]
