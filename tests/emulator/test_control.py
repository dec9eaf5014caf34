"""The control API: what a hand at a phone can do, and what it is told when it cannot."""

from __future__ import annotations

import threading

import pytest
import requests

from tests.emulator.recording import keyboard, until


def last(bot):
    return bot.events("message")[-1]


def test_people_get_ids_from_their_names(hand):
    assert [hand.person("Anna Meier"), hand.person("Anna Meier"), hand.person("Олена")] == [
        "anna-meier", "anna-meier-2", "guest",
    ]  # fmt: skip
    assert hand.post("/users", {"id": "admin", "name": "A"})["id"] == "admin"
    assert "is taken" in hand.post("/users", {"id": "admin"}, 409)["error"]
    assert "no colour" in hand.post("/users", {"colour": "red"}, 400)["error"]
    hand.post("/users", {"api_version": "new"}, 400)


def test_a_bot_may_be_registered_before_it_speaks(hand):
    made = hand.post("/bots", {"token": "0123456789abcdef-x", "name": "My Shop"})
    assert made["id"].startswith("pa:")
    assert hand.post("/bots", {"token": made["token"], "name": "Your Shop"})["id"] == made["id"]
    assert [(each["name"], each["uri"], each["token"]) for each in hand.get("/bots")] == [
        ("Your Shop", "myshop", "0123...ef-x")
    ]
    assert len(hand.post("/bots", {"name": "Two"})["token"]) == 50


def test_a_phone_without_a_bot_is_empty(hand):
    hand.person()
    screen = hand.screen("anna")
    assert (screen["messages"], screen["keyboard"], screen["bot"]) == ([], None, None)
    assert "no bot yet" in hand.post("/users/anna/open", {}, 409)["error"]


def test_unknown_people_and_bots_are_named(hand, bot):
    assert "no user 'nobody'" in hand.post("/users/nobody/open", {}, 404)["error"]
    hand.webhook(bot)
    hand.person()
    assert hand.post("/users/anna/open", {"bot": "other"}, 404)["bots"] == ["bot"]


@pytest.mark.parametrize("text", ["Yes", "yes, please", "PLEASE"])
def test_a_tap_finds_its_button_by_label_or_part_of_it(shop, bot, text):
    shop.send("anna", keyboard=keyboard({"ActionBody": "y", "Text": "<b>Yes</b>, please"}, "No"))
    shop.post("/users/anna/tap", {"text": text})
    assert bot.wait_for("message", 2)[1]["message"]["text"] == "y"
    assert shop.screen("anna")["messages"][-1]["text"] == "Yes, please"


def test_an_exact_label_wins_over_a_part(shop, bot):
    shop.send("anna", keyboard=keyboard("Order 10", "Order 1"))
    shop.post("/users/anna/tap", {"text": "Order 1"})
    assert bot.wait_for("message", 2)[1]["message"]["text"] == "Order 1"


@pytest.mark.parametrize(
    ("wish", "status"), [({"text": "Order"}, 409), ({"text": "Pay"}, 404), ({"index": 2}, 404), ({}, 404)]
)
def test_a_tap_on_nothing_lists_what_is_there(shop, wish, status):
    shop.send("anna", keyboard=keyboard("Order 1", "Order 2"))
    assert shop.post("/users/anna/tap", wish, status)["buttons"] == ["Order 1", "Order 2"]


def test_a_silent_button_makes_no_bubble(shop, bot):
    shop.send("anna", keyboard=keyboard({"ActionBody": "~x.1", "Text": "Go", "Silent": True}))
    before = shop.screen("anna")["messages"]
    shop.post("/users/anna/tap", {"index": 0})
    said = bot.wait_for("message", 2)[1]
    assert (said["message"]["text"], said["silent"]) == ("~x.1", True)
    assert len(shop.screen("anna")["messages"]) == len(before)


