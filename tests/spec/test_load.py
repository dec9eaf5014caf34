"""A bot's directory is loaded: clean if it is clean, else with all problems at once."""

import pytest

from tests.spec.bots import TICKETSHOP, change, check, printed

FIVE = """\
flows/orders.yaml:8:5: error unknown-key: no key 'txt' here
    8 |     txt: "Nummer, Name, E-Mail oder Telefon der Bestellung?"
      |     ^^^ did you mean 'text'?
flows/orders.yaml:16:94: error unknown-screen: no screen 'orders.oder'
   16 |     row: {text: "{{ row.status | icon }} {{ row.number }} {{ row.buyer }}", keep: order, go: oder}
      |                                                                                              ^^^^ \
did you mean 'order'?
flows/orders.yaml:17:43: error unknown-variable: no variable 'querry' here
   17 |     empty: {say: "Nichts gefunden für „{{ querry }}“.", go: search}
      |                                           ^^^^^^ did you mean 'query'?
flows/orders.yaml:21:5: error duplicate-key: 'load' stands here twice
   21 |     load: {order: orders.get}
      |     ^^^^ it is already in line 20
flows/orders.yaml:27:5: error missing-case: no case for 'removed' of Status
   27 |     cases:
      |     ^^^^^ add 'removed: {}'"""


def test_the_example_of_the_description_is_clean():
    loaded = check(TICKETSHOP)
    assert printed(loaded) == ""
    assert loaded.bot is not None


def test_the_five_usual_mistakes_are_told_at_once(shop):
    orders = "flows/orders.yaml"
    change(shop, orders, 'text: "Nummer, Name', 'txt: "Nummer, Name')
    change(shop, orders, " {{ row.total | money }}", "")
    change(shop, orders, "keep: order, go: order}", "keep: order, go: oder}")
    change(shop, orders, "„{{ query }}“", "„{{ querry }}“")
    change(
        shop,
        orders,
        "    load: {order: orders.get}        # always fresh when the screen is shown\n",
        "    load: {order: orders.get}\n" * 2,
    )
    change(shop, orders, '      removed: {text: "Bestellung {{ order.number }} wurde entfernt."}\n', "")
    loaded = check(shop)
    assert printed(loaded) == FIVE
    assert loaded.bot is None


def test_an_unreadable_flow_does_not_make_its_screens_unknown(shop):
    (shop / "flows/orders.yaml").write_text('flow: orders\nscreens: {search: {text: "Hi}\n')
    assert {each.rule for each in check(shop).problems} == {"yaml-syntax"}


def test_a_misspelt_target_does_not_make_its_victim_unreachable(shop):
    change(shop, "flows/orders.yaml", "    go: results\n", "    go: resluts\n")
    assert [each.rule for each in check(shop).problems] == ["unknown-screen"]


def test_a_misspelt_data_key_does_not_make_its_fields_unknown(shop):
    change(shop, "flows/orders.yaml", "data: {", "dta: {")
    assert [each.rule for each in check(shop).problems] == ["unknown-key"]


def test_a_broken_type_makes_no_follow_up_errors(shop):
    change(shop, "flows.yaml", "Status: [booked, paid, removed] ", "Status: 7")
    assert [each.rule for each in check(shop).problems] == ["wrong-value"]


def test_warnings_do_not_keep_a_bot_from_loading(shop):
    change(shop, "flows/orders.yaml", "data: {query: text,", "data: {extra: text, query: text,")
    loaded = check(shop)
    assert [each.rule for each in loaded.problems] == ["unused-data"]
    assert loaded.bot is not None


def test_an_empty_folder_says_what_is_missing(tmp_path):
    assert printed(check(tmp_path)) == (
        "flows.yaml:1:1: error yaml-syntax: cannot read it: No such file or directory\n"
        "    1 | \n      | ^ is this the right folder?"
    )


@pytest.mark.parametrize("text", ["", "# nothing\n", "[]\n", "7\n"])
def test_a_file_without_a_flow_says_so(shop, text):
    (shop / "flows/more.yaml").write_text(text)
    assert [each.rule for each in check(shop).problems] == ["missing-key"]


def test_translations_are_no_flows(shop):
    (shop / "flows/locale").mkdir()
    (shop / "flows/locale/en.yaml").write_text("no: flow")
    assert check(shop).problems == ()


def test_a_plug_ins_filter_is_checked_by_its_annotations(shop):
    change(shop, "flows/main.yaml", "{{ user.name }}", "{{ user.name | stars }} {{ 3 | stars }}")
    assert [(each.rule, each.message) for each in check(shop).problems] == [
        ("wrong-type", "filter 'stars' does not take text")
    ]
