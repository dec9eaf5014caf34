"""The whole way of a message, driven by a foreign program over HTTP: both roles, search to status change."""

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import requests


def statuses(demo) -> dict[str, str]:
    with sqlite3.connect(demo.data / "shop.db") as db:
        return dict(db.execute("select number, status from orders"))


def test_the_demo_says_where_everything_is(shared_demo):
    words = [line.split()[0] for line in shared_demo.lines]
    assert [word for word in words if word in ("web", "phone", "log-in", "ready")] == [
        "web", "phone", "log-in", "ready",
    ]  # fmt: skip


def test_an_administrator_searches_pays_and_removes_orders(demo):
    phone = demo.handset("admin").open()
    phone.tap("Bestellung suchen").type("M")
    assert "mindestens 2 Zeichen" in phone.text
    phone.type("Meier")
    assert "Seite 1 von" in phone.text
    phone.tap("Weiter")
    assert "Seite 2 von" in phone.text
    phone.tap("Menü").type("1042")
    assert "Gebucht" in phone.text
    phone.tap("Als bezahlt markieren")
    assert "1042" in phone.text
    assert phone.labels == ["Ja", "Nein"]
    phone.tap("Ja")
    assert "ist jetzt bezahlt" in phone.text
    assert "Bezahlt" in phone.text
    assert any("Tickets" in label for label in phone.labels)
    phone.tap("Zurück").type("1043")
    phone.tap("Entfernen").tap("Ja")
    assert "ist entfernt" in phone.text
    assert (statuses(demo)["1042"], statuses(demo)["1043"]) == ("paid", "removed")


def foreign_order(demo) -> str:
    with sqlite3.connect(demo.data / "shop.db") as db:
        (number,) = db.execute("select number from orders where partner = 'p2' limit 1").fetchone()
    return number


def test_a_partner_sees_only_own_orders_even_with_forged_presses(demo):
    partner, admin, foreign = (
        demo.handset("partner").open(),
        demo.handset("admin").open(),
        foreign_order(demo),
    )
    partner.type(foreign)
    assert "Nichts gefunden" in partner.text
    admin.type(foreign)
    assert foreign in admin.text
    before = statuses(demo)
    for key in admin.keys:
        partner.do("replay", action_body=key["action_body"])
        assert foreign not in partner.text.replace(f"„{foreign}“", "")
    assert statuses(demo) == before


def test_a_partner_has_no_remove_button_and_cannot_use_a_learnt_one(demo):
    partner = demo.handset("partner").open().type("1042")
    assert "Bestellung 1042" in partner.text
    assert not any("Entfernen" in label for label in partner.labels)
    before = statuses(demo)
    for index in range(40):
        nonce = partner.keys[0]["action_body"].rpartition(".")[0]
        partner.do("replay", action_body=f"{nonce}.{index + len(partner.keys)}")
    assert statuses(demo) == before


def test_a_stranger_is_told_to_wait_and_sees_no_order(demo):
    stranger = demo.handset("stranger").open().type("1042")
    assert "freigegeben" in stranger.text
    assert stranger.labels == []


def test_an_old_button_is_answered_with_the_current_screen(demo):
    phone = demo.handset("admin").open()
    old = phone.body_of("Bestellung suchen")
    phone.tap("Bestellungen anzeigen").do("replay", action_body=old)
    assert "nicht mehr aktuell" in phone.text
    assert "Seite 1 von" in phone.text


def paid_events(demo, number: str) -> int:
    with sqlite3.connect(demo.data / "shop.db") as db:
        query = "select count(*) from journal where number = ? and action = 'pay'"
        (count,) = db.execute(query, (number,)).fetchone()
    return count


def test_parallel_double_taps_pay_once(demo):
    phone = demo.handset("admin").open().type("1042").tap("Als bezahlt markieren")
    yes = phone.body_of("Ja")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: demo.handset("admin").post("replay", action_body=yes), range(8)))
    phone.settle()
    assert paid_events(demo, "1042") == 1
    assert statuses(demo)["1042"] == "paid"
    assert sum("ist jetzt bezahlt" in text for text in phone.heard) == 1


def test_a_duplicated_callback_counts_once(demo):
    phone = demo.handset("admin").open().type("1042").tap("Als bezahlt markieren")
    fault(demo, callback="duplicate", times=3)
    phone.tap("Ja")
    assert paid_events(demo, "1042") == 1
    assert sum("ist jetzt bezahlt" in text for text in phone.heard) == 1


def test_a_callback_that_comes_after_a_newer_one_changes_nothing_twice(demo):
    phone = demo.handset("admin").open().type("1042").tap("Als bezahlt markieren")
    yes = phone.body_of("Ja")
    fault(demo, callback="reorder", times=2)
    phone.post("replay", action_body=yes)
    phone.post("type", text="menü")
    phone.settle()
    assert paid_events(demo, "1042") <= 1
    assert phone.keys


def fault(demo, **what) -> None:
    answer = requests.post(f"{demo.phone_url}/control/faults", json=what, timeout=10)
    assert answer.ok, answer.text


def test_everything_goes_on_after_a_restart_on_the_same_data(demo):
    phone = demo.handset("admin").open().type("1042")
    demo.stop()
    demo.start()
    phone.tap("Als bezahlt markieren").tap("Ja")
    assert "ist jetzt bezahlt" in phone.text
    assert re.search(r"Bezahlt", phone.text)
