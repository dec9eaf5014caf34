"""Why Viber does not like a webhook address: its Java traces, said in plain words."""

import re

SERVES = "The bot must be running while the webhook is set: start `botengine run` first."
TIMEOUT = """Viber waited 5 seconds for the bot and got no answer. {SERVES}
If it is running, look whether a firewall or a wrong port keeps Viber out."""
REFUSED = """At this address nobody listens. {SERVES}
If it is running, look whether the port is forwarded to it."""
UNKNOWN = "The name in the address is not known in the Internet: a typing error, or the DNS is not ready yet."
CERTIFICATE = """Viber does not trust the certificate. It must come from a public authority, be made for this
very name, and be sent with all intermediate certificates (`fullchain.pem`). This shows what is sent:
openssl s_client -connect HOST:443 -servername HOST"""
REDIRECT = "The address redirects, and Viber does not follow: give the final address, with or without `www`."
FORBIDDEN = "The bot that answers there has another token than this one, so it did not believe Viber."
NOT_FOUND = """A server answers, but has nothing under this path. `botengine run` prints the right one;
BOTENGINE_SECRET is part of it."""
PROXY = "A proxy answers, but does not reach the bot behind it; or the bot cannot store anything. {SERVES}"
OTHER = "A server answers there, but not with status 200: it is probably not the bot."
NOTHING = "Viber got no answer at all. {SERVES}"
SILENT = """Viber does not say why. Most often the bot is not running or cannot be reached from the Internet,
its certificate is incomplete, or the address redirects."""

HINTS = {  # what Viber's text contains: what it means; the first that fits
    r"Total timeout|TimeoutException|timed? ?out": TIMEOUT,
    r"Connection refused": REFUSED,
    r"UnknownHost|not known|resolve|DNS": UNKNOWN,
    r"SSL|TLS|PKIX|[Cc]ertificat|[Hh]andshake": CERTIFICATE,
    r"HTTP/1\.\d 3\d\d": REDIRECT,
    r"HTTP/1\.\d 403": FORBIDDEN,
    r"HTTP/1\.\d 404": NOT_FOUND,
    r"HTTP/1\.\d 50[234]": PROXY,
    r"HTTP/1\.\d [1-9]\d\d": OTHER,
    r"HttpResponse\[null": NOTHING,
}


def hint(said: str) -> str:
    """What Viber's text about a webhook (status 1) means, and what to do; with {SERVES} to be filled in."""
    return next((text for pattern, text in HINTS.items() if re.search(pattern, said)), SILENT)


def explain(said: str) -> str:
    """The hint for a terminal."""
    return hint(said).replace("{SERVES}", SERVES)
