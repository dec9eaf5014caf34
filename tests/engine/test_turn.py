"""What a person meets: menus, questions, lists, confirmations, sub-dialogs, old buttons."""

from pathlib import Path

import pytest

from botengine.events import Attached, Noticed
from tests.engine.tasks import ACTIONS, FRONT, MAIN, RENAME, TASKS


@pytest.fixture
def phone(make_phone):
    return make_phone(FRONT, {"main": MAIN, "tasks": TASKS, "rename": RENAME}, ACTIONS).open()


def box_of(phone):
    return phone.bot.services._built["box"]


def test_opening_shows_the_first_screen(phone):
    assert (phone.text, phone.at) == ("Hello Uma", "main.menu")
    assert phone.buttons == ["Tasks", "Find"]


def test_a_list_turns_its_pages_and_opens_a_row(phone):
    phone.tap("Tasks")
    assert phone.text == "5 tasks, page 1 of 3"
    phone.tap("Next").tap("Next")
    assert (phone.text, phone.buttons[0]) == ("5 tasks, page 3 of 3", "Elder")
    phone.tap("Elder")
    assert phone.text == "Elder is open"


def test_back_returns_to_the_page_one_came_from(phone):
    phone.tap("Tasks").tap("Next").tap("Cherry").tap("Back")
    assert phone.text == "5 tasks, page 2 of 3"
    phone.tap("Back")
    assert phone.at == "main.menu"


def test_the_journal_tells_a_way_back_in_one_line(phone):
    phone.tap("Tasks").tap("Back")
    ways = [step for step in phone.journal[-1]["steps"] if "-->" in step]
    assert len(ways) == 1
    assert (ways[0].partition(" ")[0], ways[0].rpartition(" ")[2]) == ("tasks.all", "main.menu")


def test_a_short_answer_is_asked_again(phone):
    phone.tap("Find").type("a")
    assert phone.text == "Two letters please.\n\nWhat for?"


def test_a_single_hit_opens_at_once_and_back_leads_to_the_question(phone):
    phone.tap("Find").type("cher")
    assert phone.at == "tasks.one.open"
    assert phone.tap("Back").at == "tasks.find"


def test_an_empty_list_says_so_and_moves_on(phone):
    phone.tap("Find").type("zebra")
    assert (phone.at, phone.text) == ("tasks.find", "Nothing for zebra.\n\nWhat for?")
    assert phone.tap("Back").at == "main.menu"


def test_an_empty_list_that_only_says_so_stays_on_screen(make_phone):
    tasks = TASKS.replace('empty: {say: "Nothing for {{ query }}.", go: find}', "empty: {say: Nothing.}")
    phone = make_phone(FRONT, {"main": MAIN, "tasks": tasks, "rename": RENAME}, ACTIONS).open()
    phone.tap("Find").type("zebra")
    assert (phone.at, phone.text) == ("tasks.found", "Nothing.\n\n0 for zebra")


def test_a_missing_record_that_only_says_so_leads_home(make_phone):
    tasks = TASKS.replace("missing: {say: It is gone., go: main.menu}", "missing: {say: It is gone.}")
    phone = make_phone(FRONT, {"main": MAIN, "tasks": tasks, "rename": RENAME}, ACTIONS).open().tap("Tasks")
    del box_of(phone).tasks["0"]
    assert phone.tap("Apple").text == "It is gone.\n\nHello Uma"


def test_a_confirmed_action_changes_the_case_of_the_screen(phone):
    phone.tap("Tasks").tap("Apple").tap("Finish")
    assert (phone.text, phone.buttons) == ("Really finish Apple?", ["Yes", "No"])
    phone.tap("Yes")
    assert (phone.at, phone.text) == ("tasks.one.done", "Finished.\n\nApple is done")
    assert "Finish" not in phone.buttons


def test_no_returns_to_the_screen_without_doing_anything(phone):
    phone.tap("Tasks").tap("Apple").tap("Finish").tap("No")
    assert (phone.at, box_of(phone).finished) == ("tasks.one.open", [])


def test_a_second_press_of_the_same_yes_is_stale_and_does_nothing(phone):
    phone.tap("Tasks").tap("Apple").tap("Finish")
    yes = phone.find("Yes").body
    phone.press(yes).press(yes)
    assert phone.text == "That button is old.\n\nApple is done"
    assert box_of(phone).finished == ["0"]


