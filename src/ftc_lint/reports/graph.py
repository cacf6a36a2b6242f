"""Tables and foreign keys as a drawing: SVG that stands in a page and loads nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from ftc_lint.records import dataclass
from ftc_lint.reports.clean import one_line
from ftc_lint.reports.layout import Spot, layout
from ftc_lint.reports.numbers import count

STYLE = """
svg.graph { display: block; font: 12px system-ui, sans-serif; }
@media print { svg.graph { max-width: 100%; height: auto; } }
svg.graph .box { fill: var(--panel); stroke: var(--line); }
svg.graph .named .box { stroke: var(--text); stroke-width: 2; }
svg.graph text { fill: var(--text); } svg.graph .rows { fill: var(--faint); font-size: 11px; }
svg.graph .key { fill: none; stroke: var(--faint); stroke-width: 1.2; }
svg.graph .head { fill: var(--faint); }
svg.graph .key.cascade { stroke: var(--error); stroke-width: 1.8; }
svg.graph .head.cascade { fill: var(--error); }
svg.graph .key.set { stroke: var(--info); stroke-dasharray: 5 3; }
svg.graph .head.set { fill: var(--info); }
.legend span { white-space: nowrap; margin-right: 1.2rem; }
.legend i { display: inline-block; width: 1.6rem; border-top: 2px solid var(--faint);
  vertical-align: middle; margin-right: .4rem; }
.legend i.cascade { border-color: var(--error); } .legend i.set { border: 0;
  border-top: 2px dashed var(--info); }
