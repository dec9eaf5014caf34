"""E-mail addresses: exactly one, and what a mistyped one was probably meant to be."""

from __future__ import annotations

from difflib import get_close_matches

from email_validator import EmailNotValidError, validate_email

COMMON = (
    "gmail.com", "googlemail.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de", "t-online.de",
    "freenet.de", "arcor.de", "posteo.de", "mailbox.org", "yahoo.com", "yahoo.de", "hotmail.com",
    "hotmail.de", "outlook.com", "outlook.de", "live.com", "live.de", "icloud.com", "me.com", "aol.com",
    "mail.com", "email.de", "bluewin.ch", "ukr.net", "i.ua", "meta.ua", "bigmir.net", "mail.ru", "yandex.ru",
    "bk.ru", "list.ru", "inbox.ru", "rambler.ru", "proton.me", "protonmail.com",
)  # fmt: skip
LIKENESS = (
    0.8  # of domains, 1 being the same; "gmial.com" is 0.89 like "gmail.com", "gmx.at" 0.67 like "gmx.de"
)


def one_address(text: str) -> str:
    """Give the address in its normal form; ValueError unless it is exactly one plain address.

    Commas and line ends would smuggle in more recipients. Nobody is asked whether the mailbox exists.
    """
    try:
        return validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized
    except (EmailNotValidError, UnicodeError) as error:
        raise ValueError(str(error)) from error


def probably(email: str) -> str:
    """Give the address that was meant, if the domain looks like a mistyped common one; else ""."""
    mailbox, _, domain = email.rpartition("@")
    domain = domain.casefold()
    if domain in COMMON:
        return ""
    close = get_close_matches(domain, COMMON, n=1, cutoff=LIKENESS)
    return f"{mailbox}@{close[0]}" if close else ""
