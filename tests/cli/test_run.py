"""`botengine run`: a real process that starts, answers, and stops at SIGTERM."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import requests
from click.testing import CliRunner

from botengine.app import create_app
from botengine.cli.run import command
from botengine.settings import Settings
from botengine.viber.activation import META, Kept

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "4453b6ac12345678-1234567890abcdef-fedcba0987654321"


def test_the_bot_runs_and_stops_cleanly(tmp_path):
    environ = {**os.environ, "BOTENGINE_FLOWS": str(ROOT), "BOTENGINE_STORE": f"sqlite:///{tmp_path}/bot.db"}
    program = [sys.executable, "-m", "botengine", "run", "--port", "0", "--role", "web,worker"]
    with subprocess.Popen(
        program, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as bot:
        try:
            address = bot.stdout.readline().split()[1]
            webhook = bot.stdout.readline().split()[1]
            assert webhook == f"{address}/viber/ticketshop-admin"
            link = bot.stdout.readline().split()[1]  # nobody can log in yet
            assert link.startswith(f"{address}/web/set-up/")
            assert requests.get(link, timeout=30).status_code == 200
            assert requests.post(webhook, data=b"{}", timeout=30).status_code == 403
            assert requests.get(f"{address}/readyz", timeout=30).json() == {"store": True, "lanes": True}
        finally:
            bot.send_signal(signal.SIGTERM)
        _, errors = bot.communicate(timeout=30)
    assert "without BOTENGINE_SECRET" in errors
    assert "without a Viber token" in errors
    assert "Traceback" not in errors, errors
    assert bot.returncode in {0, -signal.SIGTERM}


def test_a_token_that_was_given_on_the_page_is_not_missed(tmp_path):
    settings = {
        "BOTENGINE_SECRET": "a-secret-of-the-tests",
        "BOTENGINE_STORE": f"sqlite:///{tmp_path}/bot.db",
    }
    settings["BOTENGINE_FLOWS"] = str(ROOT)
    given = create_app(Settings.from_env(settings), roles=["web"])
    sealed = given.site.seal.close(msgspec.json.encode(Kept(TOKEN)).decode())
    given.store.set_meta(given.id, META, sealed).result()
    given.store.close()
    program = [sys.executable, "-m", "botengine", "run", "--port", "0", "--role", "web"]
    with subprocess.Popen(
        program, env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as bot:
        address = bot.stdout.readline().split()[1]
        assert requests.get(f"{address}/healthz", timeout=30).status_code == 200
        bot.send_signal(signal.SIGTERM)
        _, errors = bot.communicate(timeout=30)
    assert errors == ""


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SHOP_BACKEND", "pretix", "has the embedded shop only"),
        ("SHOP_ORDERS", "few", "SHOP_ORDERS=few is no number"),
    ],
)
def test_a_shop_that_cannot_be_is_told_in_a_line_before_anything_starts(tmp_path, name, value, said):
    environ = {"BOTENGINE_FLOWS": str(ROOT), "BOTENGINE_STORE": f"sqlite:///{tmp_path}/bot.db", name: value}
    program = [sys.executable, "-m", "botengine", "run", "--port", "0"]
    ended = subprocess.run(
        program, check=False, env={**os.environ, **environ}, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.splitlines()[-1].startswith("botengine: ")
    assert said in ended.stderr


def test_a_wrong_role_is_told():
    for roles in ("web,cook", ","):
        answer = CliRunner().invoke(command, ["--role", roles])
        assert answer.exit_code == 2
        assert "web,worker,sender" in answer.output
