"""The door for plug-ins: `@action`, `@service`, `@filter`, `@source`, `@panel`; how they are found, called.

A decorator only marks the function; nothing is registered anywhere. `discover` imports the packages that
flows.yaml names (and entry points of the group `botengine.actions`) and collects what is marked.
"""

import importlib
import inspect
import pkgutil
import sys
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from botengine.errors import BotengineError
from botengine.spec.signatures import Parameter, Signature
from botengine.spec.types import ListOf, from_annotation
from botengine.values import Effect, Page

MARK = "__botengine__"
SOURCE_VALUES = ("since", "request", "users", "now")  # injected into sources
TURN_VALUES = ("user", "now", "key", "paging", "language")  # injected anew in each turn

F = TypeVar("F", bound=Callable[..., Any])


class PluginError(BotengineError):
    """A plug-in package cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class ActionMark:
    """What `@action` says about a function."""

    name: str
    outcomes: tuple[str, ...]
    effect: Effect
    undo: str


@dataclass(frozen=True, slots=True)
class ServiceMark:
    """What `@service` says: the function builds something that actions get by parameter name or type."""

    name: str


@dataclass(frozen=True, slots=True)
class FilterMark:
    """What `@filter` says: the function can be used as `{{ value | name }}` in texts."""

    name: str


@dataclass(frozen=True, slots=True)
class SourceMark:
    """What `@source` says: asked every so many seconds, or posted to where `every` is None."""

    name: str
    every: float | None


@dataclass(frozen=True, slots=True)
class PanelMark:
    """What `@panel` says: a web page of its own, for people who may run the action `permission`."""

    name: str
    title: str
    permission: str


def action(
    name: str, *, outcomes: Sequence[str] = ("ok",), effect: Effect = "read", undo: str = ""
) -> Callable[[F], F]:
    """Make a function an action of flows.

    `outcomes`: the names it may answer (a str, or an `Outcome` with a value; None means the first one).
    `effect`: "read" changes nothing; "key" may be called again with the same injected `key`; "natural" may
    be called again as it is; "readback" finds out itself what happened; "none" must never be called twice.
    `undo`: the action that takes it back, if there is one; it must exist.
    """
    return _marker(ActionMark(name, tuple(outcomes), effect, undo))


def service(function: F) -> F:
    """Make a function the builder of a service: called once, or once per turn if it asks for `user`."""
    return _marker(ServiceMark(function.__name__))(function)


def filter(function: F) -> F:  # noqa: A001 - the public name that integrators read in texts
    """Make a function a filter of texts under its own name."""
    return _marker(FilterMark(function.__name__))(function)


def source(name: str, *, every: float | None = None) -> Callable[[F], F]:
    """Make a function a source of notices: it tells what happened outside, and whom to tell.

    With `every` (seconds) it is asked again and again: `f(since, users) -> (notices, token)`; the token comes
    back as the next `since` (at first ""), and is written together with the notices, or not at all. Without,
    it is called for what is posted to `/sources/<name>`: `f(request, users) -> notices`, a SourceRequest; it
    raises PermissionError unless the request proves where it comes from. `users`: accounts that can be told.
    """
    return _marker(SourceMark(name, every))


def panel(name: str, *, title: str, permission: str) -> Callable[[F], F]:
    """Make a function a web page at `/web/<name>`: `f(choice, user, language) -> Panel`, services besides.

    `title` stands in the menu; `choice` is the tab that was chosen, at first "". The page is there for
    people whose role may run the action `permission`, and shows what they may see.
    """
    return _marker(PanelMark(name, title, permission))


def _marker(mark: object) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        setattr(function, MARK, mark)
        return function

    return decorate


@dataclass(frozen=True)
class Plugin:
    """A marked function with its type hints."""

    mark: Any
    function: Callable[..., Any]
    hints: Mapping[str, Any]

    @cached_property
    def parameters(self) -> Mapping[str, inspect.Parameter]:
        return inspect.signature(self.function).parameters


@dataclass(frozen=True)
class Registry:
    """All plug-ins of a bot by name."""

    actions: Mapping[str, Plugin] = field(default_factory=dict)
    services: Mapping[str, Plugin] = field(default_factory=dict)
    filters: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    sources: Mapping[str, Plugin] = field(default_factory=dict)
    panels: Mapping[str, Plugin] = field(default_factory=dict)
    given: dict[str, object] = field(default_factory=dict)  # what the program itself injects: settings, clock

    @property
    def signatures(self) -> Mapping[str, Signature]:
        """What flows must know about the actions."""
        return {name: self._signature(plugin) for name, plugin in self.actions.items()}

    def source_of(self, name: str, hint: object) -> str:
        """Which service serves a parameter: by its type, else by its name; "" if none does.

        What the program itself gives goes by its name: a service that builds a Path of `data: Path` is not
        asked for its own ingredient.
        """
        if name in self.given:
            return ""
        by_type = [key for key, each in self.services.items() if hint and each.hints.get("return") is hint]
        if len(by_type) == 1:
            return by_type[0]
        return name if name in self.services and (len(by_type) != 0 or not hint) else ""

    def is_injected(self, name: str, hint: object) -> bool:
        """Whether a parameter is none of the flow's business."""
        return name in TURN_VALUES or name in self.given or bool(self.source_of(name, hint))

    def _signature(self, plugin: Plugin) -> Signature:
        takes = {
            name: Parameter(from_annotation(plugin.hints.get(name)), parameter.default is parameter.empty)
            for name, parameter in plugin.parameters.items()
            if not self.is_injected(name, plugin.hints.get(name))
        }
        answer = plugin.hints.get("return")
        pages = typing.get_origin(answer) is Page
        returns = from_annotation(answer) if plugin.mark.outcomes == ("ok",) or pages else None
        if isinstance(returns, ListOf):
            returns, pages = returns.element, True
        mark: ActionMark = plugin.mark
        return Signature(mark.name, takes, mark.outcomes, returns, pages, mark.effect)


