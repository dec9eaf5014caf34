"""`botengine webhook`: what Viber answers, in words an operator can act upon."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from botengine.cli.webhook import command
from botengine.settings import Secret
from botengine.store.sqlite import SqliteStore
from botengine.viber.activation import META, Kept
from botengine.viber.client import EVENTS
from botengine.web.seal import Seal
from tests.viber.cloud import Cloud, serve
from tests.web.conftest import FRONT, MAIN

TOKEN = "4453b6ac12345678-1234567890abcdef-fedcba0987654321"
ADDRESS = "https://bot.example.test/viber/ticketshop-admin"
ACCOUNT = {
    "status": 0, "name": "Shop", "uri": "shop", "webhook": ADDRESS, "event_types": EVENTS,
    "subscribers_count": 3,
}  # fmt: skip


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with serve() as cloud:
        yield cloud


@pytest.fixture
def run(cloud, monkeypatch):
    root = Path(__file__).resolve().parents[2]
    told = {
        "VIBER_TOKEN": TOKEN,
        "VIBER_API": cloud.url,
        "PUBLIC_URL": "https://bot.example.test",
        "FLOWS": root,
    }
    for name, value in told.items():
        monkeypatch.setenv(f"BOTENGINE_{name}", str(value))

    def running(*arguments: str, **how) -> Result:
        return CliRunner().invoke(command, arguments, **how)

    return running


def test_set_takes_the_public_address_and_the_bots_path(run, cloud):
    cloud.answers = [{"status": 0, "event_types": EVENTS}]
    answer = run("set")
    assert (answer.exit_code, cloud.bodies[0]["url"]) == (0, ADDRESS)
    assert "conversation_started" in answer.output


def test_set_takes_another_address(run, cloud):
    assert run("set", "https://other.example.test/x").exit_code == 0
    assert cloud.bodies[0]["url"] == "https://other.example.test/x"


def test_set_explains_a_refusal_and_shows_what_viber_said(run, cloud):
    cloud.answers = [{"status": 1, "status_message": "java.net.ConnectException: Connection refused"}]
    answer = run("set")
    assert answer.exit_code == 1
    assert "nobody listens" in answer.output
    assert "ConnectException" in answer.output


def test_set_explains_a_refusal_without_a_word(run, cloud):
    cloud.answers = [{"status": 1}]
    assert "does not say why" in run("set").output


def test_other_refusals_are_told_as_they_are(run, cloud):
    cloud.answers = [{"status": 2, "status_message": "invalidAuthToken"}]
    answer = run("set")
    assert answer.exit_code == 1
    assert "copy it again" in answer.output
    assert TOKEN not in answer.output


def test_an_address_without_tls_is_not_even_tried(run, cloud):
    answer = run("set", "http://bot.example.test/x")
    assert (answer.exit_code, cloud.asked) == (1, [])
    assert "https addresses only" in answer.output


def test_without_any_address_the_setting_is_named(run, monkeypatch):
    monkeypatch.delenv("BOTENGINE_PUBLIC_URL")
    assert "BOTENGINE_PUBLIC_URL" in run("set").output


def test_without_a_token_page_and_setting_are_named(run, monkeypatch, tmp_path):
    monkeypatch.delenv("BOTENGINE_VIBER_TOKEN")
    monkeypatch.setenv("BOTENGINE_STORE", f"sqlite:///{tmp_path / 'bot.db'}")
    answer = run("status")
    assert answer.exit_code == 1
    assert "BOTENGINE_VIBER_TOKEN_FILE" in answer.output


def test_a_token_of_the_page_is_known(run, cloud, monkeypatch, tmp_path):
    secret = Secret("a-secret-of-the-tests")
    store = SqliteStore(tmp_path / "bot.db")
    sealed = Seal(secret).close(msgspec.json.encode(Kept(TOKEN)).decode())
    store.set_meta("ticketshop-admin", META, sealed).result()
    store.close()
    monkeypatch.delenv("BOTENGINE_VIBER_TOKEN")
    monkeypatch.setenv("BOTENGINE_STORE", f"sqlite:///{tmp_path / 'bot.db'}")
    monkeypatch.setenv("BOTENGINE_SECRET", secret.reveal())
    cloud.answers = [{**ACCOUNT, "webhook": ""}]
    assert "no webhook is set" in run("status").output
    assert [headers["X-Viber-Auth-Token"] for _, headers, _ in cloud.asked] == [TOKEN]


def test_status_is_good_when_all_is_as_it_should_be(run, cloud):
    cloud.answers = [ACCOUNT]
    answer = run("status")
    assert answer.exit_code == 0
    assert ADDRESS in answer.output


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"webhook": ""}, "no webhook is set"),
        ({"webhook": "https://elsewhere.example.test/"}, f"should send to {ADDRESS}"),
        ({"event_types": ["message"]}, "conversation_started"),
    ],
)
def test_status_finds_what_is_wrong(run, cloud, change, said):
    cloud.answers = [{**ACCOUNT, **change}]
    answer = run("status", "--json")
    assert answer.exit_code == 1
    assert said in json.loads(answer.output)["problems"][0]


def test_remove_asks_first(run, cloud):
    assert run("remove", input="n\n").exit_code == 1
    assert cloud.asked == []
    assert run("remove", "--yes").exit_code == 0
    assert cloud.bodies == [{"url": ""}]


def test_a_bot_that_has_an_id_has_its_address_by_it(run, cloud, tmp_path, monkeypatch):
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows.yaml").write_text(FRONT.replace("bot: Test Bot", "id: shop-7\nbot: Test Bot").lstrip())
    (tmp_path / "flows" / "main.yaml").write_text(MAIN.lstrip())
    monkeypatch.setenv("BOTENGINE_FLOWS", str(tmp_path))
    cloud.answers = [{"status": 0, "event_types": EVENTS}]
    assert run("set").exit_code == 0
    assert cloud.bodies[0]["url"] == "https://bot.example.test/viber/shop-7"
