"""Whatever strangers try: the wrong person never gets in, nothing is done, nothing grows for ever."""

from __future__ import annotations

import itertools
import random
import shutil
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from botengine.messages import Message
from botengine.runtime.invites import INVITE_LIFE
from botengine.runtime.requests import ANSWER_SPAN, ANSWERS, CODE_LIFE, NEW_IN_HOUR, digits
from botengine.store.sqlite import SqliteStore
from botengine.values import Account, User
from tests.runtime.fakes import BOT, StillClock, arrival
from tests.runtime.shop import EVENTS, Door

PEOPLE, ACCOUNTS = ["ann", "ben", "eve"], ["u1", "u2"]
WHO, NAMES = st.sampled_from(PEOPLE), st.sampled_from(ACCOUNTS)
_message = msgspec.json.Decoder(Message)


class Quick(Door):
    """The bot without threads: every arrival is worked on at once, and what is said is kept by person."""

    def __init__(self, folder: Path, store: SqliteStore, clock: StillClock) -> None:
        super().__init__(folder, store, clock)
        self.said: dict[str, list[Message]] = {}
        self.answers = 0
        self._count = itertools.count(1)

    def happen(self, user: str, text: str, event: str) -> None:
        self.store.accept(arrival(user, next(self._count), text, event=event)).result()
        self.settle()

    def settle(self) -> None:
        work = self.runtime.dispatcher
        while tasks := self.store.claim_turns(50, 30.0).result():
            for task in tasks:
                commit = work.turn(task)
                work.finish(task, commit).result()
                self.answers += len(commit.letters)
                told = [_message.decode(letter.body) for letter in commit.letters]
                self.said.setdefault(task.lease.user, []).extend(told)

    def button(self, user: str, label: str) -> str | None:
        """What the button sends that is on the person's screen now."""
        message = (self.said.get(user) or [Message("")])[-1]
        keys = message.keyboard.keys if message.keyboard else ()
        return next((key.body for key in keys if key.label == label), None)


class Siege(RuleBasedStateMachine):
    """Operators and strangers in any order; `inside` is who must be in, and as whom."""

    def __init__(self) -> None:
        super().__init__()
        self.folder, self.clock = Path(tempfile.mkdtemp()), StillClock()
        self.store = SqliteStore(self.folder / "bot.db", self.clock)
        self.bot = Quick(self.folder / "shop", self.store, self.clock)
        for name in ACCOUNTS:
            self.store.accounts.save(BOT, Account(User(name, name, "admin")), "boss").result()
        self.inside: dict[str, str] = {}
        self.off: set[str] = set()
        self.codes: list[str] = ["", "0000 0000"]  # all that were ever shown to anybody
        self.shown: dict[str, tuple[str, float]] = {}  # to whom which code was shown last, until when
        self.tokens: list[tuple[str, str, float]] = []  # token, account, until
        self.used: dict[str, str] = {}
        self.bodies: list[str] = ["~AAAAAAAAAAAAAAAA.0"]
        self.alive: dict[str, str] = {}  # the pay button on the screen of a person, if it is good

    # -- strangers

    @rule(user=WHO, event=st.sampled_from(EVENTS))
    def something_comes(self, user, event):
        if event != "pressed":
            self.bot.happen(user, "hello", event)
            self._look(user)

    @rule(user=WHO, data=st.data())
    def somebody_presses_any_button_ever_shown(self, user, data):
        body = data.draw(st.sampled_from(self.bodies[-5:]))
        before = len(self.bot.till.calls)
        self.bot.happen(user, body, "pressed")
        assert len(self.bot.till.calls) - before == (self._in(user) and self.alive.get(user) == body)
        self._look(user)

    @precondition(lambda self: self.tokens)
    @rule(user=WHO, data=st.data(), forged=st.booleans())
    def somebody_opens_a_link(self, user, data, forged):
        token, account, until = data.draw(st.sampled_from(self.tokens))
        sent = token[::-1] if forged else token
        good = sent == token and token not in self.used and self.clock.time() < until
        self.bot.happen(user, sent, "opened")
        if good and user not in self.inside and account not in self.off:
            self.used[token] = user
            self._enters(user, account)
        self._look(user)

    # -- operators

    @rule(user=WHO, account=NAMES, data=st.data(), own=st.booleans())
    def an_operator_types_a_code(self, user, account, data, own):
        """For the request of this person: the code that the person sees, or any other."""
        seen, until = self.shown.get(user, ("", 0.0))
        code = seen if own else data.draw(st.sampled_from(self.codes))
        found = [each for each in self.store.requests.all(BOT) if each.user == user]
        if not found:
            return
        verdict = self.store.requests.approve(BOT, found[0].id, code, account, "boss").result()
        right = bool(code) and digits(code) == digits(seen) and self.clock.time() < until
        assert verdict != "done" or right
        if verdict == "done":
            self._enters(user, account)
        self.bot.settle()
        self._look(user)

    @rule(account=NAMES)
    def an_operator_invites(self, account):
        token = self.store.invites.make(BOT, account, "boss").result()
        self.tokens.append((token, account, self.clock.time() + INVITE_LIFE))

    @rule(user=WHO)
    def an_operator_refuses(self, user):
        for each in self.store.requests.all(BOT):
            if each.user == user:
                self.store.requests.reject(BOT, each.id, "boss").result()
                self.shown.pop(user, None)
        self.bot.settle()

    @rule(user=WHO, verb=st.sampled_from(["unlink", "rotate"]))
    def an_operator_revokes_or_rotates(self, user, verb):
        getattr(self.store.accounts, verb)(BOT, user, "boss").result()
        self.alive.pop(user, None)
        if verb == "unlink":
            self.inside.pop(user, None)

    @rule(account=NAMES, active=st.booleans())
    def an_operator_switches(self, account, active):
        self.store.accounts.change(BOT, account, "boss", active=active).result()
        (self.off.discard if active else self.off.add)(account)

    @rule(seconds=st.sampled_from([1.0, CODE_LIFE - 60, INVITE_LIFE, 90_000.0]))
    def time_passes(self, seconds):
        self.clock.advance(seconds)

    # -- what must hold

    @invariant()
    def only_who_must_be_in_is_in(self):
        for user in PEOPLE:
            person = self.store.person(BOT, user)
            known = person.account.id if person and person.account else ""
            assert known == (self.inside.get(user, "") if self._in(user) else "")

    def _in(self, user: str) -> bool:
        return user in self.inside and self.inside[user] not in self.off

    def _enters(self, user: str, account: str) -> None:
        self.inside[user] = account
        self.alive.pop(user, None)

    def _look(self, user: str) -> None:
        """What the person sees now: a code, or buttons."""
        message = (self.bot.said.get(user) or [Message("")])[-1]
        if message.text.startswith("Who are you? "):
            code = message.text.removeprefix("Who are you? ")
            if self.shown.get(user, ("", 0))[0] != code:
                self.shown[user] = (code, self.clock.time() + CODE_LIFE)
            self.codes.append(code)
        if self._in(user) and (body := self.bot.button(user, "Pay")):
            self.alive[user] = body
            self.bodies.append(body)

    def teardown(self):
        self.store.close()
        shutil.rmtree(self.folder)


