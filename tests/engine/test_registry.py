"""Finding plug-ins: what cannot work is said when the bot starts, not when somebody presses."""

from __future__ import annotations

import pytest

from botengine.engine.registry import PluginError, discover, forget

PACKAGE = """from botengine import action

@action("lamp.on", effect="natural", undo="lamp.of")
def on() -> None: ...

@action("lamp.off", effect="natural", undo="lamp.on")
def off() -> None: ...
"""


@pytest.fixture
def lamps(tmp_path):
    yield tmp_path / "lamp_actions.py"
    forget(["lamp_actions"])


def test_an_undo_that_is_no_action_is_refused(lamps):
    lamps.write_text(PACKAGE, encoding="utf-8")
    with pytest.raises(PluginError, match=r"^action 'lamp.on': its undo 'lamp.of' is no action$"):
        discover(["lamp_actions"], lamps.parent)


def test_an_undo_may_be_written_above_or_below_what_it_takes_back(lamps):
    lamps.write_text(PACKAGE.replace('"lamp.of"', '"lamp.off"'), encoding="utf-8")
    assert {"lamp.on", "lamp.off"} <= discover(["lamp_actions"], lamps.parent).actions.keys()
