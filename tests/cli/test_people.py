"""`botengine people`: who is in, who asks, and how they get in and out."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from botengine.cli.people import command
from botengine.clock import SystemClock
from botengine.events import Profile
from botengine.runtime.records import Arrival, Commit
from botengine.store.sqlite import SqliteStore
from botengine.values import Account, User
from botengine.web.entrance import Entrance
from botengine.web.passwords import Passwords
from tests.viber.cloud import serve
from tests.web.conftest import FRONT, MAIN

BOT, ANN = "test-bot", "ann=="


@pytest.fixture
def store(tmp_path, monkeypatch):
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows.yaml").write_text(FRONT.lstrip())
    (tmp_path / "flows" / "main.yaml").write_text(MAIN.lstrip())
    monkeypatch.setenv("BOTENGINE_FLOWS", str(tmp_path))
    monkeypatch.setenv("BOTENGINE_STORE", f"sqlite:///{tmp_path / 'bot.db'}")
    made = SqliteStore(tmp_path / "bot.db")
    yield made
    made.close()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def told(*arguments: str):
    answer = run(*arguments, "--json")
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


def refused(*arguments: str) -> str:
    answer = run(*arguments)
    assert answer.exit_code == 1
    return answer.output


def test_an_address_is_one_address_and_nobody_elses(store):
    told("add", "Anna", "--role", "admin", "--email", "anna@example.test")
    assert "no e-mail address" in refused("add", "Eva", "--role", "admin", "--email", "eva@a.test,x@b.test")
    assert "Another person has" in refused("add", "Eva", "--role", "admin", "--email", "ANNA@example.test")
    assert [each["name"] for each in told("list")["accounts"]] == ["Anna"]


def test_an_account_is_made_and_listed(store):
    made = told("add", "Anna Admin", "--role", "admin", "--email", "anna@example.test", "--set", "partner=p1")
    assert (made["name"], made["role"], made["attributes"]) == ("Anna Admin", "admin", {"partner": "p1"})
    assert told("list")["accounts"] == [made]
    assert "Anna Admin, 0 chats" in run("list").output
    assert [line.actor for line in store.audit.lines(BOT)] == ["cli"]


@pytest.mark.usefixtures("store")
def test_what_is_wrong_with_an_account_is_told():
    assert "did you mean --role admin?" in refused("add", "Anna", "--role", "amin")
    assert "give --role admin|partner" in refused("add", "Anna")
    assert "write --set NAME=VALUE" in refused("add", "Anna", "--role", "admin", "--set", "partner")
    run("add", "Anna", "--role", "admin", "--id", "anna")
    assert "already" in refused("add", "Anna", "--role", "admin", "--id", "anna")


def test_without_anybody_the_next_step_is_named(store):
    assert "botengine people add" in run("list").output


def test_the_person_who_says_the_code_is_let_in(store):
    code = store.requests.ask(BOT, ANN).result().code
    run("add", "Anna", "--role", "admin", "--id", "anna")
    assert code in run("list").output
    assert told("approve", code, "--as", "anna") == {"user": ANN, "account": "anna"}
    assert store.person(BOT, ANN).account.role == "admin"
    assert [task.waiting.body for task in store.claim_turns(5, 30).result()] == [b"admitted"]


def test_a_new_account_can_be_made_on_the_way(store):
    code = store.requests.ask(BOT, ANN).result().code
    told("approve", code.replace(" ", ""), "--new", "Anna", "--role", "partner")
    assert store.person(BOT, ANN).account.name == "Anna"


def test_nobody_gets_in_by_a_wrong_code_or_as_nobody(store):
    code = store.requests.ask(BOT, ANN).result().code
    assert "good for 10 minutes" in refused("approve", "0000 000", "--as", "anna")
    assert "who is it?" in refused("approve", code)
    assert "no such account" in refused("approve", code, "--as", "anna")
    assert "no role" in refused("approve", code, "--new", "Anna")
    assert store.person(BOT, ANN) is None


def test_a_name_plays_no_tricks_on_the_terminal(store):
    store.accept(Arrival(BOT, ANN, "viber", "1", b"", 0.0)).result()
    (task,) = store.claim_turns(1, 30).result()
    store.commit(task.lease, Commit(task.waiting.id, 0, profile=Profile(ANN, "\x1b[2JAnn\x9b"))).result()
    store.requests.ask(BOT, ANN).result()
    assert told("list")["requests"][0]["name"] == "[2JAnn"
    assert "says to be [2JAnn\n" in run("list").output


def test_a_request_is_refused_or_gets_a_new_code(store):
    store.requests.ask(BOT, ANN).result()
    number = str(told("list")["requests"][0]["id"])
    assert run("reject", number).exit_code == 0
    assert "decided already" in refused("reject", number)
    assert told("renew", number) == {"request": int(number), "done": "renew"}
    assert told("reject", number) == {"request": int(number), "done": "reject"}
    assert run("renew", number).exit_code == 0
    assert len(told("list")["requests"]) == 1
    assert "no request 99" in refused("renew", "99")


def test_access_is_taken_away_from_an_account_or_a_chat(store):
    run("add", "Anna", "--role", "admin", "--id", "anna")
    for chat in ("one", "two", "three"):
        store.accounts.link(BOT, chat, "anna", "boss").result()
    assert told("revoke", "three") == {"chats": ["three"]}
    assert "now: 2" in run("revoke", "anna", "--off").output
    assert store.accounts.linked(BOT, "anna") == []
    assert store.accounts.get(BOT, "anna").active is False
    assert "(off)" in run("list").output
    assert "is called 'three'" in refused("revoke", "three")


def test_an_invite_is_a_link_that_lets_in(store):
    run("add", "Anna", "--role", "admin", "--id", "anna")
    link = told("invite", "anna", "--uri", "my shop")["link"]
    head, token = link.split("&context=")
    assert head == "viber://pa?chatURI=my%20shop"
    assert store.invites.redeem(BOT, ANN, token).result() == "in"
    assert "no account 'ben'" in refused("invite", "ben", "--uri", "x")


def test_viber_is_asked_for_the_bots_name(store, monkeypatch):
    run("add", "Anna", "--role", "admin", "--id", "anna")
    assert "BOTENGINE_VIBER_TOKEN" in refused("invite", "anna")
    with serve() as cloud:
        cloud.answers = [{"status": 0, "uri": "bestevents", "name": "Shop"}]
        monkeypatch.setenv("BOTENGINE_VIBER_TOKEN", "4453b6ac12345678-1234567890abcdef-fedcba0987654321")
        monkeypatch.setenv("BOTENGINE_VIBER_API", cloud.url)
        assert run("invite", "anna").output.startswith("viber://pa?chatURI=bestevents&context=")


def test_a_link_to_choose_a_password_is_made_on_the_terminal(store):
    store.accounts.save(BOT, Account(User("anna", "Anna", "admin")), "test").result()
    told_link = told("log-in", "anna", "--reset")["link"]
    entrance = Entrance(BOT, store, SystemClock(), Passwords(memory=8, rounds=1))
    assert entrance.linked(told_link.rpartition("/")[2]) == "anna"
    assert "no account 'nobody'" in refused("log-in", "nobody")
