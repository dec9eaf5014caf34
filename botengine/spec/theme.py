"""The theme of flows.yaml: how each style of button is dressed, short forms written out."""

from collections.abc import Mapping
from typing import get_args

from botengine.messages import Style
from botengine.spec.bot import Dress
from botengine.spec.front import Front


def dressed(front: Front) -> Mapping[str, Dress]:
    """What the theme says about each style; an empty dress where it says nothing."""
    made: dict[str, Dress] = dict.fromkeys(get_args(Style), Dress())
    for style, each in front.theme.items():
        if isinstance(each, str):
            made[style] = Dress(each)
        else:
            made[style] = Dress(each.colours, each.size or "", each.columns or 0)
    return made
