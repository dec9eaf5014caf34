"""Invites in the store: the first who opens one gets in, and nobody else ever."""

from __future__ import annotations

import pytest

from botengine.runtime.audit import Selection
from botengine.runtime.directory import NoSuchAccountError
from botengine.runtime.invites import INVITE_LIFE
from botengine.store.sqlite import SqliteStore
from botengine.values import Account, User
from tests.store.words import ADMIN, ANN, BEN, BOSS, BOT, let_in


@pytest.fixture
def store(shop):
    return shop


def test_an_invite_lets_the_first_one_in_and_nobody_else(store):
    token = store.invites.make(BOT, "u1", BOSS).result()
    assert store.invites.redeem(BOT, ANN, token).result() == "in"
    assert store.person(BOT, ANN).account == ADMIN
    assert store.invites.redeem(BOT, ANN, token).result() == "in"  # Viber repeats, people tap twice
    assert store.invites.redeem(BOT, BEN, token).result() == "refused"
    assert store.person(BOT, BEN) is None
    assert [line.after for line in store.audit.lines(BOT, Selection(action="invite.refused"))] == [
        {"person": BEN}
    ]


def test_an_invite_is_over_after_a_quarter_of_an_hour(store, clock):
    token = store.invites.make(BOT, "u1", BOSS).result()
    clock.advance(INVITE_LIFE)
    assert store.invites.redeem(BOT, ANN, token).result() == "refused"


def test_a_used_invite_does_not_undo_a_revocation(store):
    token = store.invites.make(BOT, "u1", BOSS).result()
    store.invites.redeem(BOT, ANN, token).result()
    store.accounts.unlink(BOT, ANN, BOSS).result()
    assert store.invites.redeem(BOT, ANN, token).result() == "refused"
    assert store.person(BOT, ANN).account is None


def test_nobody_becomes_somebody_else_by_a_link_that_was_sent_to_him(store):
    store.accounts.save(BOT, Account(User("u2", "Eve", "partner")), BOSS).result()
    let_in(store)
    token = store.invites.make(BOT, "u2", BOSS).result()
    assert store.invites.redeem(BOT, ANN, token).result() == "refused"
    assert store.person(BOT, ANN).account == ADMIN


def test_an_invite_of_an_account_that_is_off_or_gone_opens_nothing(store):
    token = store.invites.make(BOT, "u1", BOSS).result()
    store.accounts.change(BOT, "u1", BOSS, active=False).result()
    assert store.invites.redeem(BOT, ANN, token).result() == "refused"
    assert isinstance(store.invites.make(BOT, "u404", BOSS).exception(5), NoSuchAccountError)


def test_forged_tokens_and_those_of_other_bots_are_unknown(store):
    token = store.invites.make(BOT, "u1", BOSS).result()
    for bot, forged in ((BOT, token[:-1] + ("A" if token[-1] != "A" else "B")), ("other", token), (BOT, "")):
        assert store.invites.redeem(bot, ANN, forged).result() == "unknown"


def test_an_invite_closes_the_request_of_the_same_chat(store):
    store.requests.ask(BOT, ANN).result()
    store.invites.redeem(BOT, ANN, store.invites.make(BOT, "u1", BOSS).result()).result()
    assert store.requests.count(BOT) == 0


def test_the_token_is_not_kept(path, clock):
    store = SqliteStore(path, clock)
    store.accounts.save(BOT, Account(ADMIN), BOSS).result()
    token = store.invites.make(BOT, "u1", BOSS).result().encode()
    files = [file.read_bytes() for file in path.parent.iterdir()]
    assert not any(token in content for content in files)
    store.close()


def test_replaying_a_foreign_invite_writes_down_only_the_first_attempts(store):
    token = store.invites.make(BOT, "u1", BOSS).result()
    store.invites.redeem(BOT, ANN, token).result()
    for _ in range(100):
        store.invites.redeem(BOT, BEN, token).result()
    assert 1 < len(store.audit.lines(BOT, Selection(action="invite.refused", limit=1000))) <= 20
