"""Files of actions become addresses: signed, for one person and a day; all others open nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from botengine.errors import MediaError
from botengine.runtime.media import LIFETIME, MAX_SIZE, Publisher, published
from botengine.testing.store import MemoryStore
from botengine.values import File, Media, Outcome, Page
from tests.runtime.fakes import StillClock

BASE = "https://bot.example"
CHART = File("Umsatz März.PNG", b"\x89PNG...", "image/png")


@dataclass
class Report:
    title: str
    chart: File | None
    more: Sequence[File] = ()


@pytest.fixture
def publisher(store, clock) -> Publisher:
    return Publisher(store, "shop", "a long enough secret", BASE, clock)


def parts(media: Media) -> tuple[str, str]:
    token, _, name = media.url.removeprefix(f"{BASE}/media/").partition("/")
    return token, name


def test_a_file_gets_an_address_with_its_ending_and_opens(publisher):
    media = publisher.publish("ann", CHART)
    assert (media.name, media.size, media.type) == ("Umsatz März.PNG", 7, "image/png")
    assert parts(media)[1] == "Umsatz-M-rz.png"
    assert publisher.open(*parts(media)) == CHART


def test_the_type_follows_the_ending_unless_it_is_given(publisher):
    types = [publisher.publish("ann", File(name, b"x")).type for name in ("a.pdf", "a.png", "a.unheard")]
    assert types == ["application/pdf", "image/png", "application/octet-stream"]


def test_the_same_file_for_the_same_person_keeps_its_address(publisher, clock):
    first = publisher.publish("ann", CHART)
    clock.advance(LIFETIME - 1)
    assert publisher.publish("ann", CHART) == first
    assert publisher.publish("ben", CHART).url != first.url
    clock.advance(LIFETIME - 1)
    assert publisher.open(*parts(first)) == CHART


def test_expired_renamed_forged_and_foreign_addresses_open_nothing(publisher, store, clock):
    token, name = parts(publisher.publish("ann", CHART))
    other = parts(publisher.publish("ann", File("other.pdf", b"y")))
    foreign = Publisher(store, "library", "a long enough secret", BASE, clock)
    forger = Publisher(store, "shop", "another secret of mine", BASE, clock)
    assert publisher.open(token, "renamed.png") is None
    assert publisher.open(token, other[1]) is None
    assert publisher.open(token[:-1] + ("A" if token[-1] != "A" else "B"), name) is None
    assert foreign.open(token, name) is None
    assert publisher.open(*parts(foreign.publish("ann", CHART))) is None
    assert publisher.open(*parts(forger.publish("ann", CHART))) is None
    clock.advance(LIFETIME)
    assert publisher.open(token, name) is None


def test_without_a_secret_a_random_key_lasts_in_the_store(store, clock):
    media = Publisher(store, "shop", base=BASE, clock=clock).publish("ann", CHART)
    assert Publisher(store, "shop", clock=clock).open(*parts(media)) == CHART
    assert len(store.meta("shop", "media-key")) == 32


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (File("empty.pdf", b""), "has 0 bytes"),
        (File("big.pdf", b"x" * (MAX_SIZE + 1)), f"1 to {MAX_SIZE} can be sent"),
        (File("pdf", b"x"), "needs a name with an ending"),
        (File(f"{'a' * 253}.pdf", b"x"), "needs a name with an ending"),
        (File("a.EXE", b"x"), "takes no programs"),
        (File("a.p/f", b"x"), "needs a name with an ending"),
        (File("a\n.pdf", b"x"), "needs a name with an ending"),
        (File("a.pdf", b"x", "application/pdf\r\nX: y"), "is no media type"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_a_reason(publisher, file, told):
    with pytest.raises(MediaError, match=told):
        publisher.publish("ann", file)


def test_without_a_public_address_nothing_can_be_sent(store):
    with pytest.raises(MediaError, match="BOTENGINE_PUBLIC_URL"):
        Publisher(store, "shop").publish("ann", CHART)


def test_every_file_in_an_outcome_becomes_a_media_and_nothing_else_changes(publisher):
    rows = Page([Report("a", None), Report("b", CHART, [CHART])], 2)
    page = published(Outcome("ok", rows), lambda file: publisher.publish("ann", file)).value
    media = publisher.publish("ann", CHART)
    assert page == Page([Report("a", None), Report("b", media, [media])], 2)
    assert page.rows[0] is rows.rows[0]
    assert published(Outcome("ok", {"chart": CHART}), lambda _: media).value == {"chart": media}


def test_an_action_whose_file_cannot_be_sent_has_failed(store, caplog):
    outcome = published(Outcome("ok", CHART), lambda file: Publisher(store, "shop").publish("ann", file))
    assert (outcome.name, len(outcome.value)) == ("failed", 6)
    assert outcome.value in caplog.text


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
KEPT = MemoryStore(StillClock())
OPEN = Publisher(KEPT, "shop", "a long enough secret", BASE, StillClock())
NAME = parts(OPEN.publish("ann", CHART))[1]


def test_no_random_token_is_accepted():
    chance = Random(43)
    assert not any(OPEN.open("".join(chance.choices(LETTERS, k=43)), NAME) for _ in range(10_000))


@settings(max_examples=500, deadline=None, database=None)
@given(st.text(LETTERS, min_size=43, max_size=43) | st.text(max_size=60))
def test_no_odd_token_is_accepted(token):
    assert OPEN.open(token, NAME) is None
