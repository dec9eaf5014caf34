"""The tables of the embedded shop; triggers keep the search index and the daily figures in step."""
# ruff: noqa: S608 - statements are put together from constants of this house; values are always bound

from __future__ import annotations

from sqlite_utils import Database

from actions.shop.folding import SEPARATOR

VERSION = 2
EVERYBODY = "*"  # in `customers.partner`: the customer as the whole shop sees them

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE partners (id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE events (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, starts_at INTEGER NOT NULL, zone TEXT NOT NULL,
  venue TEXT NOT NULL, city TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE areas (
  id INTEGER PRIMARY KEY, event TEXT NOT NULL REFERENCES events(id), name TEXT NOT NULL,
  price INTEGER NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0,
  seated INTEGER NOT NULL DEFAULT 0, CHECK (used >= 0));
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL, event TEXT NOT NULL REFERENCES events(id),
  partner TEXT NOT NULL, status TEXT NOT NULL, money TEXT NOT NULL, buyer TEXT NOT NULL,
  email TEXT NOT NULL, email_key TEXT NOT NULL, phone TEXT NOT NULL, seats INTEGER NOT NULL,
  total INTEGER NOT NULL, paid INTEGER NOT NULL, refunded INTEGER NOT NULL, due INTEGER NOT NULL,
  refund_due INTEGER NOT NULL, created INTEGER NOT NULL, day TEXT NOT NULL, expires INTEGER NOT NULL,
  modified INTEGER NOT NULL, note TEXT NOT NULL, version INTEGER NOT NULL, search TEXT NOT NULL);
CREATE TABLE tickets (
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders(id),
  area INTEGER NOT NULL REFERENCES areas(id), seat TEXT NOT NULL, attendee TEXT NOT NULL,
  price INTEGER NOT NULL, code TEXT NOT NULL, checked_in INTEGER);
CREATE TABLE payments (
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders(id), n INTEGER NOT NULL,
  method TEXT NOT NULL, amount INTEGER NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL, day TEXT NOT NULL,
  info TEXT NOT NULL, by_hand INTEGER NOT NULL DEFAULT 0);
CREATE TABLE refunds (
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders(id), n INTEGER NOT NULL,
  amount INTEGER NOT NULL, at INTEGER NOT NULL, day TEXT NOT NULL, info TEXT NOT NULL);
CREATE TABLE journal (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, order_id INTEGER, number TEXT NOT NULL,
  partner TEXT NOT NULL, action TEXT NOT NULL, actor TEXT NOT NULL, actor_id TEXT NOT NULL,
  before TEXT NOT NULL, after TEXT NOT NULL);
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, partner TEXT NOT NULL, email_key TEXT NOT NULL, email TEXT NOT NULL,
  name TEXT NOT NULL, name_key TEXT NOT NULL, phone TEXT NOT NULL, orders INTEGER NOT NULL,
  total INTEGER NOT NULL, search TEXT NOT NULL);
