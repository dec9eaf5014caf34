"""The official SDK as a foreign client: it sends, and it reads what the emulator calls back."""

from __future__ import annotations

import pytest

from tests.emulator.recording import keyboard

viberbot = pytest.importorskip("viberbot")
from viberbot import BotConfiguration  # noqa: E402 - after the check that it is here
from viberbot.api.messages import (  # noqa: E402
    ContactMessage,
    FileMessage,
    KeyboardMessage,
    LocationMessage,
    PictureMessage,
    RichMediaMessage,
    StickerMessage,
    TextMessage,
    URLMessage,
    VideoMessage,
)
from viberbot.api.viber_requests import (  # noqa: E402
    ViberConversationStartedRequest,
    ViberDeliveredRequest,
    ViberMessageRequest,
    ViberSeenRequest,
    ViberSubscribedRequest,
    ViberUnsubscribedRequest,
)

KEYS = keyboard("Yes", "No")
RICH = {"Type": "rich_media", "ButtonsGroupColumns": 6, "ButtonsGroupRows": 2,
        "Buttons": [{"ActionBody": "a", "Text": "A", "Rows": 1}] * 4}  # fmt: skip
MESSAGES = [
    TextMessage(text="hello", keyboard=KEYS),
    PictureMessage(media="http://x.test/a.jpg", text="a picture"),
    FileMessage(media="http://x.test/a.pdf", size=9, file_name="a.pdf"),
    VideoMessage(media="http://x.test/a.mp4", size=9),
    ContactMessage(contact=viberbot.api.messages.data_types.contact.Contact("A", "+15555550100")),
    LocationMessage(location=viberbot.api.messages.data_types.location.Location(lat=1.5, lon=2.5)),
    URLMessage(media="http://x.test/"),
    StickerMessage(sticker_id=40100),
    RichMediaMessage(rich_media=RICH, min_api_version=2),
]


@pytest.fixture
def sdk(hand):
    api = viberbot.Api(BotConfiguration(hand.token, "SDK bot", "http://x.test/avatar.jpg"))
    api._request_sender._viber_bot_api_url = f"{hand.url}/pa"
    return api


@pytest.fixture
def ready(sdk, hand, bot):
    sdk.set_webhook(bot.url)
    hand.person()
    hand.say("anna")
    bot.wait_for("message")
    return sdk


def test_the_sdk_sets_and_removes_its_webhook(sdk, bot):
    assert len(sdk.set_webhook(bot.url)) == 10
    assert "message" in sdk.unset_webhook()


def test_the_sdk_is_told_why_its_webhook_fails(sdk):
    with pytest.raises(Exception, match="Connection refused"):
        sdk.set_webhook("http://127.0.0.1:1/")


@pytest.mark.parametrize("message", MESSAGES, ids=lambda each: type(each).__name__)
def test_the_sdk_sends(ready, hand, message):
    assert ready.send_messages(hand.viber_id("anna"), [message])
    assert hand.screen("anna")["messages"][-1]["from"] == "bot"


def test_the_sdk_sends_a_keyboard_alone(ready, hand):
    ready.send_messages(hand.viber_id("anna"), [KeyboardMessage(keyboard=KEYS)])
    assert hand.screen("anna")["keyboard"]["rows"][0][0]["text"] == "Yes"


def test_the_sdk_reads_accounts_people_and_their_state(ready, hand):
    anna = hand.viber_id("anna")
    assert ready.get_account_info()["subscribers_count"] == 1
    assert ready.get_user_details(anna)["id"] == anna
    assert ready.get_online([anna])[0]["online_status"] == 0


def test_the_sdk_verifies_and_reads_our_callbacks(ready, hand, bot):
    hand.post("/users/anna/open", {"context": "c"})
    ready.send_messages(hand.viber_id("anna"), [TextMessage(text="x")])
    for act in ("seen", "unsubscribe", "subscribe"):
        hand.post(f"/users/anna/{act}")
    hand.idle()
    for each in bot.received:
        assert ready.verify_signature(each.raw, each.headers["X-Viber-Content-Signature"])
    kinds = {
        type(ready.parse_request(each.raw.decode()))
        for each in bot.received
        if each.body["event"] != "webhook"
    }
    assert kinds == {
        ViberMessageRequest,
        ViberDeliveredRequest,
        ViberConversationStartedRequest,
        ViberSeenRequest,
        ViberSubscribedRequest,
        ViberUnsubscribedRequest,
    }
