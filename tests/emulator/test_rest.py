"""The REST API: every method, every status that Viber is known to answer."""

from __future__ import annotations

import base64

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.emulator.recording import RecordingBot, keyboard, until


def test_set_webhook_is_checked_with_a_callback_and_answers_the_event_types(hand, bot):
    answer = hand.webhook(bot, event_types=["seen", "delivered"])
    assert answer["event_types"] == ["subscribed", "unsubscribed", "delivered", "message", "seen"]
    assert [each["event"] for each in bot.events()] == ["webhook"]


def test_without_a_filter_all_events_are_subscribed(hand, bot):
    assert len(hand.webhook(bot)["event_types"]) == 10


def test_the_webhook_loses_its_query_string(hand, bot):
    hand.pa("set_webhook", {"url": f"{bot.url}?secret=1"})
    assert bot.received[0].path.startswith("/viber/shop?sig=")


def test_a_webhook_that_refuses_is_told_in_java(hand, bots):
    gone = bots()
    gone.stop()
    answer = hand.pa("set_webhook", {"url": gone.url})
    assert answer["status"] == 1
    assert answer["status_message"].startswith("Result[HttpRequest[POST /viber/shop HTTP/1.1]@")
    assert answer["status_message"].endswith("java.net.ConnectException: Connection refused")


def test_a_webhook_that_answers_no_200_is_not_set(hand, bots):
    strange = bots(lambda _body: (419, None))
    answer = hand.pa("set_webhook", {"url": strange.url})
    assert "HttpResponse[HTTP/1.1 419 unknown status]" in answer["status_message"]
    assert hand.pa("get_account_info")["webhook"] == ""


@pytest.mark.parametrize(
    "url", ["https://bot.example.test/", "http://10.0.0.1/", "http://0.0.0.0/", "ftp://127.0.0.1/"]
)
def test_webhooks_of_other_machines_are_refused_and_say_why(hand, url):
    answer = hand.pa("set_webhook", {"url": url})
    assert answer["status"] == 1
    assert "on this machine only" in answer["status_message"]


def test_a_removed_webhook_switches_the_chat_off(shop, bot):
    answer = shop.pa("set_webhook", {"url": ""})
    assert "message" in answer["event_types"]
    assert shop.send("anna")["status"] == 10
    assert "no webhook" in shop.post("/users/anna/type", {"text": "x"}, 409)["error"]


def test_account_info_tells_about_the_bot(shop, bot):
    info = shop.pa("get_account_info")
    assert info["id"].startswith("pa:")
    assert (info["subscribers_count"], info["webhook"]) == (1, bot.url)


def test_user_details_twice_in_twelve_hours_and_not_a_third_time(shop):
    ask = {"id": shop.viber_id("anna")}
    assert shop.pa("get_user_details", ask)["user"]["name"] == "Anna"
    assert shop.pa("get_user_details", ask)["status"] == 0
    assert shop.pa("get_user_details", ask)["status"] == 12
    shop.post("/clock", {"advance": "12 hours"})
    assert shop.pa("get_user_details", ask)["status"] == 0


def test_online_status_of_known_and_unknown_people(shop):
    ids = [shop.viber_id("anna"), "AAAAAAAAAAAAAAAAAAAAAA=="]
    assert [each["online_status"] for each in shop.pa("get_online", {"ids": ids})["users"]] == [0, 4]
    assert shop.pa("get_online", {"ids": ids * 51})["status"] == 3
    assert shop.pa("get_online")["status"] == 4


def test_a_post_to_a_public_chat_is_refused(hand):
    hand.pa("get_account_info")
    assert hand.pa("post")["status"] == 18


def test_an_unknown_method_is_not_found(hand):
    assert hand.session.post(f"{hand.url}/pa/edit_message", json={}).status_code == 404


@pytest.mark.parametrize(("token", "text"), [("", "missing_auth_token"), ("nobody", "invalidAuthToken")])
def test_a_missing_or_unknown_token_is_status_2(hand, token, text):
    hand.token = token
    answer = hand.pa("send_message", {"type": "text"})
    assert (answer["status"], answer["status_message"]) == (2, text)


def test_the_token_may_be_in_the_body(shop):
    token, shop.token = shop.token, ""
    assert shop.pa("get_account_info", {"auth_token": token})["status"] == 0
    assert token not in str(shop.get("/log"))


def test_an_unknown_token_that_sets_a_webhook_becomes_a_bot(hand, bot):
    hand.token = "foreign"
    hand.webhook(bot)
    assert [each["uri"] for each in hand.get("/bots")] == ["bot"]


def test_a_request_over_30_kb_is_refused(shop):
    assert shop.send("anna", tracking_data="x", junk="x" * 31_000)["status"] == 3


def test_no_json_is_refused(shop):
    answer = shop.session.post(
        f"{shop.url}/pa/send_message", data=b"{", headers={"X-Viber-Auth-Token": shop.token}
    )
    assert answer.json()["status"] == 3


def test_a_sent_message_has_a_token_and_is_free_in_the_session(shop):
    answer = shop.send("anna", "Hi")
    assert (answer["status"], answer["billing_status"]) == (0, 1)
    message = shop.screen("anna")["messages"][-1]
    assert (message["text"], message["from"], message["message_token"]) == (
        "Hi",
        "bot",
        answer["message_token"],
    )


def test_a_day_after_the_last_word_the_session_is_over(shop):
    shop.post("/clock", {"advance": "25 hours"})
    assert shop.send("anna")["billing_status"] == 3


def test_a_person_who_only_opened_the_chat_cannot_be_written_to(shop):
    shop.person("Boris")
    shop.post("/users/boris/open")
    answer = shop.send("boris")
    assert (answer["status"], answer["status_message"]) == (6, "notSubscribed")


