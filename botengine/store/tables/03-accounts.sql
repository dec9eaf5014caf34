-- The system users, once in each person's row, get a table of their own.

CREATE TABLE account(
    bot TEXT NOT NULL, id TEXT NOT NULL, record BLOB NOT NULL, active INTEGER NOT NULL DEFAULT 1,
    created REAL NOT NULL, PRIMARY KEY (bot, id)) WITHOUT ROWID;
CREATE TABLE audit(
    id INTEGER PRIMARY KEY AUTOINCREMENT, bot TEXT NOT NULL, at REAL NOT NULL, actor TEXT NOT NULL,
    action TEXT NOT NULL, target TEXT NOT NULL, before BLOB NOT NULL, after BLOB NOT NULL);
CREATE INDEX audit_target ON audit(bot, target, id);
ALTER TABLE person ADD COLUMN linked TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN key TEXT NOT NULL DEFAULT '';
INSERT OR IGNORE INTO account(bot, id, record, active, created)
    SELECT bot, json_extract(CAST(account AS TEXT), '$.id'), account, 1, first_seen
    FROM person WHERE account IS NOT NULL ORDER BY last_seen DESC;
UPDATE person SET key = lower(hex(randomblob(16))),
    linked = json_extract(CAST(account AS TEXT), '$.id') WHERE account IS NOT NULL;
ALTER TABLE person DROP COLUMN account;
CREATE INDEX person_linked ON person(bot, linked) WHERE linked <> '';
