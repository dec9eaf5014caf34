"""E-mails about orders: tickets to the buyer, a copy to oneself, a reminder to pay. EmailMessage only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal

from email_validator import validate_email

from actions.shop.model import Order
from actions.shop.tickets import tickets_pdf
from actions.shop.wording import HOME, N_, words_of

Kind = Literal["tickets", "copy", "reminder"]  # to the buyer, to oneself, to a buyer who has not paid
TEXTS: Mapping[Kind, tuple[str, str]] = {  # subject and text
    "tickets": (
        N_("Ihre Tickets: {event} (Bestellung {number})"),
        N_("""Guten Tag {buyer},

anbei finden Sie Ihre Tickets als PDF. Am Einlass genügt der Code auf dem Telefon.

{event}
{starts}
{venue}

Bestellung {number}: {tickets}, {total}

Wir wünschen Ihnen viel Vergnügen!
"""),
    ),
    "copy": (
        N_("Tickets der Bestellung {number}: {event}"),
        N_("""Guten Tag,

anbei die Tickets der Bestellung {number} von {buyer}, wie Sie es wünschten: zum Weitergeben oder Drucken.

{event}
{starts}
{venue}

{tickets}, {total}
"""),
    ),
    "reminder": (
        N_("Ihre Buchung {number}: noch {due} zu zahlen"),
        N_("""Guten Tag {buyer},

Ihre Plätze sind gebucht, aber noch nicht bezahlt.

{event}
{starts}
{venue}

Noch zu zahlen: {due}
Bitte bis: {expires}
Verwendungszweck: {number}

Sobald die Zahlung da ist, bekommen Sie Ihre Tickets. Haben Sie gerade bezahlt, ist nichts weiter zu tun.
"""),
    ),
}


def compose(
    order: Order, kind: Kind, *, to: str, sender: Address, language: str, message_id: str, at: datetime
) -> EmailMessage:
    """Write the letter. The same order and arguments give the same letter, so it can be sent again.

    Whatever a buyer or a title says, a header stays one line: EmailMessage refuses line ends.
    """
    words, (subject, text) = words_of(language), TEXTS[kind]
    values = {
        "buyer": order.buyer, "event": order.event, "number": order.number, "venue": order.venue,
        "starts": words.moment(order.starts_at),
        "tickets": words.several("{n} Ticket", "{n} Tickets", len(order.tickets)),
        "total": words.money(order.total), "due": words.money(order.due),
        "expires": words.day(order.expires.astimezone(order.starts_at.tzinfo)),
    }  # fmt: skip
    letter = EmailMessage(policy=SMTP)
    letter["From"] = sender
    name, _, domain = ascii_address(to).rpartition("@")
    letter["To"] = Address(username=name, domain=domain)
    letter["Subject"] = _one_line(words(subject).format_map(values))
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = message_id
    letter["Auto-Submitted"] = "auto-generated"  # so that out-of-office notes are not sent back
    letter.set_content(words(text).format_map(values))
    if kind != "reminder":
        pdf = tickets_pdf(order, language or HOME)
        letter.add_attachment(pdf, maintype="application", subtype="pdf", filename=file_name(order))
    return letter


def kind_of(order: Order) -> Literal["tickets", "reminder"] | None:
    """What the buyer of an order may be sent: tickets only when paid, a reminder while booked."""
    match order.status:
        case "paid":
            return "tickets" if order.tickets else None
        case "booked":
            return "reminder"
    return None


def ascii_address(address: str) -> str:
    """The form of an address that every mail server takes, if it has one (bücher.example: xn--...)."""
    found = validate_email(address, check_deliverability=False, test_environment=True)
    return found.ascii_email or found.normalized


def _one_line(text: str) -> str:
    return " ".join(text.split())


def file_name(order: Order) -> str:
    """The name of the tickets' file, whatever signs an order number has."""
    return f"tickets-{''.join(sign for sign in order.number if sign.isalnum())}.pdf"
