"""Draws the times of the other tools beside ours as an SVG of its own: no fonts, no scripts, nothing
from elsewhere; light and dark by what the reader's system asks for. Single files are left out: what
they take is mostly the start.

A bar ends at the median ratio on a scale of powers of ten, the thin line spans the lowest and the
highest round. What was stopped is drawn open-ended, with the least that its ratio can be.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from benchmarks.corpora import in_words

WIDTH, LEFT, RIGHT = 820, 120, 230
ROW, HEAD = 24, 58
STYLE = """
svg { font-family: system-ui, sans-serif; font-size: 13px }
.back { fill: #ffffff } text { fill: #1f2328 } .small { fill: #57606a; font-size: 12px }
.title { font-weight: 600 } .slower { fill: #0969da } .faster { fill: #bc4c00 }
.spread, .axis, .one { stroke: #57606a } .axis { stroke-opacity: 0.25 } .one { stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
.back { fill: #0d1117 } text { fill: #e6edf3 } .small { fill: #9198a1 }
.slower { fill: #4493f8 } .faster { fill: #f0883e }
.spread, .axis, .one { stroke: #9198a1 }
}"""


def chart(data: dict[str, Any]) -> str:
    """The SVG of a result of `rivals/run.py speed`."""
    works = {title: work for title, work in data.items() if work["files"] > 1 and work["tools"]}
    scale = _Scale(
        bound for work in works.values() for row in work["tools"].values() for bound in _bounds(row)
    )
    parts: list[str] = []
    top = 60
    for title, work in works.items():
        bottom = top + HEAD - 12 + ROW * len(work["tools"])
        parts += [*scale.lines(top + HEAD - 10, bottom), *_group(title, work, scale, top)]
        top += HEAD + ROW * len(work["tools"])
    height = top + 20
    text = (
        "Time of the other tool divided by ftc-lint's (no cache): right of the line it takes longer,"
        " left of it less"
    )
    note = "Median and range of some rounds; each corpus with its size and the load it was measured under"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
            f' height="{height}" role="img" aria-label="{escape(text)}">',
            f"<style>{STYLE}\n</style>",
            f'<rect class="back" width="{WIDTH}" height="{height}" rx="6"/>',
            _text(16, 26, text, "title"),
            _text(16, 46, note, "small"),
            *parts,
            *scale.labels(height - 10),
            "</svg>\n",
        ]
    )


class _Scale:
    """From ratios to places, in powers of ten; 1 is always within."""

    def __init__(self, ratios: Iterator[float]) -> None:
        logs = [0.0, *(math.log10(ratio) for ratio in ratios if ratio > 0)]
        self.low, self.high = math.floor(min(logs)), max(1, math.ceil(max(logs)))

    def __call__(self, ratio: float) -> float:
        share = (math.log10(ratio) - self.low) / (self.high - self.low)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def lines(self, top: float, bottom: float) -> Iterator[str]:
        """The powers of ten behind the bars of a group."""
        for power in self.powers:
            x, kind = self(10.0**power), "one" if power == 0 else "axis"
            yield f'<line class="{kind}" x1="{x}" x2="{x}" y1="{top}" y2="{bottom}"/>'

    def labels(self, y: float) -> Iterator[str]:
        """What the lines stand for."""
        for power in self.powers:
            label = "ftc-lint" if power == 0 else f"{10.0**power:g} ×"
            yield _text(self(10.0**power), y, label, "small", "middle")

    @property
    def powers(self) -> range:
        return range(self.low, self.high + 1)


def _group(title: str, work: dict[str, Any], scale: _Scale, top: float) -> Iterator[str]:
    when = f"{work['measured'][:10]}, load {work['load_before']} to {work['load_after']}"
    yield _text(16, top + 22, title, "title")
    yield _text(16, top + 40, f"{in_words(work)}; {when}", "small")
    for number, (name, row) in enumerate(work["tools"].items()):
        middle = top + HEAD + ROW * number
        yield _text(LEFT - 10, middle + 4, name, "", "end")
        yield from _bar(row, scale, middle)


def _bar(row: dict[str, Any], scale: _Scale, middle: float) -> Iterator[str]:
    if "ratio" in row:
        low, high = row["ratio_spread"]
        start, end = sorted((scale(1), scale(row["ratio"])))
        kind = "slower" if row["ratio"] >= 1 else "faster"
        yield _rect(kind, start, end, middle)
        yield (
            f'<line class="spread" x1="{scale(low)}" x2="{scale(high)}" y1="{middle}"'
            f' y2="{middle}"/>'
        )
        label = f"{row['ratio']:g} × ({low:g}–{high:g})"
    elif "stopped_after" in row:
        least = row["stopped_after"] / row["ours_s"]
        start, end = sorted((scale(1), scale(least)))
        yield _rect("slower", start, end, middle, ' fill-opacity="0.45"')
        label = f"did not finish in {row['stopped_after']:g} s: over {least:.2g} ×"
    elif "failed" in row:
        label, end = "failed", scale(1)
    else:
        label = f"ftc-lint did not finish in {row['ours_stopped_after']:g} s"
        end = scale(1)
    place = max(scale(1), end, *(scale(bound) for bound in _bounds(row) or [1])) + 8
    yield _text(place, middle + 4, label, "small")


def _bounds(row: dict[str, Any]) -> list[float]:
    if "ratio" in row:
        return [row["ratio"], *row["ratio_spread"]]
    return [row["stopped_after"] / row["ours_s"]] if "stopped_after" in row else []


def _rect(kind: str, start: float, end: float, middle: float, more: str = "") -> str:
    width = round(max(end - start, 1), 1)
    return f'<rect class="{kind}" x="{start}" y="{middle - 7}" width="{width}" height="14"{more}/>'


def _text(x: float, y: float, text: str, kind: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
