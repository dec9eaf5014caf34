"""The whole bot in one process: Viber (the emulator), webhook, store, engine, outbox."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from botengine.app import BotApp, address, create_app, open_store
from botengine.emulator.server import EmulatorServer
from botengine.engine.assembly import assemble
from botengine.errors import BotengineError, SettingsError
from botengine.server import HttpServer
from botengine.settings import Secret, Settings
from botengine.spec.bot import slug
from botengine.store.sqlite import SqliteStore
from botengine.testing.idle import idle
from botengine.values import User
from tests.viber.knocking import callback, signed

TOKEN, OTHER = (Secret(f"{letter * 16}-1234567890abcdef-fedcba0987654321") for letter in "ab")
FRONT = """
format: 1
bot: Test Bot
language: en
start: main.menu
everywhere:
  not_understood: "Please press a button."
  stale: "This button is old."
  failed: "That failed ({{ error.id }})."
  stranger: "Who are you?"
  confirm: {yes: "Yes", no: "No"}
  pages: {next: "Next", previous: "Previous"}
"""
MAIN = """
flow: main
screens:
  menu:
    text: "Welcome!"
    buttons:
      - {text: "Go on", go: main.next, style: primary}
  next:
    text: "The next screen."
    buttons:
      - {text: "Home", go: main.menu}
"""


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    folder = tmp_path / "bot"
    (folder / "flows").mkdir(parents=True)
    (folder / "flows.yaml").write_text(FRONT.lstrip())
    (folder / "flows" / "main.yaml").write_text(MAIN.lstrip())
    return folder


@pytest.fixture
def viber() -> Iterator[EmulatorServer]:
    with EmulatorServer() as server:
        yield server


class Running:
    """A bot behind its server, with its webhook set, and a person's hand on the phone."""

    def __init__(self, flows: Path, viber: EmulatorServer, token: Secret = TOKEN, **options: Any) -> None:
        self.viber = viber
        secret = options.pop("secret", Secret())
        store = SqliteStore(flows / "bot.db")
        settings = Settings(viber_token=token, secret=secret, viber_api=viber.api)
        self.app = BotApp(assemble(flows), store, settings, **options)
        self.server = HttpServer(self.app.asgi).start()
        self.url = self.server.url
        if "web" in self.app.roles and token:
            self.app.client.set_webhook(self.url + self.app.webhook_path)

    def hand(self, verb: str = "", **body: object) -> Any:
        """POST a verb for Anna, wait until all is quiet, and see her phone."""
        control = f"{self.viber.url}/control"
        if not any(each["id"] == "anna" for each in requests.get(f"{control}/users", timeout=9).json()):
            requests.post(f"{control}/users", json={"id": "anna", "name": "Anna"}, timeout=9)
        if verb:
            answer = requests.post(f"{control}/users/anna/{verb}", json=body, timeout=9)
            assert answer.ok, answer.text
        assert requests.get(f"{control}/idle?timeout=8", timeout=9).status_code == 200
        return requests.get(f"{control}/users/anna", timeout=9).json()

    def knock(self, body: bytes, token: Secret = TOKEN) -> int:
        headers = {name.decode(): value.decode() for name, value in signed(body, token.reveal())}
        return requests.post(
            self.url + self.app.webhook_path, data=body, headers=headers, timeout=9
        ).status_code


@pytest.fixture
def run(flows: Path, viber: EmulatorServer) -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def start(**options: Any) -> Running:
        running.append(Running(flows, viber, **options))
        return running[-1]

    yield start
    for each in running:
        each.server.stop()


def texts(phone: Any) -> list[str]:
    return [each["text"] for each in phone["messages"] if each["from"] == "bot"]


def test_a_person_opens_taps_types_and_presses_an_old_button(run):
    bot = run()
    assert texts(bot.hand("open")) == ["Welcome!"]
    first = bot.hand()["keyboard"]["rows"][0][0]["action_body"]
    assert texts(bot.hand("tap", text="Go on"))[-1] == "The next screen."
    assert texts(bot.hand("type", text="anything"))[-1].startswith("Please press a button.")
    assert texts(bot.hand("replay", action_body=first))[-1].startswith("This button is old.")


def test_a_second_start_goes_on_where_the_first_one_was(run):
    first = run()
    first.hand("open")
    first.hand("tap", text="Go on")
    first.server.stop()
    second = run()
    assert texts(second.hand("tap", text="Home"))[-1] == "Welcome!"


def test_the_same_callback_twice_is_answered_once(run, viber):
    bot = run()
    bot.hand("open")
    requests.post(f"{viber.url}/control/faults", json={"callback": "duplicate", "times": 1}, timeout=9)
    assert len(texts(bot.hand("tap", text="Go on"))) == 2


