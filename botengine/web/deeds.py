"""The audit log and the journal in people's words: deeds, whom they concern, what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botengine.runtime.audit import AuditLine
from botengine.web.html import role, tongue
from botengine.web.visit import Visit
from botengine.web.words import N_

DEEDS = {
    "account.new": N_("Person added"),
    "account.change": N_("Person changed"),
    "person.link": N_("Phone connected"),
    "person.unlink": N_("Access in Viber taken away"),
    "key.rotate": N_("New key for a phone"),
    "request.approved": N_("Request confirmed"),
    "request.rejected": N_("Request refused"),
    "request.renewed": N_("New code sent"),
    "request.wrong_code": N_("Wrong code"),
    "invite.new": N_("Link for a phone made"),
    "invite.refused": N_("Link of somebody else tried"),
    "login": N_("Logged in"),
    "login.refused": N_("Log-in refused"),
    "password": N_("Password changed"),
    "password.link": N_("Log-in link made"),
    "second_step.on": N_("Second step switched on"),
    "second_step.off": N_("Second step switched off"),
    "sessions.end": N_("Sessions ended"),
    "conversation.reveal": N_("Conversation shown in full"),
    "error.retry": N_("Error tried again"),
    "error.dismiss": N_("Error put aside"),
    "viber.token": N_("New token"),
    "viber.activate": N_("Bot activated"),
    "viber.deactivate": N_("Bot switched off"),
}
FIELDS = {
    "name": N_("Name"),
    "email": N_("E-mail address"),
    "role": N_("Role"),
    "language": N_("Language"),
    "attributes": N_("Details"),
    "muted": N_("Switched notices"),
    "quiet": N_("Quiet hours"),
    "active": N_("Active"),
    "account": N_("Person"),
    "person": N_("Chat"),
    "address": N_("from the address"),
    "step": N_("Step"),
    "token": N_("Token"),
    "webhook": N_("Viber sends to"),
}
WHO = {"cli": N_("Command line"), "set-up": N_("Set-up link"), "demo": N_("Demo"), "": N_("not logged in")}
TOKENS = {"page": N_("given on this page"), "settings": N_("from BOTENGINE_VIBER_TOKEN")}
EVENTS = {
    "Opened": N_("opened"),
    "Typed": N_("written"),
    "Pressed": N_("pressed"),
    "Shared": N_("number shared"),
    "Located": N_("place shared"),
    "Attached": N_("file sent"),
    "Subscribed": N_("subscribed"),
    "Unsubscribed": N_("has left"),
    "SendFailed": N_("not shown"),
    "Noticed": N_("notice"),
    "Told": N_("notice"),
    "Decided": N_("request decided"),
    "stranger": N_("stranger"),
    "given up": N_("given up"),
}


class Words:
    """Puts lines of the audit log into words. `accounts` and `chats`: what ids are called."""

    def __init__(self, visit: Visit, accounts: Mapping[str, str], chats: Mapping[str, str]) -> None:
        self.visit, self._names = visit, {"account": accounts, "person": chats}
        self._notices = visit.site.spec().notices

    def who(self, actor: str) -> str:
        return self._names["account"].get(actor) or (self.visit._(WHO[actor]) if actor in WHO else actor)

    def what(self, action: str) -> str:
        return self.visit._(DEEDS[action]) if action in DEEDS else action

    def whom(self, line: AuditLine) -> str:
        """Whom or what it concerns, "" if that is who did it."""
        kind, _, number = line.target.partition(":")
        if kind == "account" and number == line.actor:
            return ""
        return self.visit.site.spec().name if kind == "bot" else self._called(kind, number)

    def changes(self, line: AuditLine) -> Iterator[tuple[str, str, str]]:
        """What changed: its name, what was before, what is after; without what is and was empty."""
        for name in {**line.before, **line.after}:
            before, after = (self._value(name, each.get(name)) for each in (line.before, line.after))
            if before or after:
                yield self.visit._(FIELDS[name]) if name in FIELDS else name, before, after or "–"

    def _called(self, kind: str, number: str) -> str:
        return self._names.get(kind, {}).get(number) or (f"#{number}" if kind == "error" else number)

    def _value(self, name: str, value: Any) -> str:
        match value:
            case None | "":
                return ""
            case bool():
                return self.visit._(N_("yes")) if value else self.visit._(N_("no"))
            case Mapping():
                return ", ".join(f"{each}: {value[each]}" for each in value)
            case list():
                return ", ".join(self._notice(each) if name == "muted" else str(each) for each in value)
        shown: dict[str, Callable[[str], str]] = {
            "role": lambda text: role(text, self.visit._),
            "language": lambda text: tongue(text, self.visit.language),
            "token": lambda text: self.visit._(TOKENS.get(text, text)),
            "account": lambda text: self._called("account", text),
            "person": lambda text: self._called("person", text),
        }
        return shown.get(name, str)(value)

    def _notice(self, name: str) -> str:
        label = self._notices[name].label if name in self._notices else None
        return self.visit.site.say(label, self.visit.language) if label else name
