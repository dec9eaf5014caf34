"""The grid: six columns, filled greedily, as a Viber client does it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botengine.emulator.layout import cards_view, keyboard_view, pack, plain

PACKED = [
    ([(6, 1), (3, 1), (3, 1)], [(0, 0), (1, 0), (1, 3)]),
    ([(2, 1), (2, 1), (2, 1), (2, 1)], [(0, 0), (0, 2), (0, 4), (1, 0)]),
    ([(4, 1), (4, 1)], [(0, 0), (1, 0)]),
    ([(3, 2), (3, 1), (3, 1)], [(0, 0), (0, 3), (1, 3)]),
    ([(1, 2), (5, 1), (5, 1), (6, 1)], [(0, 0), (0, 1), (1, 1), (2, 0)]),
]


@pytest.mark.parametrize(("sizes", "places"), PACKED)
def test_buttons_flow_and_wrap(sizes, places):
    assert [place[1:] for place in pack(sizes, 6)] == places


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 2)), max_size=30))
def test_no_two_buttons_share_a_cell_and_none_sticks_out(sizes):
    cells = [
        (row + down, column + right)
        for (wide, high), (_card, row, column) in zip(sizes, pack(sizes, 6), strict=True)
        for down in range(high)
        for right in range(wide)
    ]
    assert len(cells) == len(set(cells))
    assert all(column < 6 for _row, column in cells)


def test_a_full_block_begins_the_next_card():
    buttons = [{"ActionBody": "x", "Rows": rows} for rows in (3, 2, 1, 1, 3, 2, 1, 1)]
    view = cards_view({"ButtonsGroupRows": 7, "Buttons": buttons})
    assert [[each[0]["index"] for each in card["rows"]] for card in view["cards"]] == [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
    ]


def test_odd_sizes_are_clipped():
    rows = keyboard_view({"Buttons": [{"ActionBody": "x", "Columns": 9, "Rows": "many"}]})["rows"]
    assert (rows[0][0]["columns"], rows[0][0]["rows"]) == (6, 1)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("a<br>b", "a b"),
        ("<font color=#fff>x</font>y", "xy"),
        ("5 &gt; 4", "5 > 4"),
        ("", ""),
        ("a < b", "a < b"),
    ],
)
def test_labels_are_read_without_tags(label, words):
    assert plain(label) == words
