"""Who gets in: requests of strangers, codes, invites, keys; and nobody else."""

from __future__ import annotations

import re

import pytest

from botengine.runtime.access import BotAccounts
from botengine.runtime.requests import ANSWERS, NEW_IN_HOUR
from botengine.testing.idle import idle
from botengine.values import Account, User
from tests.runtime.fakes import BOT, noticed
from tests.runtime.shop import EVENTS, Door

CODE = re.compile(r"Who are you\? (\d{4} \d{4})")


@pytest.fixture
def door(store, clock, tmp_path):
    made = Door(tmp_path / "shop", store, clock).start()
    yield made
    made.stop()


@pytest.mark.parametrize("event", EVENTS)
def test_whatever_a_stranger_sends_first_makes_one_request_and_is_answered_with_its_code(door, store, event):
    (told,) = door.hear("ann", "~AAAAAAAAAAAAAAAA.0" if event == "pressed" else "hello", event)
    assert CODE.fullmatch(told)[1] == store.requests.all(BOT)[0].code
    for each in EVENTS:
        door.hear("ann", "~AAAAAAAAAAAAAAAA.0" if each == "pressed" else "hello", each)
    assert store.requests.count(BOT) == 1
    assert len(door.channel.sent["ann"]) == ANSWERS
    assert door.till.calls == []
    assert door.channel.last["ann"].keyboard is None


def test_opening_the_chat_is_answered_with_the_code_at_once(door, store):
    message = door.welcome("ann")
    assert CODE.fullmatch(message.text)[1] == store.requests.all(BOT)[0].code


def test_the_approved_gets_a_registration_message_and_the_menu_at_once(door):
    door.hear("ann", "hello")
    assert door.approve("ann") == "done"
    assert idle(door.runtime, 20)
    assert door.channel.sent["ann"][1:] == ["Welcome in.\n\nThe menu of Anna"]
    assert door.press("ann", "Pay") == ["Paid.\n\nThe menu of Anna"]
    assert len(door.till.calls) == 1


def test_the_refused_is_told_once(door, store):
    door.hear("ann", "hello")
    store.requests.reject(BOT, store.requests.all(BOT)[0].id, "boss").result()
    assert idle(door.runtime, 20)
    assert door.channel.sent["ann"][1:] == ["No entry."]
    assert [door.hear("ann", "please") for _ in range(3)] == [[], [], []]


def test_a_refused_request_that_is_opened_again_brings_a_new_code(door, store):
    door.hear("ann", "hello")
    request = store.requests.all(BOT)[0]
    store.requests.reject(BOT, request.id, "boss").result()
    store.requests.renew(BOT, request.id, "boss").result()
    assert idle(door.runtime, 20)
    code = CODE.fullmatch(door.channel.sent["ann"][-1])[1]
    assert code == store.requests.all(BOT)[0].code != request.code


def test_an_invite_leads_straight_to_the_menu(door, store):
    token = store.invites.make(BOT, "u1", "boss").result()
    assert door.welcome("ann", token).text == "Welcome in.\n\nThe menu of Anna"
    assert door.welcome("ann", token).text == "Welcome in.\n\nThe menu of Anna"
    assert CODE.fullmatch(door.welcome("eve", token).text)
    assert store.requests.count(BOT) == 1


def test_opening_by_an_invite_does_not_subscribe(door, store):
    door.welcome("ann", store.invites.make(BOT, "u1", "boss").result())
    assert store.person(BOT, "ann").last_message == 0.0


def test_the_press_after_a_revocation_is_a_strangers(door, store):
    door.hear("ann", "hello")
    door.approve("ann")
    idle(door.runtime, 20)
    pay = door.body("ann", "Pay")
    store.accounts.unlink(BOT, "ann", "boss").result()
    (told,) = door.hear("ann", pay, "pressed")
    assert CODE.fullmatch(told)
    assert door.till.calls == []


def test_old_buttons_are_dead_after_the_key_was_changed(door, store):
    door.hear("ann", "hello")
    door.approve("ann")
    idle(door.runtime, 20)
    pay = door.body("ann", "Pay")
    store.accounts.rotate(BOT, "ann", "boss").result()
    assert door.hear("ann", pay, "pressed") == ["Old button.\n\nThe menu of Anna"]
    assert door.till.calls == []
    assert door.press("ann", "Pay") == ["Paid.\n\nThe menu of Anna"]


def test_buttons_shown_before_a_revocation_stay_dead_after_a_new_approval(door, store):
    door.hear("ann", "hello")
    door.approve("ann")
    idle(door.runtime, 20)
    pay = door.body("ann", "Pay")
    store.accounts.unlink(BOT, "ann", "boss").result()
    store.accounts.link(BOT, "ann", "u1", "boss").result()
    assert door.hear("ann", pay, "pressed") == ["Old button.\n\nThe menu of Anna"]
    assert door.till.calls == []


