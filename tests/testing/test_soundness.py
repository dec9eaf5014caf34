"""Each rule of soundness bites: bots with one seeded bug each are caught."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from botengine.engine.assembly import assemble
from botengine.engine.conversation import dump, restore
from botengine.engine.effects import ActionCall
from botengine.messages import Key, Keyboard, Message
from botengine.testing.phone import Phone
from botengine.testing.soundness import Watch

ROOT = Path(__file__).parents[2]


def buttons(count: int, label: str = "x", columns: int = 6) -> Keyboard:
    return Keyboard(tuple(Key(label, f"~test.{n}", columns) for n in range(count)))


def said(message: Message):
    return lambda result, _about: replace(result, messages=(message,))


def in_state(state: str):
    def change(result, _about):
        conversation = restore(result.snapshot)
        conversation.state, conversation.keys = state, []
        return replace(result, snapshot=dump(conversation))

    return change


def removing(result, about):
    about.perform(ActionCall("orders.remove", {"number": "1042"}, "k"))
    return result


def failing(result, about):
    about.perform(ActionCall("orders.get", {"nonsense": 1}, "k"))
    return result


BUGS = {
    "silence: the bot did not answer": lambda result, _: replace(result, messages=()),
    "silence: the bot did not answer at main": said(Message("")),
    "failed: orders.get failed": failing,
    "failed: a turn at": lambda result, _: replace(result, journal={"error": "abc", "from": "main.menu"}),
    "forbidden: orders.remove was run for 'partner'": removing,
    "too large: 13 rows of buttons": said(Message("x", buttons(13))),
    "too large: the button 'x' is 7 columns": said(Message("x", buttons(1, columns=7))),
    "too large: the label 'xx": said(Message("x", buttons(1, "x" * 251))),
    "too large: a text of 7001": said(Message("x" * 7001, buttons(1))),
    "too large: Viber would refuse": said(Message("x", buttons(100, "😀" * 120, 1))),
    "lost: the machine knows no state 'orders.gone'": in_state("orders.gone"),
    "lost: unreadable conversation": lambda result, _: replace(result, snapshot=b"{"),
}


@pytest.fixture
def phone(tmp_path):
    bot = assemble(ROOT, {"data": tmp_path})
    return Phone(bot, bot.bot.people["partner"])


def rig(phone, bug):
    """The bot's engine, with a bug in every turn's result."""
    engine = phone.bot.engine
    turn = lambda snapshot, event, about: bug(engine.turn(None, event, about), about)  # noqa: E731 - a seed
    phone.bot = replace(phone.bot, engine=SimpleNamespace(turn=turn, machine=engine.machine))
    return phone


@pytest.mark.parametrize("told", BUGS)
def test_a_seeded_bug_is_caught(told, phone):
    watch = Watch(rig(phone, BUGS[told]))
    watch.phone.open()
    problems = list(watch._problems())
    assert any(problem.startswith(told) for problem in problems), problems


def test_a_screen_without_a_way_on_is_a_dead_end(phone):
    front = phone.bot.bot
    silent = replace(front, everywhere=replace(front.everywhere, words=()))
    phone.bot = replace(phone.bot, bot=silent)
    watch = Watch(rig(phone, in_state("main.menu")))
    watch.phone.open()
    assert watch.look().startswith("dead end: nothing leads on from main.menu")


def test_a_closed_flow_is_forbidden(phone):
    phone.user = replace(phone.user, role="admin")
    front = phone.bot.bot
    closed = replace(front.flows["main"], roles=frozenset({"partner"}))
    watch = Watch(phone.open())
    phone.bot = replace(phone.bot, bot=replace(front, flows={**front.flows, "main": closed}))
    assert watch.look().startswith("forbidden: 'admin' is at main.menu")


@pytest.mark.parametrize("button", ["~old.0", "~test0001.0"])
def test_an_old_button_may_show_things_but_do_nothing(phone, button):
    phone.user = replace(phone.user, role="admin")
    watch = Watch(rig(phone.open().type("1042"), removing))
    phone.press(button)
    assert watch.look() == "forbidden: orders.remove was run by a button that was no longer on screen"


def test_what_was_looked_at_is_not_told_twice(phone):
    watch = Watch(rig(phone, BUGS["silence: the bot did not answer"]))
    watch.phone.open()
    assert watch.look()
    assert watch.look() == ""


def test_a_stranger_needs_no_way_on(phone):
    phone.user = phone.bot.bot.people["stranger"]
    assert Watch(phone.open()).look() == ""
