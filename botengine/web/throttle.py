"""Throttling: how often something may be tried. The store counts, for all processes and over restarts."""

from __future__ import annotations

from typing import NamedTuple


class Pace(NamedTuple):
    """`burst` times at once, then once in `every` seconds: nobody is ever locked out for good."""

    burst: int
    every: float


class TooOften(Exception):  # noqa: N818 - an instruction, not a fault
    """Too many tries; the next one in so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = int(seconds) + 1