def test_a_button_of_one_chat_is_no_button_of_another(door, store):
    for user in ("ann", "ben"):
        store.accounts.link(BOT, user, "u1", "boss").result()
        door.hear(user, "hello")
    assert door.hear("ben", door.body("ann", "Pay"), "pressed") == ["Old button.\n\nThe menu of Anna"]
    assert door.till.calls == []


def test_a_changed_role_holds_at_the_next_press(door, store):
    store.accounts.link(BOT, "ann", "u1", "boss").result()
    door.hear("ann", "hello")
    store.accounts.change(BOT, "u1", "boss", role="partner").result()
    door.press("ann", "Pay")
    assert door.till.calls == []
    store.accounts.change(BOT, "u1", "boss", active=False).result()
    assert door.press("ann", "Next") == ["No entry."]


def test_who_was_revoked_is_left_alone_by_timers_and_notices(door, store):
    door.runtime.accept(noticed("ann", "idle", "n1")).result()
    assert idle(door.runtime, 20)
    assert door.channel.sent["ann"] == []
    assert store.requests.count(BOT) == 0


def test_an_approval_comes_through_a_killed_program_once(door, store, clock, tmp_path):
    door.hear("ann", "hello")
    door.stop()
    assert door.approve("ann", Account(User("u2", "Ben", "partner"))) == "done"
    again = Door(tmp_path / "again", store, clock).start()
    assert idle(again.runtime, 20)
    again.stop()
    assert again.channel.sent["ann"] == ["Welcome in.\n\nThe menu of Ben"]
    third = Door(tmp_path / "third", store, clock).start()
    assert idle(third.runtime, 20)
    third.stop()
    assert third.channel.sent["ann"] == []


# -- too much at once


def test_who_sends_too_much_is_told_once_and_heard_again_later(store, clock, tmp_path):
    door = Door(tmp_path / "shop", store, clock, per_minute=10).start()
    store.accounts.link(BOT, "ann", "u1", "boss").result()
    answers = [door.hear("ann", "hello") for _ in range(30)]
    assert [len(each) for each in answers] == [1] * 11 + [0] * 19
    assert "too much at once" in answers[10][0]
    assert [line.trouble.kind for line in store.insight.troubles(BOT)] == ["hasty"]
    assert len(store.journal(BOT)) == 10
    assert door.hear("ben", "hello") != []
    clock.advance(60)
    assert door.hear("ann", "hello") != []
    door.stop()


def test_a_stranger_who_sends_too_much_is_not_even_told(store, clock, tmp_path):
    door = Door(tmp_path / "shop", store, clock, per_minute=3).start()
    assert [len(door.hear("eve", "hello")) for _ in range(9)] == [1, 1, 1] + [0] * 6
    assert [line.trouble.kind for line in store.insight.troubles(BOT)] == ["hasty"]
    door.stop()


def test_who_signs_out_is_told_so_and_sees_neither_screen_nor_buttons_any_more(door, store):
    store.accounts.link(BOT, "ann", "u1", "boss").result()
    door.hear("ann", "hello")
    leave = BotAccounts(store.accounts, BOT)
    door.till.before = lambda _call: leave.leave("u1")
    assert door.press("ann", "Pay") == ["Paid."]
    assert door.channel.last["ann"].keyboard is None
    assert CODE.fullmatch(door.hear("ann", "hello")[0])


def test_a_chat_that_is_another_accounts_now_begins_anew_with_nothing_of_the_one_before(door, store):
    store.accounts.link(BOT, "ann", "u1", "boss").result()
    door.hear("ann", "hello")
    assert door.press("ann", "Next") == ["The next one"]
    store.accounts.save(BOT, Account(User("u2", "Ben", "admin")), "boss").result()
    store.accounts.link(BOT, "ann", "u2", "boss").result()
    assert door.press("ann", "Menu") == ["Old button.\n\nThe menu of Ben"]
    assert b"u1" not in store.conversation(BOT, "ann")


def test_who_comes_while_too_many_ask_is_told_so_once_a_minute(door, store, clock):
    for number in range(NEW_IN_HOUR):
        store.requests.ask(BOT, f"user{number}").result()
    assert [len(door.hear("eve", "hello")) for _ in range(4)] == [1, 0, 0, 0]
    clock.advance(60)
    (told,) = door.hear("eve", "hello")
    assert "write again later" in told
    assert store.requests.count(BOT) == NEW_IN_HOUR
