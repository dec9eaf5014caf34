"""What is different between two bots, in the words of the people who use them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from botengine.cli.parts import Key, Part, parts
from botengine.spec.bot import Bot

SHORT = ("role", "type", "flow")  # of new ones the name says enough: what uses them is told too
ORDER = ("bot", "role", "type", "flow", "screen", "case", "button", "notice", "word", "everywhere")


@dataclass(frozen=True, slots=True)
class Change:
    """One part that came, went or changed; `details`: aspect, before, after. `roles`: whom it concerns."""

    what: Literal["new", "gone", "changed", "renamed"]
    kind: str
    where: str
    name: str
    title: str = ""
    details: tuple[tuple[str, str, str], ...] = ()
    roles: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """In a line, as `+ button "Pay" (orders.mark_paid) at orders.order.booked, for admin`."""
        sign = {"new": "+", "gone": "-", "changed": "~", "renamed": "="}[self.what]
        title = f' "{self.title}"' if self.title else ""
        name = f" ({self.name})" if self.title else f" {self.name}" if self.name else ""
        where = f" at {self.where}" if self.where else ""
        whom = f", for {', '.join(self.roles)}" if self.roles else ""
        return f"{sign} {self.kind}{title}{name}{where}{whom}"


def changes(old: Bot, new: Bot) -> list[Change]:
    """All changes, by kind and place; what belongs to a screen that came or went is told with it alone."""
    present = {name: new.former.present(name) for name in (*old.flows, *old.places)}
    before, after = parts(old, present), parts(new)
    found = [_renamed(name, today, old) for name, today in present.items() if name != today]
    found += [
        _whole("new", key, part)
        for key, part in after.items()
        if key not in before and not _inside(key, after, before)
    ]
    found += [
        _whole("gone", key, part)
        for key, part in before.items()
        if key not in after and not _inside(key, before, after)
    ]
    found += [each for key in before if key in after for each in _changed(key, before[key], after[key])]
    return sorted(found, key=lambda each: (ORDER.index(each.kind), each.where or each.name, each.name))


def warnings(old: Bot, new: Bot) -> Iterator[str]:
    """What chats would suffer from, and what `renamed` gets wrong."""
    if old.key != new.key:
        what = "`id` changes" if new.id else "name changes and there is no `id`"
        yield f"the {what}: in the store it is another bot, and all chats begin anew"
    known = {*old.flows, *old.places, *old.former.names}
    for name, today in new.former.names.items():
        if name not in known:
            yield f"`renamed: {name}` of '{today}': the old version has nothing of this name"


def _inside(key: Key, here: dict[Key, Part], there: dict[Key, Part]) -> bool:
    """Whether a part belongs to a screen, or case, that is told already."""
    kind, where, _ = key
    screen, case = ".".join(where.split(".")[:2]), where.split(".")[2:]
    holders: list[Key] = [("screen", "", screen)] if where else []
    holders += [("case", screen, case[0])] if case else []
    return kind in ("case", "button") and any(each in here and each not in there for each in holders)


def _renamed(name: str, today: str, old: Bot) -> Change:
    kind = "flow" if name in old.flows else "screen" if name in old.screens else "notice"
    return Change("renamed", kind, "", today, details=(("name", name, today),))


def _whole(what: Literal["new", "gone"], key: Key, part: Part) -> Change:
    kind, where, name = key
    said = [(aspect, "", text) for aspect, text in part.says.items() if aspect != "text" or not part.title]
    details = said if what == "new" and kind not in SHORT else []
    return Change(what, kind, where, name, part.title, tuple(details), part.roles)


def _changed(key: Key, before: Part, after: Part) -> Iterator[Change]:
    details = [
        (aspect, before.says.get(aspect, ""), after.says.get(aspect, ""))
        for aspect in {**before.says, **after.says}
        if before.says.get(aspect) != after.says.get(aspect)
    ]
    if before.roles != after.roles:
        details.append(("for", ", ".join(before.roles) or "everybody", ", ".join(after.roles) or "everybody"))
    if details:
        kind, where, name = key
        whom = (
            () if not (before.roles and after.roles) else tuple(dict.fromkeys((*before.roles, *after.roles)))
        )
        yield Change("changed", kind, where, name, after.title, tuple(details), whom)
