"""`botengine run`: a real process that starts, answers, and stops at SIGTERM."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import requests
from click.testing import CliRunner

from botengine.cli.run import command

ROOT = Path(__file__).resolve().parents[2]


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
    assert "BOTENGINE_VIBER_TOKEN is not set" in errors
    assert "Traceback" not in errors, errors
    assert bot.returncode in {0, -signal.SIGTERM}


def test_a_wrong_role_is_told():
    for roles in ("web,cook", ","):
        answer = CliRunner().invoke(command, ["--role", roles])
        assert answer.exit_code == 2
        assert "web,worker,sender" in answer.output
