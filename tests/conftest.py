"""What all tests share: the browser, or one line that says why its tests are skipped."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Iterator

import pytest

from botengine.engine.registry import forget

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NO_CHROMIUM = "browser tests skipped: Chromium is missing (Debian: apt-get install chromium)"

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started in the background: children inherit that
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if CHROMIUM:
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [
        each for each in terminalreporter.stats.get("skipped", []) if NO_CHROMIUM in str(each.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} {NO_CHROMIUM}", yellow=True)


@pytest.fixture(autouse=True)
def _own_actions() -> Iterator[None]:
    """A test may run a copy of the bot; then `actions` is again the package whose classes others know."""
    ours = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "actions"}
    yield
    if ours and sys.modules.get("actions") is not ours["actions"]:
        forget(["actions"])
        sys.modules.update(ours)


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """A headless Chromium for the browser tests of a file: a playwright Browser.

    Not for longer: while playwright runs, no other test of this process can run an event loop of its own.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
