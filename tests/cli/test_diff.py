"""`botengine diff`: what came, went and changed between two versions, and where chats would go on."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from botengine.cli.diff import command
from botengine.engine.assembly import assemble
from botengine.runtime.records import Arrival, Commit
from botengine.store.sqlite import SqliteStore
from botengine.testing.phone import Phone
from botengine.values import Account, User
from tests.spec.bots import change

BOT = "box-office"
FILES = {
    "flows.yaml": """
format: 1
bot: Box Office
start: main.menu
actions: [diffed_actions]
roles: {boss: ["box.*"], clerk: [box.pay]}
everywhere:
  bottom: [{text: Back, back: true}, {text: Menu, go: main.menu}]
""",
    "flows/main.yaml": """
flow: main
screens:
  menu:
    text: Hello
    buttons:
      - {text: Find, go: orders.search}
      - {text: Newest, go: orders.recent}
""",
    "flows/orders.yaml": """
flow: orders
data: {query: text}
screens:
  search:
    ask: query
    text: What for?
    go: recent
  recent:
    text: Newest
    buttons:
      - {text: Pay, do: box.pay, say: Paid.}
      - {text: Drop, do: box.drop, confirm: "Really?", say: Gone.}
""",
    "diffed_actions/__init__.py": '''
"""Actions of a bot that is compared."""
from botengine import action

@action("box.pay", effect="natural")
def pay() -> None: ...

@action("box.drop", effect="natural")
def drop() -> None: ...
''',
}


@pytest.fixture
def old(tmp_path):
    """A small bot."""
    for name, text in FILES.items():
        file = tmp_path / "old" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.lstrip(), encoding="utf-8")
    return tmp_path / "old"


@pytest.fixture
def new(old, tmp_path):
    """A copy of it, to be changed."""
    shutil.copytree(old, tmp_path / "new")
    return tmp_path / "new"


def diff(*arguments: object, status: int = 1) -> str:
    answer = CliRunner().invoke(command, [str(each) for each in arguments])
    assert answer.exit_code == status, answer.output
    return answer.output


def test_the_same_files_are_no_difference(old, new):
    assert diff(old, new, status=0) == "no difference\n"


def test_a_changed_text_is_told_before_and_after(old, new):
    change(new, "flows/main.yaml", "text: Hello", "text: Good morning")
    assert diff(old, new) == "~ screen main.menu\n    text: “Hello” → “Good morning”\n"


def test_a_button_that_came_says_what_it_does_and_who_gets_it(old, new):
    button = "{text: Clear, id: clear, do: box.drop, say: Cleared., when: user.name != 'x'}"
    change(new, "flows/main.yaml", "    buttons:\n", f"    buttons:\n      - {button}\n")
    assert diff(old, new).splitlines() == [
        '+ button "Clear" (clear) at main.menu, for boss', "    runs: box.drop", "    says: “Cleared.”",
        "    condition: user.name != 'x'",
    ]  # fmt: skip


def test_what_went_is_told_and_whom_it_concerns(old, new):
    change(
        new, "flows/orders.yaml", '      - {text: Drop, do: box.drop, confirm: "Really?", say: Gone.}\n', ""
    )
    assert diff(old, new) == '- button "Drop" (box.drop) at orders.recent, for boss\n'


def test_a_role_that_may_less_loses_buttons(old, new):
    change(new, "flows.yaml", "clerk: [box.pay]", "clerk: []")
    assert diff(old, new).splitlines() == [
        "~ role clerk, for clerk", "    may run box.pay: no longer yes",
        '~ button "Pay" (box.pay) at orders.recent', "    for: everybody → boss",
    ]  # fmt: skip


def test_ways_conditions_and_questions_are_told(old, new):
    change(new, "flows/orders.yaml", "    go: recent", "    check: {min_length: 2}\n    go: main.menu")
    change(new, "flows/orders.yaml", 'confirm: "Really?"', 'confirm: "Sure?", go: search')
    told = diff(old, new).splitlines()
    assert "    asks leads to: orders.recent → main.menu" in told
    assert "    asks check min_length: now 2" in told
    assert "    question: “Really?” → “Sure?”" in told


def rename(bot: Path, former: str = "search") -> None:
    change(bot, "flows/main.yaml", "go: orders.search", "go: orders.find")
    change(bot, "flows/orders.yaml", "  search:\n", f"  find:\n    renamed: {former}\n")


def test_a_renamed_screen_is_one_change_and_not_two(old, new):
    rename(new)
    assert diff(old, new) == "= screen orders.find\n    name: orders.search → orders.find\n"


def test_a_misspelt_former_name_is_told(old, new):
    rename(new, "serch")
    message = "! `renamed: orders.serch` of 'orders.find': the old version has nothing of this name"
    assert message in diff(old, new)


def test_a_new_name_of_the_bot_without_an_id_would_lose_its_chats(old, new):
    change(new, "flows.yaml", "bot: Box Office", "bot: Tickets")
    assert "all chats begin anew" in diff(old, new)
    change(new, "flows.yaml", "bot: Tickets", f"bot: Tickets\nid: {BOT}")
    assert "all chats begin anew" not in diff(old, new)


def test_machines_get_json(old, new):
    change(new, "flows/main.yaml", "text: Hello", "text: Good morning")
    (told,) = json.loads(diff(old, new, "--json"))["changes"]
    assert (told["what"], told["kind"], told["name"]) == ("changed", "screen", "main.menu")
    assert told["details"] == [{"aspect": "text", "before": "“Hello”", "after": "“Good morning”"}]


def test_what_cannot_be_read_is_exit_status_2(old, new, tmp_path):
    change(new, "flows/main.yaml", "orders.recent", "orders.recnt")
    assert "did you mean 'orders.recent'?" in diff(old, new, status=2)
    assert "no store" in diff("1a2b3c4d", old, "--store", f"sqlite:///{tmp_path}/none.db", status=2)


def test_every_chat_of_the_store_has_a_place_to_land(old, new, tmp_path):
    store = SqliteStore(tmp_path / "bot.db")
    for user, *taps in (("u1",), ("u2", "Find"), ("u3", "Newest"), ("u4", "Newest", "Drop")):
        talk(old, store, user, *taps)
    store.set_meta(BOT, "releases", b"[]").result()
    store.close()
    rename(new)
    change(new, "flows/orders.yaml", "  recent:\n", "  newest:\n")
    change(new, "flows/orders.yaml", "go: recent", "go: newest")
    change(new, "flows/main.yaml", "orders.recent", "orders.newest")
    told = diff(old, new, "--chats", "--store", f"sqlite:///{tmp_path}/bot.db").partition("4 chats\n")[2]
    assert told.splitlines() == [
        "     2  orders.recent → main.menu: begin at the start",
        "     1  main.menu: are shown the changed screen",
        "     1  orders.search → orders.find: are shown the changed screen",
    ]


def talk(bot: Path, store: SqliteStore, user: str, *taps: str) -> None:
    """A chat in the store, as the runtime leaves it."""
    phone = Phone(assemble(bot), User(user, "U", "boss")).open()
    for label in taps:
        phone.tap(label)
    store.accounts.save(BOT, Account(phone.user), "test").result()
    store.accounts.link(BOT, user, phone.user.id, "test").result()
    task = store.accept_now(Arrival(BOT, user, "viber", "1", b"", 1.0), 10.0).result()
    store.commit(task.lease, Commit(task.waiting.id, task.version, phone.snapshot)).result()
