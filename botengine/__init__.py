"""Botengine: conversation state machines for Viber bots, described in YAML."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from botengine.engine.registry import action, filter, panel, service, source  # noqa: A004 - as in texts
    from botengine.errors import ActionError, BotengineError
    from botengine.values import File, Money, Notice, Outcome, Page, Paging, Panel, User

_HOMES = {
    "action": "engine.registry", "filter": "engine.registry", "service": "engine.registry",
    "panel": "engine.registry", "source": "engine.registry",
    "ActionError": "errors", "BotengineError": "errors",
    "File": "values", "Money": "values", "Notice": "values", "Outcome": "values", "Page": "values",
    "Paging": "values", "Panel": "values", "User": "values",
}  # fmt: skip
__all__ = [
    "ActionError", "BotengineError", "File", "Money", "Notice", "Outcome", "Page", "Paging", "Panel", "User",
    "action", "filter", "panel", "service", "source",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: `botengine --help` must not wait for the engine."""
    if name not in _HOMES:
        raise AttributeError(f"botengine has no public name '{name}'; it has {', '.join(__all__)}")
    return getattr(import_module(f"botengine.{_HOMES[name]}"), name)
