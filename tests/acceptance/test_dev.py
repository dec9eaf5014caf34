"""`botengine dev`: saved files are live in the same chat, broken ones are refused, no chat is lost."""

import threading
import time

import pytest
import requests

from botengine.demo import Options
from botengine.dev import Dev
from tests.acceptance.demo import PATIENCE, Demo, change


@pytest.fixture
def dev(tmp_path, flows):
    running = Demo(tmp_path / "data", flows, "dev").start()
    yield running
    running.stop()


def test_a_saved_text_is_live_in_the_same_chat(dev, flows):
    phone = dev.handset("admin").open().type("menü")  # opening alone subscribes nobody
    change(flows / "flows/main.yaml", "Was möchten Sie tun?", "Womit fangen wir an?")
    phone.wait_for("Womit fangen wir an?")
    assert "Seite 1 von" in phone.tap("Bestellungen anzeigen").text


def test_a_broken_file_is_refused_and_the_old_version_goes_on(dev, flows):
    phone = dev.handset("admin").open()
    change(flows / "flows/main.yaml", "go: orders.search", "go: orders.serch")
    assert told(dev, "did you mean 'orders.search'?")
    assert "Wonach suchen Sie?" in phone.tap("Bestellung suchen").text
    change(flows / "flows/main.yaml", "go: orders.serch", "go: orders.search")
    assert told(dev, "loaded:")


def test_what_is_saved_while_it_starts_is_not_missed(tmp_path, flows):
    options = Options(flows, tmp_path / "data", port=0, phone_port=0)
    dev, said, ended = Dev(options), [], threading.Event()
    change(flows / "flows/main.yaml", "Was möchten Sie tun?", "Womit fangen wir an?")
    dev.start()
    watching = threading.Thread(target=dev.wait, args=(ended, said.append))
    watching.start()
    deadline = time.monotonic() + PATIENCE
    while not said and time.monotonic() < deadline:
        time.sleep(0.05)
    ended.set()
    watching.join()
    dev.stop()
    assert said[0].startswith("loaded:")


def told(dev: Demo, word: str) -> bool:
    """Read what the terminal says until it says this; a terminal that stays silent is ended."""
    late = threading.Timer(PATIENCE, dev.process.kill)
    late.start()
    try:
        return any(word in line for line in dev.process.stdout)
    finally:
        late.cancel()


def test_a_screen_that_is_gone_leads_to_the_one_before(dev, flows):
    phone = dev.handset("admin").open().tap("Bestellung suchen")
    old = phone.body_of("Menü")
    change(flows / "flows/orders.yaml", "  search:\n", "  find:\n")
    for file in flows.glob("flows/*.yaml"):
        text = file.read_text(encoding="utf-8")
        text = text.replace("go: orders.search", "go: orders.find").replace("go: search", "go: find")
        file.write_text(text, encoding="utf-8")
    phone.wait_for("Was möchten Sie tun?")
    assert "nicht mehr aktuell" in phone.do("replay", action_body=old).text
    assert "Wonach suchen Sie?" in phone.tap("Bestellung suchen").text


def test_the_phone_page_shows_the_mistakes(dev, flows):
    change(flows / "flows/main.yaml", "buttons:", "butons:")
    assert told(dev, "did you mean 'buttons'?")
    with requests.get(f"{dev.phone_url}/control/events", stream=True, timeout=10) as events:
        first = next(line for line in events.iter_lines(decode_unicode=True) if line)
    assert "did you mean 'buttons'?" in first
