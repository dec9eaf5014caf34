"""The contract of every store's directory: who is behind a chat is what the directory says now."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from botengine.runtime.audit import Selection
from botengine.runtime.directory import NoSuchAccountError, new_id
from botengine.store.connections import connect
from botengine.store.schema import migrations
from botengine.store.sqlite import SqliteStore
from botengine.values import Account, User
from tests.store.words import ADMIN, ANN, BEN, BOSS, BOT, LEASE, accept, bundle, finish, let_in, one, post

PARTNER = User(
    "u2", "paul", "partner", attributes={"partner": "p1"}, muted=frozenset({"a", "b"}), quiet="22-7"
)


def deeds(store) -> list[tuple[str, str, str]]:
    return [(line.actor, line.action, line.target) for line in store.audit.lines(BOT)][::-1]


def seen(store, number: int) -> User | None:
    """The account of the next turn's person."""
    accept(store, number)
    task = one(store)
    finish(store, task)
    return task.person and task.person.account


# -- accounts


def test_an_account_is_kept_as_it_is_with_the_time_it_was_made(store, clock):
    store.accounts.save(BOT, Account(PARTNER), BOSS).result()
    assert store.accounts.get(BOT, "u2") == Account(PARTNER, True, clock.time())
    assert (store.accounts.get(BOT, "u1"), store.accounts.get("other", "u2")) == (None, None)


def test_saving_again_replaces_the_user_but_not_when_it_was_made(store, clock):
    store.accounts.save(BOT, Account(PARTNER), BOSS).result()
    made = clock.time()
    clock.advance(60)
    store.accounts.save(BOT, Account(replace(PARTNER, name="Pia"), active=False), BOSS).result()
    assert store.accounts.get(BOT, "u2") == Account(replace(PARTNER, name="Pia"), False, made)


def test_all_accounts_are_listed_by_name_and_of_one_bot_only(store):
    for bot, user in ((BOT, PARTNER), (BOT, ADMIN), ("other", User("u9"))):
        store.accounts.save(bot, Account(user), BOSS).result()
    assert [account.user.id for account in store.accounts.all(BOT)] == ["u1", "u2"]


def test_an_account_without_an_id_is_refused_and_new_ids_differ(store):
    with pytest.raises(ValueError, match="id"):
        store.accounts.save(BOT, Account(User("")), BOSS).result()
    assert new_id() != new_id()


def test_single_fields_are_changed_and_the_account_is_given_back(store):
    store.accounts.save(BOT, Account(ADMIN), BOSS).result()
    changed = store.accounts.change(BOT, "u1", BOSS, language="uk", muted=frozenset({"x"})).result()
    assert changed == store.accounts.get(BOT, "u1")
    assert (changed.user.language, changed.user.muted, changed.user.role) == ("uk", frozenset({"x"}), "admin")


def test_what_is_not_there_cannot_be_changed_or_linked(store):
    for future in (
        store.accounts.change(BOT, "nobody", BOSS, name="x"),
        store.accounts.link(BOT, ANN, "nobody", BOSS),
    ):
        assert isinstance(future.exception(5), NoSuchAccountError)
    assert deeds(store) == []


# -- who is behind a chat


def test_a_linked_chat_is_the_account_at_the_next_turn_and_a_stranger_as_fast(store):
    let_in(store)
    assert seen(store, 1) == ADMIN
    assert store.accounts.unlink(BOT, ANN, BOSS).result() is True
    assert store.accounts.unlink(BOT, ANN, BOSS).result() is False
    assert seen(store, 2) is None


def test_a_changed_role_is_seen_by_the_next_turn(store):
    let_in(store)
    store.accounts.change(BOT, "u1", BOSS, role="partner").result()
    assert seen(store, 1) == replace(ADMIN, role="partner")


def test_an_inactive_account_is_nobody_until_it_is_active_again(store):
    let_in(store)
    store.accounts.change(BOT, "u1", BOSS, active=False).result()
    assert seen(store, 1) is None
    assert store.person(BOT, ANN).linked == "u1"
    store.accounts.change(BOT, "u1", BOSS, active=True).result()
    assert seen(store, 2) == ADMIN


def test_a_receiver_is_seen_with_the_account_behind_it(store):
    let_in(store)
    post(store, "hello")
    assert bundle(store).person.account == ADMIN


def test_an_account_may_have_several_chats(store):
    let_in(store)
    store.accounts.link(BOT, BEN, "u1", BOSS).result()
    assert [person.user for person in store.accounts.linked(BOT, "u1")] == [ANN, BEN]
    assert store.accounts.linked(BOT, "u2") == store.accounts.linked("other", "u1") == []


def test_a_chat_linked_to_another_account_is_that_one_only(store):
    let_in(store)
    let_in(store, account=PARTNER)
    assert seen(store, 1) == PARTNER
    assert store.accounts.linked(BOT, "u1") == []


def test_nothing_more_is_sent_to_whom_the_door_was_shown(store):
    let_in(store)
    post(store, "secret")
    store.accounts.unlink(BOT, ANN, BOSS).result()
    assert store.claim_letters(10, LEASE).result() == []
    assert store.backlog().letters == 0


# -- keys