def test_a_button_with_an_image_shows_it(shop):
    shop.send("anna", keyboard=keyboard({"ActionBody": "b", "Text": "t", "Image": "http://x.test/i.png"}))
    shop.post("/users/anna/tap", {"index": 0})
    bubble = shop.screen("anna")["messages"][-1]
    assert (bubble["type"], bubble["media"]) == ("picture", "http://x.test/i.png")


def test_open_url_tells_the_address_and_sends_it_too(shop, bot):
    shop.send(
        "anna", keyboard=keyboard({"ActionType": "open-url", "ActionBody": "https://x.test", "Text": "Site"})
    )
    assert shop.post("/users/anna/tap", {"text": "Site"})["open"] == "https://x.test"
    assert bot.wait_for("message", 2)[1]["message"]["text"] == "https://x.test"


def test_a_none_button_sends_nothing(shop, bot):
    shop.send(
        "anna",
        keyboard=keyboard({"ActionType": "none", "ActionBody": "x", "Text": "Title"}),
        min_api_version=3,
    )
    shop.post("/users/anna/tap", {"text": "Title"})
    shop.idle()
    assert len(bot.events("message")) == 1


def test_a_carousel_can_be_pressed_for_ever(shop, bot):
    rich = {
        "Type": "rich_media",
        "Buttons": [{"ActionBody": "buy:1", "Text": "Buy"}, {"ActionBody": "more:1", "Text": "More"}],
    }
    shop.send("anna", type="rich_media", rich_media=rich, min_api_version=2)
    shop.post("/users/anna/tap", {"text": "Buy"})
    shop.send("anna", "later")
    shop.post("/users/anna/tap", {"message": 1, "index": 1})
    found = shop.screen("anna")["messages"][1]
    shop.post("/users/anna/tap", {"message": found["id"], "text": "More"})
    assert [each["message"]["text"] for each in bot.wait_for("message", 4)[1:]] == [
        "buy:1",
        "more:1",
        "more:1",
    ]
    shop.post("/users/anna/tap", {"message": 0, "index": 0}, 404)


def test_a_replayed_press_is_silent(shop, bot):
    shop.post("/users/anna/replay", {"action_body": "~old.3"})
    said = bot.wait_for("message", 2)[1]
    assert (said["message"]["text"], said["silent"]) == ("~old.3", True)


def test_a_shared_phone_number_carries_the_body_of_its_button(shop, bot):
    share = {"ActionType": "share-phone", "ActionBody": "nonce-1", "Text": "Share"}
    shop.send("anna", keyboard=keyboard(share), min_api_version=3)
    shop.post("/users/anna/share-phone", {"phone": "+15555550123"})
    shop.post("/users/anna/tap", {"text": "Share"})
    first, second = [each["message"] for each in bot.wait_for("message", 3)[1:]]
    assert first == {
        "type": "contact",
        "text": "nonce-1",
        "contact": {"name": "Anna", "phone_number": "+15555550123"},
    }
    assert second["contact"]["phone_number"] == "+4915550100"


def test_a_desktop_cannot_share_its_phone_number(shop):
    shop.person("Desk", device="desktop")
    shop.post("/users/desk/share-phone", {}, 409)


def test_a_place_is_sent(shop, bot):
    shop.post("/users/anna/location", {"lat": 52.5, "lon": 13.4})
    assert bot.wait_for("message", 2)[1]["message"] == {
        "type": "location",
        "location": {"lat": 52.5, "lon": 13.4},
    }
    shop.post("/users/anna/location", {"lat": 99, "lon": 0}, 400)
    shop.post("/users/anna/location", {"lat": "north"}, 400)


def test_any_message_object_can_be_sent(shop, bot):
    picture = {
        "type": "picture",
        "media": "https://x.test/a.jpg",
        "text": "",
        "file_name": "a.jpg",
        "size": 9,
    }
    shop.post("/users/anna/send", picture)
    assert bot.wait_for("message", 2)[1]["message"] == picture
    shop.post("/users/anna/send", {"type": "dance"}, 400)


