"""Viber as the runtime sees it: reads callbacks, sends messages."""

from collections.abc import Mapping
from typing import Any

import msgspec

from botengine.events import Profile
from botengine.messages import Message
from botengine.runtime.ports import Incoming, Sent
from botengine.viber.client import Sent as Taken
from botengine.viber.client import ViberClient
from botengine.viber.errors import ApiVersionNotSupportedError, IncompatibleWithVersionError
from botengine.viber.keyboard import MAX_KNOWN, payloads
from botengine.viber.theme import LIGHT, Theme
from botengine.viber.wire import read

OLDEST = 1  # the api_version that every Viber with bots understands


class ViberChannel:
    """One bot's account at Viber. Safe for several threads."""

    send_timeout = 30.0  # seconds: two calls that wait as long as they may

    def __init__(self, client: ViberClient, name: str, theme: Theme = LIGHT) -> None:
        self.client, self.name, self.theme = client, name, theme

    def read(self, body: bytes) -> Incoming:
        """Understand a stored callback. BadCallback (an UnreadableError) if that cannot be."""
        return read(body)

    def send(self, receiver: str, message: Message, profile: Profile) -> Sent:
        """Send all bubbles of a message; a SendError tells what to do about the first that failed."""
        bodies = payloads(message, self.name, self.theme, profile.api_version)
        taken = [self._send(receiver, message, number, body) for number, body in enumerate(bodies)]
        return Sent(str(taken[-1].message_token), str(max(each.billing_status for each in taken)))

    def welcome_body(self, message: Message, profile: Profile | None = None) -> bytes:
        """The message as the answer to `conversation_started`: one bubble, no receiver.

        So a carousel becomes keys, as on an old device, and a picture gives way to a text too long for it.
        """
        version = profile.api_version if profile and not message.carousel else OLDEST
        bodies = payloads(message, self.name, self.theme, version)
        return msgspec.json.encode(next((body for body in bodies if body.get("text")), bodies[0]))

    def _send(self, receiver: str, message: Message, number: int, body: Mapping[str, Any]) -> Taken:
        """One bubble; once more in another form if only the version was wrong."""
        whole = {"receiver": receiver, **body}
        try:
            return self.client.send_message(whole)
        except ApiVersionNotSupportedError:
            bodies = payloads(message, self.name, self.theme, OLDEST)
            simple = bodies[min(number, len(bodies) - 1)]  # a carousel has gone into the keyboard
            return self.client.send_message({"receiver": receiver, **simple})
        except IncompatibleWithVersionError:
            return self.client.send_message({**whole, "min_api_version": MAX_KNOWN})
