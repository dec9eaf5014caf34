"""Notices whose flows change while people chat: their buttons, and who stands on them."""

import pytest

from botengine.engine.kinds import Kinds
from botengine.spec.texts import Renderer
from botengine.values import User
from tests.engine.orders import ACTIONS, FLOWS, FRONT, ORDERS, tell


@pytest.fixture
def phone(make_phone):
    return lambda role="boss": make_phone(FRONT, FLOWS, ACTIONS, role=role)


def changed(phone, make_phone, old, new):
    """The same chat on flows in which something of the orders is called otherwise."""
    flows = {**FLOWS, "orders": ORDERS.replace(old, new)}
    later = make_phone(FRONT, flows, ACTIONS, role="boss")
    later.snapshot, later.messages = phone.snapshot, phone.messages
    return later


def test_a_button_of_a_notice_that_was_renamed_works(phone, make_phone):
    before = tell(phone().open(), "7")
    later = changed(before, make_phone, "  placed:", "  booked:\n    renamed: placed")
    assert later.tap("Open").text == "Order 7 is open"


@pytest.mark.parametrize("default", ["true", "false"])
def test_a_switch_that_was_moved_stays_so_when_the_notice_is_renamed(make_phone, default):
    renamed = ORDERS.replace("  placed:", f"  booked:\n    renamed: placed\n    default: {default}")
    bot = make_phone(FRONT, {**FLOWS, "orders": renamed}, ACTIONS, role="boss").bot.bot
    user = User("u1", "Uma", "boss", muted=frozenset({"orders.placed"}))
    assert [bot.hears(user, f"orders.{name}") for name in ("booked", "placed")] == [default == "false"] * 2
    kinds = Kinds(bot, Renderer(bot))
    assert "orders.booked" not in kinds.switched(user, "orders.booked", on=default == "true")


def test_a_button_of_a_notice_that_is_gone_is_out_of_date(phone, make_phone):
    later = changed(tell(phone().open(), "7"), make_phone, "  placed:", "  other:")
    assert later.tap("Open").text == "That button is old.\n\nHello Uma"


def test_who_stands_on_a_notice_that_is_gone_comes_back_to_where_it_was_opened(phone, make_phone):
    before = tell(phone().open().tap("Note"), "7").tap("Pay")
    assert before.at == "orders.placed"
    later = changed(before, make_phone, "  placed:", "  other:")
    assert later.open().at == "note.write"
