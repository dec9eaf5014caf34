"""Who is behind a chat: the person as the store has it now, never as a message claims."""

from dataclasses import replace
from typing import Any

from botengine.engine.accounts import only_own
from botengine.events import Profile
from botengine.runtime.directory import Directory
from botengine.runtime.records import Person
from botengine.values import Account, User


class BotAccounts:
    """What actions get as `accounts` in a running bot. Implements botengine.engine.accounts.Accounts."""

    def __init__(self, directory: Directory, bot: str) -> None:
        self._directory, self._bot = directory, bot

    def get(self, account_id: str) -> Account | None:
        return self._directory.get(self._bot, account_id)

    def change(self, account_id: str, **fields: Any) -> Account:
        only_own(fields)
        return self._directory.change(self._bot, account_id, account_id, **fields).result()

    def leave(self, account_id: str) -> None:
        for person in self._directory.linked(self._bot, account_id):
            self._directory.unlink(self._bot, person.user, account_id).result()


def user_of(person: Person | None, profile: Profile) -> User:
    """The system user, or a stranger with role "". Who has not chosen a language has that of the phone."""
    language = profile.language.partition("-")[0].lower()
    if person and person.account:
        chosen = person.account.language
        return person.account if chosen or not language else replace(person.account, language=language)
    return User(id="", name=profile.name, language=language)


def profile_of(user: str, person: Person | None, told: Profile | None) -> Profile:
    """What the messenger tells now, or told before."""
    known = person.profile if person else None
    return clean(told) if told else known or Profile(user)


def clean(profile: Profile) -> Profile:
    """A profile that every store can keep: no NUL, no half characters."""
    if profile.name.isprintable() and profile.avatar.isprintable():
        return profile
    return replace(profile, name=_clean(profile.name), avatar=_clean(profile.avatar))


def _clean(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()