def test_typing_is_impossible_while_the_field_is_hidden(shop):
    shop.send("anna", keyboard=keyboard("Only this", InputFieldState="hidden"), min_api_version=4)
    assert shop.post("/users/anna/type", {"text": "x"}, 409)["buttons"] == ["Only this"]


def test_taps_at_the_same_time_all_arrive(shop, bot):
    shop.send("anna", keyboard=keyboard("Pay"))
    tap = f"{shop.url}/control/users/anna/tap"
    threads = [
        threading.Thread(target=requests.post, args=[tap], kwargs={"json": {"text": "Pay"}}) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    assert len(bot.wait_for("message", 9)) == 9


def test_idle_waits_for_an_answer_that_comes_after_the_200(shop, bot):
    def answer(body):
        if body["event"] == "message":
            threading.Timer(0.4, shop.send, ["anna", "at last"]).start()
        return 200, None

    bot.answer = answer
    shop.say("anna")
    shop.idle()
    assert shop.screen("anna")["messages"][-1]["text"] == "at last"


def test_idle_says_when_it_never_gets_quiet(shop, bot):
    free = threading.Event()
    bot.answer = lambda _body: (free.wait(4) and 200, None)
    shop.say("anna")
    shop.get("/idle?timeout=0.2", 408)
    free.set()


def test_the_log_has_requests_callbacks_and_answers(shop):
    shop.send("anna", "Hi")
    shop.idle()
    log = shop.get("/log")
    assert {"request", "callback", "control"} <= {each["kind"] for each in log["entries"]}
    sent = next(each for each in log["entries"] if each.get("method") == "send_message")
    assert (sent["body"]["text"], sent["answer"]["status"], sent["http"]) == ("Hi", 0, 200)
    assert sent["took"] >= 0
    assert shop.get(f"/log?after={log['last']}")["entries"] == []


def test_the_clock_can_be_moved(hand):
    before = hand.get("/clock")["now"]
    after = hand.post("/clock", {"advance": "31 min"})["now"]
    assert before < after
    assert "no duration" in hand.post("/clock", {"advance": "soon"}, 400)["error"]


def test_forgetting_leaves_nothing(shop):
    shop.call("DELETE", "")
    assert (shop.get("/users"), shop.get("/bots"), shop.get("/log")["entries"]) == ([], [], [])


def test_forgetting_calls_back_what_the_bot_is_just_answering(hand, bots):
    for _ in range(10):  # whichever comes first: the bot's answer, or the end of all things
        hand.webhook(bots())
        hand.person("Anna")
        hand.say("anna", "first")
        hand.call("DELETE", "")
        assert hand.get("/log")["entries"] == []


def test_pages_hear_what_changes(hand):
    with requests.get(f"{hand.url}/control/events", stream=True, timeout=10) as stream:
        lines = stream.iter_lines()
        assert next(lines) == b'data: {"board":""}'
        hand.person()
        assert until(lambda: next(lines) == b'data: {"people":true}', "a notice")


def test_a_pinned_text_is_shown_to_pages_that_come_later(hand):
    hand.post("/board", {"text": "flows/main.yaml:3:1: error"})
    with requests.get(f"{hand.url}/control/events", stream=True, timeout=10) as stream:
        assert next(stream.iter_lines()) == b'data: {"board":"flows/main.yaml:3:1: error"}'


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
def test_a_body_that_is_no_object_is_refused(hand, body):
    assert requests.post(f"{hand.url}/control/users", data=body, timeout=5).status_code == 400


def test_other_host_names_are_refused(hand):
    assert requests.get(hand.url, headers={"Host": "evil.example.test"}, timeout=5).status_code == 400


def test_the_page_and_its_files_are_served(hand):
    assert "Viber emulator" in requests.get(hand.url, timeout=5).text
    assert requests.get(f"{hand.url}/static/phone.js", timeout=5).status_code == 200
