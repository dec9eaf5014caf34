"""Backups as one file: consistent copies of the databases beside the store, letters, and checksums of all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from botengine.errors import BotengineError

FORMAT = 1
MANIFEST = "manifest.json"
WRITTEN = """SELECT EXISTS (SELECT 1 FROM account) OR EXISTS (SELECT 1 FROM conversation)
  OR EXISTS (SELECT 1 FROM inbox) OR EXISTS (SELECT 1 FROM request)"""
NAME = re.compile(r"[^/\\.][^/\\]*\.db|[^/\\.][^/\\]*/[^/\\.][^/\\]*\.eml")  # all that a backup may hold


class ArchiveError(BotengineError):
    """A backup cannot be made or used."""


def back_up(store: Path, archive: Path) -> list[str]:
    """Write a new file with all data of the bot, which may run and write meanwhile; gives what is in it.

    The store is copied first: what plug-ins did for a turn that is not in it yet is done by its key again.
    """
    if not store.is_file():
        raise ArchiveError(f"'{store}' is not there: BOTENGINE_STORE names the store")
    if archive.exists():
        raise ArchiveError(f"'{archive}' is there already: take another name")
    databases = [store, *(each for each in sorted(store.parent.glob("*.db")) if each != store)]
    with _workshop(archive.parent) as folder:
        for each in databases:
            copy_database(each, folder / each.name)
        copies = {each.name: folder / each.name for each in databases}
        copies |= {f"{each.parent.name}/{each.name}": each for each in sorted(store.parent.glob("*/*.eml"))}
        copies = {name: file for name, file in copies.items() if NAME.fullmatch(name)}
        files = {name: _digest(file) for name, file in copies.items()}
        made = {"format": FORMAT, "made": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "store": store.name}
        listed = folder / MANIFEST
        listed.write_text(json.dumps({**made, "files": files}, indent=2, ensure_ascii=False), "utf-8")
        with tarfile.open(folder / "archive", "w:gz", compresslevel=6) as tar:
            for name, file in {MANIFEST: listed, **copies}.items():
                tar.add(file, name, recursive=False)
        _settle(folder / "archive", archive)
    return list(copies)


def bring_back(archive: Path, store: Path, *, force: bool = False) -> list[str]:
    """Put all data of a backup where the store is to be, after everything in it has been verified."""
    with _workshop(store.parent) as folder:
        kept, files = _unpacked(archive, folder)
        targets = {name: store if name == kept else store.parent / name for name in files}
        taken = [each for each in targets.values() if each.exists() and _holds_something(each)]
        if taken and not force:
            raise ArchiveError(f"'{taken[0]}' is there already: --force puts the backup in its place")
        for each in targets.values():
            if each.suffix == ".db" and each.exists():
                _free(each)
        for name, target in targets.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            _settle(folder / name, target)
    return list(files)


def copy_database(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment, while others write to it."""
    with closing(sqlite3.connect(source, timeout=60)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    target.chmod(0o600)


def _unpacked(archive: Path, folder: Path) -> tuple[str, list[str]]:
    """Unpack and verify; gives the store's name and the names of all files."""
    try:
        with tarfile.open(archive) as tar:
            members = {each.name: each for each in tar.getmembers() if each.isfile()}
            listed = json.loads(_read(tar, members[MANIFEST]))
            files: dict[str, str] = listed["files"]
            if listed["format"] != FORMAT:
                raise ArchiveError(f"'{archive}' was made by a newer version of botengine")
            if odd := [name for name in (*files, listed["store"]) if not NAME.fullmatch(name)]:
                raise ArchiveError(f"'{archive}' has a file that no backup has: {odd[0]!r}")
            for name, digest in files.items():
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_bytes(_read(tar, members[name]))
                if _digest(folder / name) != digest or not _sound(folder / name):
                    raise ArchiveError(f"'{archive}' is damaged: {name} is not what it was")
            return str(listed["store"]), list(files)
    except (OSError, tarfile.TarError, EOFError, KeyError, ValueError, sqlite3.Error) as problem:
        why = str(problem).partition(":\n")[0]  # tarfile tells of each way that it tried, a line each
        raise ArchiveError(f"'{archive}' is no backup, or damaged: {why}") from problem


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream = tar.extractfile(member)
    return stream.read() if stream else b""


def _sound(file: Path) -> bool:
    if file.suffix != ".db":
        return True
    with closing(sqlite3.connect(file)) as database:
        return bool(database.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")


def _holds_something(file: Path) -> bool:
    """Whether a database has rows that somebody wrote: an empty store was only just made."""
    if file.suffix != ".db":
        return True
    with closing(sqlite3.connect(file)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'account'")
        if not tables.fetchone():
            return True
        return bool(database.execute(WRITTEN).fetchone()[0])


def _free(file: Path) -> None:
    """Fold the log into the database, which SQLite does only if nobody else has it open."""
    with closing(sqlite3.connect(file, timeout=0)) as database:
        try:
            database.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as problem:
            raise ArchiveError(f"'{file}' is in use ({problem}): stop the bot first") from problem


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _workshop(where: Path) -> Iterator[Path]:
    """A folder for the time being, on the same disk, so that what is ready is moved at once."""
    where.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".botengine-", dir=where) as folder:
        yield Path(folder)


def _settle(ready: Path, place: Path) -> None:
    """Put a file that is ready in its place, so that it survives a power cut."""
    ready.chmod(0o600)
    with ready.open("rb") as stream:
        os.fsync(stream.fileno())
    ready.replace(place)
