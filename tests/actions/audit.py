"""An auditor: adds everything up anew and compares it with what the shop keeps ready."""

from __future__ import annotations

from actions.shop.database import rows
from actions.shop.embedded import EmbeddedShop
from actions.shop.money import balance

DAILY = """
SELECT day, event, partner, status, count(*) AS orders, sum(seats) AS seats, sum(total) AS total,
  sum(due) AS due, sum(refund_due) AS refund_due FROM orders GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""
CASH = """
SELECT day, event, partner, sum(amount) AS amount FROM (
  SELECT p.day, o.event, o.partner, amount FROM payments p JOIN orders o ON o.id = order_id
  WHERE state = 'confirmed'
  UNION ALL SELECT r.day, o.event, o.partner, -amount FROM refunds r JOIN orders o ON o.id = order_id)
GROUP BY 1, 2, 3 HAVING sum(amount) <> 0 ORDER BY 1, 2, 3
"""
SEATS = """
SELECT a.id, count(CASE WHEN o.status IN ('booked', 'paid') THEN 1 END) AS used FROM areas a
LEFT JOIN tickets t ON t.area = a.id LEFT JOIN orders o ON o.id = t.order_id GROUP BY a.id ORDER BY a.id
"""
BUYERS = """
SELECT '*' AS partner, email_key, count(*) AS orders, sum(paid - refunded) AS total FROM orders GROUP BY 1, 2
UNION ALL
SELECT partner, email_key, count(*), sum(paid - refunded) FROM orders WHERE partner <> '' GROUP BY 1, 2
ORDER BY 1, 2
"""
ENTRANCE = """
SELECT o.event, o.partner,
  sum((SELECT count(checked_in) FROM tickets WHERE order_id = o.id)) AS inside,
  sum((status = 'paid') * seats) AS expected FROM orders o GROUP BY 1, 2 HAVING inside <> 0 OR expected <> 0
ORDER BY 1, 2
"""
MONEY = """
SELECT number, status, money, total, paid, refunded, due, refund_due,
  (SELECT ifnull(sum(amount), 0) FROM payments WHERE order_id = o.id AND state = 'confirmed') AS came,
  (SELECT ifnull(sum(amount), 0) FROM refunds WHERE order_id = o.id) AS went,
  (SELECT count(*) FROM tickets WHERE order_id = o.id) - seats AS missing FROM orders o
"""
FOUND = """
SELECT count(*) AS n FROM orders o WHERE NOT EXISTS (
  SELECT 1 FROM orders_index i
  WHERE i.orders_index MATCH 'search:"' || trim(o.email_key) || '"' AND i.rowid = o.id)
"""


def audit(shop: EmbeddedShop) -> None:
    """Fail where the books of a shop do not agree."""
    with shop.file.read() as db:
        kept = "SELECT * FROM daily WHERE orders <> 0 ORDER BY day, event, partner, status"
        assert rows(db, kept) == rows(db, DAILY)
        kept = "SELECT * FROM cash WHERE amount <> 0 ORDER BY day, event, partner"
        assert rows(db, kept) == rows(db, CASH)
        kept = "SELECT * FROM entrance WHERE inside <> 0 OR expected <> 0 ORDER BY event, partner"
        assert rows(db, kept) == rows(db, ENTRANCE)
        assert rows(db, "SELECT id, used FROM areas ORDER BY id") == rows(db, SEATS)
        assert not rows(db, "SELECT * FROM areas WHERE used > size")
        kept = "SELECT partner, email_key, orders, total FROM customers ORDER BY 1, 2"
        assert rows(db, kept) == rows(db, BUYERS)
        for order in rows(db, MONEY):
            stand = balance(order["status"], order["total"], order["came"], order["went"])
            kept_stand = (order["money"], order["due"], order["refund_due"], order["paid"], order["refunded"])
            assert kept_stand == (stand.flag, stand.due, stand.refund_due, order["came"], order["went"])
            assert order["missing"] == 0
        assert rows(db, FOUND) == [{"n": 0}]
        assert rows(db, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        assert not rows(db, "PRAGMA foreign_key_check")
