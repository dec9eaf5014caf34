"""The second step of a log-in: codes of an app, recovery codes, and who must have one."""

from math import log2

import pytest

from botengine.settings import Secret
from botengine.web import codes
from botengine.web.entrance import FRESH
from botengine.web.seal import Seal
from tests.web.conftest import PASSWORD, Browser


@pytest.fixture
def key(anna, clock) -> str:
    """Anna's authenticator app; its recovery codes are in `anna.recovery`."""
    secret = codes.new_key()
    answer = anna.submit("/second-step/on", key=secret, code=now(secret, clock))
    assert answer.status_code == 200
    anna.recovery = [part.split("</code>")[0] for part in answer.text.split("<li><code>")[1:]]
    anna.submit("/login/out")
    clock.advance(60)
    return secret


def now(secret: str, clock) -> str:
    return codes.code(secret, int(clock.time()) // codes.STEP)


def test_the_second_step_is_offered_to_administrators_at_their_first_log_in_only(browser):
    assert browser.log_in().headers["location"] == "/web/second-step"
    assert browser.look("/second-step").status_code == 200
    assert browser.log_in().headers["location"] == "/web/login"
    assert browser.log_in("paul").headers["location"] == "/web/login"


def test_codes_are_those_of_rfc_6238():
    """Its test vectors for SHA-1, the last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    times = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {at: codes.code(secret, at // 30) for at in times} == times


def test_with_a_second_step_the_password_alone_opens_nothing(anna, key, clock):
    assert anna.log_in().headers["location"] == "/web/code"
    assert anna.look("/people").status_code == 303
    assert anna.submit("/code/enter", code="000000").status_code == 401
    code = now(key, clock)
    assert anna.submit("/code/enter", code=code).headers["location"] == "/web/login"
    assert anna.look("/people").status_code == 200


def test_a_code_is_good_once_and_only_around_its_time(anna, key, clock):
    code = now(key, clock)
    anna.log_in()
    assert anna.submit("/code/enter", code=code).status_code == 303
    anna.log_in()
    assert anna.submit("/code/enter", code=code).status_code == 401
    clock.advance(120)
    assert anna.submit("/code/enter", code=code).status_code == 401


def test_with_another_secret_of_the_bot_recovery_codes_still_let_in(anna, bot, key, clock):
    bot.site.seal = Seal(Secret("quite another secret"))
    anna.log_in()
    for code in (now(key, clock), codes.code("", int(clock.time()) // codes.STEP)):
        assert anna.submit("/code/enter", code=code).status_code == 401
    assert anna.submit("/code/enter", code=anna.recovery[0]).status_code == 303


def test_a_recovery_code_is_good_once(anna, key):
    assert len(anna.recovery) == codes.RECOVERY
    anna.log_in()
    assert anna.submit("/code/enter", code=anna.recovery[3].upper()).status_code == 303
    anna.log_in()
    assert anna.submit("/code/enter", code=anna.recovery[3]).status_code == 401


def test_codes_cannot_be_guessed_through(anna, key):
    anna.log_in()
    answers = [anna.submit("/code/enter", code=f"{n:06}").status_code for n in range(30)]
    assert answers.count(401) <= 5
    assert answers[-1] == 429


def test_a_new_password_does_not_take_the_second_step_away(anna, key, bot):
    token = bot.site.entrance.link("anna")
    browser = Browser(bot)
    words = "another four words here"
    answer = browser.submit(f"/set-up/{token}/make", password=words, repeated=words)
    assert answer.headers["location"] == "/web/code"


def test_recovery_codes_cannot_be_guessed_even_by_who_has_their_digests():
    made = codes.new_recovery_codes()
    assert len(set(made)) == codes.RECOVERY
    assert all(len(codes.bare(each)) == codes.LETTERS for each in made)
    assert codes.LETTERS * log2(31) >= 112
    letters = set("".join(map(codes.bare, codes.new_recovery_codes() + codes.new_recovery_codes())))
    assert len(letters) > 25


def test_a_demanded_second_step_comes_before_the_pages_of_operators(anna, paul, bot, clock):
    bot.site.demanding = True
    assert anna.look("/people").headers["location"] == "/web/second-step"
    assert anna.submit("/people/paul/switch").headers["location"] == "/web/second-step"
    offered = anna.look("/second-step").text
    assert "Operators of this bot need a second step." in offered
    assert "second-step/later" not in offered
    assert paul.look("/profile").status_code == 200
    key = codes.new_key()
    anna.submit("/second-step/on", key=key, code=now(key, clock))
    assert anna.look("/people").status_code == 200


def test_it_is_switched_off_on_the_profile_which_asks_for_the_password_again(anna, bot, key, clock):
    anna.log_in()
    anna.submit("/code/enter", code=now(key, clock))
    clock.advance(FRESH)
    wrong = anna.submit("/profile/second-step-off", again="wrong")
    assert "Please give your password once more." in wrong.text
    assert "Where you are logged in" in wrong.text  # still the profile
    done = anna.submit("/profile/second-step-off", again=PASSWORD).headers["location"]
    assert "Second step switched off" in anna.get(done).text
    assert anna.log_in().headers["location"] == "/web/login"  # no code is asked for
