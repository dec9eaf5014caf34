"""Services: what an action asks for by type or by name, and what the program gives by name."""

from __future__ import annotations

from pathlib import Path
from typing import get_type_hints

from botengine.engine.effects import ActionCall
from botengine.engine.registry import Plugin, Registry, action, service
from botengine.engine.services import Services
from botengine.values import Outcome, User


@service
def ledger(data: Path) -> Path:
    return data / "ledger.db"


@action("where")
def where(ledger: Path, data: Path) -> list[str]:
    return [str(ledger), str(data)]


def test_a_service_of_the_type_of_its_own_ingredient_is_built():
    registry = Registry(
        actions={"where": Plugin(where.__botengine__, where, get_type_hints(where))},
        services={"ledger": Plugin(ledger.__botengine__, ledger, get_type_hints(ledger))},
        given={"data": Path("files")},
    )
    answer = Services(registry).run(ActionCall("where", {}, "key", None), User("u"), None)
    assert answer == Outcome("ok", ["files/ledger.db", "files"])
