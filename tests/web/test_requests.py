"""Neue Viber-Anfragen: who is let in, as whom, and what stops a wrong one."""

from __future__ import annotations

import pytest

from botengine.values import Account, User
from botengine.web import entrance
from botengine.web.pages.requests import SHOWN
from tests.web.conftest import PASSWORD


@pytest.fixture
def request_(bot):
    """A stranger has written."""
    bot.store.requests.ask(bot.id, "viber-olena").result()
    return bot.store.requests.all(bot.id)[0]


def approve(browser, request, **fields):
    return browser.submit("/requests/approve", request=str(request.id), **{"code": request.code, **fields})


def role_of(bot, user="viber-olena") -> str:
    person = bot.store.person(bot.id, user)
    return person.account.role if person and person.account else ""


def test_the_menu_counts_open_requests_and_the_page_shows_their_codes(anna, bot, request_):
    page = anna.look("/requests").text
    assert '<b class="count">1</b>' in page
    assert f"{request_.code[:4]} {request_.code[4:]}" in page
    assert "No new requests" not in page


def test_of_many_requests_each_is_found_by_its_code_or_name(anna, bot):
    for n in range(25):
        bot.store.requests.ask(bot.id, f"viber-{n}").result()
    oldest = bot.store.requests.all(bot.id)[-1]
    page = anna.look("/requests").text
    assert page.count("<output>") == SHOWN
    assert "Not all are shown" in page
    page = anna.get("/web/requests", params={"q": oldest.code}).text
    assert page.count("<output>") == 1
    assert oldest.code in page
    assert "Nobody who waits" in anna.look("/requests?q=nobody").text
    wrong = approve(anna, oldest, account="", name="", role="partner")  # below the others, but it is seen
    assert f'name="request" value="{oldest.id}"' in wrong.text


def test_what_others_have_is_suggested_as_a_persons_attributes(anna, bot, request_):
    bot.store.accounts.save(
        bot.id, Account(User("eva", "Eva", "partner", attributes={"partner": "p7"})), ""
    ).result()
    for path in ("/requests", "/people/new"):
        page = anna.look(path).text
        assert '<datalist id="known-partner"><option value="p1"><option value="p7"></datalist>' in page
        assert 'list="known-partner"' in page


def test_people_of_the_same_name_are_told_apart(anna, bot, request_):
    for email in ("a@b.test", "c@d.test"):
        bot.store.accounts.save(bot.id, Account(User(email, "Eva", "partner", email=email)), "test").result()
    page = anna.look("/requests").text
    assert "Eva · Partner · a@b.test<" in page
    assert "Eva · Partner · c@d.test<" in page


def test_a_stranger_is_let_in_as_a_new_person(anna, bot, request_):
    fields = {"account": "", "name": "Olena", "role": "partner", "attribute partner": "p2"}
    assert approve(anna, request_, **fields).headers["location"] == "/web/requests?done=approve"
    person = bot.store.person(bot.id, "viber-olena")
    assert (person.account.name, person.account.role) == ("Olena", "partner")
    assert person.account.attributes == {"partner": "p2"}
    assert "No new requests" in anna.look("/requests").text
    assert any(
        line.action == "person.link" and line.actor == "anna" for line in bot.store.audit.lines(bot.id)
    )


def test_a_stranger_is_assigned_to_a_known_person(anna, bot, request_):
    approve(anna, request_, account="paul")
    assert [chat.user for chat in bot.store.accounts.linked(bot.id, "paul")] == ["viber-olena"]


def test_another_code_than_the_one_shown_lets_nobody_in(anna, bot, request_):
    assert approve(anna, request_, account="paul", code="00000000").status_code == 409
    assert role_of(bot) == ""


def test_an_old_code_lets_nobody_in_until_a_new_one_was_compared(anna, bot, request_, clock):
    clock.advance(3600)
    anna.log_in()
    assert "The code has expired." in anna.look("/requests").text
    assert approve(anna, request_, account="paul").status_code == 409
    anna.submit("/requests/renew", request=str(request_.id))
    fresh = bot.store.requests.all(bot.id)[0]
    assert approve(anna, fresh, account="paul").status_code == 303
    assert role_of(bot) == "partner"


def test_a_refused_stranger_stays_out_and_can_be_looked_at_again(anna, bot, request_):
    anna.submit("/requests/reject", request=str(request_.id))
    page = anna.look("/requests").text
    assert "No new requests" in page
    assert "Refused (1)" in page
    assert approve(anna, request_, account="paul").status_code == 409
    anna.submit("/requests/renew", request=str(request_.id))
    assert bot.store.requests.count(bot.id) == 1


def test_to_make_an_administrator_the_password_is_needed(anna, bot, request_, clock):
    clock.advance(entrance.FRESH)
    bot.store.requests.renew(bot.id, request_.id, "test").result()
    fresh = bot.store.requests.all(bot.id)[0]
    answer = approve(anna, fresh, name="Olena", role="admin")
    assert answer.status_code == 422
    assert 'name="again"' in answer.text
    assert role_of(bot) == ""
    assert approve(anna, fresh, name="Olena", role="admin", again=PASSWORD).status_code == 303
    assert role_of(bot) == "admin"


@pytest.mark.parametrize("act", ["approve", "reject", "renew"])
def test_requests_that_are_not_there_are_not_found(anna, act):
    for number in ("", "0", "999", "-1", "x", "9" * 30, "²"):
        assert anna.submit(f"/requests/{act}", request=number, account="paul").status_code == 404, number


def test_nobody_is_assigned_to_who_is_not_there_or_deactivated(anna, bot, request_):
    bot.store.accounts.change(bot.id, "paul", "test", active=False).result()
    assert [approve(anna, request_, account=id_).status_code for id_ in ("paul", "u0")] == [404, 404]
    assert approve(anna, request_, name="X", role="boss").status_code == 422
    assert role_of(bot) == ""


def test_partners_let_nobody_in(paul, bot, request_):
    assert approve(paul, request_, account="paul").status_code == 403
    assert paul.look("/requests").status_code == 403
    assert role_of(bot) == ""
