"""Services that actions get by type: the shop, and the part of it that the person may see."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from actions.shop.embedded import EmbeddedShop, open_shop
from actions.shop.scoped import ScopedShop
from botengine import User, service
from botengine.clock import Clock


@service
def whole_shop(data: Path, clock: Clock, environ: Mapping[str, str]) -> EmbeddedShop:
    """The embedded shop; its file is made with demo data when it is not there yet."""
    orders, seed = int(environ.get("SHOP_ORDERS", "200")), int(environ.get("SHOP_SEED", "7"))
    return open_shop(data / "shop.db", orders=orders, seed=seed, clock=clock)


@service
def shop(whole_shop: EmbeddedShop, user: User) -> ScopedShop:
    """The shop as this person may see it: the only way for actions to reach it."""
    return ScopedShop(whole_shop, user)
