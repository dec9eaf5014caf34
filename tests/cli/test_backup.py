"""`botengine backup`, `restore`, `store copy`: all data in one file while a bot writes, and back."""

from __future__ import annotations

import json
import sqlite3
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from actions.memory import Memory
from botengine.cli.backup import command as backup
from botengine.cli.restore import command as restore
from botengine.cli.store import command as store
from botengine.runtime.records import Arrival
from botengine.store.sqlite import SqliteStore
from botengine.values import Account, User

BOT = "ticketshop-admin"


@pytest.fixture
def data(tmp_path) -> Path:
    """A bot that has people, a memory and letters."""
    folder = tmp_path / "data"
    folder.mkdir()
    kept = SqliteStore(folder / "bot.db")
    kept.accounts.save(BOT, Account(User("anna", "Anna", "admin")), "boss").result()
    kept.close()
    Memory(folder / "memory.db").keep("anna", "filter", "open", key="k")
    (folder / "mail").mkdir()
    (folder / "mail" / "one.eml").write_text("To: buyer@example.test\n\nTickets")
    return folder


@pytest.fixture
def run(monkeypatch):
    def invoke(command, folder: Path, *arguments: object) -> Result:
        monkeypatch.setenv("BOTENGINE_STORE", f"sqlite:///{folder / 'bot.db'}")
        return CliRunner().invoke(command, [str(each) for each in arguments])

    return invoke


def people(folder: Path) -> list[str]:
    kept = SqliteStore(folder / "bot.db")
    names = [account.user.name for account in kept.accounts.all(BOT)]
    kept.close()
    return names


def test_everything_comes_back_in_an_empty_place(run, data, tmp_path):
    file = tmp_path / "today.tar.gz"
    answer = run(backup, data, file)
    assert answer.exit_code == 0, answer.output
    assert file.stat().st_mode & 0o777 == 0o600
    there = tmp_path / "new"
    answer = run(restore, there, file)
    assert answer.exit_code == 0, answer.output
    assert people(there) == ["Anna"]
    assert Memory(there / "memory.db").recall("anna", "filter") == "open"
    assert (there / "mail" / "one.eml").read_text().endswith("Tickets")
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".botengine")] == []


def test_a_backup_of_a_bot_that_writes_is_a_moment_of_it(run, data, tmp_path):
    """Arrivals are counted by rowid: a copy has the first so many of them, without a gap."""
    kept, ended = SqliteStore(data / "bot.db"), threading.Event()

    def write() -> None:
        number = 0
        while not ended.is_set():
            kept.accept(Arrival(BOT, "ann", "viber", str(number), b"text", 1.0)).result()
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    counts = []
    for name in ("a", "b", "c"):
        assert run(backup, data, tmp_path / name).exit_code == 0
        assert run(restore, tmp_path / f"{name}.d", tmp_path / name).exit_code == 0
        with closing(sqlite3.connect(tmp_path / f"{name}.d" / "bot.db")) as copied:
            (count, highest) = copied.execute("SELECT count(*), max(id) FROM inbox").fetchone()
        assert count == (highest or 0)
        counts.append(count)
    ended.set()
    writer.join()
    kept.close()
    assert counts == sorted(counts)


def test_what_is_there_is_replaced_only_by_force(run, data, tmp_path):
    run(backup, data, tmp_path / "file")
    kept = SqliteStore(data / "bot.db")
    kept.accounts.save(BOT, Account(User("ben", "Ben", "admin")), "boss").result()
    kept.close()
    answer = run(restore, data, tmp_path / "file")
    assert (answer.exit_code, "--force" in answer.output) == (1, True)
    assert people(data) == ["Anna", "Ben"]
    assert run(restore, data, tmp_path / "file", "--force").exit_code == 0
    assert people(data) == ["Anna"]


def test_an_empty_store_is_no_obstacle(run, data, tmp_path):
    run(backup, data, tmp_path / "file")
    (tmp_path / "new").mkdir()
    SqliteStore(tmp_path / "new" / "bot.db").close()
    assert run(restore, tmp_path / "new", tmp_path / "file").exit_code == 0
    assert people(tmp_path / "new") == ["Anna"]


def test_nothing_is_put_under_a_bot_that_runs(run, data, tmp_path):
    run(backup, data, tmp_path / "file")
    kept = SqliteStore(data / "bot.db")
    answer = run(restore, data, tmp_path / "file", "--force")
    kept.close()
    assert (answer.exit_code, "stop the bot first" in answer.output) == (1, True)


def test_a_file_that_is_there_is_not_overwritten(run, data, tmp_path):
    (tmp_path / "file").write_text("precious")
    answer = run(backup, data, tmp_path / "file")
    assert (answer.exit_code, (tmp_path / "file").read_text()) == (1, "precious")
    assert "take another name" in answer.output


def spoilt(file: Path, change) -> Path:
    """The archive with something in it changed."""
    with tarfile.open(file) as tar:
        parts = {each.name: tar.extractfile(each).read() for each in tar.getmembers()}
    change(parts)
    with tarfile.open(file, "w:gz") as tar:
        for name, content in parts.items():
            (file.parent / "part").write_bytes(content)
            tar.add(file.parent / "part", name)
    return file


def listed(parts: dict[str, bytes], **changes: object) -> None:
    parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | changes).encode()


SPOILT = {
    "a changed letter": lambda parts: parts.update({"mail/one.eml": b"To: thief@example.test"}),
    "a missing file": lambda parts: parts.pop("memory.db"),
    "no list": lambda parts: parts.pop("manifest.json"),
    "a newer form": lambda parts: listed(parts, format=2),
    "a way out": lambda parts: listed(parts, files={"../evil.db": "0"}),
    "an absolute path": lambda parts: listed(parts, files={"/evil.db": "0"}),
}


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT)
def test_a_damaged_backup_changes_nothing(run, data, tmp_path, change):
    run(backup, data, tmp_path / "file")
    answer = run(restore, tmp_path / "new", spoilt(tmp_path / "file", change))
    assert answer.exit_code == 1, answer.output
    assert answer.output.startswith("botengine: ")
    assert list((tmp_path / "new").iterdir()) == []
    assert not (tmp_path / "evil.db").exists()


def test_half_a_file_is_no_backup(run, data, tmp_path):
    run(backup, data, tmp_path / "file")
    content = (tmp_path / "file").read_bytes()
    (tmp_path / "file").write_bytes(content[: len(content) // 2])
    assert run(restore, tmp_path / "new", tmp_path / "file").exit_code == 1


def test_a_store_is_copied_into_a_new_one(run, data, tmp_path):
    old, new = f"sqlite:///{data / 'bot.db'}", f"sqlite:///{tmp_path / 'new' / 'bot.db'}"
    answer = run(store, data, "copy", old, new)
    assert answer.exit_code == 0, answer.output
    assert people(tmp_path / "new") == ["Anna"]
    assert "already" in run(store, data, "copy", old, new).output
    assert "no store at" in run(store, data, "copy", "sqlite:///nowhere.db", new).output


def test_postgresql_is_refused_in_a_sentence(run, data):
    answer = run(store, data, "copy", f"sqlite:///{data / 'bot.db'}", "postgresql://host/shop")
    assert (answer.exit_code, "SQLite only" in answer.output) == (1, True)


def test_what_is_no_backup_is_told_in_a_line(run, tmp_path):
    (tmp_path / "notes.txt").write_text("no archive")
    answer = run(restore, tmp_path / "new", tmp_path / "notes.txt")
    assert answer.exit_code == 1
    assert len(answer.output.splitlines()) == 1
