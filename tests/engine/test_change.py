"""Flows that change while people chat: same shape, other shape, gone screens, new and retyped data."""

import pytest

from tests.engine.tasks import ACTIONS, FRONT, MAIN, RENAME, TASKS


@pytest.fixture
def changed(make_phone):
    """A phone in the middle of a chat, then the same chat on flows with replacements made."""

    def change(walk, *replacements: tuple[str, str]):
        phone = make_phone(FRONT, {"main": MAIN, "tasks": TASKS, "rename": RENAME}, ACTIONS).open()
        walk(phone)
        flows = {"main": MAIN, "tasks": TASKS, "rename": RENAME}
        for old, new in replacements:
            assert any(old in text for text in flows.values())
            flows = {name: text.replace(old, new) for name, text in flows.items()}
        later = make_phone(FRONT, flows, ACTIONS)
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
    assert phone.at in ("tasks.all", "tasks.one.open")


def test_data_of_another_type_is_empty(changed):
    phone = changed(
        lambda phone: phone.tap("Find").type("an"),
        ("data: {query: text,", "data: {hits: number, query: text,"),
    )
    assert phone.type("back").at == "tasks.find"
