"""`botengine forget`: nothing of the person is left, neither in the database nor on the disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from actions.memory import Memory
from actions.shop.sendings import Request, Sendings
from botengine.cli.forget import command
from botengine.events import Profile
from botengine.runtime.records import Arrival, Commit, Draft, Journal, Trouble
from botengine.store.sqlite import SqliteStore
from botengine.values import Account, User

BOT, ANN, BEN = "ticketshop-admin", "ann/QXk+8w==", "ben=="
CANARIES = [b"Canary", b"canary", b"ann/QXk", b"uCANARY"]


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("BOTENGINE_FLOWS", str(Path(__file__).resolve().parents[2]))
    monkeypatch.setenv("BOTENGINE_STORE", f"sqlite:///{tmp_path / 'bot.db'}")
    made = SqliteStore(tmp_path / "bot.db")
    made.accounts.save(BOT, Account(User("uCANARY", "Canary", "admin", email="canary@example.test")), "boss")
    made.accounts.save(BOT, Account(User("u2", "Ben", "admin")), "uCANARY").result()
    yield made
    made.close()


def lives(store, user: str, name: str, account: str) -> None:
    """Somebody asks, gets in, chats, is refused by an invite, changes settings."""
    code = store.requests.ask(BOT, user).result().code
    request = store.requests.find(BOT, code)
    store.requests.approve(BOT, request.id, code, account, "boss").result()
    store.accounts.change(BOT, account, account, language="uk").result()
    token = store.invites.make(BOT, "u2", "boss").result()
    store.invites.redeem(BOT, user, token).result()
    for number in range(30):
        store.accept(Arrival(BOT, user, "viber", f"{number}", f"{name} says {number}".encode(), 1.0)).result()
        (task,) = store.claim_turns(1, 30).result()
        turn = Commit(
            task.waiting.id, task.version, f"{name} {number}".encode() * 50,
            (Draft(f"dear {name}".encode()),), journal=Journal("Typed", steps=name.encode()),
            trouble=Trouble("failed", name), profile=Profile(user, name), spoke=True,
        )  # fmt: skip
        store.commit(task.lease, replace(turn, timers={"idle": 99.0})).result()


def left(folder: Path) -> list[bytes]:
    return left_in([file for file in folder.iterdir() if file.is_file()])


def left_in(files: list[Path]) -> list[bytes]:
    content = b"".join(file.read_bytes() for file in files)
    return [canary for canary in CANARIES if canary in content]


@pytest.mark.parametrize("who", ["uCANARY", ANN])
def test_no_byte_of_a_forgotten_person_is_left(store, tmp_path, who):
    lives(store, ANN, "Canary", "uCANARY")
    lives(store, BEN, "Ben", "u2")
    assert left(tmp_path) == CANARIES
    store.close()
    answer = CliRunner().invoke(command, [who, "--yes"])
    assert answer.exit_code == 0, answer.output
    assert left(tmp_path) == ([] if who == "uCANARY" else [b"Canary", b"canary", b"uCANARY"])  # the account
    again = SqliteStore(tmp_path / "bot.db")
    assert again.person(BOT, ANN) is None
    assert again.person(BOT, BEN).account.id == "u2"
    assert {line.user for line in again.journal(BOT)} == {BEN}
    again.close()


def test_what_was_done_stays_without_the_name(store):
    lives(store, ANN, "Canary", "uCANARY")
    before = [(line.at, line.action) for line in store.audit.lines(BOT)]
    store.forget(BOT, "uCANARY").result()
    lines = store.audit.lines(BOT)
    assert [(line.at, line.action) for line in lines] == before
    assert {line.target for line in lines} == {"forgotten", "account:u2"}
    assert "uCANARY" not in str(lines)


def test_who_is_unknown_is_told(store):
    answer = CliRunner().invoke(command, ["nobody", "--yes"])
    assert (answer.exit_code, "nothing is known of 'nobody'" in answer.output) == (1, True)
    assert store.accounts.get(BOT, "u2")


def test_plug_ins_forget_too(store, tmp_path):
    memory, sendings = Memory(tmp_path / "memory.db"), Sendings(tmp_path / "mail.db")
    memory.keep("uCANARY", "filter", "Canary's filter", key="k")
    memory.keep("u2", "filter", "open", key="k")
    canary = User("uCANARY", "Canary", "admin", email="canary@example.test")
    sendings.add(Request("k1", "1043", "copy", canary.email, "de", canary), "<one@shop.example>", 1.0)
    sendings.add(
        Request("k2", "1043", "tickets", "buyer@example.test", "de", canary), "<two@shop.example>", 1.0
    )
    sendings.close()
    letters = [tmp_path / "mail" / f"{name}.eml" for name in ("one", "two")]
    letters[0].parent.mkdir()
    for letter in letters:
        letter.write_text("tickets")
    store.close()
    answer = CliRunner().invoke(command, ["uCANARY", "--yes"])
    assert answer.exit_code == 0, answer.output
    assert left_in([*tmp_path.glob("m*.db*")]) == []
    assert [letter.exists() for letter in letters] == [False, True]
    assert memory.recall("u2", "filter") == "open"
    (kept,) = Sendings(tmp_path / "mail.db").of_order("1043", User("x"))
    assert (kept.to, kept.actor) == ("buyer@example.test", "")
