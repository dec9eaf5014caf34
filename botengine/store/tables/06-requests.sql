-- Strangers who want to be let in, and invites.

CREATE TABLE request(
    id INTEGER PRIMARY KEY AUTOINCREMENT, bot TEXT NOT NULL, user TEXT NOT NULL, status TEXT NOT NULL,
    code TEXT NOT NULL DEFAULT '', expires REAL NOT NULL DEFAULT 0, wrong INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL, decided REAL NOT NULL DEFAULT 0, decided_by TEXT NOT NULL DEFAULT '',
    answers INTEGER NOT NULL DEFAULT 0, answered_from REAL NOT NULL DEFAULT 0,
    turns INTEGER NOT NULL DEFAULT 0, UNIQUE (bot, user));
CREATE INDEX request_created ON request(bot, created);
CREATE INDEX request_open ON request(bot, code) WHERE status = 'open';
CREATE TABLE invite(
    bot TEXT NOT NULL, hash TEXT NOT NULL, account TEXT NOT NULL, expires REAL NOT NULL,
    used_by TEXT NOT NULL DEFAULT '', refusals INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (bot, hash)) WITHOUT ROWID;
