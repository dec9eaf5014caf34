"""The family book: who was described, kept in one SQLite file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from botengine import User, action, service

CIRCLES = {"you": ("self",), "parents": ("father", "mother"), "children": ("son", "daughter")}


@dataclass(frozen=True)
class Family:
    """All that somebody told, a line for each person."""

    you: list[str]
    parents: list[str]
    children: list[str]


@dataclass(frozen=True)
class Book:
    """The file with everybody's families."""

    file: Path

    def run(self, sql: str, *values: object) -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(self.file)) as database, database:
            database.execute(
                "CREATE TABLE IF NOT EXISTS person (key TEXT PRIMARY KEY, user, relation, name, age)"
            )
            return database.execute(sql, values).fetchall()


@service
def book(data: Path) -> Book:
    return Book(data / "family.db")


@action("family.add", effect="key")
def add(relation: str, name: str | None, age: int | None, *, book: Book, user: User, key: str) -> None:
    """Note a person; told twice with the same key, it is noted once."""
    book.run("INSERT OR IGNORE INTO person VALUES (?, ?, ?, ?, ?)", key, user.id, relation, name, age)


@action("family.tell")
def tell(book: Book, user: User) -> Family:
    """Everybody whom this user described."""
    rows = book.run("SELECT relation, name, age FROM person WHERE user = ? ORDER BY rowid", user.id)
    lines = [(relation, f"{relation}: {name or '?'}, {age or '?'}") for relation, name, age in rows]
    return Family(**{circle: [line for who, line in lines if who in CIRCLES[circle]] for circle in CIRCLES})
