"""A foreign program's view: the demo as a real process, its phones only through the control API."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import requests

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds; far more than a start takes, so that a busy machine does not fail the test


class Demo:
    """`botengine demo` on free ports; `kill()` is SIGKILL, `start()` starts it again on the same data."""

    def __init__(self, data: Path, flows: Path = ROOT, command: str = "demo", orders: int = 200) -> None:
        self.data, self.flows, self.command, self.orders = data, flows, command, orders
        self.port = self.phone_port = 0
        self.process: subprocess.Popen | None = None
        self.lines: list[str] = []

    def start(self) -> "Demo":
        what = ["demo", "--orders", str(self.orders)] if self.command == "demo" else ["dev", str(self.flows)]
        command = [sys.executable, "-m", "botengine", *what, "--data", str(self.data)]
        command += ["--port", str(self.port), "--phone-port", str(self.phone_port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True,
            env={"SHOP_BUYERS": "0", **os.environ, "BOTENGINE_FLOWS": str(self.flows)},
        )  # fmt: skip
        self.lines = []
        for line in self.process.stdout:
            self.lines.append(line.strip())
            if line.strip() == "ready":
                break
        assert self.lines[-1:] == ["ready"], f"the demo did not start: {self.lines}"
        self.port, self.phone_port = self._port("web"), self._port("phone")
        return self

    def _port(self, word: str) -> int:
        address = next(line.split()[1] for line in self.lines if line.startswith(f"{word} "))
        return int(address.rstrip("/").rpartition(":")[2].partition("/")[0])

    @property
    def phone_url(self) -> str:
        return f"http://127.0.0.1:{self.phone_port}"

    @property
    def web_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def person(self, name: str, language: str) -> str:
        """Somebody new with a phone; gives the id."""
        who = {"name": name, "language": language}
        answer = requests.post(f"{self.phone_url}/control/users", json=who, timeout=30)
        assert answer.ok, answer.text
        return str(answer.json()["id"])

    def handset(self, user: str) -> "Handset":
        return Handset(self.phone_url, user)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        return self._end(signal.SIGTERM)

    def _end(self, sign: signal.Signals) -> int:
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(sign)
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.process = None
        return code


class Handset:
    """One phone of the emulator."""

    def __init__(self, url: str, user: str) -> None:
        self.url, self.user = url, user
        self.session = requests.Session()
        self.session.trust_env = False

    def post(self, verb: str, **body) -> requests.Response:
        answer = self.session.post(f"{self.url}/control/users/{self.user}/{verb}", json=body, timeout=30)
        assert answer.ok, f"{verb} {body}: {answer.status_code} {answer.text}"
        return answer

    def do(self, verb: str, **body) -> "Handset":
        """Act, then wait until the bot has answered."""
        self.post(verb, **body)
        return self.settle()

    def settle(self) -> "Handset":
        answer = self.session.get(
            f"{self.url}/control/idle", params={"timeout": PATIENCE}, timeout=PATIENCE + 5
        )
        assert answer.status_code == 200, f"still busy: {answer.text}"
        return self

    def open(self) -> "Handset":
        return self.do("open")

    def type(self, text: str) -> "Handset":
        return self.do("type", text=text)

    def tap(self, label: str) -> "Handset":
        return self.do("tap", text=label)

    @property
    def state(self) -> dict:
        return self.session.get(f"{self.url}/control/users/{self.user}", timeout=30).json()

    @property
    def heard(self) -> list[str]:
        """Texts of the bot's messages."""
        return [m.get("text") or "" for m in self.state["messages"] if m["from"] == "bot"]

    @property
    def text(self) -> str:
        return (self.heard or [""])[-1]

    @property
    def keys(self) -> list[dict]:
        keyboard = self.state["keyboard"]
        return [key for row in keyboard["rows"] for key in row] if keyboard else []

    @property
    def labels(self) -> list[str]:
        return [key["text"] for key in self.keys]

    def body_of(self, label: str) -> str:
        return next(key["action_body"] for key in self.keys if label in key["text"])

    def wait_for(self, text: str) -> "Handset":
        """For a bot that is just starting again."""
        end = time.monotonic() + PATIENCE
        while text not in self.text:
            assert time.monotonic() < end, f"never saw {text!r}, but {self.text!r}"
            time.sleep(0.05)
        return self


def change(file: Path, old: str, new: str) -> None:
    """Edit a file as an integrator does; the old text must be there."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
