"""A bot as SVG: a card for each screen, a line of it for each way, curves from there to the other cards.

Cards stand in columns by their distance from the start; a curve that passes a column has a gap of its own
in it, so that no curve crosses a card. Ways ahead leave a card to the right, ways back to the left.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from statistics import fmean

from botengine.drawing.ways import ENDS, EVERYWHERE, Way, plain
from botengine.spec.bot import Bot, Screen

WIDTH, HEAD, LINE, GAP, CHANNEL, MARGIN, PASS = 288, 50, 22, 34, 130, 40, 16  # pixels
LETTERS = 37  # of a line of a card
COLOURS = ("#6c5ce7", "#0a8f78", "#c2571a", "#2470c8", "#b3336d", "#5f7d12", "#8a5a2b", "#4b5b75")
SIGNS = {"back": "↩ back", "return": "⤴ return", "cancel": "✕ cancel"}
STYLE = """
text { font: 12.5px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; fill: #2b2440; }
.name { font-size: 14.5px; font-weight: 650; fill: #fff; }
.about { font-size: 11.5px; fill: #fff; opacity: .85; }
.case { font-size: 11px; font-weight: 650; fill: #7a7392; } .end { font-size: 11px; fill: #7a7392; }
.card { fill: #fff; filter: drop-shadow(0 3px 7px rgb(50 35 120 / .16)); }
path { fill: none; stroke-width: 1.7; stroke-opacity: .75; } .call { stroke-dasharray: 6 4; }
.lit { fill: #ffd84d; filter: drop-shadow(0 0 14px #ffb300); }
path:hover { stroke-width: 4; stroke-opacity: 1; }
"""


@dataclass
class Card:
    """A screen with its lines; or, without lines and of no colour, the gap where a curve passes a column."""

    name: str
    title: str = ""
    about: str = ""
    colour: str = ""
    lines: list[tuple[str, Way | None]] = field(default_factory=list)
    x: float = 0
    y: float = 0

    @property
    def height(self) -> int:
        return HEAD + LINE * len(self.lines) + (10 if self.lines else 0) if self.colour else PASS


@dataclass
class Curve:
    """A way with the gaps that it passes; `start` is where it leaves its card, below the card's top."""

    way: Way
    source: Card
    target: Card
    start: float
    passes: list[Card] = field(default_factory=list)


def svg(bot: Bot, screens: list[Screen], ways: list[Way], lit: str = "") -> str:
    """The drawing as a whole SVG document; the screen `lit` stands out."""
    cards = _cards(bot, screens, ways)
    columns = _columns(bot.start, cards, ways)
    curves = _curves(cards, columns)
    _order(columns, curves)
    height = _place(columns)
    width = 2 * MARGIN + len(columns) * WIDTH + (len(columns) - 1) * CHANNEL
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" width="{width}" '
        f'height="{height:.0f}">\n<title>{escape(bot.name)}</title><style>{STYLE}</style>'
    )
    defs = "".join(_arrow(colour) for colour in COLOURS)
    ground = f'<rect width="{width}" height="{height:.0f}" fill="#f5f3fb"/>'
    shown = [each for card in cards.values() for each in _card(card, lit=card.name == lit)]
    return "\n".join([head, f"<defs>{defs}</defs>", ground, *map(_curve, curves), *shown, "</svg>"])


def _cards(bot: Bot, screens: list[Screen], ways: list[Way]) -> dict[str, Card]:
    flows = list(bot.flows)
    made = {
        each.id: Card(
            each.id, f"{each.flow}.{each.name}", _about(each), COLOURS[flows.index(each.flow) % len(COLOURS)]
        )
        for each in screens
    }
    if any(way.source == EVERYWHERE for way in ways):
        made[EVERYWHERE] = Card(EVERYWHERE, EVERYWHERE, "on every screen", COLOURS[-1])
    for name, notice in bot.notices.items():
        if any(way.source == name for way in ways):
            made[name] = Card(name, f"✉ {name}", _about(notice), COLOURS[-1])
    for way in ways:
        if way.target not in made and way.target not in ENDS:
            made[way.target] = Card(way.target, way.target, "of another flow", COLOURS[-1])
    for card in made.values():
        own = [way for way in ways if way.source == card.name]
        groups = sorted(dict.fromkeys(way.cases for way in own), key=lambda cases: not cases)
        for cases in groups:
            card.lines += [(", ".join(cases) or "in every case", None)] if groups != [()] else []
            card.lines += [(way.label, way) for way in own if way.cases == cases]
    return made


def _about(screen: Screen) -> str:
    text = screen.text or next((case.text for case in screen.cases.values() if case.text), None)
    return plain(text.source.strip().partition("\n")[0]) if text else ""


def _columns(start: str, cards: dict[str, Card], ways: list[Way]) -> list[list[Card]]:
    """Cards by their distance from the start; what is not reached from there begins anew on the left."""
    depth: dict[str, int] = {}
    ahead = {
        name: [way.target for way in ways if way.source == name and way.target in cards] for name in cards
    }
    first = int(EVERYWHERE in cards)
    for root in (EVERYWHERE, start, *cards):
        todo = [(root, first if root != EVERYWHERE else 0)] if root in cards and root not in depth else []
        depth |= dict(todo)
        for name, level in todo:
            for target in ahead[name] if name != EVERYWHERE else ():
                if target not in depth:
                    depth[target] = level + 1
                    todo.append((target, level + 1))
    columns: list[list[Card]] = [[] for _ in range(max(depth.values(), default=0) + 1)]
    for name, level in depth.items():
        columns[level].append(cards[name])
    return columns


def _curves(cards: dict[str, Card], columns: list[list[Card]]) -> list[Curve]:
    level = {card.name: number for number, column in enumerate(columns) for card in column}
    made = []
    for card in cards.values():
        for number, (_, way) in enumerate(card.lines):
            if way is None or way.target not in cards or way.target == way.source:
                continue
            here, there = level[card.name], level[way.target]
            step = 1 if there > here else -1
            curve = Curve(way, card, cards[way.target], HEAD + LINE * (number + 0.5) + 4)
            for between in range(here + step, there, step) if here != there else ():
                curve.passes.append(Card(f"{card.name}>{way.target}>{number}"))
                columns[between].append(curve.passes[-1])
            made.append(curve)
    return made


def _order(columns: list[list[Card]], curves: list[Curve]) -> None:
    """Each column in the order of what its cards are joined to, some rounds to and fro."""
    joined: dict[int, list[Card]] = {}
    for curve in curves:
        chain = [curve.source, *curve.passes, curve.target]
        for one, other in pairwise(chain):
            joined.setdefault(id(one), []).append(other)
            joined.setdefault(id(other), []).append(one)
    for _ in range(8):
        _place(columns)
        for column in columns:
            middle = {
                id(card): fmean([o.y + o.height / 2 for o in joined.get(id(card), [card])]) for card in column
            }
            column.sort(key=lambda card: middle[id(card)])


def _place(columns: list[list[Card]]) -> float:
    """Give each card its place, columns in the middle; answers the height of the drawing."""
    heights = [sum(card.height + GAP for card in column) - GAP for column in columns]
    tallest = max(heights)
    for number, (column, height) in enumerate(zip(columns, heights, strict=True)):
        y = MARGIN + (tallest - height) / 2
        for card in column:
            card.x, card.y = MARGIN + number * (WIDTH + CHANNEL), y
            y += card.height + GAP
    return tallest + 2 * MARGIN


def _card(card: Card, *, lit: bool) -> Iterator[str]:
    x, y = card.x, card.y
    if lit:
        size = f'width="{WIDTH + 16}" height="{card.height + 16}" rx="18"'
        yield f'<rect class="lit" x="{x - 8}" y="{y - 8}" {size}/>'
    yield f'<rect class="card" x="{x}" y="{y}" width="{WIDTH}" height="{card.height}" rx="12"/>'
    top = f"M{x} {y + HEAD}V{y + 12}a12 12 0 0 1 12-12H{x + WIDTH - 12}a12 12 0 0 1 12 12V{y + HEAD}z"
    yield f'<path d="{top}" style="fill:{card.colour};stroke:none"/>'
    yield f'<text class="name" x="{x + 14}" y="{y + 21}">{escape(_cut(card.title, 34))}</text>'
    yield f'<text class="about" x="{x + 14}" y="{y + 38}">{escape(_cut(card.about, LETTERS + 2))}</text>'
    for number, (label, way) in enumerate(card.lines):
        at = y + HEAD + LINE * (number + 0.5) + 8
        kind = ' class="case"' if way is None else ""
        end = SIGNS.get(way.target, "") if way else ""
        if way and way.target == way.source:
            end = "⟳"
        whole = f"{label} ({way.action})" if way and way.action else label
        shown = f"{escape(_cut(label, LETTERS - len(end)))}<title>{escape(whole)}</title>"
        yield f'<text{kind} x="{x + 14}" y="{at}">{shown}</text>'
        if end:
            yield f'<text class="end" x="{x + WIDTH - 12}" y="{at}" text-anchor="end">{end}</text>'


def _curve(curve: Curve) -> str:
    """From the line of a card, through its gaps, to the head of another one."""
    back = curve.target.x <= curve.source.x
    left, right = (
        (0, WIDTH) if not back else (WIDTH, 0)
    )  # where a curve enters and leaves, from the card's left
    x, y = curve.source.x + right, curve.source.y + curve.start
    path = f"M{x:.0f} {y:.0f}"
    if curve.target.x == curve.source.x:  # neighbours in a column: around the outside
        end = curve.target.y + HEAD / 2
        path = f"M{x:.0f} {y:.0f}C{x - 70:.0f} {y:.0f} {x - 70:.0f} {end:.0f} {x - 5:.0f} {end:.0f}"
        return _path(path, curve)
    half = -CHANNEL / 2 if back else CHANNEL / 2
    for card in (*curve.passes, curve.target):
        last = card is curve.target
        tip = (-5 if not back else 5) if last else 0
        to, end = card.x + left + tip, card.y + (HEAD / 2 if last else card.height / 2)
        path += f"C{x + half:.0f} {y:.0f} {to - half:.0f} {end:.0f} {to:.0f} {end:.0f}"
        if not last:
            path += f"H{card.x + right:.0f}"
        x, y = card.x + right, end
    return _path(path, curve)


def _path(path: str, curve: Curve) -> str:
    kind = ' class="call"' if curve.way.call else ""
    title = escape(f"{curve.way.source} → {curve.way.target}: {curve.way.label}")
    colour = curve.source.colour
    return (
        f'<path{kind} d="{path}" stroke="{colour}" marker-end="url(#a{COLOURS.index(colour)})">'
        f"<title>{title}</title></path>"
    )


def _arrow(colour: str) -> str:
    shape = f'<path d="M0 0L8 4L0 8z" style="fill:{colour};stroke:none"/>'
    number = COLOURS.index(colour)
    size = 'markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"'
    return f'<marker id="a{number}" viewBox="0 0 8 8" refX="4" refY="4" {size}>{shape}</marker>'


def _cut(text: str, letters: int) -> str:
    """The text, shortened to a width in letters; wide characters count twice."""
    width = 0
    for number, letter in enumerate(text):
        width += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if width > letters:
            return text[:number].rstrip() + "…"
    return text