def forget(packages: Sequence[str]) -> None:
    """Import these packages anew the next time: they have changed, or others of that name are meant."""
    for package in packages:
        for name in [n for n in sys.modules if n == package or n.startswith(f"{package}.")]:
            del sys.modules[name]


def discover(packages: Sequence[str], root: Path, given: Mapping[str, object] | None = None) -> Registry:
    """Import the packages (looked up in `root` first) and the entry points; collect their plug-ins.

    PluginError names the package that cannot be imported, two plug-ins of one name, or an undo that is none.
    """
    modules = [module for name in packages for module in _import_all(name, root)]
    for entry in entry_points(group="botengine.actions"):
        modules += _with_modules(entry.module, f" of the distribution '{entry.dist and entry.dist.name}'")
    found = {id(plugin.function): plugin for module in modules for plugin in _marked(module)}.values()
    filters = {name: plugin.function for name, plugin in _named(found, FilterMark).items()}
    registry = Registry(
        _named(found, ActionMark), _named(found, ServiceMark), filters, _named(found, SourceMark),
        _named(found, PanelMark), dict(given or {}),
    )  # fmt: skip
    for plugin in registry.sources.values():
        _check_source(registry, plugin)
    for name, plugin in registry.actions.items():
        if plugin.mark.undo and plugin.mark.undo not in registry.actions:
            raise PluginError(f"action '{name}': its undo '{plugin.mark.undo}' is no action")
    return registry


def _check_source(registry: Registry, plugin: Plugin) -> None:
    """PluginError for a parameter that nobody can give outside of a turn."""
    for name in plugin.parameters.keys() - SOURCE_VALUES:
        if name in TURN_VALUES or not registry.is_injected(name, plugin.hints.get(name)):
            said = f"nothing to give for '{name}'; known are {', '.join(SOURCE_VALUES)} and services"
            raise PluginError(f"source '{plugin.mark.name}': {said}")


def _named(found: Iterable[Plugin], kind: type[Any]) -> dict[str, Plugin]:
    """The plug-ins of a kind by name; PluginError if two have the same."""
    named: dict[str, Plugin] = {}
    for plugin in found:
        if isinstance(plugin.mark, kind) and named.setdefault(plugin.mark.name, plugin) is not plugin:
            raise PluginError(f"two plug-ins are called '{plugin.mark.name}'; rename one of them")
    return named


def _marked(module: ModuleType) -> Iterator[Plugin]:
    for value in vars(module).values():
        mark = getattr(value, MARK, None) if callable(value) else None
        if mark is not None:
            yield Plugin(mark, value, typing.get_type_hints(value))


def _import_all(package: str, root: Path) -> list[ModuleType]:
    """The package and its direct modules. A package of the same name from another bot makes way."""
    home = str(root.resolve())
    if home not in sys.path:
        sys.path.insert(0, home)
    loaded = sys.modules.get(package)
    if loaded and (root / package).is_dir() and not _lives_in(loaded, root):
        forget([package])
        sys.path.remove(home)
        sys.path.insert(0, home)
    return _with_modules(package)


def _with_modules(package: str, whose: str = "") -> list[ModuleType]:
    try:
        top = importlib.import_module(package)
        names = [m.name for m in pkgutil.iter_modules(getattr(top, "__path__", [])) if not m.ispkg]
        return [top, *(importlib.import_module(f"{package}.{name}") for name in names)]
    except ImportError as error:
        raise PluginError(f"cannot import the plug-in package '{package}'{whose}: {error}") from error


def _lives_in(module: ModuleType, root: Path) -> bool:
    paths = [module.__file__] if module.__file__ else list(getattr(module, "__path__", []))
    return any(Path(path).resolve().is_relative_to(root.resolve()) for path in paths)
