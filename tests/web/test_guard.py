"""What protects people who use the pages: headers, no foreign posts, no change by looking."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from botengine.web.pages import all_pages
from tests.web.conftest import PASSWORD, Browser

POSTS = [f"{page.path.rstrip('/')}/{name}" for page in all_pages() for name in page.posts]
PATHS = [page.path for page in all_pages()]


def filled(path: str) -> str:
    return re.sub(r"{\w+}", "paul", path)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_posts_from_elsewhere_are_refused(bot, anna, headers):
    foreign = TestClient(bot.asgi, base_url="http://127.0.0.1", follow_redirects=False, cookies=anna.cookies)
    before = bot.store.audit.lines(bot.id)
    for path in POSTS:
        assert foreign.post(f"/web{filled(path)}", data={}, headers=headers).status_code == 403, path
    assert bot.store.audit.lines(bot.id) == before


def test_an_old_browser_proves_itself_by_its_origin(bot):
    old = TestClient(bot.asgi, base_url="http://127.0.0.1", follow_redirects=False)
    form = {"name": "anna", "password": PASSWORD}
    answer = old.post("/web/login/enter", data=form, headers={"Origin": "http://127.0.0.1"})
    assert answer.status_code == 303


def test_every_answer_has_the_headers(anna):
    for path in (*PATHS, "/nothing/here", "/static/app.css", "/static/none.css"):
        protected(path, anna.look(filled(path)).headers)


def protected(path: str, headers) -> None:
    policy = headers["content-security-policy"]
    for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'",
                 "base-uri 'none'", "frame-ancestors 'none'"):  # fmt: skip
        assert part in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    kept = "immutable" if path == "/static/app.css" else "no-store"
    assert kept in headers["cache-control"]
    assert "strict-transport-security" not in headers


@pytest.fixture
def https(bot) -> Browser:
    bot.site.public_url = "https://bot.example.test"
    return Browser(bot, "https://bot.example.test")


def test_on_https_cookies_belong_to_this_host_only_and_browsers_stay_on_https(https):
    answer = https.log_in()
    for cookie in answer.headers.get_list("set-cookie"):
        assert cookie.startswith("__Host-")
        assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
        assert "Domain" not in cookie
    assert answer.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"


def test_behind_a_proxy_that_takes_https_off_cookies_are_the_same(bot, https):
    plain = Browser(bot, "http://bot.example.test")
    assert "__Host-session" in plain.log_in().headers["set-cookie"]


@pytest.mark.parametrize("address", ["http://192.0.2.1", "https://evil.test", "http://evil.test:8080"])
def test_other_host_names_are_not_answered(bot, address):
    answer = Browser(bot, address).look("/login")
    assert answer.status_code == 421
    assert "BOTENGINE_PUBLIC_URL" in answer.text


class Links(HTMLParser):
    """All that a page leads to by GET, and whatever a strict policy would not run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        self.inline += [tag] if tag == "style" or (tag == "script" and "src" not in given) else []
        links = [given.get("href"), given.get("src")]
        links += [given.get("action")] if tag == "form" and given.get("method", "get") == "get" else []
        self.found |= {link for link in links if link and link.startswith("/")}


def test_looking_at_everything_changes_nothing_and_nothing_is_inline(bot, anna):
    before = list(bot.store.database.query("SELECT * FROM pass ORDER BY key"))
    accounts, audit = bot.store.accounts.all(bot.id), bot.store.audit.lines(bot.id)
    waiting, seen = {"/web/"} | {f"/web{filled(path)}" for path in PATHS}, set()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = anna.get(path, follow_redirects=True)
        assert answer.status_code in (200, 404, 410), path
        if answer.headers["content-type"].startswith("text/html"):
            links = Links(answer.text)
            assert links.inline == [], path
            waiting |= links.found - seen
    assert len(seen) > 10
    assert list(bot.store.database.query("SELECT * FROM pass ORDER BY key")) == before
    assert bot.store.accounts.all(bot.id) == accounts
    assert bot.store.audit.lines(bot.id) == audit


def test_a_browser_that_comes_back_to_what_was_posted_sees_the_page(anna):
    for path in POSTS:
        address = f"/web{filled(path)}"
        assert anna.get(address).headers.get("location") == address.rpartition("/")[0], path


def test_ids_that_are_not_there_are_not_found(anna):
    for path in (path for path in POSTS if "{" in path):
        answer = anna.submit(re.sub(r"{\w+}", "u0", path), again=PASSWORD)
        assert answer.status_code in (404, 410), path


def test_pages_that_are_not_there_are_not_found(anna):
    for path in ("/people/u0", "/people/%00", "/nothing", "/people/anna/none"):
        assert anna.look(path).status_code == 404, path


def test_partners_can_post_nothing_about_others(paul, bot):
    accounts = bot.store.accounts.all(bot.id)
    for path in (path for path in POSTS if path.startswith("/people/{id}")):
        answer = paul.submit(path.replace("{id}", "anna"), again=PASSWORD, role="admin")
        assert answer.status_code == 403, path
    assert bot.store.accounts.all(bot.id) == accounts


def test_large_forms_are_refused(anna):
    assert anna.submit("/login/enter", name="x" * 70_000).status_code == 413
    assert anna.post("/web/login/enter", data={f"f{n}": "" for n in range(600)}).status_code == 413


def test_names_are_shown_as_they_are_and_never_as_markup(anna, bot):
    evil = "<script>alert(1)</script>\"'{{7*7}}"
    bot.store.accounts.change(bot.id, "paul", "test", name=evil, email="x@y.test").result()
    for path in ("/people", "/people/paul"):
        text = anna.look(path).text
        assert "<script>alert" not in text
        assert "{{7*7}}" in text


def test_an_error_of_the_program_says_nothing_about_it(anna, bot, caplog):
    bot.site.viber = None  # what a fault would look like
    answer = anna.look("/settings")
    assert answer.status_code == 500
    assert "NoneType" not in answer.text
    number = re.search(r"number ([0-9a-f]{8})", answer.text)[1]
    assert any(getattr(record, "number", "") == number for record in caplog.records)
