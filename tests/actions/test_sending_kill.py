"""`kill -9` in the middle of sending: no letter is lost, and at the most one duplicate for each death."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from actions.shop.embedded import open_shop
from actions.shop.sendings import Sendings
from botengine.clock import SystemClock
from tests.actions.conftest import ALL, RITA
from tests.actions.postroom import Postroom, open_room, soon

ROOT = Path(__file__).parents[2]


class Office:
    """A postman in another process, killed and started again; what was not confirmed is wished again."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.actions.mail_child", str(self.folder), str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout.readline() == "ready\n"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def post(self, keys: list[str], confirmed: set[str]) -> None:
        """Wish for letters; the process may be killed by now, or be about to be."""
        try:
            for key in keys:
                self.process.stdin.write(f"{key}\n")
                self.process.stdin.flush()
                if self.process.stdout.readline() == f"{key}\n":
                    confirmed.add(key)
        except OSError:
            return


def run(folder: Path, letters: int, kills: int, seed: int) -> tuple[Counter[str], Sendings, int]:
    """Send so many letters while the process dies so often; what the server took, by recipient."""
    chance = random.Random(seed)
    room = Postroom(pause=0.01)
    controller = open_room(room)
    office = Office(folder, controller.port)
    keys, confirmed = [f"n{n}" for n in range(letters)], set[str]()
    for part in range(kills):
        office.post(keys[part * letters // kills : (part + 1) * letters // kills], confirmed)
        time.sleep(chance.uniform(0, 0.15))
        office.kill()
        office.start()
        office.post([key for key in keys[: (part + 1) * letters // kills] if key not in confirmed], confirmed)
    sendings = Sendings(folder / "mail.db")
    soon(lambda: all(each.state != "queued" for each in sendings.of_order("1043", RITA, letters)), 120)
    shop = open_shop(folder / "shop.db", clock=SystemClock())
    sent = [each for each in sendings.of_order("1043", RITA, letters) if each.state == "sent"]
    soon(lambda: noted(shop) == Counter(each.to for each in sent))
    shop.close()
    office.kill()
    controller.stop()
    return Counter(to for recipients, _ in room.taken for to in recipients), sendings, letters


def noted(shop) -> Counter[str]:
    return Counter(line.after["to"] for line in shop.history(ALL, "1043") if line.action == "resend")


def judge(taken: Counter[str], sendings: Sendings, letters: int, kills: int) -> None:
    found = sendings.of_order("1043", RITA, letters + 1)
    assert len(found) == letters
    assert all(each.state in {"sent", "unknown"} for each in found)
    assert [each.to for each in found if each.state == "sent" and not taken[each.to]] == []
    assert max(taken.values()) <= 2
    assert sum(taken.values()) - len(taken) <= 3 * kills  # three letters are in hand at a time
    sendings.close()


def test_letters_survive_a_few_kills(tmp_path):
    judge(*run(tmp_path, letters=24, kills=3, seed=5), kills=3)


@pytest.mark.gate
def test_300_letters_survive_36_kills_in_the_middle_of_sending(tmp_path):
    judge(*run(tmp_path, letters=300, kills=36, seed=6), kills=36)
