"""Getting in and out: passwords, sessions, the second step, one-time links."""

from contextlib import suppress

import pytest

from botengine.runtime.audit import Selection
from botengine.web import entrance
from tests.web.conftest import PASSWORD, Browser

COOKIE = "botengine-session"


def test_who_is_not_logged_in_is_asked_to_and_led_back(browser):
    answer = browser.look("/people")
    assert answer.headers["location"] == "/web/login?next=/people"
    answer = browser.post("/web/login/enter?next=/people", data={"name": "anna", "password": PASSWORD})
    assert "/second-step" in answer.headers["location"]  # the first time, administrators are offered it
    browser.submit("/login/out")
    answer = browser.post("/web/login/enter?next=/people", data={"name": "anna", "password": PASSWORD})
    assert answer.headers["location"] == "/web/people"


def test_a_filter_is_there_again_after_the_log_in(browser):
    asked = browser.look("/audit?who=anna&days=7").headers["location"]
    browser.log_in()
    answer = browser.post(
        asked.replace("/login?", "/login/enter?"), data={"name": "anna", "password": PASSWORD}
    )
    assert answer.headers["location"] == "/web/audit?who=anna&days=7"


def test_what_was_entered_when_the_session_ended_can_be_sent_once_more(anna, bot):
    bot.site.entrance.leave_everywhere("anna")
    form = {"name": "Nina <b>", "role": "partner", "again": PASSWORD}
    answer = anna.submit("/people/new/create", **form)
    assert answer.status_code == 401
    assert '<input type="hidden" name="name" value="Nina &lt;b&gt;">' in answer.text
    assert 'action="/web/people/new/create"' in answer.text
    assert 'href="/web/login?next=/people/new"' in answer.text
    assert PASSWORD not in answer.text
    anna.log_in()
    del form["again"]
    assert anna.submit("/people/new/create", **form).status_code == 303
    assert any(each.user.name == "Nina <b>" for each in bot.store.accounts.all(bot.id))


def test_secrets_of_a_form_that_came_too_late_are_not_shown(anna, bot):
    bot.site.entrance.leave_everywhere("anna")
    for path, secret in (("/settings/activate", "token"), ("/profile/password", "password")):
        answer = anna.submit(path, **{secret: "do not show this", "repeated": "do not show this"})
        assert answer.status_code == 401
        assert "do not show this" not in answer.text


@pytest.mark.parametrize("evil", ["//evil.test", "https://evil.test", "/\\evil.test", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(browser, evil):
    browser.log_in()
    answer = browser.post(
        "/web/login/enter", params={"next": evil}, data={"name": "anna", "password": PASSWORD}
    )
    assert answer.headers["location"].startswith("/web/")
    assert "evil" not in answer.headers["location"]


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "wrong"), ("nobody", PASSWORD), ("", ""), ("anna", "")]
)
def test_a_wrong_log_in_says_the_same_whatever_was_wrong(browser, name, password):
    answer = browser.submit("/login/enter", name=name, password=password)
    assert answer.status_code == 401
    assert "Name and password do not fit together." in answer.text
    assert COOKIE not in browser.cookies


def test_the_e_mail_address_is_a_name_too(browser):
    assert browser.log_in("ANNA@example.test")


def test_a_session_brought_along_is_not_taken_over(browser, bot):
    browser.cookies.set(COOKIE, "chosen-by-an-attacker", domain="127.0.0.1")
    browser.log_in()
    assert bot.site.entrance.session("chosen-by-an-attacker") is None


def test_every_log_in_makes_a_new_session_and_ends_the_old_one(anna, bot):
    old = anna.cookies[COOKIE]
    anna.log_in()
    assert anna.cookies[COOKIE] != old
    assert bot.site.entrance.session(old) is None


def test_after_the_log_out_the_cookie_opens_nothing(anna, bot):
    old = anna.cookies[COOKIE]
    answer = anna.submit("/login/out")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    thief = Browser(bot)
    thief.cookies.set(COOKIE, old)
    assert thief.look("/people").headers["location"].startswith("/web/login")


def test_a_session_ends_after_half_an_hour_without_a_request_and_after_twelve_hours(anna, clock):
    for _ in range(24):
        clock.advance(entrance.IDLE - 1)
        assert anna.look("/people").status_code == 200
    clock.advance(entrance.IDLE - 1)
    assert anna.look("/people").status_code == 303  # 12 hours
    anna.log_in()
    clock.advance(entrance.IDLE)
    assert anna.look("/people").status_code == 303


def test_a_page_that_looks_for_news_by_itself_keeps_nobody_logged_in(anna, clock):
    for _ in range(7):
        clock.advance(entrance.IDLE / 6)
        answer = anna.get("/web/requests", headers={"Sec-Fetch-Dest": "empty"})
    assert answer.status_code == 303


def test_log_ins_and_refused_ones_stand_in_the_audit_log(anna, bot):
    Browser(bot).submit("/login/enter", name="anna", password="wrong")
    Browser(bot).submit("/login/enter", name="nobody", password="wrong")
    lines = bot.store.audit.lines(bot.id, Selection(action="login"))
    assert [(line.action, line.target) for line in lines][:2] == [
        ("login.refused", "account:anna"),
        ("login", "account:anna"),
    ]


def test_who_is_deactivated_is_out_at_the_next_request(anna, bot):
    bot.store.accounts.change(bot.id, "anna", "test", active=False).result()
    assert anna.look("/people").status_code == 303
    assert Browser(bot).submit("/login/enter", name="anna", password=PASSWORD).status_code == 401


