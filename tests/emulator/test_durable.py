"""What survives: people, chats, webhooks and callbacks on their way, after a kill and on a new port."""

from __future__ import annotations

import subprocess
import sys

import pytest

from botengine.emulator.server import EmulatorServer
from botengine.errors import BotengineError
from tests.emulator.recording import Hand, keyboard

PROGRAM = """
import sys, pathlib, time
from botengine.emulator.server import EmulatorServer
server = EmulatorServer(state=pathlib.Path(sys.argv[1])).start()
print(server.url, flush=True)
time.sleep(60)
"""


@pytest.fixture
def state(tmp_path):
    return tmp_path / "kept" / "viber.db"


def test_everything_survives_a_kill(state, bots):
    free = []
    bot = bots(lambda body: (200 if free or body["event"] == "webhook" else 500, None))
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(state)], stdout=subprocess.PIPE, text=True)
    hand = Hand(process.stdout.readline().strip())
    hand.webhook(bot)
    hand.person("Anna", language="uk")
    hand.say("anna", "not taken yet")
    bot.wait_for("message")
    hand.send("anna", "Hi", keyboard=keyboard("Go"), tracking_data="t")
    before = hand.screen("anna")
    process.kill()
    process.wait()
    free.append(True)
    with EmulatorServer(state=state) as server:
        again = Hand(server.url)
        again.idle()
        assert bot.events("message")[0] == bot.events("message")[-1]
        assert len(bot.events("message")) > 1
        after = again.screen("anna")
        for part in ("keyboard", "subscribed", "tracking_data", "viber_id"):
            assert after[part] == before[part]
        assert [each["text"] for each in after["messages"]] == ["not taken yet", "Hi"]
        again.post("/users/anna/tap", {"text": "Go"})
        again.idle()
        assert len(bot.events("message")) > 2


def test_the_moved_clock_survives(state):
    with EmulatorServer(state=state) as server:
        moved = Hand(server.url).post("/clock", {"advance": "3 days"})["now"]
    with EmulatorServer(state=state) as server:
        assert Hand(server.url).get("/clock")["now"] >= moved


def test_forgetting_empties_the_file_too(state, bots):
    with EmulatorServer(state=state) as server:
        hand = Hand(server.url)
        hand.webhook(bots())
        hand.person()
        hand.call("DELETE", "")
    with EmulatorServer(state=state) as server:
        assert Hand(server.url).get("/users") == []


def test_a_taken_port_is_told(emulator):
    port = int(emulator.url.rpartition(":")[2])
    with pytest.raises(BotengineError, match=f"port {port} cannot be used"):
        EmulatorServer().start(port)


def test_the_same_seed_gives_the_same_ids(bots):
    bot, ids = bots(), []
    for seed in (1, 1, 2):
        with EmulatorServer(seed=seed) as server:
            hand = Hand(server.url)
            hand.webhook(bot)
            hand.person()
            ids.append(hand.viber_id("anna"))
    assert ids[0] == ids[1] != ids[2]
