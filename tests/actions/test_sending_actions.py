"""The buttons' side of sending: who may send what, to whom, and what the person is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions import sending
from actions.shop.scoped import ScopedShop
from actions.shop.sendings import FIRST_PAUSE, Request
from botengine.values import Paging, User
from tests.actions.conftest import PAUL, RITA
from tests.actions.postroom import Postroom, mailer, open_room, post, soon

P2 = User("u-p2", "Petra Partner", "partner", email="petra@example.test", attributes={"partner": "p2"})
STRANGER = User("u-x", "Fremd", email="x@example.test")


@pytest.fixture
def letters(tmp_path):
    return lambda: sorted((tmp_path / "mail").glob("*.eml"))


@pytest.mark.parametrize("user", [RITA, PAUL], ids=lambda user: user.role)
def test_who_sees_an_order_may_send_it(embedded, postman, letters, user):
    shop = ScopedShop(embedded, user)
    assert sending.to_buyer("1043", shop, postman, user, "k1").name == "filed"
    assert sending.last("1043", shop, postman, user).to == "juergen.mueller@example.test"
    assert len(letters()) == 1


@pytest.mark.parametrize("user", [P2, STRANGER], ids=["partner", "stranger"])
@pytest.mark.parametrize("number", ["1043", "1042", "nope", "", "1043'--"])
def test_a_foreign_order_looks_like_none(embedded, postman, letters, user, number):
    sending.to_buyer("1043", ScopedShop(embedded, RITA), postman, RITA, "k0")
    before, shop = letters(), ScopedShop(embedded, user)
    assert sending.offer(number, shop) is None
    assert sending.to_buyer(number, shop, postman, user, "k1").name == "refused"
    assert sending.to_me(number, shop, postman, user, "k2").name == "refused"
    assert sending.file(number, shop, "de").name == "refused"
    assert sending.last(number, shop, postman, user) == sending.LastSending()
    assert sending.log(number, shop, postman, user, Paging()).total == 0
    assert letters() == before


@pytest.mark.parametrize("email", ["", "kaputt", "a@b.test, c@d.test", "a@b.test\r\nBcc: c@d.test"])
def test_nothing_goes_to_what_is_not_one_address(embedded, postman, letters, email):
    user = replace(RITA, email=email)
    assert sending.to_me("1043", ScopedShop(embedded, user), postman, user, "k").name == "refused"
    assert letters() == []


@pytest.mark.parametrize("number", ["1044", "1045"])
def test_removed_and_expired_orders_are_not_sent(embedded, postman, letters, number):
    shop = ScopedShop(embedded, RITA)
    assert sending.offer(number, shop).kind == "nothing"
    assert sending.to_buyer(number, shop, postman, RITA, "k").name == "refused"
    assert letters() == []


def test_a_booked_order_gives_no_tickets_to_anybody(embedded, postman, letters):
    shop = ScopedShop(embedded, RITA)
    assert sending.to_me("1042", shop, postman, RITA, "k1").name == "refused"
    assert sending.file("1042", shop, "de").name == "refused"
    assert sending.to_buyer("1042", shop, postman, RITA, "k2").name == "filed"
    (letter,) = letters()
    assert b"application/pdf" not in letter.read_bytes()


def test_the_same_press_sends_once(embedded, postman, letters):
    shop = ScopedShop(embedded, RITA)
    outcomes = {sending.to_buyer("1043", shop, postman, RITA, "k").name for _ in range(3)}
    assert (outcomes, len(letters())) == ({"filed"}, 1)


def test_the_log_has_pages_newest_first(embedded, postman):
    shop = ScopedShop(embedded, RITA)
    for n in range(8):
        sent = Request(f"k{n}", "1043", "tickets", f"n{n}@example.test", "de", RITA)
        postman.wait(postman.post(sent))
    first, second = (sending.log("1043", shop, postman, RITA, Paging(n, 6)) for n in (1, 2))
    assert [each.to[:2] for each in (*first.rows, *second.rows)] == [f"n{n}" for n in range(7, -1, -1)]
    assert first.total == 8


def test_the_file_is_a_pdf_in_the_persons_language(embedded):
    outcome = sending.file("1043", ScopedShop(embedded, RITA), "uk")
    assert (outcome.name, outcome.value.name) == ("ok", "tickets-1043.pdf")
    assert outcome.value.content.startswith(b"%PDF-")


def test_who_was_told_to_wait_is_told_what_became_of_it(embedded, tmp_path, clock):
    room = Postroom(rules={"juergen.mueller": ["451 later", "550 never"], "ok": ["250 OK"]})
    controller = open_room(room)
    postman = post(embedded, tmp_path, mailer(controller.port), clock)
    users, shop = [RITA, PAUL], ScopedShop(embedded, RITA)
    nothing, token = sending.verdicts("", users, postman)
    assert sending.to_buyer("1043", shop, postman, RITA, "k1").name == "delayed"
    postman.wait(postman.post(Request("k2", "1043", "copy", "ok@example.test", "de", RITA)))
    assert (nothing, sending.verdicts(token, users, postman)) == ([], ([], token))
    clock.advance(FIRST_PAUSE)
    letter = postman.sendings.of_order("1043", RITA)[1].id
    soon(lambda: postman.sendings.get(letter).state == "rejected")
    (notice,), token = sending.verdicts(token, users, postman)
    assert (notice.to, notice.name, notice.data) == (
        "u-rita",
        "sending.late",
        {"id": letter, "number": "1043"},
    )
    (again,), token = sending.verdicts(token, users, postman)
    assert again.key == notice.key  # so it is told once
    clock.advance(sending.OVERLAP + 1)
    postman.wait(postman.post(Request("k3", "1043", "copy", "ok@example.test", "de", RITA)))
    assert sending.verdicts(str(clock.time()), users, postman)[0] == []
    assert sending.get(letter, shop, postman, RITA).reason == "550 never"
    assert sending.get(letter, ScopedShop(embedded, P2), postman, P2) is None
    assert sending.get(999, shop, postman, RITA) is None
    postman.close()
    controller.stop()
