"""The Bot that is built says what the YAML says, with every short form written out."""

import pytest

from botengine.cli.json_schema import meanings
from botengine.spec.declared import adopt
from botengine.spec.front import Front
from botengine.spec.model import FlowFile
from botengine.spec.moves import Back, Call, Cancel, Expr, Go, Return
from botengine.spec.types import from_annotation
from tests.generated import blocks_in
from tests.spec.bots import TICKETSHOP, Order, change, check


@pytest.fixture(scope="module")
def bot():
    return check(TICKETSHOP).bot


def sources(values):
    return {name: expr.source for name, expr in values.items()}


def test_the_front_page(bot):
    assert (bot.name, bot.start, bot.language, bot.actions) == (
        "Ticketshop Admin",
        "main.menu",
        "de",
        ("actions",),
    )
    assert bot.roles["admin"] == ("orders.*", "customers.*", "statistics.*")
    assert bot.everywhere.idle.after == 1800
    assert (bot.everywhere.said["yes"].source, bot.everywhere.said["stale"].source) == (
        "Ja",
        "Diese Taste ist nicht mehr aktuell.",
    )


def test_flows_have_their_fields_and_screens(bot):
    flow = bot.flows["edit_email"]
    assert (flow.roles, list(flow.takes), list(flow.data)) == ({"admin"}, ["order"], ["email"])
    assert bot.flows["orders"].screens == ("orders.search", "orders.results", "orders.order")


def test_a_switch_makes_a_state_of_each_case(bot):
    assert bot.screens["orders.order"].states == (
        "orders.order.booked",
        "orders.order.paid",
        "orders.order.removed",
    )


def test_an_answer_goes_on(bot):
    ask = bot.screens["orders.search"].ask
    assert (ask.field, ask.check.type.name, ask.check.min_length) == ("query", "text", 2)
    assert (ask.step.id, ask.step.move) == ("orders.search/answer", Go("orders.results"))


def test_a_list_takes_its_arguments_by_name(bot):
    listing = bot.screens["orders.results"].listing
    assert sources(listing.values) == {"query": "query"}
    assert (listing.row_type.name, listing.page_size, listing.row.step.keep) == ("Order", 6, "order")
    assert (listing.empty.id, listing.empty.move) == ("orders.results/empty", Go("orders.search"))


def test_a_load_takes_its_arguments_by_name(bot):
    (load,) = bot.screens["orders.order"].load
    assert (load.name, load.action, sources(load.values)) == ("order", "orders.get", {"order": "order"})
    assert load.type is bot.types["Order"]


def test_buttons_are_named_by_what_they_do(bot):
    screen = bot.screens["orders.order"]
    assert [button.id for button in screen.buttons] == ["call:edit_email", "orders.remove"]
    assert [button.id for button in screen.cases["paid"].buttons] == ["orders.send", "send_me"]
    assert [button.id for button in bot.everywhere.bottom] == ["back", "go:main.menu"]
    assert screen.cases["paid"].buttons[1].step.id == "orders.order.paid/send_me"
    assert bot.everywhere.bottom[0].step.id == "everywhere/bottom:back"


def test_outcomes_hang_below_their_action(bot):
    (button,) = bot.screens["orders.order"].cases["booked"].buttons
    do = button.step.do
    assert {name: step.id for name, step in do.then.items()} == {
        "ok": "orders.order.booked/orders.mark_paid:ok",
        "already_paid": "orders.order.booked/orders.mark_paid:already_paid",
    }
    assert do.otherwise.id == "orders.order.booked/orders.mark_paid:*"
    assert sources(do.values) == {"order": "order"}


def test_what_stands_beside_an_action_follows_it(bot):
    save = bot.screens["edit_email.review"].buttons[0].step
    assert (save.say, save.move) == (None, None)
    assert (save.do.otherwise.say.source, save.do.otherwise.move) == ("✅ Gespeichert.", Return(None))


def test_moves(bot):
    call = bot.screens["orders.order"].buttons[0].step.move
    assert isinstance(call, Call)
    assert (call.flow, sources(call.values)) == ("edit_email", {"order": "order"})
    tries = bot.screens["edit_email.enter"].ask.check
    assert (tries.tries, tries.then.move, tries.then.id) == (3, Cancel(), "edit_email.enter/tries")
    assert [word.step.move for word in bot.everywhere.words] == [Go("main.menu"), Back(), Cancel()]


def test_a_called_flow_takes_by_name_too(shop):
    change(shop, "flows/orders.yaml", "call: edit_email, with: {order: order},", "call: edit_email,")
    call = check(shop).bot.screens["orders.order"].buttons[0].step.move
    assert sources(call.values) == {"order": "order"}


def test_values_that_are_no_texts_stand_for_themselves(shop):
    change(shop, "flows/orders.yaml", "    go: results\n", '    set: {query: ""}\n    go: results\n')
    values = check(shop).bot.screens["orders.search"].ask.step.set
    assert isinstance(values["query"], Expr)
    assert sources(values) == {"query": '""'}


def test_a_plug_ins_list_of_values_gets_the_labels_of_the_flows(bot):
    status = bot.types["Status"]
    adopted = adopt(from_annotation(list[Order]), {"Status": status})
    assert adopted.element.fields["status"] is status


def test_every_text_knows_its_place(bot):
    place = bot.screens["orders.results"].listing.empty.say.place
    assert str(place) == "flows/orders.yaml:17:18"


def test_the_models_describe_every_key():
    blocks, seen = [Front, FlowFile], set()
    while blocks:
        block = blocks.pop()
        assert block.__doc__
        assert meanings(block).keys() == block.keys().keys(), block
        seen.add(block)
        blocks += {each for key in block.keys().values() for each in blocks_in(key.form)} - seen
    assert len(seen) > 15
