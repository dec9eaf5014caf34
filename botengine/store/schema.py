"""The tables of the SQLite store, as migrations: never edit one that was released, add the next."""

from sqlite_utils import Database, Migrations

from botengine.store import notices as held
from botengine.store.media import TABLE

migrations = Migrations("botengine")

TABLES = (
    # a keyed mailbox: `wake` counts what came, `seen` what is done; awake while they differ
    """CREATE TABLE lane(
        bot TEXT NOT NULL, user TEXT NOT NULL, side TEXT NOT NULL,
        wake INTEGER NOT NULL DEFAULT 0, seen INTEGER NOT NULL DEFAULT 0,
        run_at REAL NOT NULL DEFAULT 0, lease_until REAL NOT NULL DEFAULT 0, token TEXT,
        parked INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (bot, user, side)) WITHOUT ROWID""",
    "CREATE INDEX lane_ready ON lane(side, run_at) WHERE wake > seen",
    """CREATE TABLE conversation(
        bot TEXT NOT NULL, user TEXT NOT NULL, version INTEGER NOT NULL, snapshot BLOB NOT NULL,
        changed REAL NOT NULL, PRIMARY KEY (bot, user)) WITHOUT ROWID""",
    """CREATE TABLE inbox(
        id INTEGER PRIMARY KEY AUTOINCREMENT, bot TEXT NOT NULL, user TEXT NOT NULL, kind TEXT NOT NULL,
        dedupe TEXT NOT NULL, body BLOB NOT NULL, received REAL NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0, done_at REAL,
        UNIQUE (bot, user, dedupe))""",
    "CREATE INDEX inbox_waiting ON inbox(bot, user, id) WHERE done_at IS NULL",
    """CREATE TABLE outbox(
        id INTEGER PRIMARY KEY AUTOINCREMENT, bot TEXT NOT NULL, user TEXT NOT NULL,
        turn INTEGER NOT NULL, part INTEGER NOT NULL, body BLOB NOT NULL, plain INTEGER NOT NULL,
        status TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, token TEXT, reason TEXT, at REAL NOT NULL,
        UNIQUE (bot, user, turn, part))""",
    "CREATE INDEX outbox_waiting ON outbox(bot, user, id) WHERE status = 'waiting'",
    """CREATE TABLE effect(
        bot TEXT NOT NULL, user TEXT NOT NULL, key TEXT NOT NULL, action TEXT NOT NULL, effect TEXT NOT NULL,
        begun REAL NOT NULL, result BLOB, PRIMARY KEY (bot, user, key)) WITHOUT ROWID""",
    """CREATE TABLE timer(
        bot TEXT NOT NULL, user TEXT NOT NULL, name TEXT NOT NULL, due REAL NOT NULL, armed TEXT NOT NULL,
        rung INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (bot, user, name)) WITHOUT ROWID""",
    "CREATE INDEX timer_due ON timer(due) WHERE rung = 0",
    """CREATE TABLE journal(
        id INTEGER PRIMARY KEY, bot TEXT NOT NULL, user TEXT NOT NULL, dedupe TEXT NOT NULL,
        at REAL NOT NULL, event TEXT NOT NULL, came_from TEXT NOT NULL, went_to TEXT NOT NULL,
        steps BLOB NOT NULL, ms REAL NOT NULL)""",
    "CREATE INDEX journal_person ON journal(bot, user, id)",
    """CREATE TABLE person(
        bot TEXT NOT NULL, user TEXT NOT NULL, account BLOB, profile BLOB,
        subscribed INTEGER NOT NULL DEFAULT 1, first_seen REAL NOT NULL DEFAULT 0,
        last_seen REAL NOT NULL DEFAULT 0, last_message REAL NOT NULL DEFAULT 0,
        PRIMARY KEY (bot, user)) WITHOUT ROWID""",
    """CREATE TABLE error(
        id INTEGER PRIMARY KEY, bot TEXT NOT NULL, user TEXT NOT NULL, at REAL NOT NULL,
        kind TEXT NOT NULL, reason TEXT NOT NULL, body BLOB NOT NULL)""",
    "CREATE TABLE meta(bot TEXT NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (bot, name))",
)


