"""Passwords: how they are kept, and that checking them cannot wear the program down."""

from concurrent.futures import ThreadPoolExecutor

from botengine.web.passwords import WAITING, Passwords, problem
from botengine.web.throttle import TooOften


def test_passwords_are_kept_as_argon2id_each_with_its_own_salt():
    passwords = Passwords()
    kept = [passwords.hash("correct horse battery") for _ in range(2)]
    assert kept[0] != kept[1]
    assert all(each.startswith("$argon2id$v=19$m=65536,t=3,") for each in kept)
    assert all(passwords.fits("correct horse battery", each) for each in kept)
    assert not passwords.fits("Correct horse battery", kept[0])


def test_nobodys_password_fits_nobody():
    passwords = Passwords(memory=8, rounds=1)
    assert not passwords.fits("nobody's password", None)
    assert not passwords.fits("x", "no hash at all")


def test_when_many_wait_the_next_ones_are_sent_away_at_once():
    passwords = Passwords(memory=16_384, rounds=1)
    kept = passwords.hash("correct horse battery")

    def attempt(_n: int) -> object:
        try:
            return passwords.fits("wrong", kept)
        except TooOften as often:
            return often.seconds

    with ThreadPoolExecutor(4 * WAITING) as pool:
        answers = list(pool.map(attempt, range(4 * WAITING)))
    assert WAITING <= answers.count(False) < 4 * WAITING
    assert passwords.fits("correct horse battery", kept)


def test_common_words_with_digits_around_them_are_found_and_long_phrases_are_not():
    assert problem("123sunshine!2026")
    assert problem("Ticketshop-Ticketshop", ["Ticketshop Admin"])
    assert not problem("seven green bottles", ["Ticketshop Admin"])


def test_a_common_word_is_no_better_when_it_is_said_twice():
    assert problem("passwordpassword")
    assert problem("dragondragondragon")
    assert not problem("correct horse battery")
