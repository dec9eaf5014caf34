"""Faults to order: the next answers of the API, or the next callbacks, go wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """One order, as `POST /control/faults` takes it; it is used up after `times`.

    Of the API: `status` or `http` is answered and nothing is done; `delay` (seconds) comes before the rest;
    `drop` true or "request" loses the request, "answer" carries it out and loses the answer.
    Of callbacks: `drop` loses one attempt, Viber repeats it later; `reorder` lets the next one overtake.
    """

    method: str = ""
    status: int = 0
    http: int = 0
    delay: float = 0.0
    drop: bool | Literal["request", "answer"] = False
    callback: Literal["duplicate", "reorder", "delay", "drop", "bad-signature", ""] = ""
    times: int = 1


NO_FAULT = Fault()


class Faults:
    """The orders that are not used up, oldest first."""

    def __init__(self) -> None:
        self.orders: list[Fault] = []

    def of_method(self, method: str) -> Fault:
        return self._take(lambda fault: not fault.callback and fault.method in {"", method})

    def of_callback(self) -> Fault:
        return self._take(lambda fault: bool(fault.callback))

    def _take(self, fits: Callable[[Fault], bool]) -> Fault:
        fault = next(filter(fits, self.orders), NO_FAULT)
        if fault is not NO_FAULT:
            fault.times -= 1
            if fault.times < 1:
                self.orders.remove(fault)
        return fault
