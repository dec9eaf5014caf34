"""Calling actions: arguments injected by name, services built when they are first needed."""

import asyncio
import inspect
import logging
import secrets
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from botengine.engine.effects import ActionCall
from botengine.engine.registry import TURN_VALUES, ActionMark, Plugin, Registry
from botengine.errors import ActionError
from botengine.values import Outcome, Panel, User

log = logging.getLogger(__name__)
FAILED = "failed"  # the outcome every action has


class Services:
    """Calls actions: injects arguments by name, builds services when they are first needed."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._built: dict[str, object] = {}

    def run(self, call: ActionCall, user: User, now: object) -> Outcome:
        """Call the action; its answer as an Outcome. Raises what the action raises."""
        plugin = self.registry.actions[call.name]
        turn = {"user": user, "now": now, "key": call.key, "paging": call.paging, "language": user.language}
        answer = self._call(plugin, call.arguments, turn)
        return _outcome(plugin.mark, answer)

    def attempt(self, call: ActionCall, user: User, now: object) -> Outcome:
        """Like `run`, but a failure is logged and becomes `Outcome("failed", error number)`."""
        try:
            return self.run(call, user, now)
        except Exception:
            number = secrets.token_hex(3)
            log.exception("action %s failed, error %s", call.name, number)
            return Outcome(FAILED, number)

    def give(self, name: str, value: object) -> None:
        """Inject something else from now on; before any service was built with what was there."""
        self.registry.given[name] = value

    def ask(self, source: str, given: Mapping[str, object]) -> Any:
        """Call a source with what it asks for of `given`. Raises what the source raises."""
        return self._call(self.registry.sources[source], given, {})

    def panel(self, name: str, user: User, language: str, choice: str) -> Panel:
        """A page for this person, as the plug-in fills it. Raises what the plug-in raises."""
        turn = {"user": user, "language": language, "now": None, "key": "", "paging": None}
        answer: Panel = self._call(self.registry.panels[name], {"choice": choice}, turn)
        return answer

    def prepare(self) -> None:
        """Build every service that does not depend on the person: what is wrong shows at the start."""
        for name, plugin in self.registry.services.items():
            if not _per_turn(self.registry, plugin):
                self._service(name, {})

    def close(self) -> None:
        """Close every service that can be closed."""
        for built in list(self._built.values()):  # a source that hangs may still build one
            close = getattr(built, "close", None)
            if callable(close):
                close()
        self._built.clear()

    def _call(self, plugin: Plugin, arguments: Mapping[str, object], turn: Mapping[str, object]) -> Any:
        values: dict[str, object] = {}
        for name, parameter in plugin.parameters.items():
            hint = plugin.hints.get(name)
            if name in arguments:
                values[name] = _fit(arguments[name], hint)
            elif self.registry.is_injected(name, hint):
                values[name] = self._inject(name, hint, turn)
            elif parameter.default is parameter.empty:
                raise ActionError(f"nothing to give for parameter '{name}' of {plugin.function.__qualname__}")
        answer = plugin.function(**values)
        return asyncio.run(answer) if inspect.iscoroutine(answer) else answer

    def _inject(self, name: str, hint: object, turn: Mapping[str, object]) -> object:
        source = self.registry.source_of(name, hint)
        if source:
            return self._service(source, turn)
        return turn[name] if name in turn else self.registry.given[name]

    def _service(self, name: str, turn: Mapping[str, object]) -> object:
        plugin = self.registry.services[name]
        if _per_turn(self.registry, plugin):
            return self._call(plugin, {}, turn)
        if name not in self._built:
            self._built[name] = self._call(plugin, {}, {})
        return self._built[name]


def _per_turn(registry: Registry, plugin: Plugin) -> bool:
    """Whether a service depends on who asks, itself or through another service."""
    sources = {name: registry.source_of(name, plugin.hints.get(name)) for name in plugin.parameters}
    if any(name in TURN_VALUES and not source for name, source in sources.items()):
        return True
    others = [registry.services[source] for source in sources.values() if source]
    return any(each is not plugin and _per_turn(registry, each) for each in others)


def _outcome(mark: ActionMark, answer: Any) -> Outcome:
    if isinstance(answer, Outcome):
        outcome = answer
    elif isinstance(answer, str) and len(mark.outcomes) > 1:
        outcome = Outcome(answer)
    else:
        outcome = Outcome(mark.outcomes[0], answer)
    if outcome.name not in (*mark.outcomes, FAILED):
        raise ActionError(f"action '{mark.name}' answered '{outcome.name}', which it does not declare")
    return outcome


def _fit(value: Any, hint: Any) -> Any:
    """A record of the flow as the dataclass that the action asks for."""
    if isinstance(value, Mapping) and is_dataclass(hint) and isinstance(hint, type):
        return hint(**{f.name: value[f.name] for f in fields(hint) if f.name in value})
    return value