TestSiege = Siege.TestCase
TestSiege.settings = settings(
    max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.gate
def test_a_long_siege_lets_nobody_in():
    run_state_machine_as_test(Siege, settings=settings(TestSiege.settings, max_examples=1500))


def crowd(folder: Path, count: int, people: int = 500) -> tuple[Quick, float]:
    """Random events of strangers; the bot afterwards, and how many seconds have passed on its clock."""
    clock, dice = StillClock(), random.Random(11)
    store = SqliteStore(folder / "bot.db", clock)
    bot, start = Quick(folder / "shop", store, clock), clock.time()
    for _ in range(0, count, 50):
        for _ in range(50):
            user, event = f"user{dice.randrange(people)}", dice.choice(EVENTS)
            text = (
                "~AAAAAAAAAAAAAAAA.0" if event == "pressed" else dice.choice(["hi", "1042", "menü", "A" * 22])
            )
            store.accept(arrival(user, next(bot._count), text, event=event))
        bot.settle()
        clock.advance(dice.uniform(0, 10))
    return bot, clock.time() - start


def check_crowd(bot: Quick, seconds: float, people: int = 500) -> None:
    hours, spans = seconds / 3600 + 1, seconds / ANSWER_SPAN + 1
    assert bot.till.calls == []
    assert bot.store.requests.count(BOT) <= min(people, NEW_IN_HOUR * hours)
    known = bot.store.requests.count(BOT)
    texts = [message.text for said in bot.said.values() for message in said]
    asked = sum(text.startswith("Who are you?") for text in texts)
    assert asked <= known * ANSWERS * spans
    assert len(texts) - asked <= people * (seconds / 60 + 1)  # who comes too late is told so once a minute
    assert {message.keyboard for said in bot.said.values() for message in said} == {None}
    assert not any("menu" in text for text in texts)
    bot.store.close()


def test_a_crowd_of_strangers_reaches_nothing_and_leaves_little(tmp_path):
    check_crowd(*crowd(tmp_path, 3000))


@pytest.mark.gate
def test_a_hundred_thousand_events_of_strangers_reach_nothing_and_leave_little(tmp_path):
    check_crowd(*crowd(tmp_path, 100_000))
