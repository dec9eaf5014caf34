"""What Viber can answer instead of "ok": one class per status, each with what to do about it."""

from typing import ClassVar

from botengine.runtime.ports import Gone, Parked, Paused, Refused, SendError, TryLater, Unpaid

BY_STATUS: dict[int, type["ViberError"]] = {}


class ViberError(SendError):
    """Viber did not do what it was asked for."""

    status: ClassVar[int] = -1

    def __init_subclass__(cls, status: int = -1) -> None:
        cls.status = status
        if status > 0:
            BY_STATUS[status] = cls

    def __init__(self, said: str = "", status: int | None = None) -> None:
        self.said, self.advice = said, (type(self).__doc__ or "").strip().replace("\n    ", " ")
        self.code = self.status if status is None else status
        quoted = f" Viber says: {said[:500]}" if said else ""
        super().__init__(f"Viber, status {self.code}: {self.advice}{quoted}")


class RefusedError(ViberError, Refused):
    """Viber refused a request for a reason that its documents do not name."""


class UnreachableError(ViberError, TryLater):
    """Viber did not answer in time or not as its API does; the same request may succeed later."""

    def __init__(self, said: str = "", after: float | None = None) -> None:
        super().__init__(said)
        self.after = after  # seconds, where Viber says when to come back


class FatalError(ViberError, Paused):
    """The bot as a whole cannot work until somebody changes something."""


class GoneError(ViberError, Gone):
    """The person cannot be reached any more, or not yet."""


class InvalidUrlError(FatalError, status=1):
    """Viber could not use the webhook address: it must be https with a certificate from a public authority,
    without redirects, and answer Viber's test call with 200 within 5 seconds while `set_webhook` runs.
    """


class InvalidAuthTokenError(FatalError, status=2):
    """The bot's token is wrong; copy it again from Viber's admin panel. Nothing is lost meanwhile."""


class BadDataError(RefusedError, status=3):
    """The request does not fit Viber's schema; this is an error of the program, please report it."""


class MissingDataError(RefusedError, status=4):
    """The request lacks a field; this is an error of the program, please report it."""


class ReceiverNotRegisteredError(GoneError, status=5):
    """The receiver is no Viber user (any more); if he comes back, he has a new id and must ask again."""


class ReceiverNotSubscribedError(GoneError, status=6):
    """The receiver has not written to the bot yet, or has unsubscribed; only he can change that."""


class BotBlockedError(FatalError, status=7):
    """Viber has blocked this bot; ask Viber's support."""


class BotNotFoundError(FatalError, status=8):
    """The token belongs to no bot; compare it with Viber's admin panel."""


class BotSuspendedError(FatalError, status=9):
    """Viber has suspended this bot; ask Viber's support."""


class WebhookNotSetError(FatalError, status=10):
    """Sending needs a webhook first; run `botengine webhook set`."""


class NoSuitableDeviceError(GoneError, status=11):
    """None of the receiver's devices can show messages of bots; he has to update Viber."""


class TooManyRequestsError(ViberError, Parked, status=12):
    """A person gets at most 100 messages an hour without answering; the rest waits until he writes."""


class ApiVersionNotSupportedError(RefusedError, status=13):
    """The receiver's Viber is too old for this message; it is sent again in a simpler form."""


class IncompatibleWithVersionError(RefusedError, status=14):
    """`min_api_version` is too low for the fields used; it is sent again with a higher one."""


class BotNotAuthorizedError(FatalError, status=15):
    """The bot may not do this; ask Viber's support for the permission."""


class InlineReplyNotAllowedError(RefusedError, status=16):
    """Only for chat extensions, which this bot is not."""


class BotNotInlineError(RefusedError, status=17):
    """The bot is no chat extension; leave `is_inline` out."""


class NoPublicChatError(RefusedError, status=18):
    """The bot has no public chat (channel) to post to."""


class CannotSendBroadcastError(UnreachableError, status=19):
    """Viber cannot broadcast just now; the same request may succeed later."""


class BroadcastNotAllowedError(FatalError, status=20):
    """The bot may not broadcast; ask Viber's support, or send to each person."""


class UnsupportedCountryError(RefusedError, status=21):
    """Viber does not deliver this message to the receiver's country."""


class PaymentUnsupportedError(RefusedError, status=22):
    """Viber does not support payments for this bot or person."""


class FreeMessagesExceededError(ViberError, Unpaid, status=23):
    """The month's free messages are used up; only answers within 24 hours of a person's message go out."""


class NoBalanceError(ViberError, Unpaid, status=24):
    """The bot's balance is empty; top it up. Answers within 24 hours of a person's message still go out."""


def refusal(status: int, said: str) -> ViberError:
    """The error for a status; an unknown one is a refusal as well."""
    return BY_STATUS.get(status, RefusedError)(said, status)