"""

LEGEND = (
    '<p class="legend"><span><i class="cascade"></i>on delete cascade</span>'
    '<span><i class="set"></i>set null, set default</span>'
    "<span><i></i>restrict, no action</span></p>"
)

_LONGEST = 38
"""Characters of a name that a box shows."""

_CHARACTER = 6.9  # the width of one in pixels, generously
_PADDING = 10
_HEIGHT = 34
_ROW = 46
_GAP = 90  # between columns, for the arrows
_MARGIN = 8
_ACTIONS = {"cascade": "cascade", "set null": "set", "set default": "set"}


@dataclass(frozen=True, slots=True)
class Box:
    """A table. `named`: the one that the drawing is about."""

    name: str
    rows: int | None = None
    named: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """A foreign key, from the table it refers to, to the one that has it."""

    parent: str
    child: str
    constraint: str
    action: str


def drawing(boxes: Sequence[Box], arrows: Sequence[Arrow], label: str) -> Iterator[str]:
    """The lines of one `<svg>`. Every arrow leads from one box to another or to itself."""
    placed = layout([b.name for b in boxes], [(a.parent, a.child) for a in arrows])
    spots = placed.spots
    columns = 1 + max((spot.column for spot in spots.values()), default=0)
    widths = [0.0] * columns
    for box in boxes:
        column = spots[box.name].column
        widths[column] = max(widths[column], _width(box))
    lefts = [_MARGIN + sum(widths[:i]) + i * _GAP for i in range(columns)]
    right = lefts[-1] + widths[-1] + (_GAP / 2 if _has_loops(arrows) else _MARGIN)
    all_spots = [*spots.values(), *(spot for way in placed.ways.values() for spot in way)]
    bottom = max((spot.row for spot in all_spots), default=0.0) * _ROW + _HEIGHT
    size = f"0 0 {right:.0f} {bottom + 2 * _MARGIN + 18:.0f}"
    yield (
        f'<svg class="graph" role="img" viewBox="{size}" width="{right:.0f}" '
        f'aria-label="{escape(one_line(label))}">'
    )
    for arrow in arrows:
        way = placed.ways.get((arrow.parent, arrow.child), ())
        yield _arrow(arrow, spots, way, lefts, widths)
    for box in boxes:
        yield _box(box, spots[box.name], lefts, widths)
    yield "</svg>"


def _has_loops(arrows: Sequence[Arrow]) -> bool:
    return any(arrow.parent == arrow.child for arrow in arrows)


def _shown(name: str) -> str:
    text = one_line(name)
    return text if len(text) <= _LONGEST else f"…{text[1 - _LONGEST :]}"


def _width(box: Box) -> float:
    longest = max(len(_shown(box.name)), len(_rows(box)))
    return longest * _CHARACTER + 2 * _PADDING


def _rows(box: Box) -> str:
    return "" if box.rows is None else count(box.rows, "row")


def _top(spot: Spot) -> float:
    return _MARGIN + spot.row * _ROW


def _box(box: Box, spot: Spot, lefts: Sequence[float], widths: Sequence[float]) -> str:
    x, y, rows = lefts[spot.column], _top(spot), _rows(box)
    kind = ' class="named"' if box.named else ""
    first = y + (14.5 if rows else 21)
    below = "" if not rows else (
        f'<text class="rows" x="{x + _PADDING:.1f}" y="{y + 28:.1f}">{escape(rows)}</text>'
    )  # fmt: skip
    return (
        f"<g{kind}><title>{escape(one_line(box.name))}</title>"
        f'<rect class="box" x="{x:.1f}" y="{y:.1f}" rx="4" width="{widths[spot.column]:.1f}" '
        f'height="{_HEIGHT}"/>'
        f'<text x="{x + _PADDING:.1f}" y="{first:.1f}">{escape(_shown(box.name))}</text>{below}</g>'
    )


def _arrow(
    arrow: Arrow,
    spots: Mapping[str, Spot],
    way: Sequence[Spot],
    lefts: Sequence[float],
    widths: Sequence[float],
) -> str:
    one, other = spots[arrow.parent], spots[arrow.child]
    kind = _ACTIONS.get(arrow.action, "other")
    right = lefts[one.column] + widths[one.column]
    if one == other:
        path, head = _loop(right, _middle(one))
    elif other.column > one.column:
        points = [(right, right, _middle(one))]
        points += ((lefts[s.column], lefts[s.column] + widths[s.column], _middle(s)) for s in way)
        path, head = _forward([*points, (lefts[other.column], 0.0, _middle(other))])
    else:
        path, head = _back(
            (lefts[one.column] + widths[one.column] / 2, _top(one) + _HEIGHT),
            (lefts[other.column] + widths[other.column] / 2, _top(other) + _HEIGHT),
        )
    title = f"{arrow.constraint}: on delete {arrow.action}"
    return (
        f"<g><title>{escape(one_line(title))}</title>"
        f'<path class="key {kind}" d="{path}"/><path class="head {kind}" d="{head}"/></g>'
    )


def _middle(spot: Spot) -> float:
    return _top(spot) + _HEIGHT / 2


def _forward(points: Sequence[tuple[float, float, float]]) -> tuple[str, str]:
    """The line and the tip of an arrow to the right. The points are where it enters and leaves
    each column, and how far down."""
    _, x, y = points[0]
    path = f"M{x:.1f} {y:.1f}"
    for index, (left, right, level) in enumerate(points[1:], start=2):
        last = index == len(points)
        end = left - 6 if last else left
        bend = (end - x) / 2
        path += f"C{x + bend:.1f} {y:.1f} {end - bend:.1f} {level:.1f} {end:.1f} {level:.1f}"
        path += "" if last else f"H{right:.1f}"
        x, y = right, level
    return path, f"M{points[-1][0]:.1f} {y:.1f}l-7 -3.5v7z"


def _loop(x: float, y: float) -> tuple[str, str]:
    """From a box to itself."""
    out = x + _GAP / 2
    path = (
        f"M{x:.1f} {y - 8:.1f}C{out:.1f} {y - 8:.1f} {out:.1f} {y + 8:.1f} {x + 6:.1f} {y + 8:.1f}"
    )
    return path, f"M{x:.1f} {y + 8:.1f}l7 -3.5v7z"


def _back(begin: tuple[float, float], end: tuple[float, float]) -> tuple[str, str]:
    """From under one box to under another, on the left or in the same column."""
    (x1, y1), (x2, y2) = begin, end
    if x1 == x2:  # beside the column rather than through its boxes
        x1, x2 = x1 + 12, x2 - 12
    low = max(y1, y2) + _ROW - _HEIGHT + 14
    path = f"M{x1:.1f} {y1:.1f}C{x1:.1f} {low:.1f} {x2:.1f} {low:.1f} {x2:.1f} {y2 + 6:.1f}"
    return path, f"M{x2:.1f} {y2:.1f}l-3.5 7h7z"
