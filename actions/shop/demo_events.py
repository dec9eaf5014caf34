"""The programme of the demo shop: invented evenings, their halls and prices."""

from __future__ import annotations

from dataclasses import dataclass

from actions.shop.database import Row

DAY, HOUR = 86_400, 3_600
TONIGHT = "ohne-netz"  # begins within the hour, whenever the demo is started: its guests are coming in
SPREAD = 5_000  # orders for which a show gets one more evening
MAX_EVENINGS = 5


@dataclass(frozen=True, slots=True)
class Show:
    """What is played where; `areas` are (name, price in cents), the dearest first."""

    id: str
    title: str
    venue: str
    city: str
    zone: str
    in_days: int
    areas: tuple[tuple[str, int], ...]


SHOWS = (
    Show("nachtkonzert", "Nachtkonzert im Gasometer", "Alter Gasometer", "Berlin", "Europe/Berlin", 12,
         (("Parkett", 5900), ("Balkon", 3900), ("Rang", 2950))),
    Show("sternenzelt", "Zirkus Sternenzelt", "Festwiese Süd", "Köln", "Europe/Berlin", 20,
         (("Loge", 4800), ("Tribüne", 3200), ("Kinder", 1400))),
    Show("krug", "Der zerbrochne Krug", "Kammerspiele am Kanal", "Hamburg", "Europe/Berlin", 9,
         (("Parkett", 3600), ("Rang", 2200))),
    Show("jazz", "Вечір джазу на даху", "Арт-простір «Хвиля»", "Київ", "Europe/Kyiv", 16,
         (("Столик", 4200), ("Стоячі місця", 1800))),
    Show("lisova", "Лісова пісня", "Театр «Світлиця»", "Львів", "Europe/Kyiv", 27,
         (("Партер", 3100), ("Балкон", 1700))),
    Show("mondmaus", "Die Mondmaus – ein Kindermusical", "Stadthalle Lindenau", "Leipzig", "Europe/Berlin", 6,
         (("Erwachsene", 1900), ("Kinder", 950))),
    Show("ohne-netz", "Impro-Nacht: Ohne Netz", "Kellerbühne 13", "Wien", "Europe/Vienna", 0,
         (("Freie Platzwahl", 2450),)),
    Show("blasmusik", "Blasmusik trifft Beat", "Seebühne Bergfelden", "München", "Europe/Berlin", 41,
         (("Sitzplatz", 4450), ("Stehplatz", 2650))),
)  # fmt: skip
SOLD_OUT = ("sternenzelt", "Loge")  # of the first evening: the example of an area with no seat left


@dataclass(frozen=True, slots=True)
class Area:
    """A row of `areas`; the seats are handed out one after another."""

    id: int
    event: str
    name: str
    price: int


def programme(orders: int, now: int) -> tuple[list[Row], list[list[Area]]]:
    """Build the rows of `events` and, beside each, its areas."""
    evenings = min(1 + orders // SPREAD, MAX_EVENINGS)
    events: list[Row] = []
    halls: list[list[Area]] = []
    number = 0
    for evening in range(evenings):
        for show in SHOWS:
            event = _event(show, evening, now)
            events.append(event)
            halls.append([Area(number + n, event["id"], *area) for n, area in enumerate(show.areas, 1)])
            number += len(show.areas)
    return events, halls


def _event(show: Show, evening: int, now: int) -> Row:
    begin = now - now % (HOUR // 2) + HOUR if show.id == TONIGHT else now - now % DAY + 18 * HOUR
    return {
        "id": f"{show.id}-{evening + 1}" if evening else show.id, "title": show.title,
        "starts_at": begin + (show.in_days + 7 * evening) * DAY, "zone": show.zone,
        "venue": show.venue, "city": show.city,
    }  # fmt: skip