@migrations()
def first_tables(db: Database) -> None:
    for statement in TABLES:
        db.execute(statement)


@migrations()
def media(db: Database) -> None:
    db.execute(TABLE)


ACCOUNTS = (
    """CREATE TABLE account(
        bot TEXT NOT NULL, id TEXT NOT NULL, record BLOB NOT NULL, active INTEGER NOT NULL DEFAULT 1,
        created REAL NOT NULL, PRIMARY KEY (bot, id)) WITHOUT ROWID""",
    """CREATE TABLE audit(
        id INTEGER PRIMARY KEY AUTOINCREMENT, bot TEXT NOT NULL, at REAL NOT NULL, actor TEXT NOT NULL,
        action TEXT NOT NULL, target TEXT NOT NULL, before BLOB NOT NULL, after BLOB NOT NULL)""",
    "CREATE INDEX audit_target ON audit(bot, target, id)",
    "ALTER TABLE person ADD COLUMN linked TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE person ADD COLUMN key TEXT NOT NULL DEFAULT ''",
    """INSERT OR IGNORE INTO account(bot, id, record, active, created)
        SELECT bot, json_extract(CAST(account AS TEXT), '$.id'), account, 1, first_seen
        FROM person WHERE account IS NOT NULL ORDER BY last_seen DESC""",
    """UPDATE person SET key = lower(hex(randomblob(16))),
        linked = json_extract(CAST(account AS TEXT), '$.id') WHERE account IS NOT NULL""",
    "ALTER TABLE person DROP COLUMN account",
    "CREATE INDEX person_linked ON person(bot, linked) WHERE linked <> ''",
)


@migrations()
def accounts(db: Database) -> None:
    """The system users, once in each person's row, get a table of their own."""
    for statement in ACCOUNTS:
        db.execute(statement)


@migrations()
def notices(db: Database) -> None:
    for statement in held.TABLES:
        db.execute(statement)


@migrations()
def passes(db: Database) -> None:
    """What lets accounts into the web pages; `key` is a digest."""
    db.execute(
        """CREATE TABLE pass(
            bot TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, account TEXT NOT NULL,
            value BLOB NOT NULL, until REAL NOT NULL, PRIMARY KEY (bot, kind, key)) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX pass_account ON pass(bot, kind, account)")
    db.execute("CREATE INDEX pass_until ON pass(until)")


REQUESTS = (
    """CREATE TABLE request(
        id INTEGER PRIMARY KEY AUTOINCREMENT, bot TEXT NOT NULL, user TEXT NOT NULL, status TEXT NOT NULL,
        code TEXT NOT NULL DEFAULT '', expires REAL NOT NULL DEFAULT 0, wrong INTEGER NOT NULL DEFAULT 0,
        created REAL NOT NULL, decided REAL NOT NULL DEFAULT 0, decided_by TEXT NOT NULL DEFAULT '',
        answers INTEGER NOT NULL DEFAULT 0, answered_from REAL NOT NULL DEFAULT 0,
        turns INTEGER NOT NULL DEFAULT 0, UNIQUE (bot, user))""",
    "CREATE INDEX request_created ON request(bot, created)",
    "CREATE INDEX request_open ON request(bot, code) WHERE status = 'open'",
    """CREATE TABLE invite(
        bot TEXT NOT NULL, hash TEXT NOT NULL, account TEXT NOT NULL, expires REAL NOT NULL,
        used_by TEXT NOT NULL DEFAULT '', refusals INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (bot, hash)) WITHOUT ROWID""",
)


@migrations()
def requests(db: Database) -> None:
    for statement in REQUESTS:
        db.execute(statement)


@migrations()
def troubles_know_their_arrival(db: Database) -> None:
    db.execute("ALTER TABLE error ADD COLUMN dedupe TEXT NOT NULL DEFAULT ''")


def migrate(db: Database) -> None:
    """Bring the tables up to date; two programs that start together do it one after the other."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(db)
    except BaseException:
        db.conn.execute("ROLLBACK")
        raise
    db.conn.execute("COMMIT")
