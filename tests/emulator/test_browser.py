"""The phone in a real browser: open, type, tap, see; what goes wrong is told."""

from __future__ import annotations

import re
import threading
from base64 import b64decode

import pytest

from tests.emulator.recording import keyboard

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium):
    page = chromium.new_page(viewport={"width": 1280, "height": 850})
    page.set_default_timeout(30_000)
    problems: list[str] = []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    yield page
    page.close()
    assert problems == []


@pytest.fixture
def echo(hand, bots):
    """A bot that greets with two buttons and repeats whatever it is told."""
    keys = keyboard({"ActionBody": "~menu.0", "Text": "<b>Menu</b>", "Silent": True, "Columns": 3}, "Help")

    def answer(body):
        if body["event"] == "conversation_started":
            return 200, {"type": "text", "text": "Hello *there*!", "keyboard": keys}
        if body["event"] == "message":
            said = body["message"].get("text") or body["message"]["type"]
            threading.Thread(
                target=hand.send, args=["anna", f"echo: {said}"], kwargs={"keyboard": keys}
            ).start()
        return 200, None

    bot = bots(answer)
    hand.post("/bots", {"token": hand.token, "name": "Echo Bot", "uri": "echo"})
    hand.webhook(bot)
    hand.person("Anna")
    return bot


def messages(page):
    return page.get_by_role("log").get_by_test_id("message")


def see(page, text):
    messages(page).filter(has_text=text).first.wait_for()


def test_nobody_can_write_before_the_phone_knows_whether_its_chat_is_open(page, hand, echo):
    answers = re.compile("/control/users/anna")
    page.route(answers, lambda _: None)  # none comes for now
    page.goto(hand.url)
    page.get_by_role("region", name="Phone of Anna").wait_for()
    assert not page.get_by_role("textbox", name="Message").is_visible()
    page.unroute(answers)
    page.get_by_role("button", name="Open chat").wait_for()


def test_the_first_press_is_not_lost_to_news_that_come_while_the_finger_is_down(page, hand, echo):
    page.goto(f"{hand.url}/?users=anna")
    page.get_by_role("button", name="Open chat").hover()
    page.mouse.down()
    with page.expect_response(re.compile("/control/users/anna")):
        hand.person("Ben")
    page.evaluate("new Promise(done => setTimeout(done, 100))")  # until the news are shown
    page.mouse.up()
    see(page, "Hello there!")


def test_open_type_tap_and_see(page, hand, echo):
    page.goto(hand.url)
    page.get_by_role("button", name="Open chat").click()
    see(page, "Hello there!")
    assert messages(page).locator("b").inner_text() == "there"
    page.get_by_role("textbox", name="Message").fill("good morning")
    page.keyboard.press("Enter")
    see(page, "echo: good morning")
    page.get_by_role("button", name="Menu", exact=True).and_(page.locator(".key")).click()
    see(page, "echo: ~menu.0")
    assert messages(page).filter(has_text=re.compile(r"^~menu")).count() == 0


def test_what_is_done_elsewhere_is_shown_at_once(page, hand, echo):
    page.goto(hand.url)
    page.get_by_role("button", name="Open chat").wait_for()
    hand.post("/users/anna/open")
    see(page, "Hello there!")
    page.locator(".key", has_text="Help").wait_for()


def test_a_phone_is_added_by_name(page, hand, echo):
    page.goto(hand.url)
    page.get_by_role("button", name="Add a phone").click()
    page.get_by_label("Name").fill("Olena")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("region", name="Phone of Olena").wait_for()
    assert page.get_by_test_id("phone").count() == 2


def test_two_phones_side_by_side_and_one_on_a_small_screen(page, hand, echo):
    hand.person("Boris")
    page.goto(f"{hand.url}/?users=anna,boris")
    page.get_by_role("region", name="Phone of Boris").wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    assert not page.get_by_role("region", name="Phone of Boris").is_visible()
    page.get_by_role("tab", name="Boris").click()
    page.get_by_role("region", name="Phone of Boris").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_errors_are_told(page, hand, echo):
    page.goto(hand.url)
    page.get_by_role("button", name="Open chat").click()
    see(page, "Hello there!")
    hand.pa("set_webhook", {"url": ""})
    page.get_by_role("textbox", name="Message").fill("anyone?")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("alert").get_by_text("has set no webhook yet").wait_for()


