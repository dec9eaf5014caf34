"""The checker finds what hands get wrong: each key and name of the shipped bots, misspelt, removed, moved."""

import pytest

from tests.spec.mutants import mutants
from tests.spec.mutation import BOTS, PAGE, shares, verdicts
from tests.spec.verdicts import Verdict

MOST = 1_200  # mutants that the gate looks at
TOLD, HINTED = 0.99, 0.90  # at least so many are told in the right place, and with the right hint


def judged(found: list[Verdict], least: float) -> None:
    told, hinted = shares(found)
    silent = "\n".join(str(each.mutant) for each in found if each.silent)
    assert told >= least, f"{told:.2%} of {len(found)} are told; these are not:\n{silent}"
    assert hinted >= HINTED


def test_a_sample_of_all_slips_is_told_where_it_is():
    judged(list(verdicts(every=120)), least=0.95)  # one more or less of a few


@pytest.mark.gate
def test_slips_are_told_where_they_are_and_hints_are_right():
    count = sum(len(list(mutants(each))) for each in BOTS)
    found = list(verdicts(every=max(1, count // MOST)))
    assert len(found) >= 1_000
    judged(found, TOLD)


def test_the_page_has_a_table_of_at_least_a_thousand():
    last = next(line for line in PAGE.read_text().splitlines() if line.startswith("| **all**"))
    assert int(last.split("|")[3]) >= 1_000
