-- What every bot needs: lanes, conversations, what came, what goes out.

-- a keyed mailbox: `wake` counts what came, `seen` what is done; awake while they differ
CREATE TABLE lane(
    bot TEXT NOT NULL, user TEXT NOT NULL, side TEXT NOT NULL,
    wake INTEGER NOT NULL DEFAULT 0, seen INTEGER NOT NULL DEFAULT 0,
    run_at REAL NOT NULL DEFAULT 0, lease_until REAL NOT NULL DEFAULT 0, token TEXT,
    parked INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (bot, user, side)) WITHOUT ROWID;
CREATE INDEX lane_ready ON lane(side, run_at) WHERE wake > seen;
CREATE TABLE conversation(
    bot TEXT NOT NULL, user TEXT NOT NULL, version INTEGER NOT NULL, snapshot BLOB NOT NULL,
    changed REAL NOT NULL, PRIMARY KEY (bot, user)) WITHOUT ROWID;
CREATE TABLE inbox(
    id INTEGER PRIMARY KEY AUTOINCREMENT, bot TEXT NOT NULL, user TEXT NOT NULL, kind TEXT NOT NULL,
    dedupe TEXT NOT NULL, body BLOB NOT NULL, received REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, done_at REAL,
    UNIQUE (bot, user, dedupe));
CREATE INDEX inbox_waiting ON inbox(bot, user, id) WHERE done_at IS NULL;
CREATE TABLE outbox(
    id INTEGER PRIMARY KEY AUTOINCREMENT, bot TEXT NOT NULL, user TEXT NOT NULL,
    turn INTEGER NOT NULL, part INTEGER NOT NULL, body BLOB NOT NULL, plain INTEGER NOT NULL,
    status TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, token TEXT, reason TEXT, at REAL NOT NULL,
    UNIQUE (bot, user, turn, part));
CREATE INDEX outbox_waiting ON outbox(bot, user, id) WHERE status = 'waiting';
CREATE TABLE effect(
    bot TEXT NOT NULL, user TEXT NOT NULL, key TEXT NOT NULL, action TEXT NOT NULL, effect TEXT NOT NULL,
    begun REAL NOT NULL, result BLOB, PRIMARY KEY (bot, user, key)) WITHOUT ROWID;
CREATE TABLE timer(
    bot TEXT NOT NULL, user TEXT NOT NULL, name TEXT NOT NULL, due REAL NOT NULL, armed TEXT NOT NULL,
    rung INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (bot, user, name)) WITHOUT ROWID;
CREATE INDEX timer_due ON timer(due) WHERE rung = 0;
CREATE TABLE journal(
    id INTEGER PRIMARY KEY, bot TEXT NOT NULL, user TEXT NOT NULL, dedupe TEXT NOT NULL,
    at REAL NOT NULL, event TEXT NOT NULL, came_from TEXT NOT NULL, went_to TEXT NOT NULL,
    steps BLOB NOT NULL, ms REAL NOT NULL);
CREATE INDEX journal_person ON journal(bot, user, id);
CREATE TABLE person(
    bot TEXT NOT NULL, user TEXT NOT NULL, account BLOB, profile BLOB,
    subscribed INTEGER NOT NULL DEFAULT 1, first_seen REAL NOT NULL DEFAULT 0,
    last_seen REAL NOT NULL DEFAULT 0, last_message REAL NOT NULL DEFAULT 0,
    PRIMARY KEY (bot, user)) WITHOUT ROWID;
CREATE TABLE error(
    id INTEGER PRIMARY KEY, bot TEXT NOT NULL, user TEXT NOT NULL, at REAL NOT NULL,
    kind TEXT NOT NULL, reason TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE meta(bot TEXT NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (bot, name));
