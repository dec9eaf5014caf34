"""Notices on real phones: the shipped bot, its shop, its store and the emulator in one process."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from actions.shop.arrivals import Arrivals, Purchase
from actions.shop.embedded import EmbeddedShop
from botengine.app import BotApp
from botengine.emulator.client import EmulatorClient
from botengine.emulator.server import EmulatorServer
from botengine.engine.assembly import assemble
from botengine.runtime.notices import BUDGET
from botengine.server import HttpServer
from botengine.settings import Secret, Settings
from botengine.store.sqlite import SqliteStore
from botengine.testing.clock import FrozenClock
from botengine.testing.idle import idle
from botengine.values import Notice
from tests.store.words import let_in

ROOT = Path(__file__).parents[2]
TOKEN = "00000000000000fe-00000000000000fe-00000000000000fe"
PLACES = {"Parkett": 1}


class Box:
    """The bot with the phones of its two sample people; one clock for all."""

    def __init__(self, folder: Path) -> None:
        self.clock = FrozenClock()
        self.emulator = EmulatorServer(clock=self.clock)
        self.emulator.start(0)
        bot = assemble(ROOT, {"data": folder, "clock": self.clock, "environ": {}})
        self.people = bot.bot.people
        store = SqliteStore(folder / "bot.db", self.clock)
        self.app = BotApp(
            bot, store, Settings(viber_token=Secret(TOKEN), viber_api=self.emulator.api), clock=self.clock
        )
        bot.services.prepare()
        self.shop = EmbeddedShop(folder / "shop.db", self.clock)
        control = EmulatorClient(self.emulator.url)
        control.bot(TOKEN, bot.bot.name, self.app.id)
        for name in ("admin", "partner"):
            viber_id = control.person(name, self.people[name].name, "de", self.app.id)
            let_in(store, viber_id, self.people[name], self.app.id)
        self.server = HttpServer(self.app.asgi, port=0).start()
        self.app.client.set_webhook(self.server.url + self.app.webhook_path)
        for name in ("admin", "partner"):
            self.hand(name, "open")
            self.hand(name, "type", text="menü")
        self.poll()

    def hand(self, who: str, verb: str, **body: object) -> None:
        answer = requests.post(f"{self.emulator.url}/control/users/{who}/{verb}", json=body, timeout=9)
        assert answer.ok, answer.text
        self.rest()

    def poll(self) -> None:
        """Ask the shop now, and let everything come to rest."""
        bot = self.app.runtime.bots[self.app.id]
        self.app.runtime.sources.poll(self.app.id, "shop", bot.sources["shop"])
        self.rest()

    def rest(self) -> None:
        assert idle(self.app.runtime, 20)
        assert requests.get(f"{self.emulator.url}/control/idle?timeout=20", timeout=25).status_code == 200

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.rest()

    def phone(self, who: str) -> dict:
        return requests.get(f"{self.emulator.url}/control/users/{who}", timeout=9).json()

    def texts(self, who: str) -> list[str]:
        return [each["text"] for each in self.phone(who)["messages"] if each["from"] == "bot"]

    def buttons(self, who: str) -> list[str]:
        return [button["text"] for row in self.phone(who)["keyboard"]["rows"] for button in row]

    def place(self, partner: str = "p1") -> str:
        return (
            Arrivals(self.shop)
            .place(Purchase("nachtkonzert", PLACES, "Zoë Neu", "zoe@example.test", "", partner))
            .number
        )

    def stop(self) -> None:
        self.server.stop()
        self.emulator.stop()
        self.shop.close()


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    made = Box(tmp_path)
    yield made
    made.stop()


def test_an_order_is_told_with_a_button_to_it_and_the_menu_stays(box):
    number = box.place()
    box.poll()
    assert f"Neue Bestellung {number}" in box.texts("admin")[-1]
    assert box.buttons("admin")[:3] == ["📄 Öffnen", "💶 Bezahlt", "📋 Bestellungen anzeigen"]
    box.hand("admin", "tap", text="📄 Öffnen")
    assert f"Bestellung {number}" in box.texts("admin")[-1]


def test_a_burst_is_one_digest_on_the_phone(box):
    before = len(box.texts("admin"))
    numbers = [box.place() for _ in range(5)]
    box.poll()
    (digest,) = box.texts("admin")[before:]
    assert "5" in digest.splitlines()[0]
    assert all(number in digest for number in numbers)


def test_one_after_another_the_first_is_told_at_once_and_the_rest_together(box):
    before = len(box.texts("admin"))
    numbers = []
    for _ in range(4):
        numbers.append(box.place())
        box.poll()
        box.clock.advance(1)
    assert [numbers[0] in text for text in box.texts("admin")[before:]] == [True]
    box.wait(60)
    _, rest = box.texts("admin")[before:]
    assert all(number in rest for number in numbers[1:])


def test_a_partner_gets_not_a_byte_of_foreign_orders(box):
    before = len(box.texts("partner"))
    own, foreign = box.place("p1"), [box.place("p2"), box.place("")]
    Arrivals(box.shop).payment_failed(foreign[0], "canary 4711")
    Arrivals(box.shop).report("canary 4712")
    box.poll()
    box.wait(3600)
    told = "\n".join(box.texts("partner")[before:])
    assert own in told
    assert not [word for word in (*foreign, "4711", "4712") if word in told]


def test_who_marks_an_order_paid_is_not_told_so_but_the_others_are(box):
    number = box.place("p1")
    box.poll()
    box.wait(60)
    before = {who: len(box.texts(who)) for who in ("admin", "partner")}
    box.hand("admin", "type", text=number)
    box.hand("admin", "tap", text="💶 Als bezahlt markieren")
    box.hand("admin", "tap", text="Ja")
    box.poll()
    box.wait(60)
    assert not [text for text in box.texts("admin")[before["admin"] :] if "💶 *Bestellung" in text]
    (told,) = box.texts("partner")[before["partner"] :]
    assert f"Bestellung {number} ist bezahlt" in told


def test_quiet_hours_are_kept_and_what_happened_is_a_digest_in_the_morning(box):
    for tap in ("⚙️ Einstellungen", "🌙 Ruhezeit", "22:00-07:00"):
        box.hand("admin", "tap", text=tap)
    box.wait(13.5 * 3600)  # from ten in the morning to half past eleven at night in Berlin
    before = len(box.texts("admin"))
    numbers = [box.place(), box.place()]
    box.poll()
    box.wait(7.4 * 3600)
    assert box.texts("admin")[before:] == []
    box.wait(360)
    (digest,) = box.texts("admin")[before:]
    assert all(number in digest for number in numbers)


def test_a_switch_is_valid_for_the_next_notice(box):
    for tap in ("⚙️ Einstellungen", "🔔 Mitteilungen", "🔔 Neue Bestellung"):
        box.hand("admin", "tap", text=tap)
    before = len(box.texts("admin"))
    box.place()
    box.poll()
    box.wait(60)
    assert box.texts("admin")[before:] == []


def test_who_signs_out_is_told_nothing_any_more(box):
    box.place()
    box.poll()
    box.place()
    box.poll()  # waits for the pause after the first
    for tap in ("⚙️ Einstellungen", "🚪 Abmelden", "Ja"):
        box.hand("admin", "tap", text=tap)
    before = len(box.texts("admin"))
    box.place()
    box.poll()
    box.wait(3600)
    assert box.texts("admin")[before:] == []


def test_five_hundred_in_an_hour_never_meet_vibers_limit(box):
    box.wait(3600 - box.clock.time() % 3600)
    before = len(box.texts("admin"))
    admin = box.people["admin"].id
    for number in range(500):
        notice = Notice(admin, "notices.trouble", {"info": f"trouble {number}"}, key=f"t{number}")
        box.app.store.notices.pin(box.app.id, [notice]).result()
        box.clock.advance(3600 / 500)
        if number % 5 == 4:
            box.rest()
    box.wait(3600)
    log = requests.get(f"{box.emulator.url}/control/log", timeout=9).text
    assert '"status": 12' not in log
    assert '"status":12' not in log
    told = box.texts("admin")[before:]
    assert len(told) < BUDGET
    with sqlite3.connect(box.app.store.path) as db:
        assert db.execute("SELECT status, count(*) FROM notice GROUP BY status").fetchall() == [("told", 500)]


def test_without_money_notices_wait_answers_go_on_and_the_operator_sees_why(box):
    box.wait(25 * 3600)  # the session of both is over
    fault = {"method": "send_message", "status": 24, "times": 1}
    requests.post(f"{box.emulator.url}/control/faults", json=fault, timeout=9)
    before = {who: len(box.texts(who)) for who in ("admin", "partner")}
    box.place("p1")
    box.poll()
    box.place("p1")
    box.poll()
    box.wait(60)
    assert [line.trouble.kind for line in box.app.store.insight.troubles(box.app.id)] == ["unpaid"]
    box.hand("partner", "type", text="menü")
    assert len(box.texts("partner")) > before["partner"]
    box.wait(2 * 3600)
    with sqlite3.connect(box.app.store.path) as db:
        assert db.execute("SELECT DISTINCT status FROM notice").fetchall() == [("told",)]
