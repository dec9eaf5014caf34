"""The public testing kit: a phone without a network, a clock that stands still."""

from botengine.testing.clock import FrozenClock
from botengine.testing.phone import Phone

__all__ = ["FrozenClock", "Phone"]
