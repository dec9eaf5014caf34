"""The money of an order beside its status."""

from __future__ import annotations

import pytest

from actions.shop.money import balance

CASES = [  # status, total, paid, refunded: flag, due, refund due
    ("booked", 100, 0, 0, "open", 100, 0),
    ("booked", 100, 40, 0, "partly_paid", 60, 0),
    ("booked", 100, 100, 0, "paid", 0, 0),
    ("booked", 0, 0, 0, "paid", 0, 0),
    ("expired", 100, 0, 0, "open", 100, 0),
    ("expired", 100, 30, 0, "partly_paid", 70, 0),
    ("paid", 100, 100, 0, "paid", 0, 0),
    ("paid", 100, 200, 0, "overpaid", 0, 100),
    ("paid", 100, 200, 100, "paid", 0, 0),
    ("paid", 100, 100, 20, "partly_refunded", 0, 0),
    ("paid", 100, 100, 100, "refunded", 0, 0),
    ("removed", 100, 0, 0, "open", 0, 0),
    ("removed", 100, 100, 0, "refund_due", 0, 100),
    ("removed", 100, 40, 0, "refund_due", 0, 40),
    ("removed", 100, 100, 20, "refund_due", 0, 80),
    ("removed", 100, 100, 100, "refunded", 0, 0),
]


@pytest.mark.parametrize("case", CASES)
def test_the_sums_tell_how_the_money_stands(case):
    *given, flag, due, back = case
    stand = balance(*given)
    assert (stand.flag, stand.due, stand.refund_due) == (flag, due, back)
