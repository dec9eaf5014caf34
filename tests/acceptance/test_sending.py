"""From the tap to the mailbox: the demo as a real process, a real mail server, and `kill -9` in between."""

import pytest
import requests

from tests.acceptance.demo import Demo
from tests.actions.postroom import Postroom, open_room, soon


@pytest.fixture
def room():
    return Postroom()


@pytest.fixture
def demo(tmp_path, monkeypatch, room):
    controller = open_room(room)
    monkeypatch.setenv("BOTENGINE_SMTP", f"smtp://127.0.0.1:{controller.port}")
    monkeypatch.setenv("BOTENGINE_MAIL_FROM", "Ticketshop <tickets@shop.example>")
    running = Demo(tmp_path / "data").start()
    yield running
    running.stop()
    controller.stop()


def send_to_buyer(phone):
    return phone.type("1043").tap("✉️ An Käufer").tap("✉️ Ja, jetzt senden")


def test_the_buyer_gets_the_tickets_and_the_chat_says_what_the_mail_server_said(demo, room):
    phone = demo.handset("admin").open()
    send_to_buyer(phone)
    assert "✅ Gesendet an juergen.mueller@example.test." in phone.text
    assert "✉️ juergen.mueller@example.test gesendet" in phone.text
    ((recipients, letter),) = room.taken
    assert recipients == ["juergen.mueller@example.test"]
    assert letter["Subject"] == "Ihre Tickets: Der zerbrochne Krug (Bestellung 1043)"
    room.rules["juergen.mueller"] = ["550 5.1.1 Mailbox unavailable"]
    send_to_buyer(phone)
    assert "lehnt die E-Mail an juergen.mueller@example.test ab: 550 5.1.1 Mailbox unavailable" in phone.text
    assert "⚠️ juergen.mueller@example.test abgelehnt" in phone.text


def test_a_letter_that_was_being_sent_when_the_machine_died_arrives(demo, room):
    phone = demo.handset("admin").open()
    phone.type("1043").tap("✉️ An Käufer")
    room.pause = 1.0  # long enough to die in the middle
    phone.post("tap", text="✉️ Ja, jetzt senden")
    soon(lambda: room.asked)
    demo.kill()
    room.pause = 0.0
    demo.start()
    soon(lambda: room.taken, 30)
    phone = demo.handset("admin").wait_for("Gesendet an")
    assert 1 <= len(room.taken) <= 2
    assert len({letter["Message-ID"] for _, letter in room.taken}) == 1


def test_tickets_can_be_downloaded_from_the_chat(demo):
    phone = demo.handset("partner").open()
    phone.type("1043").tap("📥 An mich").tap("📄 Als PDF hier im Chat")
    (media,) = [message["media"] for message in phone.state["messages"] if message["type"] == "file"]
    assert media.endswith("/tickets-1043.pdf")
    assert requests.get(media, timeout=30).content.startswith(b"%PDF-")