def test_each_link_has_a_key_of_its_own_and_strangers_have_none(store):
    accept(store, 1)
    finish(store, one(store), spoke=True)
    assert store.person(BOT, ANN).key == ""
    let_in(store)
    let_in(store, BEN)
    keys = {store.person(BOT, user).key for user in (ANN, BEN)}
    assert len(keys) == 2
    assert all(len(key) == 32 for key in keys)
    store.accounts.unlink(BOT, ANN, BOSS).result()
    assert store.person(BOT, ANN).key == ""


def test_a_key_is_changed_by_rotation_and_by_linking_again(store):
    assert store.accounts.rotate(BOT, ANN, BOSS).result() is False
    let_in(store)
    keys = [store.person(BOT, ANN).key]
    assert store.accounts.rotate(BOT, ANN, BOSS).result() is True
    keys.append(store.person(BOT, ANN).key)
    store.accounts.link(BOT, ANN, "u1", BOSS).result()
    keys.append(store.person(BOT, ANN).key)
    assert len(set(keys)) == 3


def test_a_key_is_not_printed(store):
    let_in(store)
    person = store.person(BOT, ANN)
    assert person.key not in repr(person)


# -- the audit log


def test_every_change_is_written_down_with_who_did_it(store):
    let_in(store)
    store.accounts.change(BOT, "u1", "u1", language="uk").result()
    store.accounts.rotate(BOT, ANN, BOSS).result()
    store.accounts.unlink(BOT, ANN, BOSS).result()
    assert deeds(store) == [
        (BOSS, "account.new", "account:u1"),
        (BOSS, "person.link", "person:ann"),
        ("u1", "account.change", "account:u1"),
        (BOSS, "key.rotate", "person:ann"),
        (BOSS, "person.unlink", "person:ann"),
    ]


def test_a_change_tells_before_and_after_of_what_changed_only(store, clock):
    store.accounts.save(BOT, Account(ADMIN), BOSS).result()
    clock.advance(5)
    store.accounts.change(BOT, "u1", BOSS, role="partner", active=False).result()
    line = store.audit.lines(BOT)[0]
    assert (line.before, line.after) == (
        {"role": "admin", "active": True},
        {"role": "partner", "active": False},
    )
    assert line.at == clock.time()


def test_a_change_that_changes_nothing_is_no_deed(store):
    store.accounts.save(BOT, Account(ADMIN), BOSS).result()
    store.accounts.save(BOT, Account(ADMIN), BOSS).result()
    store.accounts.change(BOT, "u1", BOSS, role="admin").result()
    assert len(deeds(store)) == 1


def test_no_key_is_written_down(store):
    let_in(store)
    store.accounts.rotate(BOT, ANN, BOSS).result()
    assert store.person(BOT, ANN).key not in str(store.audit.lines(BOT))


def test_deeds_are_found_by_who_what_whom_and_when(store, clock):
    for number, (actor, action, target) in enumerate(
        [("a", "log.in", "x"), ("b", "log.out", "x"), ("a", "token.set", "y"), ("a", "log_in", "x")]
    ):
        store.audit.record(BOT, actor, action, target, after={"n": number}).result()
        clock.advance(10)
    store.audit.record("other", "a", "log.in", "x").result()

    def found(**asked) -> list[int]:
        return [line.after["n"] for line in store.audit.lines(BOT, Selection(**asked))]

    assert found() == [3, 2, 1, 0]
    assert (found(actor="a"), found(action="log."), found(target="x")) == ([3, 2, 0], [1, 0], [3, 1, 0])
    start = clock.time() - 40
    assert found(since=start + 20) == [3, 2]
    assert found(limit=2) == [3, 2]
    assert found(below=store.audit.lines(BOT)[1].id) == [1, 0]


def test_every_deed_is_a_line_of_the_log(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    store = SqliteStore(tmp_path / "bot.db")
    store.accounts.save(BOT, Account(User("u1", "Ann")), "cli").result()
    store.close()
    record = next(each for each in caplog.records if each.message == "deed")
    assert (record.actor, record.action, record.target) == ("cli", "account.new", "account:u1")
    assert "Ann" not in caplog.text


# -- from earlier versions


def test_accounts_of_earlier_versions_are_still_who_they_were(path, clock):
    database = connect(path)
    migrations.apply(database, stop_before="accounts")
    for user in (ANN, BEN):
        account = b'{"id":"u1","name":"Ann Admin","role":"admin","attributes":{"partner":"p2"}}'
        database.conn.execute("INSERT INTO person(bot, user, account) VALUES(?, ?, ?)", (BOT, user, account))
    database.conn.execute("INSERT INTO person(bot, user) VALUES(?, 'stranger')", (BOT,))
    database.conn.close()
    store = SqliteStore(path, clock)
    (account,) = store.accounts.all(BOT)
    assert account.user == User("u1", "Ann Admin", "admin", attributes={"partner": "p2"})
    assert [person.user for person in store.accounts.linked(BOT, "u1")] == [ANN, BEN]
    assert len({store.person(BOT, user).key for user in (ANN, BEN, "stranger")} - {""}) == 2
    assert store.person(BOT, "stranger").account is None
    store.close()
