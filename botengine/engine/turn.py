"""One turn of one conversation: an event in, a new snapshot and messages out."""

from __future__ import annotations

from botengine.engine.effects import About as About, ActionCall as ActionCall, TurnResult as TurnResult
