"""What Viber can answer instead of "ok": one class per status, each with what to do about it."""

from typing import ClassVar

from botengine.errors import BotengineError


class ViberError(BotengineError):
    """Viber refused a request for a reason that its documents do not name."""

    status: ClassVar[int] = -1

    def __init__(self, said: str = "", status: int | None = None) -> None:
        self.said, self.advice = said, advice_of(type(self))
        self.code = self.status if status is None else status
        super().__init__(
            f"Viber, status {self.code}: {self.advice}" + (f" Viber says: {said[:500]}" if said else "")
        )


class UnreachableError(ViberError):
    """Viber did not answer in time or not as its API does; the same request may succeed later."""

    def __init__(self, said: str = "", after: float | None = None) -> None:
        super().__init__(said)
        self.after = after  # seconds, where Viber says when to come back


class FatalError(ViberError):
    """The bot as a whole cannot work until somebody changes something."""


class GoneError(ViberError):
    """The person cannot be reached any more, or not yet."""


class InvalidUrlError(FatalError):
    """Viber could not use the webhook address: it must be https with a certificate from a public authority,
    without redirects, and answer Viber's test call with 200 within 5 seconds while `set_webhook` runs.
    """

    status = 1


class InvalidAuthTokenError(FatalError):
    """The bot's token is wrong; copy it again from Viber's admin panel. Nothing is lost meanwhile."""

    status = 2


class BadDataError(ViberError):
    """The request does not fit Viber's schema; this is an error of the program, please report it."""

    status = 3


class MissingDataError(ViberError):
    """The request lacks a field; this is an error of the program, please report it."""

    status = 4


class ReceiverNotRegisteredError(GoneError):
    """The receiver is no Viber user (any more); if he comes back, he has a new id and must ask again."""

    status = 5


class ReceiverNotSubscribedError(GoneError):
    """The receiver has not written to the bot yet, or has unsubscribed; only he can change that."""

    status = 6


class BotBlockedError(FatalError):
    """Viber has blocked this bot; ask Viber's support."""

    status = 7


class BotNotFoundError(FatalError):
    """The token belongs to no bot; compare it with Viber's admin panel."""

    status = 8


class BotSuspendedError(FatalError):
    """Viber has suspended this bot; ask Viber's support."""

    status = 9


class WebhookNotSetError(FatalError):
    """Sending needs a webhook first; run `botengine webhook set`."""

    status = 10


class NoSuitableDeviceError(GoneError):
    """None of the receiver's devices can show messages of bots; he has to update Viber."""

    status = 11


class TooManyRequestsError(ViberError):
    """A person gets at most 100 messages an hour without answering; the rest waits until he writes."""

    status = 12


class ApiVersionNotSupportedError(ViberError):
    """The receiver's Viber is too old for this message; it is sent again in a simpler form."""

    status = 13


class IncompatibleWithVersionError(ViberError):
    """`min_api_version` is too low for the fields used; it is sent again with a higher one."""

    status = 14


class BotNotAuthorizedError(FatalError):
    """The bot may not do this; ask Viber's support for the permission."""

    status = 15


class InlineReplyNotAllowedError(ViberError):
    """Only for chat extensions, which this bot is not."""

    status = 16


class BotNotInlineError(ViberError):
    """The bot is no chat extension; leave `is_inline` out."""

    status = 17


class NoPublicChatError(ViberError):
    """The bot has no public chat (channel) to post to."""

    status = 18


class CannotSendBroadcastError(UnreachableError):
    """Viber cannot broadcast just now; the same request may succeed later."""

    status = 19


class BroadcastNotAllowedError(FatalError):
    """The bot may not broadcast; ask Viber's support, or send to each person."""

    status = 20


class UnsupportedCountryError(ViberError):
    """Viber does not deliver this message to the receiver's country."""

    status = 21


class PaymentUnsupportedError(ViberError):
    """Viber does not support payments for this bot or person."""

    status = 22


class FreeMessagesExceededError(ViberError):
    """The month's free messages are used up; only answers within 24 hours of a person's message go out."""

    status = 23


class NoBalanceError(ViberError):
    """The bot's balance is empty; top it up. Answers within 24 hours of a person's message still go out."""

    status = 24


def advice_of(kind: type[ViberError]) -> str:
    """What to do about it: the class says it."""
    return (kind.__doc__ or "").strip().replace("\n    ", " ")


def _descendants(kind: type[ViberError]) -> list[type[ViberError]]:
    return [found for child in kind.__subclasses__() for found in (child, *_descendants(child))]


BY_STATUS: dict[int, type[ViberError]] = {
    kind.status: kind for kind in _descendants(ViberError) if kind.status > 0
}


def refusal(status: int, said: str) -> ViberError:
    """The error for a status; an unknown one becomes a plain ViberError."""
    kind = BY_STATUS.get(status)
    return kind(said) if kind else ViberError(said, status)
