"""A carousel has more tiles on a page than a message can have."""

from botengine.messages import MAX_TILES
from botengine.spec.draft import Draft, Found


def check(draft: Draft) -> Found:
    for screen in draft.bot.screens.values():
        if screen.listing and screen.listing.carousel and screen.listing.page_size > MAX_TILES:
            message = f"{screen.listing.page_size} tiles do not fit; {MAX_TILES} are the most"
            yield draft.value(screen.place, "page_size"), message, "make 'page_size' smaller"
