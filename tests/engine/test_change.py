"""Flows that change while people chat: same shape, other shape, gone screens, new and retyped data."""

import pytest

from tests.engine.tasks import ACTIONS, FRONT, MAIN, RENAME, TASKS


@pytest.fixture
def changed(make_phone, tmp_path):
    """A phone in the middle of a chat, then the same chat on flows with replacements made.

    `renamed`: a flow's new name, which then says what it was called.
    """

    def change(walk, *replacements: tuple[str, str], **renamed: str):
        texts = {"front": FRONT, "main": MAIN, "tasks": TASKS, "rename": RENAME}
        phone = make_phone(FRONT, {name: texts[name] for name in texts if name != "front"}, ACTIONS).open()
        walk(phone)
        for old, new in replacements:
            assert any(old in text for text in texts.values()), old
            texts = {name: text.replace(old, new) for name, text in texts.items()}
        for old, new in renamed.items():
            (tmp_path / "flows" / f"{old}.yaml").unlink()
            texts[new] = f"renamed: {old}{texts.pop(old)}"
        later = make_phone(texts.pop("front"), texts, ACTIONS)
        later.snapshot, later.messages = phone.snapshot, phone.messages
        return later

    return change


def test_a_new_wording_keeps_the_old_buttons_working(changed):
    phone = changed(lambda phone: phone.tap("Find"), ("What for?", "What are you looking for?"))
    assert phone.type("a").text.endswith("What are you looking for?")


def test_buttons_of_an_unchanged_screen_still_work(changed):
    phone = changed(lambda phone: None, ("What for?", "Looking for?"))
    assert phone.tap("Find").text == "Looking for?"


def test_a_button_of_a_changed_screen_shows_the_new_screen_instead(changed):
    phone = changed(lambda phone: None, ("{text: Find, go: tasks.find}", "{text: Search, go: tasks.find}"))
    assert phone.tap("Find").at == "tasks.find"  # only its label was changed
    guarded = "{text: Tasks, go: tasks.all, when: user.name == 'Uma'}"
    phone = changed(lambda phone: None, ("{text: Tasks, go: tasks.all}", guarded))
    assert phone.tap("Tasks").text == "That button is old.\n\nHello Uma"
    assert phone.tap("Tasks").at == "tasks.all"


def test_a_screen_that_is_gone_leads_to_the_one_before_it(changed):
    phone = changed(
        lambda phone: phone.tap("Tasks").tap("Apple"),
        ("go: one}", "go: single}"),
        ("  one:\n", "  single:\n"),
    )
    assert phone.tap("Menu").text.startswith("That button is old.")
    assert phone.at == "tasks.all"


def test_a_flow_that_is_gone_while_it_was_called_leads_to_its_caller(changed):
    phone = changed(
        lambda phone: phone.tap("Tasks").tap("Apple").tap("Rename"),
        ("  enter:\n", "  ask_name:\n"),
        ("go: enter}", "go: ask_name}"),
    )
    phone.type("Pear")
    assert phone.at == "tasks.one.open"


def test_leaving_a_flow_whose_caller_is_gone_leads_to_the_screen_before_that(changed):
    phone = changed(
        lambda phone: phone.tap("Tasks").tap("Apple").tap("Rename"),
        ("go: one}", "go: single}"),
        ("  one:\n", "  single:\n"),
    )
    assert phone.type("Pear").tap("No").at == "tasks.all"


def test_data_of_another_type_is_empty(changed):
    phone = changed(
        lambda phone: phone.tap("Find").type("an"),
        ("data: {query: text,", "data: {hits: number, query: text,"),
    )
    assert phone.type("back").at == "tasks.find"


def test_a_chat_goes_on_at_a_screen_that_was_renamed(changed):
    phone = changed(
        lambda phone: phone.tap("Find"), ("  find:\n", "  search:\n    renamed: find\n"),
        ("go: find}", "go: search}"), ("go: tasks.find}", "go: tasks.search}"),
    )  # fmt: skip
    assert phone.type("a").text.startswith("Two letters please.")
    assert phone.at == "tasks.search"


def test_buttons_that_were_shown_work_when_screens_and_flows_get_other_names(changed):
    names = [
        ("start: main.menu", "start: home.menu"), ("go: main.menu", "go: home.menu"),
        ("go: one}", "go: single}"), ("  one:\n", "  single:\n    renamed: [uno, one]\n"),
        ("go: tasks.find", "go: work.find"), ("go: tasks.all", "go: work.all"),
        ("call: rename,", "call: retitle,"),
    ]  # fmt: skip
    walk = "Tasks", "Apple", "Finish"
    phone = changed(lambda phone: [phone.tap(each) for each in walk], *names, main="home", tasks="work",
                    rename="retitle")  # fmt: skip
    assert phone.tap("Yes").at == "work.single.done"
    assert "old" not in phone.text
    phone.tap("Rename").type("Pear").tap("Yes")
    assert phone.at == "work.single.done"
    assert phone.tap("Back").at == "work.all"


def test_a_button_shown_before_a_renaming_still_leads_to_its_screen(changed):
    phone = changed(
        lambda phone: None, ("  find:\n", "  search:\n    renamed: find\n"), ("go: find}", "go: search}"),
        ("go: tasks.find}", "go: tasks.search}"),
    )  # fmt: skip
    assert phone.tap("Find").text == "What for?"


def test_a_screen_that_moved_to_another_flow_is_found_there(changed):
    phone = changed(
        lambda phone: phone.tap("Find"),
        ("screens:\n  menu:", "screens:\n  moved:\n    renamed: tasks.find\n    text: Moved\n  menu:"),
        ("  find:\n", "  seek:\n"), ("go: find}", "go: seek}"), ("go: tasks.find}", "go: tasks.seek}"),
        ("- {text: Tasks,", "- {text: Moved, go: moved}\n      - {text: Tasks,"),
    )  # fmt: skip
    assert phone.open().at == "main.moved"


def test_fields_that_are_new_are_empty_in_an_old_chat(changed):
    phone = changed(
        lambda phone: phone.tap("Find"),
        ("data: {query: text,", "data: {hits: Hits, since: date, query: text,"),
        ("text: What for?", 'text: "What for ({{ hits.a }}{{ since }})?"'),
        ("  Status: [open, done]", "  Hits: {a: text}\n  Status: [open, done]"),
    )
    assert phone.open().text == "What for ()?"


def test_fields_that_are_new_hold_their_default_in_an_old_chat(changed):
    phone = changed(
        lambda phone: phone.tap("Find"),
        ("data: {query: text,", "data: {shown: {type: Status, default: done}, query: text,"),
        ("text: What for?", 'text: "What for ({{ shown | label }})?"'),
    )
    assert phone.open().text == "What for (done)?"


def test_a_screen_that_old_data_cannot_fill_begins_anew(changed):
    phone = changed(
        lambda phone: phone.tap("Find"),
        ("data: {query: text,", "data: {hits: integer, query: text,"),
        ("    text: What for?", "    text: What for?\n    buttons: [{text: More, go: all, when: hits > 3}]"),
    )
    assert phone.tap("Menu").text == "Hello Uma"
    assert phone.tap("Tasks").at == "tasks.all"
