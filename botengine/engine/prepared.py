"""A Bot made ready for turns: its machine, its words, the shapes of its screens, the places of its steps."""

from botengine.engine.fingerprint import data_fingerprint, fingerprint
from botengine.engine.machine import BotMachine
from botengine.engine.steps import places
from botengine.spec.bot import Bot
from botengine.spec.texts import Renderer, fold


class Prepared:
    """One object for all conversations, free of any person's data."""

    def __init__(self, bot: Bot, renderer: Renderer) -> None:
        self.bot = bot
        self.renderer = renderer
        self.machine = BotMachine(bot)
        self.words = {fold(word): entry.step for entry in bot.everywhere.words for word in entry.words}
        self.shapes = {screen.id: fingerprint(bot, screen) for screen in bot.places.values()}
        self.data = data_fingerprint(bot)
        self.places = {(place.state, place.step.id): place for place in places(bot)}
