"""An administrator in a hurry at a small phone: every screen, every language, nothing cut."""

import time

import pytest

from tests.acceptance.conftest import copied
from tests.acceptance.demo import Demo, change
from tests.acceptance.traveller import LANGUAGES, SMALL, Traveller

pytestmark = pytest.mark.browser
STAFF = "".join(f"  {each}: {{name: Anna, role: admin, language: {each}}}\n" for each in LANGUAGES)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """With an administrator of each language: one alone would be too hasty for the bot."""
    folder = tmp_path_factory.mktemp("phone")
    change(copied(folder / "bot") / "flows.yaml", "\npeople:", f"\npeople:\n{STAFF.rstrip()}")
    running = Demo(folder / "data", folder / "bot").start()
    yield running
    running.stop()


@pytest.fixture(params=LANGUAGES)
def phone(chromium, demo, request):
    page = chromium.new_page(viewport=SMALL, device_scale_factor=2)
    page.set_default_timeout(15_000)
    problems: list[str] = []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.goto(f"{demo.phone_url}/?users={request.param}")
    made = Traveller(page, request.param)
    made.open()
    yield made
    page.close()
    assert problems == []


@pytest.mark.parametrize("phone", ["de"], indirect=True)
def test_a_tap_shows_its_screen_while_the_finger_is_still_moving(phone):
    times = []
    for _ in range(15):
        before = time.perf_counter()
        phone.press("📋 Bestellungen anzeigen")
        phone.key("Filter …").wait_for()
        times.append(time.perf_counter() - before)
        phone.press("🏠 Menü")
        phone.key("🔎 Bestellung suchen").wait_for()
    assert sorted(times)[7] < 1.0  # the figure is measured in bench/; here only: nobody waits


def test_every_screen_fits_a_small_phone(phone):
    phone.see("*Ticketshop*", "menu")
    phone.press("⚙️ Einstellungen")
    phone.see("*Ihre Einstellungen*", "settings")
    phone.press("🔔 Mitteilungen")
    phone.see("*Mitteilungen*", "notices")
    phone.press("◀️ Zurück")
    phone.press("🌙 Ruhezeit")
    phone.find("🔔 Keine Ruhezeit", "quiet")
    phone.press("🏠 Menü")
    phone.find("⚙️ Einstellungen", "")
    phone.press("📋 Bestellungen anzeigen")
    phone.find("Filter …", "list")
    phone.press("Filter …")
    phone.see("*Welche Bestellungen?*", "filter")
    phone.press("{{ '✓' if filter.event else '' }}🎭 Veranstaltung …")
    phone.see("*Bestellungen welcher Veranstaltung?*", "events")
    for number in ("1042", "1043", "1044", "1045"):
        phone.write(number)
        phone.see(f"{phone.said('*Bestellung {{ order.number }}*')} {number}", number)
    phone.press("🎫 Tickets")
    phone.see("*Tickets der Bestellung {{ number }}*", "tickets")
    phone.press("◀️ Zurück")
    phone.press("💳 Zahlungen")
    phone.see("*Zahlungen der Bestellung {{ number }}*", "payments")
    phone.press("◀️ Zurück")
    phone.press("🕑 Verlauf")
    phone.see("*Verlauf der Bestellung {{ number }}*", "history")
    phone.press("◀️ Zurück")
    phone.press("📝 Notiz")
    phone.see("*Notiz zu Bestellung {{ number }}*", "note")
    phone.press("🏠 Menü")
    phone.press("👥 Kunden")
    phone.find("👤", "customers")
    phone.press_first()
    phone.find("✏️ E-Mail ändern", "customer")
    phone.press("🏠 Menü")
    phone.press("📊 Verkaufsstatistik")
    phone.find("📈 Diagramm", "statistics")
    phone.press("30 Tage")
    phone.see(f"· {phone.said('30 Tage')}")
    phone.press("📈 Diagramm")
    phone.see("📈 Umsatz und Tickets", "chart")
    phone.press("◀️ Zurück")
    phone.press("🎭 Events")
    phone.see("*Veranstaltungen", "sold")


def go_to_menu(phone):
    """From wherever the test before left this chat."""
    phone.write("1036")
    phone.find("🎫 Tickets", "")
    phone.press("🏠 Menü")


def test_rounds_fit_a_small_phone(phone):
    go_to_menu(phone)
    phone.press("📋 Bestellungen anzeigen")
    phone.press("{{ '✓' if filter.stand == 'open' else '' }}Offen")
    phone.press("✉️ Alle erinnern oder verlängern")
    phone.find("⏳ Alle +7 Tage", "due")
    phone.press("✉️ Alle erinnern")
    phone.key("⏳ Alle +7 Tage").wait_for(state="hidden")
    phone.look("remind")
    phone.press("◀️ Zurück")
    phone.press("⏳ Alle +7 Tage")
    phone.key("✉️ Alle erinnern").wait_for(state="hidden")
    phone.look("extend")


def test_a_doorman_lets_guests_in_at_a_small_phone(phone):
    go_to_menu(phone)
    phone.press("🎟 Einlass")
    phone.find("🎭 Wechseln", "entrance")
    codes = {"de": ("93e3 lvzq k59x a6", "Lena Vogel"), "uk": ("DQQ5ZPCFZLME5B", "Renate Vogel")}
    code, name = codes.get(phone.language, ("", ""))
    if code:
        phone.write(code)
        phone.find("✅ Einlassen", "admit")
        phone.press("✅ Einlassen")
        phone.see(name, "next")
        phone.find("↩️ Doch nicht eingelassen", "")
        phone.write(code)
    else:
        phone.write("uctpvdmfkgqfan")
    phone.see("Schon eingelassen", "already")
    phone.write("1003")
    phone.find("Vogel", "order")
    phone.write("YCL2GSJVKGYNP8")
    phone.see("Nicht bezahlt", "not-paid")
    phone.write("VV4KMHW6NNA4PP")
    phone.see("Andere Veranstaltung", "other-event")
    phone.write("AYXTXUANMZEUFK")
    phone.see("Bestellung entfernt", "removed")
    phone.write("AYXTXUANMZEUF")
    phone.see("⛔ *Nicht gefunden:*", "not-found")
    phone.press("🎭 Wechseln")
    phone.see("*Einlass zu welcher Veranstaltung?*", "entrances")
    phone.press("🏠 Menü")
    phone.press("📋 Bestellungen anzeigen")
    phone.press("Filter …")
    phone.find("📄 Als Datei (CSV)", "filter-with-file")
    phone.press("📄 Als Datei (CSV)")
    phone.see("📄 Diese Bestellungen als Tabelle:", "file")
