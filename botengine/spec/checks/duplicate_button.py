"""Two buttons of a screen do the same, so that a press cannot tell which one was meant."""

from botengine.spec.draft import Draft, Found
from botengine.spec.graph import buttons_by_case


def check(draft: Draft) -> Found:
    for screen in draft.bot.places.values():
        for _, buttons in buttons_by_case(draft.bot, screen):
            for button in buttons:
                first = next(each for each in buttons if each.id == button.id)
                if first is not button:
                    twin = first if button in draft.bot.everywhere.bottom else button
                    message = f"another button of '{screen.id}' does the same: {button.id}"
                    yield draft.value(twin.place, "text"), message, "give one of them an 'id'"
