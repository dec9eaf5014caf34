-- What lets accounts into the web pages; `key` is a digest.

CREATE TABLE pass(
    bot TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, account TEXT NOT NULL,
    value BLOB NOT NULL, until REAL NOT NULL, PRIMARY KEY (bot, kind, key)) WITHOUT ROWID;
CREATE INDEX pass_account ON pass(bot, kind, account);
CREATE INDEX pass_until ON pass(until);
