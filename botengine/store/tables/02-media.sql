-- Files that people can open for a while.

CREATE TABLE media(
    bot TEXT NOT NULL, token TEXT NOT NULL, user TEXT NOT NULL, expires REAL NOT NULL,
    name TEXT NOT NULL, type TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (bot, token));
