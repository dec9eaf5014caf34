"""The demo that follows its files: a saved flow is live at once, a broken one is refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from botengine.demo import Demo, Options
from botengine.engine.registry import forget
from botengine.errors import BotengineError
from botengine.runtime.records import Arrival

LOOK = 0.2  # seconds between two looks at the files
RELOADED = "reloaded"  # the notice that shows people the screen they are on anew

Stamp = dict[Path, int]


class Dev(Demo):
    """Watches flows.yaml, flows/ and the plug-ins; the old version goes on until a whole one is there."""

    def __init__(self, options: Options) -> None:
        self._began = time.time_ns()  # what is saved while all of this starts counts as changed
        super().__init__(options)

    def wait(self, ended: threading.Event, say: Callable[[str], None]) -> None:
        """Reload whenever a file has changed."""
        seen = {file: at for file, at in self.stamp().items() if at < self._began}
        while not ended.wait(LOOK):
            now = self.stamp()
            if now != seen:
                seen = now
                self.reload(say)

    def reload(self, say: Callable[[str], None]) -> bool:
        """Try the files as they are. False: they have mistakes, which terminal and phones show."""
        forget(self.app.assembly.bot.actions)
        try:
            assembly = self.assemble()
        except (BotengineError, SyntaxError) as problem:
            self.control.board(f"Not loaded, the old version goes on:\n{problem}")
            say(f"not loaded:\n{problem}")
            return False
        self.app.reload(assembly)
        self.control.board("")
        self._show_again()
        say(f"loaded: {len(assembly.bot.screens)} screens")
        return True

    def stamp(self) -> Stamp:
        """When each file was changed last."""
        return {file: file.stat().st_mtime_ns for file in self._files() if file.is_file()}

    def _files(self) -> Iterator[Path]:
        root = self.options.flows
        yield root / "flows.yaml"
        yield from (root / "flows").rglob("*.*")
        for package in self.bot.bot.actions:
            yield from (root / package.replace(".", "/")).rglob("*.py")

    def _show_again(self) -> None:
        """Whoever has a chat open sees the changed screen without doing anything."""
        app, now = self.app, time.time()
        for person in app.store.people(app.id):
            if person.subscribed and app.store.conversation(app.id, person.user) is not None:
                key, name = f"notice:{RELOADED}:{time.time_ns()}", RELOADED.encode()
                app.runtime.accept(Arrival(app.id, person.user, "notice", key, name, now))
