"""Two buttons of a screen do the same, so that a press cannot tell which one was meant."""

from botengine.spec.bot import Button
from botengine.spec.draft import Draft, Found
from botengine.spec.graph import buttons_by_case


def check(draft: Draft) -> Found:
    for screen in draft.bot.places.values():
        for _, buttons in buttons_by_case(draft.bot, screen):
            for n, button in enumerate(buttons):
                if any(button.id == before.id for before in buttons[:n]):
                    twin = button if button not in draft.bot.everywhere.bottom else _first(buttons, button.id)
                    message = f"another button of '{screen.id}' does the same: {button.id}"
                    yield draft.value(twin.place, "text"), message, "give one of them an 'id'"


def _first(buttons: tuple[Button, ...], id_: str) -> Button:
    return next(button for button in buttons if button.id == id_)
