"""The drawing of tables and foreign keys, and the charts of their rows."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from ftc_lint.reports.graph import Arrow, Box, drawing
from ftc_lint.reports.layout import layout
from ftc_lint.reports.sparkline import sparkline

NODES = st.integers(1, 14)


@st.composite
def graphs(draw) -> tuple[list[int], list[tuple[int, int]]]:
    number = draw(NODES)
    ends = st.integers(0, number - 1)
    return list(range(number)), draw(st.lists(st.tuples(ends, ends), max_size=30))


@given(graphs())
def test_no_two_nodes_or_bends_stand_in_one_place(graph) -> None:
    placed = layout(*graph)
    spots = [*placed.spots.values(), *(spot for way in placed.ways.values() for spot in way)]
    for column in {spot.column for spot in spots}:
        rows = sorted(spot.row for spot in spots if spot.column == column)
        assert all(below - above > 0.999 for above, below in itertools.pairwise(rows))
    assert set(placed.spots) == set(graph[0])


@given(graphs())
def test_edges_lead_to_the_right_unless_they_close_a_circle(graph) -> None:
    nodes, edges = graph
    spots = layout(nodes, edges).spots
    back = {(a, b) for a, b in edges if spots[a].column >= spots[b].column}
    forward = {edge for edge in edges if edge not in back}
    for source, target in back:  # then there is a way from target to source
        assert source == target or _leads(target, source, forward)


def _leads(start: int, end: int, edges: set[tuple[int, int]]) -> bool:
    found = {start}
    while True:
        more = {b for a, b in edges if a in found} - found
        if not more:
            return end in found
        found |= more


def test_a_chain_stands_in_a_row_and_a_long_edge_goes_around() -> None:
    placed = layout("abc", [("a", "b"), ("b", "c"), ("a", "c")])
    assert [placed.spots[node].column for node in "abc"] == [0, 1, 2]
    (bend,) = placed.ways["a", "c"]
    assert abs(bend.row - placed.spots["b"].row) >= 1


def test_a_hostile_name_is_text_and_the_drawing_is_well_formed() -> None:
    name = '<script>alert("1")</script>&\x1b[31m\u202e'
    boxes = [Box("a", 1, named=True), Box(name), Box("b", 22431)]
    arrows = [
        Arrow("a", name, name, "cascade"),
        Arrow(name, "a", "k", "set null"),
        Arrow("b", "b", "self", "restrict"),
    ]
    text = "\n".join(drawing(boxes, arrows, name))
    root = ET.fromstring(text)
    assert len(root.findall(".//rect")) == 3
    assert len(root.findall(".//path")) == 6
    assert "<script" not in text
    assert "\x1b" not in text
    assert "1 row<" in text
    assert "22,431 rows" in text


def test_every_part_lies_inside_of_the_drawing() -> None:
    names = [f"schema.table_{number}" for number in range(30)]
    arrows = [Arrow(names[n // 3], names[n], "k", "cascade") for n in range(1, 30)]
    arrows += [Arrow(names[29], names[0], "k", "cascade"), Arrow(names[29], names[29], "k", "x")]
    root = ET.fromstring("\n".join(drawing([Box(n) for n in names], arrows, "all")))
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for rect in root.findall(".//rect"):
        assert float(rect.attrib["x"]) + float(rect.attrib["width"]) <= width
        assert float(rect.attrib["y"]) + float(rect.attrib["height"]) <= height


def test_the_chart_of_a_drop() -> None:
    root = ET.fromstring(sparkline((100, 110, 120), 3, (90, 130), fine=False))
    circle = root.find("circle")
    assert circle is not None
    assert circle.attrib["class"] == "bad"
    line = root.find("path")
    assert line is not None
    heights = [float(pair.split()[1]) for pair in re.split("[ML]", line.attrib["d"])[1:]]
    assert heights[-1] == max(heights)
    assert root.attrib["aria-label"] == "100, 110, 120, 3"


def test_charts_of_little() -> None:
    assert sparkline((), None, None, fine=True) == ""
    assert "<path" not in sparkline((), 5, None, fine=True)
    assert "<circle" not in sparkline((1, 2), None, (1, 2), fine=False)
    ET.fromstring(sparkline((0,) * 100, 0, (5, 9), fine=False))