def test_a_shared_phone_number_asks_first(page, hand, echo):
    hand.say("anna", "hi")
    hand.idle()
    share = keyboard(
        {"ActionType": "share-phone", "ActionBody": "n", "Text": "Share"}, InputFieldState="hidden"
    )
    hand.send("anna", "Your number?", keyboard=share, min_api_version=4)
    page.goto(hand.url)
    page.locator(".key", has_text="Share").click()
    page.get_by_role("dialog").get_by_role("button", name="Share").click()
    see(page, "echo: n")
    see(page, "+4915550100")


PNG = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGMwiv4PRwy4OQBS/wy3Q8hB4QAAAABJRU5ErkJggg=="


def test_pictures_files_and_carousels_are_shown_and_tapped(page, hand, echo):
    hand.say("anna", "hi")
    hand.idle()
    page.route("**/shop.test/*", lambda route: route.fulfill(body=b64decode(PNG), content_type="image/png"))
    hand.send("anna", "A chart", type="picture", media="https://shop.test/chart.png")
    sent = {"media": "https://shop.test/t.pdf", "file_name": "tickets.pdf", "size": 4096}
    hand.send("anna", "", type="file", **sent)
    part = {"Columns": 6, "ActionBody": "~menu.1", "Silent": True}
    buttons = [
        {**part, "Rows": 4, "Image": "https://shop.test/a.png"},
        {**part, "Rows": 2, "Text": "<b>Seat</b><br>row 3"},
        {**part, "Rows": 1, "Text": "Take it", "BgColor": "#7360F2"},
    ]
    rich = {"Type": "rich_media", "ButtonsGroupColumns": 6, "ButtonsGroupRows": 7, "Buttons": buttons * 2}
    hand.send("anna", "", type="rich_media", rich_media=rich, min_api_version=2)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(hand.url)
    see(page, "A chart")
    picture = messages(page).filter(has_text="A chart").locator("img")
    assert picture.evaluate("each => each.decode().then(() => each.naturalWidth)") == 2
    link = messages(page).filter(has_text="tickets.pdf").get_by_role("link")
    assert (link.get_attribute("href"), "4" in link.inner_text()) == ("https://shop.test/t.pdf", True)
    assert page.locator(".slide").count() == 2
    page.locator(".slide").first.get_by_role("button", name="Take it").click()
    see(page, "echo: ~menu.1")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


FORMATTED = [
    ("*bold* and _it_ and ~no~", "<b>bold</b> and <i>it</i> and <s>no</s>"),
    ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
    ("*_both_*", "<b><i>both</i></b>"),
    ("```a *b* c```", "<code>a *b* c</code>"),
    ("\u2060*not bold*", "\u2060*not bold*"),
    ("* no * and *\n*", "* no * and *\n*"),
    ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
    ("(*yes*), *ja*!", "(<b>yes</b>), <b>ja</b>!"),
]


@pytest.mark.parametrize(("text", "html"), FORMATTED)
def test_texts_are_formatted_as_in_viber(page, hand, text, html):
    page.goto(hand.url)
    show = """async (text) => {
        const { formatted } = await import("/static/format.js");
        const box = document.createElement("div"); box.append(formatted(text)); return box.innerHTML; }"""
    assert page.evaluate(show, text) == html


def test_labels_keep_only_the_tags_that_viber_knows(page, hand):
    page.goto(hand.url)
    show = """async (text) => {
        const { label } = await import("/static/format.js");
        const box = document.createElement("div"); box.append(label(text)); return box.innerHTML; }"""
    made = page.evaluate(
        show, '<b onclick="x()">B</b><script>1</script><font color="#123456" size="20">f</font>'
    )
    assert made == '<b>B</b>1<font style="color: rgb(18, 52, 86); font-size: 20px;">f</font>'
