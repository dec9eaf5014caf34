"""What may happen to an order in which status: the whole life of an order as one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from actions.shop.model import STATUSES, Status

Action = Literal[
    "pay", "unpay", "remove", "restore", "extend", "expire", "refund_done", "set_email", "note", "resend",
    "check_in", "check_out",
]  # fmt: skip
Verdict = Literal["go", "already", "wrong_status"]

_ALWAYS: Mapping[Status, Verdict] = dict.fromkeys(STATUSES, "go")

TABLE: Mapping[Action, Mapping[Status, Verdict]] = {
    "pay": {"booked": "go", "expired": "go", "paid": "already", "removed": "wrong_status"},
    "unpay": {"paid": "go", "booked": "already", "expired": "wrong_status", "removed": "wrong_status"},
    "remove": {"booked": "go", "expired": "go", "paid": "go", "removed": "already"},
    "restore": {"removed": "go", "booked": "already", "paid": "already", "expired": "wrong_status"},
    "extend": {"booked": "go", "expired": "go", "paid": "wrong_status", "removed": "wrong_status"},
    "expire": {"booked": "go", "expired": "already", "paid": "wrong_status", "removed": "wrong_status"},
    "resend": {"booked": "go", "expired": "go", "paid": "go", "removed": "wrong_status"},
    "check_in": {
        "paid": "go",
        "booked": "wrong_status",
        "expired": "wrong_status",
        "removed": "wrong_status",
    },
    "check_out": _ALWAYS,  # whoever came in by mistake, came in
    "refund_done": _ALWAYS,  # the money decides, not the status
    "set_email": _ALWAYS,
    "note": _ALWAYS,
}

CAPABILITY: Mapping[str, str] = {
    "pay": "orders.pay",
    "unpay": "orders.pay",
    "remove": "orders.remove",
    "restore": "orders.remove",
    "extend": "orders.extend",
    "expire": "orders.extend",
    "refund_done": "orders.refund",
    "set_email": "orders.edit_email",
    "note": "orders.note",
    "resend": "orders.resend",
    "check_in": "orders.check_in",
    "check_out": "orders.check_in",
}
