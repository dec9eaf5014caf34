"""Pages for looking: conversations and why they stand still, errors, audit log, health, plug-ins' pages."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from botengine.engine.conversation import Conversation, Frame, dump
from botengine.events import Event, Profile
from botengine.runtime.records import Arrival, Commit, Draft, Journal, Trouble
from botengine.store.requests import DECISIONS
from botengine.web.deeds import DEEDS, EVENTS
from botengine.web.html import link_of
from botengine.web.pages.audit import plain
from botengine.web.pages.conversations import SHOWN
from botengine.web.pages.errors import KINDS
from botengine.web.redact import redacted

ROOT = Path(__file__).parents[2] / "botengine"
OLENA = "viber/olena+=="


def page_of(user: str) -> str:
    return link_of(user).removeprefix("/web")


def happened(bot, number: int = 1, user: str = OLENA, **left) -> None:
    """One turn of a chat."""
    bot.store.accept(Arrival(bot.id, user, "viber", f"typed:{number}", b'{"text":"hello"}', 1.5)).result()
    (task,) = bot.store.claim_turns(1, 10.0).result()
    bot.store.commit(task.lease, Commit(task.waiting.id, task.version, **left)).result()


@pytest.fixture
def olena(bot) -> str:
    """Olena chats as Paul, is on the main menu, and has told the bot her address."""
    data = {"main": {"email": "olena@example.test", "phone": "+49 30 9018 2000"}}
    snapshot = dump(Conversation(state="main.menu", frames=[Frame(data=data)]))
    profile = Profile(OLENA, "Olena")
    steps = b'["main.menu --again--> main.menu"]'
    journal = Journal("Pressed", "main.menu", "main.menu", steps, 2.0)
    happened(bot, snapshot=snapshot, profile=profile, spoke=True, journal=journal)
    bot.store.accounts.link(bot.id, OLENA, "paul", "test").result()
    return page_of(OLENA)


def test_everybodys_screen_is_listed(anna, olena):
    page = anna.look("/conversations").text
    assert "Paul" in page
    assert "<code>main.menu</code>" in page
    assert f'href="/web{olena}"' in page


def test_a_chat_shows_what_decided_and_that_nothing_is_wrong(anna, olena):
    page = anna.look(olena).text
    assert "main.menu --again--&gt; main.menu" in page
    assert "Nothing stands in the way" in page


def test_data_is_shortened_until_somebody_asks_and_that_is_written_down(anna, bot, olena):
    page = anna.look(olena).text
    assert "o…@example.test" in page
    assert "olena@example.test" not in page
    assert "9018" not in page
    assert "olena@example.test" in anna.submit(f"{olena}/reveal").text
    assert bot.store.audit.lines(bot.id)[0].action == "conversation.reveal"


def test_the_map_shows_the_present_screen_lit(anna, olena):
    answer = anna.look(f"{olena}/map.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert 'class="lit"' in answer.text


def left(bot):
    happened(bot, 2, subscribed=False)


def waiting(bot):
    bot.store.accept(Arrival(bot.id, OLENA, "viber", "typed:9", b"{}", 1.5)).result()


def unsent(bot):
    happened(bot, 2, letters=(Draft(b"{}"),))


def inactive(bot):
    bot.store.accounts.change(bot.id, "paul", "test", active=False).result()


def unlinked(bot):
    bot.store.accounts.unlink(bot.id, OLENA, "test").result()


WHY = {
    left: "This person has left the bot.",
    waiting: "A message waits, and nobody works on it",
    unsent: "About to be sent: 1.",
    inactive: "is deactivated",
    unlinked: "Nobody stands behind this chat",
}


@pytest.mark.parametrize("what", WHY, ids=lambda what: what.__name__)
def test_why_nothing_happened_is_said_in_a_sentence(anna, bot, olena, what):
    what(bot)
    page = anna.look(olena).text
    assert WHY[what] in page
    assert "Nothing stands in the way" not in page


def test_unknown_chats_are_not_there(anna, bot):
    for path in ("/conversations/bm9ib2R5", "/conversations/%F0%9F%92%A9", "/conversations/x/map.svg"):
        assert anna.look(path).status_code == 404


def test_partners_see_none_of_it(paul, olena):
    for path in ("/conversations", olena, f"{olena}/map.svg", "/errors", "/audit", "/audit.csv", "/health"):
        assert paul.look(path).status_code == 403
    assert paul.submit(f"{olena}/reveal").status_code == 403


@pytest.fixture
def dead(bot, olena) -> str:
    happened(bot, 2, trouble=Trouble("dead", "the program ended (error 1a2b3c)", b"{}"))
    return str(bot.store.insight.troubles(bot.id)[0].id)


def test_what_was_given_up_is_tried_again_once(anna, bot, dead):
    assert "the program ended (error 1a2b3c)" in anna.look("/errors").text
    assert '<b class="count">1</b>' in anna.look("/errors").text
    assert anna.submit("/errors/retry", error=dead).headers["location"] == "/web/errors?done=retry"
    assert anna.submit("/errors/retry", error=dead).status_code == 409
    assert len(bot.store.insight.queue(bot.id, OLENA, "in").waiting) == 1
    assert "No errors" in anna.look("/errors").text


def test_all_errors_are_tried_again_or_put_aside_at_once_but_none_that_nobody_saw(anna, bot, dead):
    happened(bot, 3, trouble=Trouble("hasty", "more than 100 messages in a minute"))
    page = anna.look("/errors").text
    assert "too fast" in page
    newest = str(bot.store.insight.troubles(bot.id)[0].id)
    assert f'name="error" value="{newest}"' in page
    anna.submit("/errors/retry-all")
    assert len(bot.store.insight.queue(bot.id, OLENA, "in").waiting) == 1
    assert bot.store.insight.count(bot.id) == 1  # the one that cannot be tried again
    happened(bot, 4, trouble=Trouble("refused", "came afterwards"))
    anna.submit("/errors/dismiss-all", error=newest)
    assert [line.trouble.reason for line in bot.store.insight.troubles(bot.id)] == ["came afterwards"]


def test_every_kind_of_error_has_a_name_of_its_own():
    said = re.search(r"kind (.*)\.", Trouble.__doc__ or "")
    assert said
    assert set(re.findall(r"`(\w+)`", said[1])) == set(KINDS)


def test_one_of_many_conversations_is_found_by_a_name(anna, bot, olena):
    for n in range(SHOWN):
        happened(bot, 100 + n, user=f"viber-{n}", profile=Profile(f"viber-{n}", f"Guest {n}"))
    assert f'href="/web{olena}"' not in anna.look("/conversations").text
    assert "Not all are shown" in anna.look("/conversations").text
    page = anna.look("/conversations?q=pau").text  # Olena chats as Paul
    assert f'href="/web{olena}"' in page
    assert "Guest" not in page


def test_errors_are_put_aside(anna, bot, dead):
    anna.submit("/errors/dismiss", error=dead)
    assert bot.store.insight.count(bot.id) == 0
    assert bot.store.audit.lines(bot.id)[0].action == "error.dismiss"


def test_the_audit_log_is_filtered(anna, bot):
    bot.store.accounts.change(bot.id, "paul", "anna", name="Pavlo").result()
    assert "Person changed" in anna.look("/audit").text
    page = anna.look("/audit?who=anna&what=account.&days=7").text
    assert "<del>Paul</del>" in page
    assert "Person changed" in page
    assert "Person changed" not in anna.look("/audit?what=login").text


def test_the_audit_log_is_written_for_people(anna, bot):
    changes = {"muted": frozenset({"main.news"}), "active": False, "language": "uk", "role": "admin"}
    bot.store.accounts.change(bot.id, "paul", "cli", **changes).result()
    page = anna.look("/audit?target=account:paul").text
    for part in ("Command line", "<small>Active:</small> <del>yes</del> no", "Ukrainian", "main.news",
                 "<del>Partner</del> Administrator"):  # fmt: skip
        assert part in page
    assert not re.search(r"\{\}|\[|\bTrue\b|\bFalse\b", page.partition("<tbody>")[2])
    table = anna.look("/audit.csv?target=account:paul").text
    assert 'active: false, language: uk, muted: [""main.news""]' in table


def test_every_deed_and_every_event_has_words():
    code = [file.read_text() for file in ROOT.rglob("*.py")]
    deeds = re.findall(r"""\brecord\((?:[\w.]+, |"", )*"([a-z_]+(?:\.[a-z_]+)?)",""", "\n".join(code))
    deeds += [deed for _status, deed in DECISIONS.values()]
    assert len(set(deeds)) > 15
    assert set(deeds) <= DEEDS.keys()
    assert {each.__name__ for each in Event.__subclasses__()} - EVENTS.keys() == {"Ignored"}


def test_the_audit_log_as_a_table_calculates_nothing(anna, bot):
    bot.store.accounts.change(bot.id, "paul", "anna", name='=HYPERLINK("http://example.test")').result()
    answer = anna.look("/audit.csv")
    assert answer.text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) > 1
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    assert [plain(cell) for cell in ("=1", "+1", "-1", "@x", "\tx", "x")] == [
        "'=1", "'+1", "'-1", "'@x", "'\tx", "x",
    ]  # fmt: skip


def test_health_tells_versions_and_what_waits(anna):
    page = anna.look("/health").text
    assert "SQLite" in page
    assert "cannot write" not in page


def test_redaction_keeps_what_is_harmless():
    told = {"number": "1042", "n": 5, "list": ["a@b.example", "0170 1234567"], "long": "x" * 30}
    assert redacted(told) == {
        "number": "1042", "n": 5, "list": ["a…@b.example", "…67"], "long": "x" * 24 + "…",
    }  # fmt: skip


def test_a_plug_ins_page_is_for_roles_that_may(anna, paul, bot):
    """The test bot has no panel; the shop's is tried in tests/actions."""
    assert anna.look("/statistics").status_code == 404
    assert paul.look("/statistics").status_code == 404


def test_a_persons_page_leads_to_the_chat_and_the_chat_to_the_person(anna, olena):
    assert f'href="/web{olena}"' in anna.look("/people/paul").text
    assert 'href="/web/people/paul"' in anna.look(olena).text