def test_a_new_token_works_at_once_and_the_old_one_for_a_while(run):
    bot = run()
    bot.app.activation.use(OTHER.reveal())
    now = bot.app.clock.time()
    statuses = [bot.knock(callback("seen", now), token) for token in (TOKEN, OTHER)]
    assert (statuses, bot.app.client.token) == ([200, 200], OTHER.reveal())


def test_without_a_token_nobody_is_believed(run):
    bot = run(token=Secret())
    assert bot.knock(callback(at=bot.app.clock.time()), Secret("")) == 403


def test_health_readiness_and_figures_are_told(run):
    bot = run()
    bot.hand("open")
    assert requests.get(f"{bot.url}/healthz", timeout=9).text == "ok\n"
    ready = requests.get(f"{bot.url}/readyz", timeout=9)
    assert (ready.status_code, ready.json()) == (200, {"store": True, "lanes": True})
    figures = requests.get(f"{bot.url}/metrics", timeout=9)
    assert 'botengine_turns_total{result="ok"} 1.0' in figures.text
    assert figures.headers["content-type"].startswith("text/plain")


def test_a_store_that_cannot_write_is_not_ready(run, monkeypatch):
    bot = run()
    bot.app.store.close()
    assert requests.get(f"{bot.url}/readyz", timeout=9).status_code == 503


def test_the_front_page_leads_to_the_log_in(run):
    url = run().url
    assert requests.get(url + "/web", timeout=5).url.startswith(url + "/web/login")
    answer = requests.get(url + "/", timeout=5)
    assert (answer.status_code, "Test Bot" in answer.text) == (200, True)


def test_unknown_addresses_and_slashes_lead_nowhere(run):
    bot = run()
    for path in ("/viber/other", bot.app.webhook_path + "/", "/viber"):
        assert requests.post(bot.url + path, timeout=9, allow_redirects=False).status_code == 404


def test_a_process_without_the_web_has_no_webhook(run):
    bot = run(roles=("worker", "sender"))
    assert requests.post(bot.url + bot.app.webhook_path, timeout=9).status_code == 404
    assert requests.get(f"{bot.url}/healthz", timeout=9).status_code == 200


def test_with_a_secret_the_address_cannot_be_guessed(run):
    secret = Secret("0123456789abcdef")
    bot = run(secret=secret)
    assert bot.app.webhook_path == f"/viber/{address('test-bot', secret)}"
    assert requests.post(f"{bot.url}/viber/test-bot", timeout=9).status_code == 404
    assert texts(bot.hand("open")) == ["Welcome!"]


def test_a_dead_letter_waits_for_the_operator(run):
    bot = run()
    assert bot.knock(b"not JSON at all") == 200
    assert idle(bot.app.runtime)
    (line,) = bot.app.store.insight.troubles(bot.app.id)
    assert (line.trouble.kind, line.trouble.body) == ("dead", b"not JSON at all")


def test_the_apology_is_in_the_bots_own_words(run):
    bot = run()
    message = bot.app.runtime.bots[bot.app.id].brain.apology(None, User("u1"), "e17")
    assert message.text == "That failed (e17)."


def test_settings_make_an_app(flows, tmp_path):
    made = create_app(Settings(store=f"sqlite:///{tmp_path}/deep/bot.db", flows=flows, viber_token=TOKEN))
    assert (made.id, made.webhook_path, made.keys.token) == ("test-bot", "/viber/test-bot", TOKEN.reveal())
    made.store.close()


def test_a_store_elsewhere_is_refused_in_words(tmp_path):
    (tmp_path / "file").touch()
    for url in ("postgresql://x@localhost/y", f"sqlite:///{tmp_path}/file/bot.db"):
        with pytest.raises(SettingsError, match="BOTENGINE_STORE"):
            open_store(url)


def test_flows_with_mistakes_do_not_start(flows):
    (flows / "flows" / "main.yaml").write_text(MAIN.replace("buttons:", "buttonz:"))
    with pytest.raises(BotengineError, match="buttonz"):
        create_app(Settings(flows=flows, store=f"sqlite:///{flows}/bot.db"))


@pytest.mark.parametrize(
    ("name", "short"), [("Ticketshop Admin", "ticketshop-admin"), ("Білети", "bot"), ("A/b", "a-b")]
)
def test_names_become_addresses(name, short):
    assert slug(name) == short


def test_the_addresses_of_two_secrets_differ():
    one, two = (address("bot", Secret(letter * 16)) for letter in "ab")
    assert one != two
    assert json.dumps(one).isascii()
