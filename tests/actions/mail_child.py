"""A postman in its own process that may be killed at any moment: wishes come by stdin, stdout confirms them.

python -m tests.actions.mail_child FOLDER PORT
"""

from __future__ import annotations

import sys
from pathlib import Path

from actions.shop.embedded import open_shop
from botengine.clock import SystemClock
from tests.actions.postroom import letter, mailer, post


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    clock = SystemClock()
    postman = post(
        open_shop(folder / "shop.db", clock=clock), folder, mailer(port, seconds=60.0), clock
    )  # a busy machine is no reason to put a letter off
    say("ready")
    for line in sys.stdin:
        key = line.strip()
        postman.post(letter(key=key, to=f"{key}@example.test"))
        say(key)


if __name__ == "__main__":
    main()
