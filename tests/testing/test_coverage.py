"""Coverage of scenarios: what each role could do, what the chats did, and where the rest stands."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from botengine.cli.test import command
from botengine.engine.assembly import assemble
from botengine.testing.coverage import as_text, measure, reachable
from botengine.testing.phone import Phone

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bot(tmp_path):
    return assemble(ROOT, {"data": tmp_path})


def test_the_shipped_bot_is_covered_in_each_role():
    result = CliRunner().invoke(command, ["--flows", str(ROOT), "--coverage", "--floor", "100"])
    assert result.exit_code == 0, result.output


def test_a_chat_covers_what_it_touches_and_nothing_more(bot):
    phone = Phone(bot, bot.bot.people["partner"]).open().tap("🔎 Bestellung suchen")
    coverage = measure(bot, [(phone.user.role, phone.journal)])
    assert {(item.kind, item.name, item.role) for item in coverage.touched} == {
        ("screen", "main.menu", "partner"),
        ("screen", "orders.search", "partner"),
        ("button", "main.menu/go:orders.search", "partner"),
    }


def test_what_nothing_touches_is_told_with_its_place(bot):
    text = as_text(measure(bot, []))
    assert re.search(
        r"^flows/orders.yaml:\d+:29: outcome orders.order.booked/orders.mark_paid:refused as partner$",
        text,
        re.MULTILINE,
    )
    assert "covered: 0 %" in text


def test_only_what_a_role_may_do_is_demanded_of_it(bot):
    names = {(item.role, item.name) for item in measure(bot, []).items}
    assert ("admin", "orders.order/orders.remove") in names
    assert ("partner", "orders.order/orders.remove") not in names


def test_a_flow_that_is_closed_to_a_role_is_not_demanded_of_it(bot):
    assert reachable(bot.bot, "stranger") == {"main.menu"}


def test_below_the_floor_the_command_fails_and_tells_machines_why(tmp_path):
    chat = tmp_path / "a.yaml"
    chat.write_text("scenario: Short\nas: admin\nsteps:\n  - tap: Suchen\n".replace("Suchen", "suchen"))
    result = CliRunner().invoke(
        command, [str(chat), "--flows", str(ROOT), "--coverage", "--floor", "50", "--format", "json"]
    )
    figures = json.loads(result.output)["coverage"]
    assert result.exit_code == 1
    assert figures["covered"] == 3 < len(figures["missing"])