def test_a_stranger_and_a_malformed_receiver(shop):
    message = {"type": "text", "text": "x", "sender": {"name": "S"}}
    nobody = base64.b64encode(b"0" * 16).decode()
    assert shop.pa("send_message", {**message, "receiver": nobody})["status"] == 5
    assert shop.pa("send_message", {**message, "receiver": "x"})["status_message"] == "Bad receiver ID"
    assert shop.pa("send_message", message)["status"] == 4


def test_a_hundred_messages_without_an_answer_are_enough(shop):
    assert [shop.send("anna")["status"] for _ in range(101)] == [0] * 100 + [12]
    shop.say("anna")
    assert shop.send("anna")["status"] == 0


def test_the_next_hour_has_a_hundred_more(shop):
    assert [shop.send("anna")["status"] for _ in range(101)][-1] == 12
    shop.post("/clock", {"advance": "1 hour"})
    assert shop.send("anna")["status"] == 0


def test_a_broadcast_is_personal_and_lists_who_was_not_reached(shop, bot):
    shop.person("Boris", api_version=8)
    nobody = base64.b64encode(b"0" * 16).decode()
    receivers = [shop.viber_id("anna"), shop.viber_id("boris"), nobody]
    text = "replace_me_with_user_name: replace_me_with_receiver_id replace_me_with_url_encoded_receiver_id"
    message = {"type": "text", "text": text, "sender": {"name": "S"}, "keyboard": keyboard("go")}
    answer = shop.pa("broadcast_message", {**message, "broadcast_list": receivers})
    assert [(each["receiver"], each["status"]) for each in answer["failed_list"]] == [
        (receivers[1], 6),
        (nobody, 5),
    ]
    shown = shop.screen("anna")["messages"][-1]["text"]
    assert shown.startswith(f"Anna: {receivers[0]} ")
    assert "replace_me" not in shown


def test_a_broadcast_has_at_most_300_receivers(shop):
    message = {"type": "text", "text": "x", "sender": {"name": "S"}}
    assert shop.pa("broadcast_message", {**message, "broadcast_list": ["x"] * 301})["status"] == 3


def test_two_bots_know_a_person_by_different_ids(shop, bots):
    other = bots()
    shop.post("/bots", {"token": "second", "name": "News"})
    first = shop.token
    shop.token = "second"
    shop.webhook(other)
    ids = {each["id"]: each for each in shop.get("/users")}["anna"]["viber_ids"]
    assert len(set(ids.values())) == 2
    shop.post("/users/anna/type", {"text": "for the news", "bot": "news"})
    assert other.wait_for("message")[0]["sender"]["id"] == ids["news"]
    assert shop.screen("anna")["bot"]["uri"] == "news"  # the last one that was on the screen
    shop.token = first


def test_faults_of_the_api_come_as_often_as_ordered(shop):
    shop.post("/faults", {"method": "send_message", "status": 12, "times": 2})
    assert [shop.send("anna")["status"] for _ in range(3)] == [12, 12, 0]


def test_an_http_fault_and_a_delay(shop):
    shop.post("/faults", {"http": 503, "delay": 0.05})
    answer = shop.session.post(f"{shop.url}/pa/get_account_info", headers={"X-Viber-Auth-Token": shop.token})
    assert answer.status_code == 503


@pytest.mark.parametrize(("drop", "shown"), [(True, 0), ("request", 0), ("answer", 1)])
def test_a_dropped_call_ends_without_an_answer(shop, drop, shown):
    before = len(shop.screen("anna")["messages"])
    shop.post("/faults", {"method": "send_message", "drop": drop})
    with pytest.raises(OSError):
        shop.send("anna")
    assert len(shop.screen("anna")["messages"]) == before + shown


def test_a_slow_webhook_is_given_up_after_five_seconds(hand, bots):
    slow: RecordingBot = bots(lambda _body: (until(lambda: slow.closing, "the end", 9) and 200, None))
    slow.closing = False
    answer = hand.pa("set_webhook", {"url": slow.url})
    slow.closing = True
    assert answer["status_message"].endswith("TimeoutException: Total timeout 5000 ms elapsed")


METHODS = ("set_webhook", "send_message", "broadcast_message", "get_account_info", "get_online")
NAMES = (
    *("type", "text", "keyboard", "rich_media", "Type", "Buttons", "ActionBody", "Text", "Columns", "Rows"),
    *(
        "media",
        "sender",
        "name",
        "min_api_version",
        "tracking_data",
        "ids",
        "event_types",
        "contact",
        "location",
    ),
    *(
        "lat",
        "size",
        "file_name",
        "InputFieldState",
        "BgColor",
        "Silent",
        "ActionType",
        "broadcast_list",
        "Image",
    ),
    *("url", "id", "sticker_id"),
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inside, max_size=5),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(method=st.sampled_from(METHODS), body=st.dictionaries(st.sampled_from(NAMES), JSON, max_size=8))
def test_no_body_whatsoever_breaks_the_emulator(shop, method, body):
    shop.post("/users/anna/replay", {"action_body": "more"})  # or the hundred would be reached
    known = {"receiver": shop.viber_id("anna"), "sender": {"name": "S"}, "type": "text", "text": "x"}
    button = {"ActionBody": "x", "Text": "x"} | body
    keys = {"Type": "keyboard", "Buttons": [button], **body}
    for attempt in (
        body,
        known | body,
        known | {"keyboard": keys, "min_api_version": 6},
        known | {"keyboard": {**keys, "Buttons": [button]}},
    ):
        if method != "set_webhook" or attempt.get("url"):
            assert "status" in shop.pa(method, attempt)
    shop.screen("anna")
