"""Requests and invites in the store: one for each chat, within limits, decided once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from botengine.events import Profile
from botengine.runtime.audit import Selection
from botengine.runtime.records import Retention
from botengine.runtime.requests import (
    ANSWER_SPAN,
    ANSWERS,
    CODE_LIFE,
    NEW_IN_HOUR,
    OPEN_AT_ONCE,
    REFUSAL_SPAN,
    WRONG_CODES,
    Requests,
)
from botengine.values import Account, User
from tests.store.words import ADMIN, ANN, BEN, BOSS, BOT, accept, claim, finish, let_in, one

DAY = 86_400


def ask(store, user: str = ANN):
    return store.requests.ask(BOT, user).result()


def only(store):
    (request,) = store.requests.all(BOT)
    return request


def approve(store, request, code: str | None = None, account: str | Account = "u1") -> str:
    given = request.code if code is None else code
    return store.requests.approve(BOT, request.id, given, account, BOSS).result()


@pytest.fixture
def store(shop):
    return shop


# -- asking


def test_however_often_a_stranger_writes_there_is_one_request(store, clock):
    first = ask(store)
    assert re.fullmatch(r"\d{4} \d{4}", first.code)
    assert ask(store) == first
    request = only(store)
    assert (request.user, request.status, request.code) == (ANN, "open", first.code)
    assert (request.created, store.requests.count(BOT), store.requests.count("other")) == (clock.time(), 1, 0)


def test_a_request_shows_who_the_messenger_claims_it_is(store):
    accept(store, 1)
    finish(store, one(store), profile=Profile(ANN, "Ann", "de", avatar="https://x.test/a.jpg"))
    ask(store)
    assert only(store).profile == Profile(ANN, "Ann", "de", avatar="https://x.test/a.jpg")
    assert store.requests.get(BOT, only(store).id) == only(store)
    assert store.requests.get("other", only(store).id) is None


def test_codes_differ_and_are_found_however_they_are_spaced(store):
    codes = {ask(store, user).code for user in (ANN, BEN)}
    assert len(codes) == 2
    request = store.requests.find(BOT, ask(store).code.replace(" ", "-"))
    assert request.user == ANN
    assert store.requests.find("other", request.code) is store.requests.find(BOT, "") is None


def test_a_code_that_is_over_or_nearly_is_renewed_when_the_person_writes_again(store, clock):
    old = ask(store).code
    clock.advance(CODE_LIFE - 60)
    new = ask(store).code
    assert new != old
    assert store.requests.find(BOT, old) is None
    clock.advance(CODE_LIFE)
    assert store.requests.find(BOT, new) is None
    assert only(store).code == ""
    assert only(store).id == store.requests.all(BOT)[0].id


def test_a_stranger_is_answered_a_few_times_and_again_later(store, clock):
    assert [ask(store).answer for _ in range(ANSWERS + 5)] == ["stranger"] * ANSWERS + ["quiet"] * 5
    clock.advance(ANSWER_SPAN)
    assert ask(store).answer == "stranger"


def test_one_bot_opens_only_so_many_requests_in_an_hour(store, clock):
    answers = [ask(store, f"user{number}").answer for number in range(NEW_IN_HOUR + 20)]
    assert answers == ["stranger"] * NEW_IN_HOUR + ["crowded"] * 20
    assert store.requests.count(BOT) == NEW_IN_HOUR
    assert store.requests.ask("other", ANN).result().answer == "stranger"
    clock.advance(3601)
    assert ask(store, "late").answer == "stranger"


def test_one_bot_has_only_so_many_open_requests(store, clock):
    for number in range(OPEN_AT_ONCE + 5):
        ask(store, f"user{number}")
        clock.advance(60)
    assert store.requests.count(BOT) == OPEN_AT_ONCE
    assert ask(store, "late").answer == "crowded"


def test_forgotten_requests_make_room(store, clock):
    ask(store)
    clock.advance(31 * DAY)
    store.purge(Retention()).result()
    assert store.requests.all(BOT) == []


# -- approving


def test_an_approved_stranger_is_the_account_and_is_told_once(store):
    ask(store)
    assert approve(store, only(store)) == "done"
    assert store.person(BOT, ANN).account == ADMIN
    assert store.person(BOT, ANN).key
    (task,) = claim(store)
    assert (task.waiting.kind, task.waiting.body) == ("access", b"admitted")
    assert store.requests.count(BOT) == 0
    (request,) = store.requests.all(BOT, "approved")
    assert (request.decided_by, request.code) == (BOSS, "")


def test_a_new_account_is_made_with_the_approval_but_no_account_is_overwritten(store):
    ask(store)
    impostor = Account(User("u1", "Eve", "owner"))
    assert approve(store, only(store), account=impostor) == "unknown"
    assert store.accounts.get(BOT, "u1").user == ADMIN
    assert approve(store, only(store), account=Account(User("u7", "Ann", "partner"))) == "done"
    assert store.person(BOT, ANN).account == User("u7", "Ann", "partner")


def test_without_the_right_code_nobody_gets_in(store):
    ask(store), ask(store, BEN)
    ann, ben = (store.requests.find(BOT, ask(store, user).code) for user in (ANN, BEN))
    for code in ("", "0", ben.code, ann.code[:-1], ann.code + "1", "٠٠٠٠٠٠٠٠"):
        assert approve(store, ann, code) in {"wrong", "expired"}
    assert store.person(BOT, ANN) is None
    assert "request.wrong_code" in [line.action for line in store.audit.lines(BOT)]


def test_guessing_ends_the_code(store):
    code = ask(store).code
    request = only(store)
    wrong = "0000 0000" if code != "0000 0000" else "1111 1111"
    assert [approve(store, request, wrong) for _ in range(WRONG_CODES)] == ["wrong"] * WRONG_CODES
    assert approve(store, request, code) == "expired"
    assert ask(store).code != code


def test_an_old_code_opens_nothing(store, clock):
    ask(store)
    request = only(store)
    clock.advance(CODE_LIFE)
    assert approve(store, request) == "expired"
    assert store.person(BOT, ANN) is None


def test_a_request_is_decided_once(store):
    ask(store)
    request = only(store)
    assert [approve(store, request), approve(store, request)] == ["done", "closed"]
    assert store.requests.reject(BOT, request.id, BOSS).result() == "closed"
    assert len(claim(store)) == 1


def test_who_is_not_there_cannot_be_approved_or_approve(store):
    ask(store)
    request = only(store)
    assert store.requests.approve(BOT, 999, request.code, "u1", BOSS).result() == "unknown"
    assert store.requests.approve("other", request.id, request.code, "u1", BOSS).result() == "unknown"
    assert approve(store, request, account="u404") == "unknown"
    store.accounts.change(BOT, "u1", BOSS, active=False).result()
    assert approve(store, request) == "unknown"
    assert store.person(BOT, ANN) is None


# -- refusing, and coming back


def test_a_refused_stranger_is_told_once_and_not_again_for_a_day(store, clock):
    ask(store)
    assert store.requests.reject(BOT, only(store).id, BOSS).result() == "done"
    (task,) = claim(store)
    assert task.waiting.body == b"refused"
    assert [ask(store).answer for _ in range(3)] == ["quiet"] * 3
    clock.advance(REFUSAL_SPAN)
    assert [ask(store).answer for _ in range(3)] == ["refused", "quiet", "quiet"]
    assert [each.user for each in store.requests.all(BOT, "rejected")] == [ANN]


def test_a_refused_request_can_be_opened_again_with_a_new_code(store):
    code = ask(store).code
    request = only(store)
    store.requests.reject(BOT, request.id, BOSS).result()
    assert store.requests.renew(BOT, request.id, BOSS).result() == "done"
    assert ask(store).answer == "stranger"
    assert only(store).code not in {"", code}
    assert approve(store, only(store)) == "done"
    assert store.requests.renew(BOT, request.id, BOSS).result() == "closed"


def test_who_was_signed_out_asks_anew(store):
    ask(store)
    approve(store, only(store))
    store.accounts.unlink(BOT, ANN, BOSS).result()
    assert ask(store).answer == "stranger"
    assert (only(store).status, store.requests.count(BOT)) == ("open", 1)


def test_who_is_switched_off_is_refused_politely_and_makes_no_request(store, clock):
    let_in(store)
    store.accounts.change(BOT, "u1", BOSS, active=False).result()
    assert [ask(store).answer for _ in range(3)] == ["refused", "quiet", "quiet"]
    assert store.requests.count(BOT) == 0


def test_who_is_switched_off_hears_so_even_on_the_day_of_the_approval(store):
    ask(store)
    assert approve(store, only(store)) == "done"
    store.accounts.change(BOT, "u1", BOSS, active=False).result()
    assert [ask(store).answer for _ in range(3)] == ["refused", "quiet", "quiet"]


def test_decisions_are_in_the_audit_log_and_codes_are_not(store):
    codes = [ask(store).code, ask(store, BEN).code]
    ann, ben = (store.requests.find(BOT, code) for code in codes)
    approve(store, ann)
    store.requests.reject(BOT, ben.id, BOSS).result()
    store.requests.renew(BOT, ben.id, BOSS).result()
    deeds = [(line.action, line.target) for line in store.audit.lines(BOT, Selection(action="request."))]
    assert deeds[::-1] == [
        ("request.approved", "person:ann"),
        ("request.rejected", "person:ben"),
        ("request.renewed", "person:ben"),
    ]
    told = str(store.audit.lines(BOT))
    assert not any(code in told or code.replace(" ", "") in told for code in codes)


def test_every_method_of_requests_is_covered_here():
    text = Path(__file__).read_text()
    methods = [name for name, value in vars(Requests).items() if callable(value) and name[0] != "_"]
    assert [name for name in methods if f"store.requests.{name}(" not in text] == []
