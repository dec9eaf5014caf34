"""A busy shop assistant in a process of its own: pays and takes back until it is killed.

`python writer.py SHOP NAME`: prints one line per answer, "NAME number action result".
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from actions.shop.embedded import EmbeddedShop
from actions.shop.port import Scope
from botengine.clock import SystemClock
from botengine.values import User


def work(path: Path, name: str) -> None:
    shop = EmbeddedShop(path, SystemClock())
    for step in count():
        number, action = str(1030 + step % 20), ("pay", "remove", "restore", "unpay")[step // 20 % 4]
        result = shop.do(Scope(all=True), number, action, {}, key=f"{name}-{step}", actor=User(name, name))
        print(name, number, action, result.name, flush=True)  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2])
