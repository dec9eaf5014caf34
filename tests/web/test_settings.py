"""Viber-Bot Einstellungen with a real bot and a local Viber: activate, rotate, switch off, be refused."""

from __future__ import annotations

import logging

import pytest
import requests

from botengine.app import BotApp
from botengine.emulator.client import EmulatorClient
from botengine.emulator.server import EmulatorServer
from botengine.engine.assembly import assemble
from botengine.errors import SettingsError
from botengine.server import HttpServer
from botengine.settings import Secret, Settings
from botengine.store.sqlite import SqliteStore
from botengine.values import Account, User
from botengine.viber.activation import META
from botengine.viber.hints import HINTS
from botengine.viber.signature import sign
from botengine.web.passwords import Passwords
from tests.web.conftest import PASSWORD, Browser

TOKEN, OTHER = (f"{letter * 16}-1234567890abcdef-fedcba0987654321" for letter in "ab")
SECRET = Secret("a secret of the tests")


@pytest.fixture
def viber():
    with EmulatorServer() as server:
        EmulatorClient(server.url).bot(TOKEN, "Best Event", "besteventscom")
        yield server


class Running:
    """A bot that serves, and Anna's browser, logged in."""

    def __init__(self, flows, viber, secret=SECRET, token="", **options) -> None:
        store = SqliteStore(flows / "bot.db")
        self.app = BotApp(
            assemble(flows), store,
            Settings(secret=secret, viber_token=Secret(token), viber_api=viber.api, **options),
            passwords=Passwords(memory=8, rounds=1),
        )  # fmt: skip
        if not store.accounts.get(self.app.id, "anna"):
            store.accounts.save(self.app.id, Account(User("anna", "Anna", "admin")), "test").result()
            self.app.site.entrance.set_password("anna", PASSWORD)
        self.server = HttpServer(self.app.asgi).start()
        self.anna = Browser(self.app, self.server.url)
        self.anna.log_in()

    def activate(self, token=""):
        return self.anna.submit("/settings/activate", token=token)


@pytest.fixture
def run(flows, viber):
    made = []

    def start(**options) -> Running:
        made.append(Running(flows, viber, **options))
        return made[-1]

    yield start
    for each in made:
        each.server.stop()


def fault(viber, **what) -> None:
    requests.post(f"{viber.url}/control/faults", json=what, timeout=10).raise_for_status()


def test_a_token_activates_the_bot_which_then_answers_in_the_chat(run, viber):
    bot = run()
    assert "no token yet" in bot.anna.look("/settings").text
    assert bot.activate(TOKEN).headers["location"] == "/web/settings?done=activate"
    page = bot.anna.look("/settings").text
    for part in ("Best Event", "besteventscom", "viber://pa?chatURI=besteventscom",
                 "https://chats.viber.com/besteventscom", "<svg", "active", "never shown again"):  # fmt: skip
        assert part in page
    assert TOKEN not in page
    assert bot.app.keys.token == TOKEN


def test_the_token_is_sealed_and_used_again_after_a_restart(run, viber, flows):
    first = run()
    first.activate(TOKEN)
    first.server.stop()
    everything = b"".join(file.read_bytes() for file in flows.glob("bot.db*"))
    assert TOKEN.encode() not in everything
    again = run()
    assert again.app.client.token == TOKEN
    assert "active" in again.anna.look("/settings").text


def test_a_new_token_overlaps_with_the_old_one_also_over_a_restart(run, viber):
    EmulatorClient(viber.url).bot(OTHER, "Best Event", "besteventsnet")
    bot = run()
    bot.activate(TOKEN)
    bot.activate(OTHER)
    for running in (bot, run()):
        assert running.app.client.token == OTHER
        body = b"{}"
        assert all(running.app.keys.accepts(body, sign(token, body)) for token in (TOKEN, OTHER))


def test_another_process_on_the_same_store_finds_a_new_token(run):
    first, second = run(), run()
    first.activate(TOKEN)
    second.app.activation.load()
    assert second.app.client.token == TOKEN


def test_another_secret_cannot_open_the_token_and_says_so(run, flows, viber):
    bot = run()
    bot.activate(TOKEN)
    sealed = bot.app.store.meta(bot.app.id, META)
    assert TOKEN.encode() not in sealed
    bot.server.stop()
    store = SqliteStore(flows / "bot.db")
    with pytest.raises(SettingsError, match="BOTENGINE_SECRET is not the one"):
        BotApp(assemble(flows), store, Settings(secret=Secret("quite another secret")))
    store.close()


def test_without_a_secret_no_token_is_taken(run):
    answer = run(secret=Secret()).activate(TOKEN)
    assert answer.status_code == 422
    assert "Set BOTENGINE_SECRET first" in answer.text


def test_a_token_of_the_settings_cannot_be_changed_on_the_page(run):
    bot = run(token=TOKEN)
    assert 'name="token"' not in bot.anna.look("/settings").text
    assert bot.activate(OTHER).status_code == 303
    assert bot.app.client.token == TOKEN


def test_the_bot_can_be_switched_off_and_on_again(run, viber):
    bot = run()
    bot.activate(TOKEN)
    bot.anna.submit("/settings/deactivate")
    assert not bot.app.activation.standing(bot.server.url).active
    assert bot.activate().status_code == 303
    assert bot.app.activation.standing(bot.server.url).active


def test_what_is_no_token_is_refused_before_viber_is_asked(run):
    bot = run()
    for text in ("", "hello", f"{TOKEN}x", "<script>"):
        assert bot.activate(text).status_code == 422, text
        assert bot.app.client.token == ""


REFUSALS = [
    ("get_account_info", {"status": 2}, "token is wrong"),
    ("get_account_info", {"status": 7}, "blocked"),
    ("get_account_info", {"http": 502}, "did not answer in time"),
    ("set_webhook", {"status": 1}, "does not say why"),
    ("set_webhook", {"status": 3}, "error of the program"),
    ("set_webhook", {"status": 99}, "reason that its documents do not name"),
]


def test_every_refusal_is_explained(run, viber):
    bot = run()
    for method, how, said in REFUSALS:
        fault(viber, method=method, times=1, **how)
        answer = bot.activate(TOKEN)
        assert answer.status_code == 422
        assert said in answer.text
        assert TOKEN not in answer.text


@pytest.mark.parametrize("hint", HINTS.values())
def test_hints_are_told_in_the_language_of_the_page(hint):
    from botengine.web.words import translations

    sentence = " ".join(hint.split())
    assert all(translations(language).gettext(sentence) != sentence for language in ("de", "uk", "ru"))


def test_neither_log_nor_audit_know_the_token(run, viber, caplog):
    caplog.set_level(logging.DEBUG)
    bot = run()
    bot.activate(TOKEN)
    fault(viber, method="get_account_info", times=1, status=2)
    bot.activate(OTHER)
    told = caplog.text + repr(bot.app.store.audit.lines(bot.app.id))
    assert "viber.activate" in told
    assert TOKEN not in told
    assert OTHER not in told


def test_viber_in_the_internet_needs_a_public_address(flows):
    app = BotApp(
        assemble(flows), SqliteStore(flows / "bot.db"), Settings(viber_token=Secret(TOKEN)), roles=["web"]
    )
    assert app.activation.standing("http://127.0.0.1:8080").wanted == ""
    app.stop()
