"""What the pages must not give away: nothing stays in the browser, no listing, no method or file too many."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from botengine.web import codes
from botengine.web.html import STATIC, TEMPLATES
from tests.web.conftest import Browser

SCRIPTS = [file.read_text() for file in [*STATIC.glob("*.js"), *TEMPLATES.glob("*.html")]]


def test_who_logs_out_leaves_nothing_in_the_browser(anna):
    answer = anna.submit("/login/out")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert "Max-Age=0" in answer.headers["set-cookie"]


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_keep_nothing_in_the_browser_and_make_no_markup(script):
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie", script)
    assert not re.search(r"innerHTML\s*=|insertAdjacentHTML|document\.write|\beval\(", script)
    assert not re.search(r"\|\s*safe\b|autoescape false", script)


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT"])
def test_other_methods_are_answered_with_nothing(anna, method):
    for path in ("/web/login", "/web/people", "/healthz", "/media/x/y.png"):
        answer = anna.request(method, path)
        assert answer.status_code in (404, 405), path
        assert "access-control-allow-origin" not in answer.headers


def test_only_pages_and_their_files_are_there(anna):
    for path in (
        "/.git/config", "/web/.git/config", "/web/static/", "/web/static/../pages/login.py", "/docs",
        "/redoc", "/openapi.json", "/web/static/..%2f..%2fapp.py", "/flows.yaml", "/bot.db", "/debug",
    ):  # fmt: skip
        assert anna.get(path).status_code == 404, path


def test_a_post_from_elsewhere_is_logged_without_what_it_said(bot, caplog):
    foreign = Browser(bot, **{"Sec-Fetch-Site": "cross-site"})
    assert foreign.submit("/login/enter", name="anna", password="a secret word").status_code == 403
    record = next(each for each in caplog.records if each.message == "foreign post refused")
    assert (record.path, record.levelname) == ("/web/login/enter", "WARNING")
    assert "a secret word" not in caplog.text


def test_passwords_are_typed_unseen_and_may_be_pasted_and_kept_by_a_password_manager():
    fields = [
        tag
        for text in SCRIPTS
        for tag in re.findall(r"<input[^>]*>", text)
        if re.search(r'name="(password|repeated|again)"', tag)
    ]
    assert len(fields) >= 4
    for tag in fields:
        assert re.search(r'type="password"', tag), tag
        assert re.search(r'autocomplete="(current|new)-password"', tag), tag
        assert "onpaste" not in tag


def test_every_page_of_somebody_who_is_logged_in_has_a_log_out(anna, paul):
    assert "/web/login/out" in anna.look("/people").text
    assert "/web/login/out" in paul.look("/profile").text


def test_the_log_in_page_says_no_version(browser):
    answer = browser.look("/login")
    assert "server" not in answer.headers
    assert not re.search(r"\b\d+\.\d+\.\d+\b", answer.text)


def test_a_page_that_was_refused_is_logged_with_the_account(paul, caplog):
    assert paul.look("/people").status_code == 403
    record = next(each for each in caplog.records if each.message == "page refused")
    assert (record.page, record.account) == ("/people", "paul")


def test_a_wrong_second_step_stands_in_the_audit_log(bot, anna, clock):
    key = re.search(r'name="key" value="([A-Z2-7]{32})"', anna.look("/second-step").text)[1]
    anna.submit("/second-step/on", key=key, code=codes.code(key, int(clock.time()) // codes.STEP))
    thief = Browser(bot)
    thief.log_in()
    assert thief.submit("/code/enter", code="000000").status_code == 401
    newest = bot.store.audit.lines(bot.id)[0]
    assert (newest.action, newest.target, newest.after["step"]) == ("login.refused", "account:anna", 2)


def test_a_password_is_good_until_it_is_changed(browser, clock):
    browser.log_in()
    clock.advance(5 * 365 * 86_400)
    assert browser.look("/profile").status_code == 303  # the session is over
    browser.log_in()
    assert browser.look("/profile").status_code == 200


def test_figures_are_for_the_inside_only(bot):
    bot.site.public_url = "https://bot.example.test"
    asked = {
        "inside": ("http://127.0.0.1", "127.0.0.1"), "network": ("http://bot:8080", "10.1.2.3"),
        "proxy": ("http://bot.example.test", "127.0.0.1"), "spoofed": ("http://localhost", "8.8.8.8"),
    }  # fmt: skip
    for path in ("/metrics", "/readyz"):
        told = {
            name: TestClient(bot.asgi, base_url=url, client=(address, 1)).get(path).status_code
            for name, (url, address) in asked.items()
        }
        assert {name: status != 404 for name, status in told.items()} == {
            "inside": True, "network": True, "proxy": False, "spoofed": False,
        }  # fmt: skip
