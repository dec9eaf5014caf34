"""Taking a step: set, keep, do, say, move; the machine decides whether the way is legal."""

from collections.abc import Mapping
from typing import Any

from botengine.engine.conversation import MAX_HISTORY, NEW, Conversation, Frame, Visit
from botengine.engine.landing import refuge, way_back
from botengine.engine.machine import HEAR, LEAVE, SHOW, START, BotMachine
from botengine.engine.media import illustrated
from botengine.engine.paging import list_room
from botengine.engine.scope import Scope
from botengine.engine.services import FAILED
from botengine.engine.steps import CONFIRM, EVERYWHERE, confirm_state
from botengine.errors import BotengineError
from botengine.messages import Message
from botengine.spec.bot import Bot, Button, NoticeSpec, Screen
from botengine.spec.graph import leads_on
from botengine.spec.moves import Back, Call, Cancel, Go, Return, Step
from botengine.values import Outcome

MAX_HOPS = 12  # steps without the person's doing; more is a loop that the checker should have found
LEFT = f"--> {NEW}"  # ends the line of a step that leads back: where to is the next to be told


class LoopError(BotengineError):
    """The flow runs in circles without asking the person anything."""


class Walk:
    """The steps of one turn. `said` and `sent` come before the screen; `trail` is for the journal."""

    def __init__(self, bot: Bot, machine: BotMachine, conversation: Conversation, scope: Scope) -> None:
        self.bot = bot
        self.machine = machine
        self.conversation = conversation
        self.scope = scope
        self.said: list[str] = []
        self.sent: list[Message] = []
        self.trail: list[str] = []
        self._hops = 0
        self._origin: Visit | None = None  # the screen the person sees when the turn begins
        self.begin()

    @property
    def state(self) -> str:
        """The state without an open confirmation."""
        return self.conversation.state.split(CONFIRM)[0]

    @property
    def screen(self) -> Screen:
        return self.bot.states[self.state]

    @property
    def asking(self) -> bool:
        """Whether a confirmation is on screen."""
        return CONFIRM in self.conversation.state

    def begin(self) -> None:
        """Remember what the person sees, so that `back` can lead there."""
        if self.conversation.state != NEW:
            self._origin = Visit(self.screen.id, self.conversation.page)

    # -- the engine's own ways

    def home(self) -> None:
        """To the start, forgetting the way here."""
        self.conversation.frames = [Frame()]
        self._land(START, self.bot.start)

    def rescue(self, lost: str) -> None:
        """The state is gone from the flows: to its screen, or the nearest one of the way here, else home."""
        self._return_to(refuge(self.bot, self.conversation, lost))

    def show(self) -> None:
        """The same screen afresh; an open confirmation stays open."""
        if not self.asking:
            self.arrive(SHOW, self.screen.id)
            return
        if self.scope.enter(self.screen):
            self._fire(SHOW, self.conversation.state)
        else:
            self.missing(self.screen)

    def confirm(self, button: Button) -> None:
        """Ask before the button's step is taken."""
        self._fire(button.step.id + CONFIRM, confirm_state(self.conversation.state, button))

    def hear(self, notice: NoticeSpec, data: Any) -> None:
        """Enter a notice in a frame of its own, so that `back` leads to where the person was."""
        caller = Visit(self.screen.id, self.conversation.page)
        if len(self.conversation.frames) > MAX_HISTORY:
            self.conversation.frames, caller = [Frame()], Visit(self.bot.start)
        self.conversation.frames.append(Frame(data={notice.id: data}, caller=caller))
        self.conversation.page, self._origin = 1, None
        self._fire(HEAR, notice.id)

    def missing(self, screen: Screen) -> None:
        """A record of the screen is gone, or not for this person: what the screen says, or home."""
        if isinstance(screen, NoticeSpec):
            self.outdated()
            self._leave(LEAVE)
        elif screen.missing and leads_on(screen.missing):
            self.take(screen.missing)
        else:
            self._say(screen.missing)
            self.home()

    def outdated(self, button: Button | None = None) -> None:
        """Say that a button is not valid any more."""
        said = (button and button.otherwise) or self.bot.everywhere.said["stale"]
        self.said.append(self.scope.text(self.screen.flow, said))

    # -- steps of the bot

    def take(self, step: Step) -> None:
        """One step and whatever follows from it."""
        self._hops += 1
        if self._hops > MAX_HOPS:
            raise LoopError(f"step '{step.id}' ({step.place}) comes round again and again; check its `go`")
        flow = self.screen.flow
        for name, value in self.scope.evaluate(flow, step.set).items():
            self.scope.keep(flow, name, value)
        if step.do:
            self._do(step)
            return
        if step.keep and self.scope.row is not None and not isinstance(step.move, Call):
            self.scope.keep(flow, step.keep, self.scope.row)
        self._say(step)
        self._move(step)

    def _do(self, step: Step) -> None:
        do, flow = step.do, self.screen.flow
        assert do is not None
        self._fire(step.id, "")
        outcome = self.scope.perform(step.id, do.action, self.scope.evaluate(flow, do.values))
        self.trail.append(f"{do.action}: {outcome.name}")
        if step.keep and outcome.value is not None and outcome.name != FAILED:
            self.scope.keep(flow, step.keep, outcome.value)
        follower = do.then.get(outcome.name)
        if follower is None and outcome.name == FAILED:
            self._failed(outcome)
        else:
            self.take(follower or do.otherwise)

    def _failed(self, outcome: Outcome) -> None:
        self.scope.extra["error"] = {"id": str(outcome.value or "")}
        self.said.append(self.scope.text("", self.bot.everywhere.said["failed"]))
        self.arrive(SHOW, self.screen.id)

    def _move(self, step: Step) -> None:
        match step.move:
            case None:
                self.arrive(step.id, self.screen.id)
            case Go(screen, values):
                self._go(step, screen, self.scope.evaluate(self.screen.flow, values))
            case Call(flow, values):
                self._call(step, flow, self.scope.evaluate(self.screen.flow, values))
            case Return(value):
                flow = self.screen.flow
                answer = value and self.scope.renderer.value(value, self.scope.variables(flow))
                self._leave(step.id, answer)
            case Cancel():
                self._leave(step.id)
            case Back():
                self._back(step.id)

    def _go(self, step: Step, target: str, values: Mapping[str, Any]) -> None:
        flow = self.bot.screens[target].flow
        if target == self.bot.start:
            self.conversation.frames = [Frame()]
        else:
            self._remember(target)
            if flow != self.screen.flow and all(v.screen.partition(".")[0] != flow for v in self._history):
                self.conversation.frame.data.pop(flow, None)  # a flow entered anew begins with empty data
        for name, value in values.items():
            self.scope.keep(flow, name, value)
        self._land(step.id, target)

    def _call(self, step: Step, flow: str, values: Mapping[str, Any]) -> None:
        caller = Visit(self.screen.id, self.conversation.page)
        self.conversation.frames.append(Frame(caller=caller, keep=step.keep))
        self._origin = None  # inside the called flow there is nothing to go back to yet
        for name, value in values.items():
            self.scope.keep(flow, name, value)
        self._land(step.id, self.bot.flows[flow].screens[0])

    def _leave(self, trigger: str, answer: Any = None) -> None:
        """Out of the flow, to its caller, which may keep an answer."""
        frame = self.conversation.frame
        frame.history.clear()
        visit = way_back(self.bot, self.conversation)
        if frame.keep and answer is not None and visit is frame.caller:
            self.scope.keep(self.bot.places[visit.screen].flow, frame.keep, answer)
        self._fire(trigger, NEW)
        self._return_to(visit)

    def _back(self, trigger: str) -> None:
        if self.asking and trigger.startswith(EVERYWHERE):  # away from the question
            self.arrive(trigger, self.screen.id)
            return
        self._fire(trigger, NEW)
        self._return_to(way_back(self.bot, self.conversation))

    def _return_to(self, visit: Visit) -> None:
        self._land(SHOW, visit.screen, visit.page)

    @property
    def _history(self) -> list[Visit]:
        return self.conversation.frame.history

    def _remember(self, target: str) -> None:
        """Put the screen that was seen into the history; one of its flow met again shortens the way back."""
        history, names = self._history, [visit.screen for visit in self._history]
        seen = [self._origin] if self._origin and self._origin.screen != target else []
        if target in names and self.bot.screens[target].flow == self.screen.flow:
            del history[names.index(target) :]
        else:
            history[:] = [*(each for each in history if each.screen != target), *seen][-MAX_HISTORY:]
        self._origin = None

    # -- arriving

    def _land(self, trigger: str, target: str, page: int = 1) -> None:
        """Arrive at a screen that is entered, not just shown again."""
        self.conversation.page, self.conversation.tries, self.conversation.row = page, 0, None
        self.scope.row = None
        self.arrive(trigger, target, entered=page == 1)

    def arrive(self, trigger: str, target: str, *, entered: bool = False) -> None:
        """Load the screen's records, let the machine move, then see whether the screen moves on by itself."""
        if self.scope.gone:
            return
        screen = self.bot.places[target]
        if not self.bot.may_be(self.scope.about.user.role, screen):
            screen, trigger = self.bot.screens[self.bot.start], START
            self.conversation.frames = [Frame()]
        present = self.scope.enter(screen)
        self._fire(trigger, self.scope.state_of(screen) if present else screen.states[0])
        if not present:
            self.missing(screen)
        elif screen.listing:
            self._fetch(screen, entered=entered)

    def _fetch(self, screen: Screen, *, entered: bool) -> None:
        listing = screen.listing
        assert listing is not None
        page = self.scope.fetch(screen, listing, list_room(self.bot, screen, self.state))
        if page.total == 0 and listing.empty:
            self._empty(listing.empty)
        elif page.total == 1 and listing.open_single and listing.step and entered and page.rows:
            self.scope.row = page.rows[0]
            self.take(listing.step)

    def _empty(self, step: Step) -> None:
        """What happens instead of an empty list; a step that only says something leaves it on screen."""
        if leads_on(step):
            self.take(step)
        else:
            self.trail.append(f"{self.conversation.state} --{step.id}--> {self.conversation.state}")
            self._say(step)

    def _say(self, step: Step | None) -> None:
        if step and step.say:
            self.said.append(self.scope.text(self.screen.flow, step.say))
        if step and (media := self.scope.media(self.screen.flow, step.send)):
            self.sent.append(illustrated(media))

    def _fire(self, trigger: str, dest: str) -> None:
        source = self.conversation.state
        self.machine.fire(trigger, self.conversation, dest)
        if source == NEW and self.trail and self.trail[-1].endswith(LEFT):  # a way back is one way
            self.trail[-1] = self.trail[-1].removesuffix(NEW) + self.conversation.state
        else:
            self.trail.append(f"{source} --{trigger}--> {self.conversation.state}")
