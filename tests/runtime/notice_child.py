"""A bot in its own process that may be killed at any moment: told of notices by stdin, it tells its people.

python -m tests.runtime.notice_child FOLDER
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path

from botengine.runtime.service import Runtime
from botengine.store.sqlite import SqliteStore
from botengine.testing.idle import idle
from botengine.values import Notice
from tests.runtime.fakes import BOT, live


def main() -> None:
    logging.basicConfig(level=logging.CRITICAL)
    store = SqliteStore(Path(sys.argv[1]) / "bot.db")
    runtime = Runtime(store, {BOT: live()}, lease=1.0, workers=4, senders=4)
    runtime.notices.pause, runtime.notices.budget = 0.01, 1_000_000  # the proof is not to take hours
    runtime.start()
    os.write(1, b"ready\n")
    for line in sys.stdin:
        account, key = json.loads(line)
        runtime.store.notices.pin(
            BOT, [Notice(account, "main.news", {"key": key}, key=key)]
        ).add_done_callback(lambda future, line=line: future.exception() or os.write(1, line.encode()))
    while store.notices.due(1) or not idle(runtime, 1.0) or store.backlog().letters:
        pass
    runtime.stop()
    store.close()


if __name__ == "__main__":
    main()
