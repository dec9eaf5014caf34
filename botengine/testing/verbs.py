"""The verbs of scenarios: what a person does, and what must then be seen. One function, one verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from botengine.events import Located, Shared, Told
from botengine.testing.stage import Stage, demand

Verb = Callable[[Stage, Any], None]
VERBS: dict[str, Verb] = {}


def _verb(function: Verb) -> Verb:
    VERBS[function.__name__.rstrip("_")] = function
    return function


@_verb
def open(stage: Stage, _argument: Any) -> None:  # noqa: A001 - the verb's name
    """Open the chat (again); every scenario begins so by itself."""
    stage.phone.open()


@_verb
def tap(stage: Stage, label: Any) -> None:
    """Press the button with this label, or the only one that contains it."""
    stage.phone.tap(str(label))


@_verb
def press(stage: Stage, number: Any) -> None:
    """Press the button of this number, 1 is top left: for labels that stand on several buttons."""
    assert str(number).isdigit(), "write the button's number: 1 is top left"
    keys = stage.phone.keys
    assert 1 <= int(number) <= len(keys), f"there are {len(keys)} buttons"
    stage.phone.press(keys[int(number) - 1].body)


@_verb
def type(stage: Stage, text: Any) -> None:  # noqa: A001 - the verb's name
    """Write a text."""
    stage.phone.type(str(text))


@_verb
def replay(stage: Stage, label: Any) -> None:
    """Press the newest button of this label that is no longer on screen (an old keyboard)."""
    shown = {key.body for key in stage.phone.keys}
    old = [
        key
        for message in reversed(stage.phone.messages)
        for key in (message.keyboard.keys if message.keyboard else ())
        if str(label) in key.label and key.body not in shown and key.comes_back
    ]
    assert old, f"no earlier screen had a button '{label}'"
    stage.phone.press(old[0].body)


@_verb
def send(stage: Stage, what: Any) -> None:
    """Share a phone number or a place: `send: {phone: "+49..."}` or `send: {lat: 1.5, lon: 2.5}`."""
    assert isinstance(what, Mapping), "write {phone: ...} or {lat: ..., lon: ...}"
    if "phone" in what:
        stage.phone.send(Shared(str(what["phone"])))
    else:
        stage.phone.send(Located(float(what["lat"]), float(what["lon"])))


@_verb
def back(stage: Stage, _argument: Any) -> None:
    """Press the button that leads back."""
    _press_step(stage, "back")


def _press_step(stage: Stage, name: str) -> None:
    from botengine.engine.conversation import restore

    keys = restore(stage.phone.snapshot).keys
    bodies = [shown.key.body for shown in keys if shown.trigger.rpartition(":")[2] == name]
    assert bodies, f"no button on this screen leads {name}"
    stage.phone.press(bodies[0])


@_verb
def wait(stage: Stage, duration: Any) -> None:
    """Let time pass: `31 min`, `2 hours`, `3 days`. Timers ring on the way."""
    stage.phone.wait(str(duration))


@_verb
def notice(stage: Stage, what: Any) -> None:
    """Tell of an outside event: its name, or `{name: flow.notice, data: {...}}`; of a list at once."""
    items = []
    for each in what if isinstance(what, list) else [what]:
        told = each if isinstance(each, Mapping) else {"name": each}
        name, known = str(told.get("name", "")), stage.phone.bot.bot.notices
        demand("notice", name, known)
        items.append(Told.Item(name, told.get("data") or {}))
    stage.phone.send(Told(tuple(items)))


@_verb
def as_(stage: Stage, person: Any) -> None:
    """Go on with another phone, opened first: that of a sample person, or of `{role: ..., name: ...}`."""
    before = set(stage.phones)
    stage.change(person)
    if set(stage.phones) != before:
        stage.phone.open()


@_verb
def see(stage: Stage, text: Any) -> None:
    """The newest message or a button contains this text (or all of a list)."""
    screen = _screen(stage)
    for part in text if isinstance(text, list) else [text]:
        assert str(part) in screen, f"'{part}' is not on the screen"


@_verb
def not_see(stage: Stage, text: Any) -> None:
    """Neither the newest message nor a button contains this text (or any of a list)."""
    screen = _screen(stage)
    for part in text if isinstance(text, list) else [text]:
        assert str(part) not in screen, f"'{part}' is on the screen"


def _screen(stage: Stage) -> str:
    return "\n".join([stage.phone.text, *stage.phone.buttons])


@_verb
def at(stage: Stage, state: Any) -> None:
    """The chat is at this screen, or exactly at this case: `orders.order` or `orders.order.paid`."""
    here, screens = stage.phone.at, stage.phone.bot.bot.places
    if here == state or here.startswith(f"{state}."):
        return
    if not any(str(state).startswith(each) for each in screens):
        demand("screen", str(state), screens)
    raise AssertionError(f"the chat is at '{here}'")


@_verb
def expect(stage: Stage, what: Any) -> None:
    """A picture or file of this address or name has just come: `expect: {file: ".pdf"}`."""
    known = isinstance(what, Mapping) and what.keys() <= {"picture", "file"}
    assert known, "write {picture: ...} or {file: ...}"
    for kind, part in what.items():
        names = {"picture": ("picture",), "file": ("file", "file_name")}[kind]
        had = [getattr(each, name) for each in stage.phone.newest for name in names]
        found = [each for each in had if each]
        assert any(str(part) in each for each in found), f"the {kind} is {' '.join(found) or 'not there'}"


@_verb
def buttons(stage: Stage, labels: Any) -> None:
    """These labels, and no others, top left first."""
    assert stage.phone.buttons == [str(label) for label in labels], f"the buttons are {stage.phone.buttons}"


@_verb
def called(stage: Stage, action: Any) -> None:
    """The action has been run: its name, or `{action: ..., times: 1, outcome: ok}`."""
    wanted = action if isinstance(action, Mapping) else {"action": action}
    demand("action", str(wanted.get("action", "")), stage.phone.bot.registry.actions)
    hits = [call for call in stage.phone.called if call.name == wanted["action"]]
    if "outcome" in wanted:
        hits = [call for call in hits if call.outcome == wanted["outcome"]]
    times = wanted.get("times")
    seen = ", ".join(call.name for call in stage.phone.called)
    assert len(hits) == times if times is not None else hits, (
        f"it was called {len(hits)} times; calls were: {seen}"
    )


@_verb
def not_called(stage: Stage, action: Any) -> None:
    """The action has not been run."""
    demand("action", str(action), stage.phone.bot.registry.actions)
    assert all(call.name != action for call in stage.phone.called), f"{action} was called"


@_verb
def sound(stage: Stage, _argument: Any) -> None:
    """All phones got sound answers so far: a way on, nothing failed, nothing forbidden, nothing too large."""
    from botengine.testing.soundness import Watch

    problem = next(filter(None, (Watch(phone).look() for phone in stage.phones.values())), "")
    assert not problem, problem