CREATE TABLE idempotency (
  key TEXT PRIMARY KEY, request TEXT NOT NULL, name TEXT NOT NULL, reason TEXT NOT NULL,
  at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE daily (
  day TEXT, event TEXT, partner TEXT, status TEXT, orders INTEGER NOT NULL, seats INTEGER NOT NULL,
  total INTEGER NOT NULL, due INTEGER NOT NULL, refund_due INTEGER NOT NULL,
  PRIMARY KEY (day, event, partner, status)) WITHOUT ROWID;
CREATE TABLE cash (
  day TEXT, event TEXT, partner TEXT, amount INTEGER NOT NULL,
  PRIMARY KEY (day, event, partner)) WITHOUT ROWID;
"""
ENTRANCE = """
CREATE TABLE IF NOT EXISTS entrance (
  event TEXT, partner TEXT, inside INTEGER NOT NULL, expected INTEGER NOT NULL,
  PRIMARY KEY (event, partner)) WITHOUT ROWID;
"""

# rowid order is the order of creation, so every index below also lists newest first
INDEXES = """
CREATE UNIQUE INDEX orders_number ON orders(number);
CREATE INDEX orders_status ON orders(status);
CREATE INDEX orders_partner ON orders(partner, status);
CREATE INDEX orders_partner_new ON orders(partner);
CREATE INDEX orders_event ON orders(event);
CREATE INDEX orders_money ON orders(money);
CREATE INDEX orders_created ON orders(created);
CREATE INDEX orders_expires ON orders(status, expires);
CREATE INDEX orders_customer ON orders(email_key, partner);
CREATE UNIQUE INDEX tickets_code ON tickets(code);
CREATE INDEX tickets_order ON tickets(order_id);
CREATE INDEX payments_order ON payments(order_id);
CREATE INDEX refunds_order ON refunds(order_id);
CREATE INDEX journal_order ON journal(order_id);
CREATE UNIQUE INDEX customers_key ON customers(partner, email_key);
CREATE INDEX customers_name ON customers(partner, name_key);
CREATE INDEX idempotency_at ON idempotency(at);
CREATE VIRTUAL TABLE orders_index
  USING fts5(search, owner, content='', tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE customers_index
  USING fts5(search, owner, content='', tokenize='trigram case_sensitive 1');
"""


def _owner(row: str) -> str:
    return f"char({ord(SEPARATOR)}) || {row}.partner || char({ord(SEPARATOR)})"


def _indexed(table: str) -> str:
    """A contentless index must be told what it forgets, word for word."""
    add = f"INSERT INTO {table}_index (rowid, search, owner) VALUES (new.id, new.search, {_owner('new')});"
    drop = (
        f"INSERT INTO {table}_index ({table}_index, rowid, search, owner)"
        f" VALUES ('delete', old.id, old.search, {_owner('old')});"
    )
    return f"""
CREATE TRIGGER {table}_index_add AFTER INSERT ON {table} BEGIN {add} END;
CREATE TRIGGER {table}_index_drop AFTER DELETE ON {table} BEGIN {drop} END;
CREATE TRIGGER {table}_index_change AFTER UPDATE OF search ON {table} WHEN old.search <> new.search
BEGIN {drop} {add} END;"""


def _daily(row: str, sign: str) -> str:
    values = ", ".join(f"{sign}{row}.{name}" for name in ("seats", "total", "due", "refund_due"))
    return f"""
  INSERT INTO daily VALUES ({row}.day, {row}.event, {row}.partner, {row}.status, {sign}1, {values})
  ON CONFLICT DO UPDATE SET orders = orders + excluded.orders, seats = seats + excluded.seats,
    total = total + excluded.total, due = due + excluded.due,
    refund_due = refund_due + excluded.refund_due;"""


def _cash(row: str, sign: str, when: str = "1") -> str:
    return f"""
  INSERT INTO cash SELECT {row}.day, o.event, o.partner, {sign}{row}.amount
  FROM orders o WHERE o.id = {row}.order_id AND {when}
  ON CONFLICT DO UPDATE SET amount = amount + excluded.amount;"""


def _entrance(row: str, sign: str) -> str:
    """Tickets of paid orders are expected."""
    return f"""
  INSERT INTO entrance SELECT {row}.event, {row}.partner, 0, {sign}{row}.seats WHERE {row}.status = 'paid'
  ON CONFLICT DO UPDATE SET expected = expected + excluded.expected;"""


ENTRANCE_TRIGGERS = f"""
CREATE TRIGGER IF NOT EXISTS entrance_add AFTER INSERT ON orders BEGIN {_entrance("new", "")} END;
CREATE TRIGGER IF NOT EXISTS entrance_change AFTER UPDATE OF status, seats ON orders
WHEN old.status <> new.status OR old.seats <> new.seats
BEGIN {_entrance("old", "-")} {_entrance("new", "")} END;
CREATE TRIGGER IF NOT EXISTS entrance_pass AFTER UPDATE OF checked_in ON tickets
WHEN (old.checked_in IS NULL) <> (new.checked_in IS NULL) BEGIN
  INSERT INTO entrance SELECT o.event, o.partner, iif(new.checked_in IS NULL, -1, 1), 0
  FROM orders o WHERE o.id = new.order_id
  ON CONFLICT DO UPDATE SET inside = inside + excluded.inside; END;
"""
ENTRANCE_CATCH_UP = """
INSERT OR REPLACE INTO entrance SELECT o.event, o.partner, sum(i.inside), sum((o.status = 'paid') * o.seats)
FROM orders o JOIN (
  SELECT order_id, count(checked_in) AS inside FROM tickets GROUP BY order_id) i ON i.order_id = o.id
GROUP BY 1, 2;
"""
# from one format to the next, in one go; done twice at once it does no harm
UPGRADES = {
    1: f"""BEGIN IMMEDIATE; {ENTRANCE} {ENTRANCE_CATCH_UP} {ENTRANCE_TRIGGERS}
PRAGMA user_version = 2; COMMIT;""",
}


_OLD_MONEY, _NEW_MONEY = "old.state = 'confirmed'", "new.state = 'confirmed'"
TRIGGERS = f"""
{_indexed("orders")}
{_indexed("customers")}
CREATE TRIGGER daily_add AFTER INSERT ON orders BEGIN {_daily("new", "")} END;
CREATE TRIGGER daily_change AFTER UPDATE OF status, total, due, refund_due, seats ON orders
BEGIN {_daily("old", "-")} {_daily("new", "")} END;
CREATE TRIGGER cash_add AFTER INSERT ON payments BEGIN {_cash("new", "", _NEW_MONEY)} END;
CREATE TRIGGER cash_change AFTER UPDATE OF state, amount, day ON payments
BEGIN {_cash("old", "-", _OLD_MONEY)} {_cash("new", "", _NEW_MONEY)} END;
CREATE TRIGGER cash_refund AFTER INSERT ON refunds BEGIN {_cash("new", "-")} END;
CREATE TRIGGER journal_keep BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_hold BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""

# after a bulk load: what the triggers would have built row by row
CATCH_UP = f"""
INSERT INTO orders_index (rowid, search, owner) SELECT id, search, {_owner("orders")} FROM orders;
INSERT INTO customers_index (rowid, search, owner) SELECT id, search, {_owner("customers")} FROM customers;
INSERT INTO daily
  SELECT day, event, partner, status, count(*), sum(seats), sum(total), sum(due), sum(refund_due)
  FROM orders GROUP BY 1, 2, 3, 4;
INSERT INTO cash SELECT day, event, partner, sum(amount) FROM (
  SELECT p.day, o.event, o.partner, p.amount FROM payments p JOIN orders o ON o.id = p.order_id
  WHERE p.state = 'confirmed'
  UNION ALL
  SELECT r.day, o.event, o.partner, -r.amount FROM refunds r JOIN orders o ON o.id = r.order_id)
  GROUP BY 1, 2, 3;
"""


def create_tables(db: Database) -> None:
    """Create the bare tables; fill them, then call `finish_tables`."""
    db.executescript(TABLES + ENTRANCE)
    db.execute(f"PRAGMA user_version = {VERSION}")


def finish_tables(db: Database) -> None:
    """Add indexes, catch up with what was filled in, and switch on the triggers."""
    db.executescript(INDEXES)
    db.executescript(CATCH_UP + ENTRANCE_CATCH_UP)
    db.executescript(TRIGGERS + ENTRANCE_TRIGGERS)
