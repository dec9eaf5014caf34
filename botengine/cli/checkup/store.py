"""Doctor: the store can be opened and written, on a disk with room, and only its owner reads it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from botengine.cli.checkup.case import Case, Finding, advice, fine, problem
from botengine.store.connections import connect

OLDEST = (3, 35)  # of SQLite: what the statements need
MB = 1024 * 1024
LITTLE, SCARCE = 1024 * MB, 200 * MB  # free bytes
OTHERS = 0o007  # of a file's mode: what everybody on the machine may do


def examine(case: Case) -> Iterator[Finding]:
    yield library(sqlite3.sqlite_version_info[:2])
    file = case.file
    yield opened(file)
    folder = nearest(file.parent)
    yield room(shutil.disk_usage(folder).free, folder)
    if file.exists() and file.stat().st_mode & OTHERS:
        todo = f"chmod o-rwx {file}, and run the bot with `umask 077` (systemd: UMask=0077)."
        yield case.needed("store", f"Everybody on this machine may read {file}.", todo)


def library(version: tuple[int, ...]) -> Finding:
    if version < OLDEST:
        return problem(
            "sqlite",
            f"SQLite is {written(version)}.",
            f"Install Python with SQLite {written(OLDEST)} or newer.",
        )
    return fine("sqlite", f"SQLite is {sqlite3.sqlite_version}.")


def written(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def opened(file: Path) -> Finding:
    if not file.exists():
        folder = nearest(file.parent)
        if not os.access(folder, os.W_OK | os.X_OK):
            return problem("store", f"{file} is not there, and {folder} is not writable.", owner(folder))
        return advice("store", f"There is no {file} yet.", "Start the bot once: botengine run makes it.")
    try:
        with closing(connect(file).conn) as database:
            written_and_undone(database)
    except sqlite3.Error as wrong:
        return problem("store", f"{file} cannot be written: {wrong}.", owner(file))
    return fine("store", f"{file} opens and can be written.")


def written_and_undone(database: sqlite3.Connection) -> None:
    """A real write, which leaves nothing: also beside a bot that runs."""
    database.execute("BEGIN IMMEDIATE")
    try:
        database.execute("CREATE TABLE doctor_was_here(at)")
    finally:
        database.execute("ROLLBACK")


def owner(path: Path) -> str:
    return f"Give {path} to the user who runs the bot; if it is broken, put a copy of a backup there."


def nearest(folder: Path) -> Path:
    """The folder, or the first one above it that is there already."""
    folder = folder.absolute()
    return next(each for each in (folder, *folder.parents) if each.exists())


def room(free: int, folder: Path) -> Finding:
    sentence = f"{free // MB:,} MB are free in {folder}."
    todo = "Free some space: a store that cannot write refuses messages (Viber sends them again for an hour)."
    if free < SCARCE:
        return problem("disk", sentence, todo)
    return advice("disk", sentence, todo) if free < LITTLE else fine("disk", sentence)
