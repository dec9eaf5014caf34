"""The ways between screens: which steps a screen has, and where they lead."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from botengine.spec.bot import Bot, Button, Screen
from botengine.spec.moves import Call, Go, Step


def tree(step: Step) -> Iterator[Step]:
    """The step and all that can follow its action's outcomes."""
    yield step
    if step.do:
        for follower in (*step.do.then.values(), step.do.otherwise):
            yield from tree(follower)


def targets(bot: Bot, step: Step) -> Iterator[str]:
    """Screens that the step, or what follows it, enters. Names that lead nowhere are left out."""
    for each in tree(step):
        if isinstance(each.move, Go) and each.move.screen in bot.screens:
            yield each.move.screen
        elif isinstance(each.move, Call) and each.move.flow in bot.flows:
            yield bot.flows[each.move.flow].screens[0]


def leads_on(step: Step) -> bool:
    """Whether the step does more than to show the same screen again."""
    return step.do is not None or step.move is not None


def offered(bot: Bot, button: Button, role: str) -> bool:
    """Whether the button exists for the role (in a bot without roles: for everybody)."""
    if not bot.roles:
        return True
    if button.step.do:
        return bot.may_run(role, button.step.do.action)
    return all(bot.may_enter(role, bot.screens[each].flow) for each in targets(bot, button.step))


def plain_steps(screen: Screen) -> Iterator[Step]:
    """The steps of a screen that only it has and are no button's: answer, row, empty list ..."""
    ask, listing = screen.ask, screen.listing
    steps = (ask and ask.step, ask and ask.check.then, listing and listing.step, listing and listing.empty)
    yield from (step for step in (*steps, screen.missing) if step)


def buttons_by_case(bot: Bot, screen: Screen) -> Iterator[tuple[str, tuple[Button, ...]]]:
    """All buttons of each state, from top to bottom. The name is that of the case, "" without cases."""
    own = (*screen.buttons, *bot.everywhere.bottom)
    if not screen.switch:
        yield "", own
    for name, case in screen.cases.items():
        yield name, (*case.buttons, *own)


def common_steps(bot: Bot) -> Iterator[Step]:
    """The steps that can be taken on every screen, without a button."""
    yield from (word.step for word in bot.everywhere.words)
    if bot.everywhere.typed:
        yield bot.everywhere.typed
    if bot.everywhere.idle:
        yield bot.everywhere.idle.step


def first_steps(bot: Bot) -> Iterator[tuple[str, Step, Button | None]]:
    """Every step that begins something, with its screen or notice ("": everywhere) and its button."""
    yield from (("", step, None) for step in common_steps(bot))
    yield from (("", button.step, button) for button in bot.everywhere.bottom)
    for screen in bot.places.values():
        steps = [*plain_steps(screen), *(each.step for each in screen.remind)]
        yield from ((screen.id, step, None) for step in steps)
        for buttons in (screen.buttons, *(case.buttons for case in screen.cases.values())):
            yield from ((screen.id, button.step, button) for button in buttons)


def closure(starts: Iterable[str], ways: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """All screens to which the ways lead, with those they start at."""
    seen: set[str] = set()
    todo = [*starts]
    while todo:
        if (name := todo.pop()) not in seen:
            seen.add(name)
            todo += ways(name)
    return frozenset(seen)


def reachable(bot: Bot, role: str = "", *, everybody: bool = False) -> frozenset[str]:
    """Screens that the role (or `everybody` together) can come to from the start."""
    ways = defaultdict[str, list[str]](list)
    for owner, step, button in first_steps(bot):
        if everybody or not button or offered(bot, button, role):
            ways[owner] += targets(bot, step)
    heard = [notice for notice in bot.notices if everybody or bot.may_hear(role, notice)]
    todo = [bot.start, *ways[""], *(target for notice in heard for target in ways[notice])]
    open_ = {name for name, each in bot.screens.items() if everybody or bot.may_enter(role, each.flow)}
    return closure(open_.intersection(todo), lambda name: open_.intersection(ways[name]))