def test_a_double_tap_on_the_button_leaves_its_question_open(phone):
    phone.tap("Tasks").tap("Apple")
    finish = phone.find("Finish").body
    phone.press(finish).press(finish)
    assert phone.text == "That button is old.\n\nReally finish Apple?"
    assert phone.tap("Yes").at == "tasks.one.done"


def test_a_button_of_a_state_that_is_over_is_stale(phone):
    phone.tap("Tasks").tap("Apple")
    finish = phone.find("Finish").body
    box_of(phone).tasks["0"] = type(box_of(phone).tasks["0"])("0", "Apple", "done")
    assert phone.press(finish).text == "That button is old.\n\nApple is done"


def test_an_answer_to_a_question_asked_before_the_change_is_the_actions_own(phone):
    phone.tap("Tasks").tap("Apple").tap("Finish")
    box_of(phone).tasks["0"] = type(box_of(phone).tasks["0"])("0", "Apple", "done")
    assert phone.tap("Yes").text == "It was finished before.\n\nApple is done"


def test_a_forged_press_is_answered_with_the_current_screen(phone):
    assert phone.press("~forged00.0").text == "That button is old.\n\nHello Uma"


def test_a_typed_press_is_only_a_text(phone):
    body = phone.find("Tasks").body
    assert phone.type(body).text == "Please choose a button.\n\nHello Uma"


def test_a_missing_record_says_so(phone):
    phone.tap("Tasks")
    apple = phone.find("Apple").body
    del box_of(phone).tasks["0"]
    assert phone.press(apple).text == "It is gone.\n\nHello Uma"


def test_a_called_flow_returns_to_its_caller(phone):
    phone.tap("Tasks").tap("Apple").tap("Rename")
    assert phone.text == "New name for Apple?"
    phone.type("Pear")
    assert phone.text == "Apple becomes Pear?"
    phone.tap("Yes")
    assert phone.at == "tasks.one.open"
    assert phone.tap("Back").at == "tasks.all"


@pytest.mark.parametrize("way", ["No", "Back"])
def test_leaving_a_called_flow_comes_back_to_its_caller(phone, way):
    phone.tap("Tasks").tap("Apple").tap("Rename")
    if way == "No":
        phone.type("Pear").tap("No")
    else:
        phone.tap("Back")
    assert phone.at == "tasks.one.open"


def test_going_home_from_a_called_flow_forgets_the_way(phone):
    phone.tap("Tasks").tap("Apple").tap("Rename").tap("Menu")
    assert phone.at == "main.menu"
    assert phone.type("back").at == "main.menu"


def test_a_failing_action_tells_its_number_and_keeps_the_screen(phone):
    phone.tap("Tasks").tap("Apple").tap("Fail")
    assert phone.text.startswith("Sorry (")
    assert phone.at == "tasks.one.open"
    assert "Finish" in phone.buttons


def test_a_failing_load_keeps_the_old_screen_and_its_buttons(phone):
    phone.tap("Tasks")
    keys = phone.keys
    phone.stubs["tasks.get"] = lambda _: 1 / 0
    phone.tap("Apple")
    assert phone.text.startswith("Sorry (")
    assert (phone.at, phone.keys) == ("tasks.all", keys)


def test_words_work_on_every_screen(phone):
    phone.tap("Find")
    assert phone.type("  MENU ").at == "main.menu"


def test_a_picture_is_answered_with_the_current_screen(phone):
    assert phone.send(Attached("picture")).text == "Please choose a button.\n\nHello Uma"


def test_idle_time_leads_home(phone):
    phone.tap("Tasks").wait("29 min")
    assert phone.at == "tasks.all"
    assert phone.wait("2 min").at == "main.menu"


def test_an_unknown_notice_shows_the_current_screen(phone):
    assert phone.send(Noticed("else")).text == "Hello Uma"


def test_the_first_text_of_a_new_person_shows_the_first_screen(make_phone, tmp_path: Path):
    phone = make_phone(FRONT, {"main": MAIN, "tasks": TASKS, "rename": RENAME}, ACTIONS)
    assert phone.type("hello").text == "Hello Uma"


def test_a_snapshot_stays_small(phone):
    phone.tap("Tasks").tap("Apple").tap("Rename").type("Pear")
    assert len(phone.snapshot) < 1500
