"""Every rule of the checker has a bad bot, and says exactly this about it."""

from pathlib import Path

import pytest

from botengine.spec.checks import all_rules
from tests.spec.bots import check, printed

CASES = Path(__file__).parent / "cases"
RULES = [rule.name for rule in all_rules()]


@pytest.mark.parametrize("rule", RULES)
def test_a_bad_bot_is_told_exactly_what_is_wrong(rule):
    expected = (CASES / rule / "expected.txt").read_text(encoding="utf-8")
    assert rule in expected
    assert printed(check(CASES / rule)) + "\n" == expected


@pytest.mark.parametrize("rule", all_rules(), ids=RULES)
def test_a_rule_says_what_it_is_about(rule):
    assert rule.text.strip().endswith(".")


@pytest.mark.parametrize("folder", sorted(each.name for each in CASES.iterdir()))
def test_a_bad_bot_is_about_a_rule(folder):
    assert folder in RULES


@pytest.mark.parametrize("rule", RULES)
def test_a_bad_bot_says_nothing_else(rule):
    problems = check(CASES / rule).problems
    also = {"misplaced-key": {"unknown-field"}}.get(rule, set())
    assert {each.rule for each in problems} - also == {rule}
