"""People and profile: what can be changed of whom, and what it takes."""

from __future__ import annotations

import re

import pytest

from botengine.runtime.audit import Selection
from botengine.web import entrance
from tests.web.conftest import PASSWORD, Browser

FIELDS = {"name": "Paul", "email": "paul@example.test", "role": "partner", "language": ""}


def user(bot, id_="paul"):
    return bot.store.accounts.get(bot.id, id_).user


def test_the_list_shows_everybody_and_finds_by_parts(anna):
    assert all(name in anna.look("/people").text for name in ("Anna", "Paul"))
    found = anna.look("/people?q=pau+partner").text
    assert 'href="/web/people/paul"' in found
    assert 'href="/web/people/anna"' not in found
    assert "Nobody found" in anna.look("/people?q=zzz").text


def test_a_new_person_is_made_with_all_fields(anna, bot):
    fields = {
        **FIELDS,
        "name": "Olena",
        "email": "o@example.test",
        "language": "uk",
        "attribute partner": "p7",
    }
    answer = anna.submit("/people/new/create", **fields)
    made = user(bot, answer.headers["location"].split("/")[3].split("?")[0])
    assert (made.name, made.email, made.role, made.language) == ("Olena", "o@example.test", "partner", "uk")
    assert made.attributes == {"partner": "p7"}


def test_changes_are_saved_and_stand_in_the_audit_log(anna, bot):
    fields = {**FIELDS, "name": "Paul P.", "quiet-from": "22:00", "quiet-to": "07:00"}
    assert anna.submit("/people/paul/save", **fields).status_code == 303
    assert (user(bot).name, user(bot).quiet) == ("Paul P.", "22:00-07:00")
    line = bot.store.audit.lines(bot.id, Selection(target="account:paul"))[0]
    assert (line.actor, line.before["name"], line.after["name"]) == ("anna", "Paul", "Paul P.")


def test_signs_that_play_tricks_become_spaces_in_a_name(anna, bot):
    anna.submit(
        "/people/paul/save", **{**FIELDS, "name": "\u202eAnna \N{WOMAN}\u200d\N{PERSONAL COMPUTER}\r\nBcc: x"}
    )
    assert user(bot).name == "Anna \N{WOMAN} \N{PERSONAL COMPUTER} Bcc: x"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "give a name"),
        ("name", "\u202e \u200b\n", "give a name"),
        ("email", "nobody", "no e-mail address"),
        ("email", "a@b.test,c@d.test", "no e-mail address"),
        ("email", "a@b.test\r\nBcc: c@d.test", "no e-mail address"),
        ("email", "ANNA@example.test", "Another person"),
        ("role", "boss", "one of the roles"),
        ("language", "tlh"[:2], "one of the languages"),
        ("quiet-from", "22:00", "beginning and an end"),
    ],
)
def test_what_cannot_be_is_refused_and_the_form_keeps_what_was_typed(anna, bot, field, value, said):
    before = user(bot)
    answer = anna.submit("/people/paul/save", **{**FIELDS, "name": "Typed", field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert field == "name" or "Typed" in answer.text
    assert user(bot) == before


def test_another_role_needs_the_password_again(anna, bot, clock):
    clock.advance(entrance.FRESH)
    change = {**FIELDS, "role": "admin"}
    assert anna.submit("/people/paul/save", **change).status_code == 422
    assert user(bot).role == "partner"
    assert anna.submit("/people/paul/save", **FIELDS).status_code == 303
    assert anna.submit("/people/paul/save", **change, again=PASSWORD).status_code == 303
    assert user(bot).role == "admin"


def test_nobody_takes_the_own_access_away(anna, bot):
    own = {**FIELDS, "name": "Anna", "email": "", "role": "partner"}
    assert anna.submit("/people/anna/save", **own).status_code == 422
    assert anna.submit("/people/anna/switch").status_code == 422
    assert user(bot, "anna").role == "admin"


def test_who_is_deactivated_is_out_everywhere_and_can_come_back(anna, paul, bot):
    anna.submit("/people/paul/switch")
    assert paul.look("/profile").status_code == 303
    anna.submit("/people/paul/switch")
    assert bot.store.accounts.get(bot.id, "paul").active
    assert paul.look("/profile").status_code == 303  # the old session stays ended


def test_a_link_lets_somebody_choose_a_password_once(anna, bot):
    page = anna.submit("/people/paul/password-link").text
    path = re.search(r"http://127\.0\.0\.1/web(/set-up/[\w-]+)", page)[1]
    words = "four new words here"
    assert Browser(bot).submit(f"{path}/make", password=words, repeated=words).status_code == 303
    assert Browser(bot).submit(f"{path}/make", password=words, repeated=words).status_code == 410
    assert Browser(bot).log_in("paul", words)


def test_an_administrator_ends_sessions_and_resets_a_second_step(anna, paul, bot):
    anna.submit("/people/paul/end-sessions")
    assert paul.look("/profile").status_code == 303
    anna.submit("/people/paul/second-step-off")
    actions = {line.action for line in bot.store.audit.lines(bot.id, Selection(target="account:paul"))}
    assert {"sessions.end", "second_step.off", "login"} <= actions


@pytest.mark.parametrize("act", ["unlink", "rotate"])
def test_only_chats_of_this_person_can_be_changed_here(anna, bot, act):
    bot.store.accounts.link(bot.id, "viber-anna", "anna", "test").result()
    key = bot.store.person(bot.id, "viber-anna").key
    assert anna.submit(f"/people/paul/{act}", chat="viber-anna").status_code == 404
    assert bot.store.person(bot.id, "viber-anna").key == key
    assert anna.submit(f"/people/anna/{act}", chat="viber-anna").status_code == 303
    assert bot.store.person(bot.id, "viber-anna").key != key


def test_everybody_chooses_language_and_quiet_hours_but_nothing_else(paul, bot):
    evil = {"name": "Boss", "role": "admin", "email": "x@y.test", "attribute partner": "p9", "active": "1"}
    fields = {"language": "uk", "quiet-from": "21:00", "quiet-to": "08:00", **evil}
    assert paul.submit("/profile/save", **fields).status_code == 303
    assert (user(bot).language, user(bot).quiet) == ("uk", "21:00-08:00")
    assert (user(bot).name, user(bot).role, user(bot).email) == ("Paul", "partner", "paul@example.test")
    assert 'lang="uk"' in paul.look("/profile").text


def test_only_own_sessions_can_be_ended_on_the_profile(paul, anna, bot):
    foreign = bot.site.entrance.sessions("anna")[0].key
    paul.submit("/profile/leave", session=foreign)
    assert anna.look("/people").status_code == 200
