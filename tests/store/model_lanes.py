"""Lanes of the model: the rules of leases.py, with a dict for the table."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from botengine.clock import Clock
from botengine.errors import FencedError
from botengine.runtime.records import Lease, Side


@dataclass
class Lane:
    """One mailbox; awake while more came than was done."""

    wake: int = 0
    seen: int = 0
    run_at: float = 0.0
    lease_until: float = 0.0
    token: str | None = None
    parked: bool = False

    @property
    def awake(self) -> bool:
        return self.wake > self.seen


class LaneTable:
    """All lanes. The caller holds a lock."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.rows: dict[tuple[str, str, Side], Lane] = {}

    def lane(self, bot: str, user: str, side: Side) -> Lane:
        return self.rows.setdefault((bot, user, side), Lane())

    def ready(self, side: Side, limit: int, without: Collection[str] = ()) -> list[Lease]:
        """New leases, not yet taken, the lane that waits longest first."""
        now, token = self.clock.time(), secrets.token_hex(8)
        found = [
            (lane.run_at, bot, user)
            for (bot, user, its_side), lane in self.rows.items()
            if its_side == side and bot not in without
            if lane.awake and lane.run_at <= now and lane.lease_until <= now
        ]
        return [Lease(bot, user, side, token) for _, bot, user in sorted(found)[:limit]]

    def take(self, lease: Lease, seconds: float) -> None:
        lane = self.lane(lease.bot, lease.user, lease.side)
        lane.lease_until, lane.token = self.clock.time() + seconds, lease.token

    def held(self, lease: Lease) -> Lane:
        """The lane, if the lease still holds; else FencedError."""
        lane = self.rows.get((lease.bot, lease.user, lease.side))
        if lane is None or lane.token != lease.token:
            raise FencedError
        return lane

    def free(self, lease: Lease, after: float, *, seen: int = 0, parked: bool = False) -> None:
        lane = self.held(lease)
        lane.seen, lane.run_at, lane.parked = lane.seen + seen, self.clock.time() + after, parked
        lane.lease_until, lane.token = 0.0, None

    def keep(self, lease: Lease, seconds: float, *, seen: int = 0) -> None:
        lane = self.held(lease)
        lane.seen, lane.lease_until = lane.seen + seen, self.clock.time() + seconds

    def renew(self, held: Collection[Lease], seconds: float) -> list[Lease]:
        """Those that were lost."""
        lost = []
        for lease in held:
            try:
                self.keep(lease, seconds)
            except FencedError:
                lost.append(lease)
        return lost

    def is_awake(self, bot: str, user: str, side: Side) -> bool:
        lane = self.rows.get((bot, user, side))
        return lane is not None and lane.awake

    def heard(self, bot: str, user: str) -> None:
        """The person wrote: what was parked until then may be sent."""
        lane = self.rows.get((bot, user, "out"))
        if lane and lane.parked:
            lane.run_at, lane.parked = 0.0, False

    def forget_leases(self) -> int:
        held = [lane for lane in self.rows.values() if lane.token is not None]
        for lane in held:
            lane.lease_until, lane.token = 0.0, None
        return len(held)

    def sleep(self, lease: Lease) -> None:
        """An awake lane without work goes to sleep."""
        lane = self.lane(lease.bot, lease.user, lease.side)
        lane.seen = lane.wake

    def forget(self, bot: str, user: str) -> int:
        keys = [key for key in self.rows if key[:2] == (bot, user)]
        return sum(self.rows.pop(key) is not None for key in keys)

    def moving(self) -> int:
        """How many lanes could move right now, or are being worked on."""
        now, awake = self.clock.time(), [lane for lane in self.rows.values() if lane.awake]
        return sum(lane.run_at <= now or lane.lease_until > now for lane in awake)
