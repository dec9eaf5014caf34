"""Services that actions get by type: the shop, and the part of it that the person may see."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from actions.shop.embedded import EmbeddedShop, open_shop
from actions.shop.mail import MailFolder, server_of
from actions.shop.post import open_post
from actions.shop.postman import Postman
from actions.shop.scoped import ScopedShop
from botengine import User, service
from botengine.clock import Clock
from botengine.errors import SettingsError
from botengine.settings import Settings


@service
def whole_shop(data: Path, clock: Clock, environ: Mapping[str, str]) -> EmbeddedShop:
    """The embedded shop; its file is made with demo data when it is not there yet."""
    if (backend := environ.get("SHOP_BACKEND") or "embedded") != "embedded":
        raise SettingsError(f"SHOP_BACKEND={backend}: this version has the embedded shop only")
    orders, seed = _number(environ, "SHOP_ORDERS", 200), _number(environ, "SHOP_SEED", 7)
    return open_shop(data / "shop.db", orders=orders, seed=seed, clock=clock)


def _number(environ: Mapping[str, str], name: str, usual: int) -> int:
    text = environ.get(name) or str(usual)
    if not text.isdecimal():
        raise SettingsError(f"{name}={text} is no number")
    return int(text)


@service
def shop(whole_shop: EmbeddedShop, user: User) -> ScopedShop:
    """The shop as this person may see it: the only way for actions to reach it."""
    return ScopedShop(whole_shop, user)


@service
def postman(whole_shop: EmbeddedShop, data: Path, clock: Clock, environ: Mapping[str, str]) -> Postman:
    """The postman of BOTENGINE_SMTP; without that setting letters are laid into the folder `mail`."""
    settings = Settings.from_env(environ)
    url = settings.smtp.reveal()
    mailer = server_of(url, settings.mail_from) if url else MailFolder(data / "mail")
    return open_post(whole_shop, data / "mail.db", mailer, clock)
