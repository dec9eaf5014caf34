"""The statistics on the web page: the numbers of the shop, each person's own."""

from __future__ import annotations

import pytest

from actions.shop.report import sales_report
from actions.shop.scoped import ScopedShop
from actions.statistics import SHOWN, sales
from botengine import User

ADMIN = User("a", "Anna", "admin")
PARTNER = User("p", "Paul", "partner", attributes={"partner": "p1"})


@pytest.mark.parametrize("user", [ADMIN, PARTNER], ids=lambda user: user.role)
@pytest.mark.parametrize("period", SHOWN)
def test_the_page_has_the_figures_of_the_shop_as_this_person_may_see_them(shop, user, period):
    seen = ScopedShop(shop, user)
    panel = sales(period, seen, "de")
    assert panel.figures == sales_report(seen.stats(period), "de").figures
    assert panel.pictures[0].content.startswith(b"\x89PNG")


def test_another_choice_is_today(shop):
    seen = ScopedShop(shop, ADMIN)
    assert sales("; DROP TABLE orders", seen, "en").title == sales("today", seen, "en").title


def test_a_stranger_sees_noughts(shop):
    panel = sales("30d", ScopedShop(shop, User("s")), "en")
    assert panel.figures[0][1] == "0"
