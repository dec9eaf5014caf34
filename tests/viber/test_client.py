"""The client against a server that behaves in every way a server can."""

from __future__ import annotations

import logging
import socket
import threading
import time

import pytest

from botengine.errors import BotengineError, SettingsError
from botengine.viber import client as client_module
from botengine.viber.client import ViberClient
from botengine.viber.errors import BY_STATUS, UnreachableError, ViberError
from tests.viber.cloud import OK
from tests.viber.conftest import TOKEN

CODES = range(1, 25)  # every status that Viber documents
HTML = b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: 9\r\n%s\r\n<p>no</p>"


def test_every_documented_status_has_a_class_of_its_own():
    assert sorted(BY_STATUS) == list(CODES)
    assert len(set(BY_STATUS.values())) == len(CODES)


@pytest.mark.parametrize("status", CODES)
def test_each_status_is_an_error_with_advice(client, cloud, status):
    cloud.answers = [{"status": status, "status_message": "said by Viber"}]
    with pytest.raises(BY_STATUS[status]) as caught:
        client.send_message({})
    assert (caught.value.code, caught.value.said) == (status, "said by Viber")
    assert BY_STATUS[status].__doc__.strip()[:30] in str(caught.value)


def test_an_unknown_status_is_an_error_too(client, cloud):
    cloud.answers = [{"status": 777}]
    with pytest.raises(ViberError, match="status 777"):
        client.send_message({})


def test_the_token_goes_into_the_header_and_only_there(client, cloud):
    client.get_account_info()
    ((path, headers, body),) = cloud.asked
    assert (path, headers["X-Viber-Auth-Token"], body) == ("/pa/get_account_info", TOKEN, {})


def test_a_new_token_is_used_from_the_next_call_on(client, cloud):
    client.token = "another"
    client.get_account_info()
    assert cloud.asked[0][1]["X-Viber-Auth-Token"] == "another"


def test_one_thread_keeps_one_connection(client, cloud):
    for _ in range(5):
        client.send_message({})
    assert cloud.connections == 1


def test_each_thread_has_a_connection_of_its_own(client, cloud):
    barrier = threading.Barrier(3)
    threads = [threading.Thread(target=lambda: (barrier.wait(), client.send_message({}))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cloud.connections == 3


def test_the_environment_has_no_say(client, cloud, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert client.send_message({}).message_token == OK["message_token"]


STRANGE = {
    "HTML 500": HTML % (b"500 Internal Server Error", b""),
    "HTML 200": HTML % (b"200 OK", b""),
    "502": HTML % (b"502 Bad Gateway", b""),
    "404": HTML % (b"404 Not Found", b""),
    "redirect": HTML % (b"302 Found", b"Location: http://127.0.0.1:9/\r\n"),
    "a list": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
    "a number": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n7",
    "no status": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    "status is a text": b'HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{"status":"x"}',
    "empty": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "cut off": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",
    "not HTTP": b"\x16\x03\x01 hello\r\n\r\n",
    "nothing": b"",
    "not UTF-8": b'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{"\xff":1}',
    "deep": b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + b"[" * 50_000,
    "broken gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx",
    "huge": b"HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + b" " * 3_000_000,
}  # fmt: skip


@pytest.mark.parametrize("answer", STRANGE.values(), ids=STRANGE.keys())
def test_a_strange_answer_is_unreachable_and_the_next_call_works(client, cloud, answer):
    cloud.answers = [answer]
    with pytest.raises(UnreachableError):
        client.send_message({})
    assert client.send_message({}).message_token == OK["message_token"]


def test_a_huge_answer_is_not_read_to_its_end(client, cloud):
    cloud.answers = [STRANGE["huge"]]
    with pytest.raises(UnreachableError, match="RequestException"):
        client.send_message({})


def test_retry_after_is_told(client, cloud):
    cloud.answers = [HTML % (b"429 Too Many Requests", b"Retry-After: 17\r\n")]
    with pytest.raises(UnreachableError) as caught:
        client.send_message({})
    assert caught.value.after == 17


def test_nobody_there_is_unreachable():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = ViberClient(TOKEN, f"http://127.0.0.1:{free.getsockname()[1]}/pa")
        with pytest.raises(UnreachableError, match="ConnectionError"):
            nobody.send_message({})


def test_silence_is_unreachable_after_the_time_out(client, cloud, monkeypatch):
    monkeypatch.setattr(client_module, "READ", 0.2)
    cloud.answers = [None]
    started = time.monotonic()
    with pytest.raises(UnreachableError, match="ReadTimeout"):
        client.send_message({})
    assert time.monotonic() - started < 5


def test_an_answer_that_drips_is_given_up(client, cloud, monkeypatch):
    monkeypatch.setattr(client_module, "WHOLE", -1.0)
    with pytest.raises(UnreachableError, match="Timeout"):
        client.send_message({})


@pytest.mark.parametrize("url", ["http://chatapi.example.test/pa", "ftp://x.test", "chatapi", ""])
def test_the_token_never_travels_unencrypted_to_another_machine(url):
    with pytest.raises(SettingsError, match="https"):
        ViberClient(TOKEN, url)


@pytest.mark.parametrize(
    "url", ["https://chatapi.example.test/pa", "http://localhost:1/pa", "http://[::1]:1/pa"]
)
def test_https_and_this_machine_are_fine(url):
    assert ViberClient(TOKEN, url).token == TOKEN


def test_neither_logs_nor_errors_show_the_token(client, cloud, caplog):
    cloud.answers = [{"status": 2, "status_message": "invalidAuthToken"}, *STRANGE.values()]
    told = []
    with caplog.at_level(logging.DEBUG):
        for _ in range(len(STRANGE) + 1):
            with pytest.raises(ViberError) as caught:
                client.send_message({"text": "private words"})
            told.append(f"{caught.value!r} {caught.value} {caught.value.__cause__}")
    whole = caplog.text + repr(client) + "".join(told)
    assert TOKEN not in whole
    assert "private words" not in whole


def test_numbers_as_texts_and_nulls_are_understood(client, cloud):
    cloud.answers = [{**OK, "billing_status": "3", "chat_hostname": None, "failed_list": None}]
    assert client.send_message({}).billing_status == 3


def test_removing_the_webhook_sends_an_empty_address(client, cloud):
    client.remove_webhook()
    assert cloud.bodies == [{"url": ""}]


def test_the_webhook_asks_for_the_welcome_event_and_not_for_receipts(client, cloud):
    client.set_webhook("https://bot.example.test/viber/x")
    assert set(cloud.bodies[0]["event_types"]) == {
        "message", "subscribed", "unsubscribed", "conversation_started", "failed"
    }  # fmt: skip


def test_all_errors_are_ours():
    assert all(issubclass(kind, BotengineError) for kind in BY_STATUS.values())
