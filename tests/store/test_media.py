"""The contract of every media store: files until they expire, each bot's own, none of the forgotten."""

from __future__ import annotations

import pytest

from botengine.runtime.ports import Kept
from botengine.runtime.records import Retention
from botengine.values import Account, File, User
from tests.store.words import ANN, BEN, BOT

PDF = Kept(ANN, File("tickets.pdf", b"%PDF-1.7\0\xff", "application/pdf"))


def test_a_file_comes_back_byte_for_byte_until_it_expires(store, clock):
    store.media.keep(BOT, "t1", PDF, clock.time() + 60).result()
    assert store.media.find(BOT, "t1") == PDF
    clock.advance(60)
    assert store.media.find(BOT, "t1") is None


def test_the_same_token_again_only_lives_longer(store, clock):
    store.media.keep(BOT, "t1", PDF, clock.time() + 60).result()
    store.media.keep(BOT, "t1", PDF, clock.time() + 120).result()
    clock.advance(90)
    assert store.media.find(BOT, "t1") == PDF


def test_an_unknown_token_and_another_bot_find_nothing(store, clock):
    store.media.keep(BOT, "t1", PDF, clock.time() + 60).result()
    assert (store.media.find(BOT, "t2"), store.media.find("other", "t1")) == (None, None)


def test_expired_files_are_purged_and_others_stay(store, clock):
    store.media.keep(BOT, "t1", PDF, clock.time() + 60).result()
    store.media.keep(BOT, "t2", PDF, clock.time() + 120).result()
    clock.advance(90)
    assert [store.purge(Retention()).result(), store.purge(Retention()).result()] == [1, 0]
    assert store.media.find(BOT, "t2") == PDF


def test_a_forgotten_persons_files_are_gone(store, clock):
    store.media.keep(BOT, "t1", PDF, clock.time() + 60).result()
    store.media.keep(BOT, "t2", Kept(BEN, PDF.file), clock.time() + 60).result()
    assert store.forget(BOT, ANN).result() == 1
    assert [store.media.find(BOT, token) and token for token in ("t1", "t2")] == [None, "t2"]


@pytest.mark.parametrize("end", ["unlink", "elsewhere", "inactive"])
def test_files_of_somebody_who_may_not_use_the_bot_any_more_are_gone(sqlite, clock, end):
    for each in ("admin", "other"):
        sqlite.accounts.save(BOT, Account(User(each)), "test").result()
    sqlite.accounts.link(BOT, ANN, "admin", "test").result()
    sqlite.accounts.link(BOT, BEN, "other", "test").result()
    for user in (ANN, BEN):
        sqlite.media.keep(BOT, f"of {user}", Kept(user, PDF.file), clock.time() + 60).result()
    if end == "unlink":
        sqlite.accounts.unlink(BOT, ANN, "test").result()
    elif end == "elsewhere":
        sqlite.accounts.link(BOT, ANN, "other", "test").result()
    else:
        sqlite.accounts.change(BOT, "admin", "test", active=False).result()
    assert sqlite.media.find(BOT, f"of {ANN}") is None
    assert sqlite.media.find(BOT, f"of {BEN}") is not None
