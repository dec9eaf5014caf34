"""A shop in which everything that is foreign to partner p1 bears a mark, and a spy at its port."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from actions.shop.embedded import EmbeddedShop, open_shop
from actions.shop.model import Change, Customer, Order, OrderRow
from actions.shop.port import Scope
from botengine.clock import Clock

SUM = 31313131_00  # cents on top of every foreign sum: one of them makes any total a mark
BIG = r"\d{1,3}[.,\s]\d{3}[.,\s]\d{3}"  # a million or more, in any language; p1 has no such sums
MARKS = re.compile(rf"Kanarienvogel|kanarie\d+@verrat|XK\d+QZ|49000777\d|31313131|{BIG}")
MARKED = f"""
DROP TRIGGER journal_keep;
UPDATE orders SET number = 'XK' || id || 'QZ', buyer = 'Kanarienvogel ' || id, note = 'Kanarienvogel',
  email = 'kanarie' || id || '@verrat.example', email_key = 'kanarie' || id || '@verrat.example',
  phone = '+49000777' || id, total = total + {SUM}, due = due + {SUM}, refund_due = refund_due + {SUM},
  paid = paid + {SUM}, refunded = refunded + {SUM},
  search = ' xk' || id || 'qz kanarienvogel ' || id || ' kanarie' || id || '@verrat.example 49000777' || id
WHERE partner <> 'p1';
UPDATE tickets SET attendee = 'Kanarienvogel', code = 'XK' || id || 'QZ', price = price + {SUM}
WHERE order_id IN (SELECT id FROM orders WHERE partner <> 'p1');
UPDATE payments SET amount = amount + {SUM}, info = 'Kanarienvogel'
WHERE order_id IN (SELECT id FROM orders WHERE partner <> 'p1');
UPDATE refunds SET amount = amount + {SUM}, info = 'Kanarienvogel'
WHERE order_id IN (SELECT id FROM orders WHERE partner <> 'p1');
UPDATE journal SET number = 'XK' || order_id || 'QZ', actor = 'Kanarienvogel',
  after = '{{"info": "Kanarienvogel"}}'
WHERE partner <> 'p1';
UPDATE customers SET name = 'Kanarienvogel ' || id, email = 'kanarie' || id || '@verrat.example',
  email_key = 'kanarie' || id || '@verrat.example', total = total + {SUM}, orders = orders + 31313131,
  search = ' kanarienvogel ' || id || ' kanarie' || id || '@verrat.example'
WHERE partner <> 'p1';
UPDATE partners SET name = 'Kanarienvogel ' || id WHERE id <> 'p1';
"""


def marked_shop(file: Path, clock: Clock, orders: int = 200) -> EmbeddedShop:
    """The demo shop; whatever p1 must never see matches MARKS wherever it turns up."""
    shop = open_shop(file, orders=orders, clock=clock)
    with sqlite3.connect(file) as db:
        db.executescript(MARKED)
    return shop


def told_typed(shop: EmbeddedShop) -> list[str]:
    """What somebody who knows foreign orders would type; in letters that MARKS does not take for a leak."""
    with sqlite3.connect(shop.file.path) as db:
        known = db.execute("SELECT number, buyer, email, phone FROM orders WHERE partner <> 'p1'").fetchall()
        codes = db.execute("SELECT code FROM tickets WHERE code LIKE 'XK%QZ'").fetchall()
    texts = [text.lower() for row in (*known, *codes) for text in row]
    return [text.replace("kanarie", "KANARIE").replace("49000777", "49 000777") for text in texts]


class Spy:
    """Stands before a shop and notes every answer that is foreign to the partner who asks.

    `forgetful`: the shop does not look at the scope, as if its check had been taken out.
    """

    def __init__(self, shop: EmbeddedShop, *, forgetful: bool = False) -> None:
        self.shop, self.forgetful = shop, forgetful
        self.leaks: list[str] = []
        self.asked = 0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.shop, name)
        return self._watched(name, found) if callable(found) and name != "close" else found

    def _watched(self, name: str, call: Any) -> Any:
        def watched(scope: Scope, *more: Any, **named: Any) -> Any:
            self.asked += 1
            answer = call(Scope(all=True) if self.forgetful else scope, *more, **named)
            if not scope.all:
                foreign = [each for each in _records(answer) if not _own(each, scope)]
                self.leaks += [f"{name}{more!r}: {each!r:.200}" for each in foreign]
            return answer

        return watched


def _records(value: Any) -> Iterator[Any]:
    """The orders, rows, customers and changes in an answer, however deep."""
    if isinstance(value, (Order, OrderRow, Customer, Change)):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from _records(getattr(value, each.name))
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from _records(each)


def _own(record: Any, scope: Scope) -> bool:
    if isinstance(record, Customer):
        return not MARKS.search(repr(record))
    return scope.covers(record.partner)
