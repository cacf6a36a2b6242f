"""The row counts of one table over its audits, as a chart the size of a word."""

from __future__ import annotations

from collections.abc import Sequence

STYLE = """
svg.spark { vertical-align: middle; } svg.spark .band { fill: var(--band); }
svg.spark path { fill: none; stroke: var(--faint); stroke-width: 1.5; }
svg.spark circle { fill: var(--ok); } svg.spark circle.bad { fill: var(--error); }
"""

_WIDTH, _HEIGHT, _EDGE = 120, 26, 4
MOST = 60
"""Counts that are drawn, the latest ones."""


def sparkline(
    history: Sequence[int], now: int | None, limits: tuple[int, int] | None, fine: bool
) -> str:
    """An `<svg>`: a line through the earlier counts to a dot for the one of today, on the band of
    the range that the configuration gives. Empty where there is nothing to draw."""
    values = [*history[-MOST:], *([] if now is None else [now])]
    if not values:
        return ""
    low, high = min(values), max(values)
    if limits is not None and limits[0] <= high and limits[1] >= low:
        low, high = min(low, limits[0]), max(high, limits[1])
    scale = _Scale(low, high, len(values))
    parts = [
        f'<svg class="spark" role="img" width="{_WIDTH}" height="{_HEIGHT}" '
        f'aria-label="{", ".join(f"{value:,}" for value in values)}">',
        f"<title>{' → '.join(f'{value:,}' for value in values[-8:])}</title>",
    ]
    if limits is not None:
        top, bottom = scale.y(min(limits[1], high)), scale.y(max(limits[0], low))
        if bottom >= top:
            parts.append(
                f'<rect class="band" x="0" y="{top:.1f}" width="{_WIDTH}" '
                f'height="{max(1.0, bottom - top):.1f}"/>'
            )
    points = [f"{scale.x(i):.1f} {scale.y(value):.1f}" for i, value in enumerate(values)]
    if len(points) > 1:
        parts.append(f'<path d="M{"L".join(points)}"/>')
    if now is not None:
        kind = "" if fine else ' class="bad"'
        x, y = points[-1].split()
        parts.append(f'<circle{kind} cx="{x}" cy="{y}" r="3"/>')
    return "".join((*parts, "</svg>"))


class _Scale:
    """From the number of an audit and a count to a place in the chart."""

    def __init__(self, low: int, high: int, number: int) -> None:
        self._low, self._range = low, max(1, high - low)
        self._flat = high == low
        self._step = (_WIDTH - 2 * _EDGE) / max(1, number - 1)
        self._last = number - 1

    def x(self, index: int) -> float:
        """From the right, so that today is always at the same place."""
        return _WIDTH - _EDGE - (self._last - index) * self._step

    def y(self, value: int) -> float:
        if self._flat:
            return _HEIGHT / 2
        part = (value - self._low) / self._range
        return _HEIGHT - _EDGE - part * (_HEIGHT - 2 * _EDGE)
