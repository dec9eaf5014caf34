"""The figures of /metrics count what happened."""

from __future__ import annotations

from botengine.metrics import Metrics


def test_each_figure_counts_what_happened():
    metrics = Metrics()
    metrics.callback_accepted()
    metrics.callback_refused("signature")
    metrics.turn(0.002)
    metrics.turn(0.2, "failed")
    metrics.sent()
    metrics.outbox_depth(lambda: 7)
    lines = metrics.render().decode().splitlines()
    assert {
        "botengine_callbacks_accepted_total 1.0",
        'botengine_callbacks_refused_total{reason="signature"} 1.0',
        'botengine_turns_total{result="failed"} 1.0',
        "botengine_turn_seconds_count 2.0",
        'botengine_turn_seconds_bucket{le="0.0025"} 1.0',
        'botengine_sends_total{status="ok"} 1.0',
        "botengine_outbox_depth 7.0",
    } <= set(lines)


def test_two_bots_in_one_process_count_apart():
    first, second = Metrics(), Metrics()
    first.callback_accepted()
    assert b"accepted_total 0.0" in second.render()
