"""The errors of every floor: each says what is wrong, where, and what to do next."""


class BotengineError(Exception):
    """Something in the bot went wrong."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class SettingsError(BotengineError):
    """A setting is missing or wrong; `botengine doctor` shows them all."""


class ActionError(BotengineError):
    """An action could not be carried out; the chat shows the text of `failed`."""


class SnapshotError(BotengineError):
    """A stored conversation cannot be read by this version of the program."""


class FencedError(BotengineError):
    """Another worker has taken over this lane meanwhile; the turn is dropped, the other one does it."""


class StoreFullError(BotengineError):
    """The store cannot write (disk full?); nothing was accepted. Free some space, Viber sends again."""


class MediaError(BotengineError):
    """A file cannot be kept for people to open."""
