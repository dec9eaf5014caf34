"""A round in its own process that may be killed at any moment; the same press is repeated by the next one.

python -m tests.actions.round_child FOLDER PORT
"""

from __future__ import annotations

import sys
from pathlib import Path

from actions import due
from actions.shop.embedded import open_shop
from actions.shop.model import OrderQuery
from actions.shop.port import Scope
from actions.shop.scoped import ScopedShop
from botengine.clock import SystemClock
from tests.actions.mail_child import say
from tests.actions.postroom import ANNA, mailer, post


def main() -> None:
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    clock = SystemClock()
    shop = open_shop(folder / "shop.db", clock=clock)
    postman = post(shop, folder, mailer(port, seconds=60.0), clock)
    door = ScopedShop(shop, ANNA)
    numbers = [each.number for each in shop.dues(Scope(all=True), OrderQuery(), 500).first]
    say("ready")
    extended = due.extend(numbers, door, clock.now(), "press")
    say(f"extended {extended.count}")
    say(f"reminded {due.remind(numbers, door, postman, ANNA, 'press').count}")
    sys.stdin.read()


if __name__ == "__main__":
    main()
