"""Letters: whatever buyers and titles are called, a header stays one line and a letter has one recipient."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.utils import getaddresses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.shop.addresses import one_address
from actions.shop.letters import compose, file_name, kind_of
from actions.shop.mail import sender_of, server_of
from actions.shop.wording import LANGUAGES
from botengine.errors import SettingsError
from tests.actions.conftest import ALL

SENDER = Address("Ticketshop", "tickets", "shop.example")
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def write(order, kind="reminder", to="erika@example.test", language="de"):
    made = compose(order, kind, to=to, sender=SENDER, language=language, message_id="<1@shop.example>", at=AT)
    return message_from_bytes(bytes(made), policy=policy.default)


NASTY = st.text(st.sampled_from("a\r\n\t\0,;:<>@\"'\\ \u2028\u00fcї\U0001f3ab=?"), max_size=40)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(event=NASTY, buyer=NASTY, number=NASTY)
def test_no_title_or_name_adds_a_header_or_a_recipient(embedded, event, buyer, number):
    order = replace(embedded.get_order(ALL, "1042"), event=event, buyer=buyer, number=number)
    letter = write(order)
    assert [*letter] == [
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type",
        "Content-Transfer-Encoding", "MIME-Version",
    ]  # fmt: skip
    assert [address.addr_spec for address in letter["To"].addresses] == ["erika@example.test"]


BETWEEN = st.sampled_from([",", ";", " ", "\r\n", "\nBcc: ", "\0", "<"])
ADDRESSES = st.one_of(
    st.emails(),
    st.builds("{}{}{}".format, st.emails(), BETWEEN, st.emails()),
    st.builds('"{}" <{}>'.format, NASTY, st.emails()),
    NASTY.map(lambda text: f"{text}@example.test"),
)  # fmt: skip


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ADDRESSES)
def test_every_address_that_is_taken_is_exactly_one(embedded, text):
    try:
        address = one_address(text)
    except ValueError:
        return
    assert not set(address) & set("\r\n\0,;<> ")
    assert [each for _, each in getaddresses([address])] == [address]
    letter = write(embedded.get_order(ALL, "1042"), to=address)
    assert len(letter["To"].addresses) == 1
    assert "Bcc" not in letter


@pytest.mark.parametrize(
    "text",
    [
        "a@b.test, c@d.test", "a@b.test;c@d.test", "a@b.test\r\nBcc: c@d.test", "a@b.test c@d.test",
        "a b@c.test", "<a@b.test>", "A <a@b.test>", "a@b.test\0", "@b.test", "a@", "", " ",
        "a@b.test\n\nBody", "a" * 255 + "@b.test",
    ],
)  # fmt: skip
def test_two_recipients_and_hidden_headers_are_refused(text):
    with pytest.raises(ValueError):
        one_address(text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["tickets", "copy", "reminder"])
def test_every_letter_says_all_in_every_language(embedded, language, kind):
    order = embedded.get_order(ALL, "1042" if kind == "reminder" else "1043")
    letter = write(order, kind, language=language)
    text = letter.get_body().get_content()
    assert order.number in letter["Subject"]
    assert order.event in text
    assert order.venue in text
    assert "{" not in text + letter["Subject"]
    assert ("147" in text) == (kind == "reminder")


def test_addresses_in_other_alphabets_are_written_so_that_every_server_takes_them(embedded):
    assert (
        write(embedded.get_order(ALL, "1042"), to="info@bücher.example")["To"] == "info@xn--bcher-kva.example"
    )


def test_only_paid_orders_have_tickets_to_send(embedded):
    kinds = {number: kind_of(embedded.get_order(ALL, number)) for number in ("1043", "1042", "1045", "1044")}
    assert kinds == {"1043": "tickets", "1042": "reminder", "1045": None, "1044": None}
    assert kind_of(replace(embedded.get_order(ALL, "1043"), tickets=())) is None


def test_a_file_name_is_harmless_whatever_the_number(embedded):
    assert file_name(replace(embedded.get_order(ALL, "1043"), number="../A\r\n-1")) == "tickets-A1.pdf"


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("smtp://mail.example", ("mail.example", 25, "", "", False)),
        ("smtp://mail.example:2525", ("mail.example", 2525, "", "", False)),
        ("smtp://anna%40shop.example:ge%2Fheim@mail.example",
         ("mail.example", 587, "anna@shop.example", "ge/heim", False)),
        ("smtps://anna:geheim@mail.example", ("mail.example", 465, "anna", "geheim", True)),
    ],
)  # fmt: skip
def test_the_setting_names_a_server(url, place):
    server = server_of(url, "tickets@shop.example")
    found = (server.host, server.port, server.user, server.password.reveal(), server.tls_at_once)
    assert found == place


def test_the_sender_is_the_user_unless_told_otherwise():
    url = "smtp://anna%40shop.example:geheim@mail.example"
    assert server_of(url).sender.addr_spec == "anna@shop.example"
    assert str(server_of(url, "Laden <laden@shop.example>").sender) == "Laden <laden@shop.example>"


@pytest.mark.parametrize("sender", ["", "Laden", "Laden <laden>", "a@b.example\r\nBcc: c@d.example"])
def test_a_missing_sender_is_asked_for(sender):
    with pytest.raises(SettingsError, match="BOTENGINE_MAIL_FROM"):
        sender_of(sender)


@pytest.mark.parametrize(
    ("language", "one", "three"),
    [
        ("de", "1 Ticket,", "3 Tickets,"),
        ("en", "1 ticket,", "3 tickets,"),
        ("uk", "1 квиток,", "3 квитки,"),
        ("ru", "1 билет,", "3 билета,"),
    ],
)
def test_a_letter_counts_tickets_as_people_do(embedded, language, one, three):
    order = embedded.get_order(ALL, "1043")
    for count, said in ((1, one), (3, three)):
        some = replace(order, tickets=(order.tickets[0],) * count)
        assert said in write(some, "copy", language=language).get_body().get_content()
