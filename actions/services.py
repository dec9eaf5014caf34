"""Services that actions get by name: the shop, and the part of it that the person may see."""

from __future__ import annotations

import os
from pathlib import Path

from actions.shop.embedded import EmbeddedShop, open_shop
from actions.shop.scoped import ScopedShop
from botengine import User, service


@service
def shop(directory: Path) -> EmbeddedShop:
    """The embedded shop; its file is made with demo data when it is not there yet."""
    path = os.environ.get("SHOP_DATABASE", str(directory / "shop.db"))
    return open_shop(
        path, orders=int(os.environ.get("SHOP_ORDERS", "200")), seed=int(os.environ.get("SHOP_SEED", "7"))
    )


@service
def orders_of(shop: EmbeddedShop, user: User) -> ScopedShop:
    """The shop as this person may see it: the only way for actions to reach it."""
    return ScopedShop(shop, user)
