"""E-mails through a real SMTP server: whatever it does is told truthfully, and nothing is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from threading import Event

import pytest

from actions.shop.postman import Postman
from actions.shop.sendings import FIRST_PAUSE, GIVE_UP, KEEP, LONGEST_PAUSE
from tests.actions.conftest import ALL, RITA
from tests.actions.postroom import ANNA, Postroom, free_port, letter, mailer, open_room, post, soon

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture
def room() -> Postroom:
    return Postroom()


@pytest.fixture
def server(room):
    controller = open_room(room)
    yield controller
    controller.stop()


@pytest.fixture
def postman(embedded, tmp_path, clock, server) -> Iterator[Postman]:
    made = post(embedded, tmp_path, mailer(server.port), clock)
    yield made
    made.close()


def test_an_accepted_letter_is_sent_and_stands_in_the_journal(postman, room, embedded):
    sending = postman.wait(postman.post(letter()))
    assert (sending.state, sending.reason, sending.to) == ("sent", "", "ok@example.test")
    ((recipients, message),) = room.taken
    assert recipients == ["ok@example.test"]
    assert (message["From"], message["To"]) == ("Ticketshop <tickets@shop.example>", "ok@example.test")
    (pdf,) = message.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content()[:5]) == ("tickets-1043.pdf", b"%PDF-")
    soon(lambda: embedded.history(ALL, "1043")[0].action == "resend")
    line = embedded.history(ALL, "1043")[0]
    assert (line.actor, line.after) == ("Anna Admin", {"to": "ok@example.test"})


def test_a_refused_recipient_is_told_with_the_servers_reason(postman, room, embedded):
    room.rules["bounce"] = ["550 5.1.1 No such user"]
    sending = postman.wait(postman.post(letter(to="bounce@example.test")))
    assert (sending.state, sending.reason) == ("rejected", "550 5.1.1 No such user")
    assert room.taken == []
    assert all(line.action != "resend" for line in embedded.history(ALL, "1043"))


def test_a_servers_words_are_shown_as_one_short_line(postman, room):
    room.rules["odd"] = [f"550-5.1.1 first line\r\n550 second \x1b[31mred\x07 {'x' * 400}"]
    sending = postman.wait(postman.post(letter(to="odd@example.test")))
    assert sending.reason.startswith("550 5.1.1 first line second [31mred xxx")
    assert len(sending.reason) == 200
    assert sending.reason.isprintable()


def test_a_greylisted_letter_is_tried_again_and_arrives_once(postman, room, clock):
    room.rules["grey"] = ["451 4.7.1 Try again later", "250 OK"]
    sending = postman.wait(postman.post(letter(to="grey@example.test")))
    assert (sending.state, sending.reason) == ("queued", "451 4.7.1 Try again later")
    assert sending.again is not None
    assert (sending.again - clock.now()).total_seconds() == FIRST_PAUSE
    clock.advance(FIRST_PAUSE)
    soon(lambda: postman.sendings.get(sending.id).state == "sent")
    assert len(room.taken) == 1


def test_a_slow_server_leaves_the_letter_on_its_way(postman, room):
    room.hold = Event()
    sending = postman.wait(postman.post(letter()), 0.2)
    assert (sending.state, sending.again) == ("queued", None)
    room.hold.set()
    soon(lambda: postman.sendings.get(sending.id).state == "sent")


def test_a_slow_letter_does_not_hold_up_the_others(postman, room):
    room.hold = Event()
    postman.post(letter())
    room.rules["bounce"] = ["550 no"]
    other = postman.wait(postman.post(letter(to="bounce@example.test", key="k2")))
    assert other.state == "rejected"
    room.hold.set()


def test_letters_wait_while_the_server_is_down_and_go_when_it_is_up(embedded, tmp_path, clock, room):
    port = free_port()
    postman = post(embedded, tmp_path, mailer(port), clock)
    sending = postman.wait(postman.post(letter()))
    assert (sending.state, sending.reason) == ("queued", "Connection refused")
    controller = open_room(room, port)
    clock.advance(FIRST_PAUSE)
    soon(lambda: postman.sendings.get(sending.id).state == "sent")
    controller.stop()
    postman.close()
    assert len(room.taken) == 1


def test_after_a_day_a_letter_is_given_up(embedded, tmp_path, clock):
    postman = post(embedded, tmp_path, mailer(free_port()), clock)
    sending = postman.wait(postman.post(letter()))
    clock.advance(GIVE_UP + 1)
    soon(lambda: postman.sendings.get(sending.id).state == "rejected")
    postman.close()


def test_pauses_grow_up_to_an_hour(embedded, tmp_path, clock, server, room):
    room.rules["never"] = ["451 later"]
    postman = post(embedded, tmp_path, mailer(server.port), clock)
    sending = postman.wait(postman.post(letter(to="never@example.test")))
    pauses = []
    for attempt in range(2, 11):
        clock.advance((sending.again - clock.now()).total_seconds())
        soon(lambda: len(room.asked) == attempt and postman.sendings.get(sending.id).again)  # noqa: B023
        sending = postman.sendings.get(sending.id)
        pauses.append((sending.again - clock.now()).total_seconds())
    assert pauses == [60, 120, 240, 480, 960, 1920, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    postman.close()


def test_a_line_that_breaks_after_the_data_costs_one_duplicate_at_the_most(postman, room, clock):
    room.hang_up = 1
    sending = postman.wait(postman.post(letter()))
    assert (sending.state, bool(sending.again)) == ("queued", True)
    clock.advance(FIRST_PAUSE)
    soon(lambda: postman.sendings.get(sending.id).state == "sent")
    first, second = (message for _, message in room.taken)
    assert first["Message-ID"] == second["Message-ID"]  # so the recipient's programs can see that it is one


def test_when_the_line_breaks_twice_the_answer_is_unknown_and_nothing_is_sent_again(postman, room, clock):
    room.hang_up = 9
    sending = postman.wait(postman.post(letter()))
    clock.advance(FIRST_PAUSE)
    soon(lambda: postman.sendings.get(sending.id).state == "unknown")
    clock.advance(GIVE_UP)
    postman.wait(postman.post(letter(to="other@example.test", key="k2")))
    assert [to for to, _ in room.taken].count(["ok@example.test"]) == 2


def test_the_same_press_is_the_same_letter(postman, room):
    first, second = (postman.wait(postman.post(letter())) for _ in range(2))
    assert first.id == second.id
    assert len(room.taken) == 1


def test_another_wish_is_another_letter_unless_the_first_still_waits(postman, room):
    room.hold = Event()
    waiting = [postman.post(letter(key=f"k{n}")).id for n in range(3)]
    room.hold.set()
    assert len(set(waiting)) == 1
    soon(lambda: postman.sendings.get(waiting[0]).state == "sent")
    assert postman.wait(postman.post(letter(key="k9"))).id != waiting[0]


def test_an_order_removed_meanwhile_gets_no_tickets(postman, room, clock, embedded):
    room.rules["grey"] = ["451 later", "250 OK"]
    sending = postman.wait(postman.post(letter(to="grey@example.test")))
    embedded.do(ALL, "1043", "remove", key="r", actor=RITA)
    clock.advance(FIRST_PAUSE)
    soon(lambda: postman.sendings.get(sending.id).state == "dropped")
    assert room.taken == []


def test_a_booked_order_is_sent_as_a_reminder_only(postman, room):
    assert postman.wait(postman.post(letter("1042"))).state == "dropped"
    assert postman.wait(postman.post(letter("1042", kind="reminder", key="k2"))).state == "sent"
    ((_, message),) = room.taken
    assert message["Subject"] == "Ihre Buchung 1042: noch 147,50 € zu zahlen"
    assert list(message.iter_attachments()) == []
    assert "Verwendungszweck: 1042" in message.get_content()


def test_old_letters_are_forgotten_with_their_addresses(postman, clock):
    old = postman.wait(postman.post(letter()))
    clock.advance(KEEP + 1)
    postman.wait(postman.post(letter(to="new@example.test", key="k2")))
    assert [each.to for each in postman.sendings.of_order("1043", RITA)] == ["new@example.test"]
    assert old.state == "sent"


def test_a_letter_that_waits_is_tried_at_once_when_somebody_asks_again(postman, room):
    room.rules["grey"] = ["451 later", "250 OK"]
    first = postman.wait(postman.post(letter(to="grey@example.test")))
    assert first.state == "queued"
    second = postman.wait(postman.post(letter(to="grey@example.test", key="k2")))
    assert (second.id, second.state, len(room.taken)) == (first.id, "sent", 1)


def test_nobody_reads_the_address_that_a_colleague_sent_a_copy_to(postman):
    postman.wait(postman.post(letter(kind="copy", to="anna@example.test")))
    assert postman.sendings.of_order("1043", RITA) == ()
    assert [each.to for each in postman.sendings.of_order("1043", ANNA)] == ["anna@example.test"]


def test_two_programs_on_one_folder_send_each_letter_once(embedded, tmp_path, clock, server, room):
    first, second = (post(embedded, tmp_path, mailer(server.port), clock) for _ in range(2))
    ids = [
        each.post(letter(key=f"k{n}", to=f"n{n}@example.test")).id
        for n in range(5)
        for each in (first, second)
    ]
    soon(lambda: all(first.sendings.get(each).state == "sent" for each in ids))
    first.close()  # the other one takes over
    assert second.wait(second.post(letter(key="last", to="last@example.test"))).state == "sent"
    second.close()
    assert len(room.taken) == 6


def test_a_full_disk_delays_the_verdict_and_loses_nothing(embedded, tmp_path, clock, server, room):
    room.hold = Event()
    postman = post(embedded, tmp_path, mailer(server.port), clock)
    sending = postman.post(letter())
    soon(lambda: room.asked)
    with sqlite3.connect(tmp_path / "mail.db") as other:
        other.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON sendings BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
        other.commit()
        room.hold.set()
        soon(lambda: room.taken)
        assert postman.wait(sending, 0.3).state == "queued"
        other.execute("DROP TRIGGER full")
        other.commit()
    soon(lambda: postman.sendings.get(sending.id).state == "sent")
    postman.close()
    assert len(room.taken) == 1
