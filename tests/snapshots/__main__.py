"""Keep chats on every screen of all bots as this version stores them: `python -m tests.snapshots`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from botengine.engine.assembly import assemble
from botengine.engine.conversation import NEW
from botengine.runtime.releases import fingerprint
from botengine.testing.clock import FrozenClock
from botengine.testing.phone import NoSuchButtonError, Phone
from botengine.testing.scenario import Scenario, find_scenarios
from botengine.testing.stage import Stage, person_of
from botengine.testing.verbs import VERBS

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
BOTS = {
    "ticketshop": ROOT,
    **{file.parent.name: file.parent for file in (ROOT / "examples").glob("*/flows.yaml")},
}


def main() -> None:
    for name, directory in BOTS.items():
        found = {(at, who["role"]): (who, snapshot) for at, who, snapshot in sightings(directory)}
        file = HERE / name / f"{fingerprint(assemble(directory).files)}.jsonl"
        file.parent.mkdir(exist_ok=True)
        lines = [
            json.dumps({"at": at, "user": who, "snapshot": snapshot}, ensure_ascii=False)
            for (at, _), (who, snapshot) in sorted(found.items())
        ]
        file.write_text("\n".join([*lines, ""]), encoding="utf-8")
        sys.stdout.write(f"{file.relative_to(ROOT)}: {len(lines)} chats\n")


def sightings(directory: Path) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Where the scenarios of a bot come by: state, person, snapshot."""
    for scenario in find_scenarios(directory / "tests" / "scenarios"):
        with TemporaryDirectory(prefix="snapshots-") as data:
            bot = assemble(directory, {"clock": (clock := FrozenClock()), "data": Path(data)})
            phone = Phone(bot, person_of(bot, scenario.person), clock, scenario.stubs)
            yield from _seen(scenario, Stage(phone.open(), {phone.user.id: phone}))
            bot.services.close()


def _seen(scenario: Scenario, stage: Stage) -> Iterator[tuple[str, dict[str, Any], Any]]:
    for step in (None, *scenario.steps):
        try:
            if step:
                VERBS[step.verb](stage, step.argument)
        except (AssertionError, NoSuchButtonError):
            return  # it needs something beside the bot; what came before counts
        phone = stage.phone
        if phone.snapshot and phone.at != NEW:
            user = {key: value for key, value in asdict(phone.user).items() if key in ("id", "name", "role")}
            user |= {"language": phone.user.language, "email": phone.user.email}
            yield phone.at, {**user, "attributes": dict(phone.user.attributes)}, json.loads(phone.snapshot)


if __name__ == "__main__":
    main()