def test_another_role_is_valid_at_the_next_request(anna, paul, bot):
    bot.store.accounts.change(bot.id, "anna", "test", role="partner").result()
    bot.store.accounts.change(bot.id, "paul", "test", role="admin").result()
    assert anna.look("/people").status_code == 403
    assert paul.look("/people").status_code == 200


def test_partners_see_their_profile_only(paul):
    assert paul.look("/").headers["location"] == "/web/profile"
    assert paul.look("/profile").status_code == 200
    assert [paul.look(path).status_code for path in ("/people", "/people/anna", "/settings")] == [403] * 3


def test_a_thousand_wrong_log_ins_are_bounded_and_the_owner_gets_in(anna, bot, clock):
    """From the same address, as behind a proxy that does not tell them apart."""
    robber, tried = Browser(bot), 0
    for n in range(990):
        with suppress(entrance.TooOften):
            tried += bot.site.entrance.check("anna", f"guess {n}", "testclient") is None
        clock.advance(0.1)
    for n in range(10):
        answer = robber.submit("/login/enter", name="anna", password=f"guess {n}")
        tried += answer.status_code == 401
    assert tried <= 20
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    anna.submit("/login/out")
    assert anna.submit("/login/enter", name="anna", password=PASSWORD).status_code == 303  # a known browser
    clock.advance(60)
    assert Browser(bot).submit("/login/enter", name="anna", password=PASSWORD).status_code == 303


def test_names_are_throttled_across_addresses(bot):
    answers = [bot.site.entrance.check("anna", "guess", f"198.51.100.{n}") for n in range(10)]
    assert answers == [None] * 10
    with pytest.raises(entrance.TooOften):
        bot.site.entrance.check("anna", "guess", "198.51.100.99")
    assert bot.site.entrance.check("paul", PASSWORD, "198.51.100.99")


def test_all_processes_count_tries_together_and_restarts_forget_none(bot):
    for n in range(10):
        bot.site.entrance.check("anna", f"guess {n}", f"198.51.100.{n}")
    another = entrance.Entrance(bot.id, bot.store, bot.clock, bot.site.passwords)
    with pytest.raises(entrance.TooOften):
        another.check("anna", PASSWORD, "198.51.100.99")


# -- one-time links


def test_the_first_administrator_is_made_by_a_link_that_is_good_once(flows, clock, bot):
    for who in ("anna", "paul"):
        bot.store.accounts.change(bot.id, who, "test", active=False).result()
    link = bot.site.set_up_link("http://127.0.0.1").removeprefix("http://127.0.0.1/web")
    browser = Browser(bot)
    assert "Welcome!" in browser.look(link).text
    who = {"name": "Erika", "email": "erika@example.test"}
    short = browser.submit(f"{link}/make", **who, password="short", repeated="short")
    assert short.status_code == 422  # and the link is still good
    made = browser.submit(f"{link}/make", **who, password=PASSWORD, repeated=PASSWORD)
    assert made.headers["location"] == "/web/second-step"
    assert browser.look("/people").status_code == 200
    assert Browser(bot).look(link).status_code == 410
    assert bot.site.set_up_link("http://127.0.0.1") == ""


def test_a_set_up_link_ends_when_the_next_one_is_made_and_after_a_day(bot, clock):
    first, second = bot.site.entrance.link(""), bot.site.entrance.link("")
    assert (bot.site.entrance.linked(first), bot.site.entrance.linked(second)) == (None, "")
    clock.advance(entrance.LINK)
    assert bot.site.entrance.linked(second) is None


def test_with_an_administrator_there_no_set_up_link_makes_another(bot):
    assert Browser(bot).look(f"/set-up/{bot.site.entrance.link('')}").status_code == 410


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("eleven char", "at least 12 characters"),
        ("Password1234", "tried first"),
        ("qwertyuiop12", "tried first"),
        ("aaaaaaaaaaaaaaa", "tried first"),
        ("Anna-Test-Bot-2026", "your name"),
        ("x" * 300, "at most 256"),
    ],
)
def test_easy_passwords_are_refused(anna, password, said):
    answer = anna.submit("/profile/password", password=password, repeated=password)
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize(
    "password", ["correct horse battery", "пароль із кількох слів", "🦊 jumps over 3 dogs"]
)
def test_good_passwords_are_taken_and_end_other_sessions(anna, bot, password):
    other = Browser(bot)
    other.log_in()
    answer = anna.submit("/profile/password", password=password, repeated=password)
    assert answer.status_code == 303
    assert anna.look("/profile").status_code == 200
    assert other.look("/profile").status_code == 303
    assert Browser(bot).log_in(password=password)


def test_sensitive_things_need_the_password_again_after_a_while(anna, clock):
    words = "another four words here"
    clock.advance(entrance.FRESH)
    answer = anna.submit("/profile/password", password=words, repeated=words)
    assert answer.status_code == 422
    assert "once more" in answer.text
    assert anna.submit("/profile/password", password=words, repeated=words, again="wrong").status_code == 422
    assert anna.submit("/profile/password", password=words, repeated=words, again=PASSWORD).status_code == 303


def test_one_can_log_out_everywhere(anna, bot):
    other = Browser(bot)
    other.log_in()
    anna.submit("/profile/leave-everywhere")
    assert [each.look("/profile").status_code for each in (anna, other)] == [303, 303]
