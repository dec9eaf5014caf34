"""How buttons look: colours and sizes for each style of key."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from botengine.messages import Style
from botengine.spec.bot import Dress

VIBER_PURPLE = "#7360F2"
BACKGROUND, RADIUS = "#F4F2FA", 8  # behind the keyboard; how round its buttons are, 0 to 10
Size = Literal["small", "regular", "large"]
SIZES: Mapping[str, Size] = {"s": "small", "m": "regular", "l": "large"}


@dataclass(frozen=True, slots=True)
class Look:
    """One style of button; colours are #RRGGBB. `border` "" draws none."""

    background: str
    text: str
    border: str = ""
    size: Size = "regular"
    align: Literal["left", "center"] = "center"
    bold: bool = False


Theme = Mapping[Style, Look]
LIGHT: Theme = {
    "plain": Look("#FFFFFF", "#2B2440", "#DCD8EA"),
    "primary": Look(VIBER_PURPLE, "#FFFFFF", bold=True),
    "danger": Look("#FDE7EA", "#B3263E", "#F6C9D0"),
    "quiet": Look("#E9E7F0", "#5A5470", size="small"),
    "row": Look("#FFFFFF", "#2B2440", "#E6E3F0", align="left"),
}


def theme_of(dresses: Mapping[str, Dress]) -> Theme:
    """The theme with what a bot says of its styles."""
    looks = dict(LIGHT)
    for style, look in LIGHT.items():
        own = dresses.get(style, Dress())
        text, _, background = own.colours.partition(" on ")
        looks[style] = replace(
            look,
            text=text or look.text,
            background=background or look.background,
            border="" if background else look.border,
            size=SIZES.get(own.size, look.size),
        )
    return looks
