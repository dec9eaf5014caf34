-- What people are told from outside.

CREATE TABLE notice(
    id INTEGER PRIMARY KEY AUTOINCREMENT, bot TEXT NOT NULL, user TEXT NOT NULL, key TEXT NOT NULL,
    account TEXT NOT NULL, name TEXT NOT NULL, data BLOB NOT NULL, at REAL NOT NULL,
    status TEXT NOT NULL, UNIQUE (bot, user, key));
CREATE INDEX notice_waiting ON notice(bot, user, id) WHERE status = 'waiting';
-- how fast a person is told: `look` is when to look at what waits, NULL if nothing does
CREATE TABLE pace(
    bot TEXT NOT NULL, user TEXT NOT NULL, look REAL, told REAL NOT NULL DEFAULT 0,
    PRIMARY KEY (bot, user)) WITHOUT ROWID;
CREATE INDEX pace_look ON pace(look) WHERE look IS NOT NULL;
