"""`botengine doctor`: a healthy bot, and each thing that can be wrong, with a real emulator."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from botengine.app import BotApp
from botengine.cli.checkup import deployment, machine, store
from botengine.cli.doctor import command
from botengine.emulator.client import EmulatorClient
from botengine.emulator.server import EmulatorServer
from botengine.engine.assembly import assemble
from botengine.server import HttpServer
from botengine.settings import Secret, Settings
from botengine.store.sqlite import SqliteStore
from botengine.values import Account, User
from botengine.web.passwords import Passwords
from tests.actions.postroom import Postroom, free_port, open_room, password
from tests.web.conftest import FRONT, MAIN

TOKEN = f"{'a' * 16}-1234567890abcdef-fedcba0987654321"
SECRET = "a-secret-of-the-tests"


@pytest.fixture(scope="module")
def healthy(tmp_path_factory):
    """The environment of a bot that runs, was activated on the page, and has an administrator."""
    folder = tmp_path_factory.mktemp("bot")
    (folder / "flows").mkdir()
    (folder / "flows.yaml").write_text(FRONT.lstrip())
    (folder / "flows" / "main.yaml").write_text(MAIN.lstrip())
    kept = SqliteStore(folder / "bot.db")
    (folder / "bot.db").chmod(0o600)
    with EmulatorServer() as viber:
        EmulatorClient(viber.url).bot(TOKEN, "Best Event", "besteventscom")
        app = BotApp(
            assemble(folder), kept, Settings(secret=Secret(SECRET), viber_api=viber.api),
            passwords=Passwords(memory=8, rounds=1),
        )  # fmt: skip
        kept.accounts.save(app.id, Account(User("anna", "Anna", "admin")), "test").result()
        server = HttpServer(app.asgi).start()
        app.activation.activate(TOKEN, server.url)
        yield {
            "BOTENGINE_FLOWS": str(folder), "BOTENGINE_STORE": f"sqlite:///{folder / 'bot.db'}",
            "BOTENGINE_SECRET": SECRET, "BOTENGINE_VIBER_API": viber.api, "BOTENGINE_PUBLIC_URL": server.url,
        }  # fmt: skip
        server.stop()


@pytest.fixture
def doctor(healthy, monkeypatch):
    """Run it with other settings (None: not set): exit status, and what is not fine by what it is about."""
    for name in [name for name in os.environ if name.startswith(("BOTENGINE_", "PYTHONDEV", "PYTHONASYNC"))]:
        monkeypatch.delenv(name)

    def look(*words: str, **changed: object) -> tuple[int, dict[str, str]]:
        settings = {**healthy, **{f"BOTENGINE_{name}": value for name, value in changed.items()}}
        environ = {name: None if value is None else str(value) for name, value in settings.items()}
        answer = CliRunner().invoke(command, ["--json", *words], env=environ)
        found = json.loads(answer.output)
        assert all(each["todo"] for each in found if each["kind"] != "fine")
        told: dict[str, str] = {}
        for each in found:
            if each["kind"] != "fine":
                told[each["about"]] = told.get(each["about"], "") + f"{each['kind']}: {each['sentence']}\n"
        return answer.exit_code, told

    return look


def test_a_healthy_bot_on_this_machine_has_no_problem(doctor):
    status, told = doctor()
    assert status == 0, told
    assert {"store", "token", "account", "webhook", "clock", "people", "secret"}.isdisjoint(told), told
    assert told["demo"].startswith("advice")


def test_the_text_says_what_is_fine_and_what_to_do(healthy):
    answer = CliRunner().invoke(command, env={**healthy, "BOTENGINE_SECRET": None})
    assert answer.exit_code == 1
    assert "ok       flows     The flows of Test Bot load." in answer.output
    assert "PROBLEM  token" in answer.output
    assert "-> " in answer.output
    assert SECRET not in answer.output
    assert TOKEN not in answer.output


def test_for_production_advice_becomes_a_problem(doctor):
    status, told = doctor("--deploy")
    assert status == 1
    assert told["demo"].startswith("problem")
    assert told["address"].startswith("problem")
    assert told["backups"].startswith("advice")
    assert told["log-in"].startswith("problem: Operators can log in with a password alone.")
    assert "BOTENGINE_SECRET stands in the environment" in told["secrets"]


def test_a_wrong_option_is_wrong_usage():
    assert CliRunner().invoke(command, ["--production"]).exit_code == 2


def test_wrong_settings_are_all_told(doctor):
    status, told = doctor(PORT="http", SECRET="short")
    assert status == 1
    assert "BOTENGINE_PORT" in told["settings"]
    assert "BOTENGINE_SECRET" in told["settings"]
    assert "SQLite only" in doctor(STORE="postgresql://bot@db.example.test/bot")[1]["settings"]


def test_flows_with_mistakes_are_told(doctor, tmp_path):
    (tmp_path / "flows.yaml").write_text("format: 1\nbot: Broken\n")
    status, told = doctor(FLOWS=tmp_path)
    assert status == 1
    assert "start" in told["flows"]
    assert "token" not in told


@pytest.mark.parametrize(
    ("changed", "about", "said"),
    [
        ({"SECRET": "another-secret-long-enough"}, "token", "problem: The stored token cannot be read"),
        ({"SECRET": None}, "secret", "advice: BOTENGINE_SECRET is not set"),
        ({"VIBER_TOKEN": f"{'b' * 16}-1234567890abcdef-fedcba0987654321"}, "webhook", "No webhook is set"),
        ({"VIBER_API": "http://127.0.0.1:9/pa"}, "account", "problem"),
        ({"PUBLIC_URL": "https://bot.example.test"}, "webhook", "Viber should send to https://bot.example.test/"),
        ({"PUBLIC_URL": "http://bot.example.test"}, "address", "problem: http://bot.example.test is not"),
        ({"PUBLIC_URL": None}, "address", "advice: BOTENGINE_PUBLIC_URL is not set"),
        ({"HOST": "0.0.0.0"}, "network", "advice"),
    ],
)  # fmt: skip
def test_each_thing_that_is_wrong_is_told(doctor, changed, about, said):
    assert said in doctor(**changed)[1][about]


def test_a_token_that_viber_refuses_is_told_with_what_to_do(doctor, healthy):
    fault = {"method": "get_account_info", "times": 1, "status": 2}
    control = healthy["BOTENGINE_VIBER_API"].removesuffix("/pa") + "/control/faults"
    requests.post(control, json=fault, timeout=10).raise_for_status()
    status, told = doctor()
    assert (status, told["account"].partition(":")[0]) == (1, "problem")


def test_without_a_store_it_is_said_who_makes_it_and_nothing_is_made(doctor, tmp_path):
    status, told = doctor(STORE=f"sqlite:///{tmp_path / 'data' / 'bot.db'}")
    assert told["store"].startswith("advice: There is no")
    assert told["token"].startswith("advice: There is no Viber token")
    assert told["people"].startswith("advice: Nobody may use the web pages")
    assert list(tmp_path.iterdir()) == []
    assert status == 0, told


def test_a_file_that_is_no_store_is_told(doctor, tmp_path):
    (tmp_path / "bot.db").write_text(
        "no database, but a letter to Anna, longer than a page of SQLite's head " * 9
    )
    status, told = doctor(STORE=f"sqlite:///{tmp_path / 'bot.db'}")
    assert status == 1
    assert "cannot be written" in told["store"]


def test_looking_leaves_nothing_in_the_store(doctor, healthy):
    database = sqlite3.connect(healthy["BOTENGINE_STORE"].removeprefix("sqlite:///"))
    before = database.execute("SELECT name FROM sqlite_master").fetchall()
    doctor()
    assert database.execute("SELECT name FROM sqlite_master").fetchall() == before
    database.close()


def test_files_that_everybody_may_read_are_told(doctor, healthy, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    secret.chmod(0o640)
    assert "secrets" not in doctor(SECRET=None, SECRET_FILE=secret)[1]
    secret.chmod(0o644)
    status, told = doctor(SECRET=None, SECRET_FILE=secret)
    assert (status, told["secrets"].partition(":")[0]) == (1, "problem")
    file = Path(healthy["BOTENGINE_STORE"].removeprefix("sqlite:///"))
    file.chmod(0o644)
    assert doctor()[1]["store"].startswith("advice")
    assert doctor("--deploy")[1]["store"].startswith("problem")
    file.chmod(0o600)


def test_the_folder_of_a_demo_is_told(doctor, tmp_path):
    (tmp_path / "phones.db").touch()
    assert "folder of a demo" in doctor(STORE=f"sqlite:///{tmp_path / 'bot.db'}")[1]["demo"]


def test_a_role_that_the_flows_do_not_know_is_told(doctor, healthy):
    file = Path(healthy["BOTENGINE_STORE"].removeprefix("sqlite:///"))
    kept = SqliteStore(file)
    kept.accounts.save("test-bot", Account(User("otto", "Otto", "chef")), "test").result()
    assert "Otto has the unknown role 'chef'" in doctor()[1]["people"]
    kept.accounts.change("test-bot", "otto", "test", active=False).result()
    kept.close()
    assert "people" not in doctor()[1]


def test_the_mail_server_is_asked_with_name_and_password(doctor):
    room = Postroom()
    mail = open_room(room, authenticator=password, auth_require_tls=False)
    try:
        assert "mail" not in doctor(SMTP=f"smtp://anna%40shop.example:geheim@127.0.0.1:{mail.port}")[1]
        status, told = doctor(SMTP=f"smtp://anna%40shop.example:falsch@127.0.0.1:{mail.port}")
        assert (status, "falsch" in told["mail"]) == (1, False)
        assert "no sender" in doctor(SMTP=f"smtp://127.0.0.1:{mail.port}")[1]["mail"]
        assert room.taken == []
    finally:
        mail.stop()
    assert "cannot be used" in doctor(SMTP=f"smtp://127.0.0.1:{free_port()}")[1]["mail"]


def test_a_clock_that_is_wrong_is_told(healthy):
    told = machine.reference(healthy["BOTENGINE_VIBER_API"])
    assert told is not None
    assert machine.clock(told, told).kind == "fine"
    assert machine.clock(told + 3600, told).kind == "problem"
    assert machine.clock(0.0, None).kind == "problem"
    assert machine.reference("http://127.0.0.1:9") is None


def test_a_debugging_python_is_told(doctor, monkeypatch):
    monkeypatch.setenv("PYTHONDEVMODE", "1")
    assert "PYTHONDEVMODE" in doctor("--deploy")[1]["debug"]


@pytest.mark.parametrize(("megabytes", "kind"), [(5000, "fine"), (900, "advice"), (100, "problem")])
def test_a_disk_that_fills_is_told(tmp_path, megabytes, kind):
    assert store.room(megabytes * store.MB, tmp_path).kind == kind


@pytest.mark.parametrize(("version", "kind"), [((3, 34), "problem"), ((3, 35), "fine")])
def test_an_old_sqlite_is_told(version, kind):
    assert store.library(version).kind == kind


def test_a_log_that_stays_on_this_machine_is_told():
    assert deployment.shipped({"bash", "botengine"}).kind == "advice"
    assert deployment.shipped({"bash", "systemd-journal-upload"}).kind == "fine"
    assert any("python" in name or "pytest" in name for name in deployment.running())


def test_what_everybody_can_read_is_told(healthy):
    url = healthy["BOTENGINE_PUBLIC_URL"].replace("127.0.0.1", "0.0.0.0")  # here too, and not called local
    assert [each.sentence for each in deployment.outside(url)] == [
        f"Everybody can read {url}{path}." for path in ("/metrics", "/readyz")
    ]
    assert [*deployment.outside("")] == []


def test_a_demanded_second_step_is_fine(doctor):
    assert "log-in" not in doctor("--deploy", SECOND_STEP="demanded")[1]
