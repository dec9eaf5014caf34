"""`botengine releases` and `rollback`: versions that were live are kept; nothing is lost by going back."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from botengine.app import BotApp
from botengine.cli.releases import command as releases
from botengine.cli.rollback import command as rollback
from botengine.engine.assembly import FlowsError, assemble
from botengine.runtime.releases import KEPT, files_of, fingerprint, keep
from botengine.runtime.releases import releases as kept
from botengine.store.sqlite import SqliteStore
from botengine.testing.store import MemoryStore
from tests.spec.bots import change

ROOT = Path(__file__).parents[2]
EXTRA = "# one more\nflow: extra\nscreens: {one: {text: Hello, buttons: [{text: Back, back: true}]}}\n"


@pytest.fixture
def bot(tmp_path):
    """A bot of the examples, to be changed."""
    shutil.copytree(ROOT / "examples/naming", tmp_path / "naming")
    return tmp_path / "naming"


@pytest.fixture
def store(tmp_path):
    return f"sqlite:///{tmp_path}/bot.db"


def run(bot: Path, store: str) -> None:
    """Start the bot as it is now, and stop it."""
    app = BotApp(assemble(bot), SqliteStore(store.removeprefix("sqlite:///")))
    app.start()
    app.stop()


def listed(bot: Path, store: str) -> list[dict]:
    return json.loads(CliRunner().invoke(releases, [str(bot), "--store", store, "--json"]).output)


def back(bot: Path, store: str, *which: str) -> Result:
    return CliRunner().invoke(rollback, [*which, "--directory", str(bot), "--store", store])


def text(bot: Path) -> str:
    return (bot / "flows/naming.yaml").read_text(encoding="utf-8")


def edit(bot: Path, old: str = "text:", new: str = "text: New") -> None:
    (bot / "flows/naming.yaml").write_text(text(bot).replace(old, new, 1), encoding="utf-8")


def test_each_version_that_was_started_is_a_release(bot, store):
    run(bot, store)
    run(bot, store)
    (bot / "flows/extra.yaml").write_text(EXTRA)
    change(bot, "flows/main.yaml", "buttons:", "buttons:\n      - {text: Extra, go: extra.one}")
    run(bot, store)
    newest, first = listed(bot, store)
    assert (newest["added"], newest["removed"], newest["changed"]) == (4, 0, 2)
    assert first["files"] == newest["files"] - 1
    shown = CliRunner().invoke(releases, [str(bot), "--store", store]).output
    assert f"{newest['id']}  +4 -0 lines in 2 of {newest['files']} files" in shown


def test_rollback_puts_the_former_files_back_and_keeps_those_that_were_there(bot, store):
    before = text(bot)
    run(bot, store)
    edit(bot, "flow:", "# second\nflow:")
    (bot / "flows/extra.yaml").write_text(EXTRA)
    change(bot, "flows/main.yaml", "buttons:", "buttons:\n      - {text: Extra, go: extra.one}")
    run(bot, store)
    edit(bot, "flow:", "# third, never started\nflow:")
    third = text(bot)
    second = listed(bot, store)[0]["id"]
    assert back(bot, store).exit_code == 0
    assert "# third" not in text(bot)
    assert "# second" in text(bot)
    aside = listed(bot, store)[0]
    assert not aside["live"]
    assert back(bot, store, aside["id"]).exit_code == 0
    assert text(bot) == third
    first = next(each["id"] for each in listed(bot, store) if each["id"] not in (second, aside["id"]))
    assert back(bot, store, first[:6]).exit_code == 0
    assert text(bot) == before
    assert not (bot / "flows/extra.yaml").exists()


@pytest.fixture
def running(bot, store):
    """The second version of the bot, running; a first one was live before."""
    run(bot, store)
    edit(bot)
    app = BotApp(assemble(bot), SqliteStore(store.removeprefix("sqlite:///")))
    app.start()
    yield app
    app.stop()


def said(app: BotApp) -> str:
    return next(iter(app.runtime.bots.values())).brain.bot.screens["naming.question"].text.source


def test_a_running_bot_takes_up_what_was_put_back(running, bot, store):
    running.follow()
    assert said(running).startswith("New")
    assert back(bot, store).exit_code == 0
    running.follow()
    assert not said(running).startswith("New")
    first = running.assembly
    running.follow()
    assert running.assembly is first
    assert listed(bot, store)[0]["id"] == fingerprint(first.files)


def test_a_running_bot_goes_on_as_it_was_when_what_was_put_back_is_broken_meanwhile(running, bot, store):
    assert back(bot, store).exit_code == 0
    edit(bot, "screens:", "scrns:")
    with pytest.raises(FlowsError):
        running.follow()
    assert said(running).startswith("New")
    running.follow()


def test_a_broken_bot_can_go_back(bot, store):
    run(bot, store)
    good = text(bot)
    edit(bot, "screens:", "scrns:")
    answer = back(bot, store)
    assert answer.exit_code == 0, answer.output
    assert text(bot) == good


def test_without_another_release_nothing_happens(bot, store):
    run(bot, store)
    answer = back(bot, store)
    assert (answer.exit_code, answer.output) == (1, "there is no other release to go back to\n")
    assert back(bot, store, "ffff").exit_code == 2
    assert "no store" in back(bot, f"{store}.none").output


def test_only_so_many_are_kept():
    store = MemoryStore()
    for number in range(KEPT + 2):
        keep(store, "bot", {"flows.yaml": str(number)}, float(number))
    assert len(kept(store, "bot")) == KEPT
    ids = [each.id for each in kept(store, "bot")]
    assert files_of(store, "bot", ids[0]) == {"flows.yaml": str(KEPT + 1)}
    assert store.meta("bot", f"release:{ids[-1]}")
    store.close()
