"""The report of an audit for people: the page, the tree, the Markdown, and what is not checked."""

from __future__ import annotations

import json
import os
import re
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

HOSTILE = '<script>alert(1)</script> "x" | `y`'
VOID = {"meta", "br", "hr", "rect", "path", "circle"}


class Page(HTMLParser):
    """Checks that tags close in order; keeps the tags and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)
        assert all(name not in ("src", "style") for name, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list) -> None:  # noqa: ARG002
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture
def database(sqlite, listing) -> str:
    quoted = HOSTILE.replace('"', '""')
    return sqlite(
        listing + f'CREATE TABLE "{quoted}" (a bigint REFERENCES listing_status ON DELETE CASCADE);'
    )


def test_the_page_has_rows_keys_findings_and_charts(run, database, sqlite) -> None:
    Path("ftc-lint.toml").write_text("[live.row-counts]\nlisting_status = [1, 5]\n")
    for _ in range(3):
        run("--db", database)
    sqlite("DELETE FROM overview", database)
    ran = run("--db", database, "--output-format", "html")
    assert ran.status == 1
    page = Page(ran.out)
    assert "script" not in page.tags
    assert page.tags.count("article") == len(re.findall("<article", ran.out)) > 3
    text = " ".join(page.words)
    for heading in ("Rows", "Foreign keys", "Findings"):
        assert heading in page.words
    assert HOSTILE in text
    assert "1–5" in text
    assert "drop" in page.words
    charts = re.findall(r'<svg class="spark".*?</svg>', ran.out)
    assert len(charts) == 3
    assert any('class="bad"' in chart for chart in charts)
    (graph,) = re.findall(r'<svg class="graph".*?</svg>', ran.out, re.DOTALL)
    assert len(ET.fromstring(graph).findall(".//rect")) == 3


def test_every_link_within_the_page_leads_somewhere(run, database) -> None:
    out = run("--db", database, "--output-format", "html").out
    targets = re.findall(r'href="#([^"]+)"', out)
    assert targets
    assert all(f'id="{target}"' in out for target in targets)


def test_a_database_that_was_not_audited_is_told_in_every_format(run) -> None:
    arguments = ("--db", "postgresql://u@localhost:1/db", "--output-format")
    for name in ("html", "markdown", "junit", "github", "sarif", "json", "full", "concise"):
        ran = run(*arguments, name)
        assert ran.status == 4
        assert "cannot connect" in ran.out
    for name in ("gitlab", "rdjson", "openmetrics"):
        ran = run(*arguments, name)
        assert ran.status == 4
        assert "cannot connect" in ran.err
    assert 'errors="1"' in run(*arguments, "junit").out


def test_markdown_names_the_tables_that_are_wrong(run, database, sqlite) -> None:
    Path("ftc-lint.toml").write_text("[live.row-counts]\nlisting_status = [7, 9]\n")
    out = run("--db", database, "--output-format", "markdown").out
    assert "| main.listing&#95;status | 2 | 7–9 |  | out of range |" in out
    assert "main.overview |" not in out.partition("| | Rule")[0]


def test_one_tree_of_all_that_cascades(run, sqlite, listing) -> None:
    name = sqlite(
        listing
        + "CREATE TABLE deep (a bigint REFERENCES overview ON DELETE CASCADE);"
        + "CREATE TABLE x (a int PRIMARY KEY, b int REFERENCES y ON DELETE CASCADE);"
        + "CREATE TABLE y (a int PRIMARY KEY, b int REFERENCES x ON DELETE CASCADE);"
    )
    lines = run("--db", name, "--output-format", "full", "--select", "FTC501").out.splitlines()
    start = lines.index("what a DELETE takes with it")
    names = [line.split(" [")[0] for line in lines[start + 1 : lines.index("", start)]]
    assert names == [
        "main.listing_status", "└─ main.overview", "   └─ main.deep",
        "main.x", "└─ main.y", "   └─ main.x",
    ]  # fmt: skip
    assert "  = it deletes from:" not in lines


def test_the_reach_of_one_table_is_counted_and_leaves_no_history(run, sqlite, listing) -> None:
    name = sqlite(listing)
    ran = run("--blast-radius", "listing_status", "--db", name)
    assert ran.status == 0
    assert "DELETE FROM main.listing_status deletes from 2 tables, 4 rows" in ran.out
    assert "PRAGMA foreign_keys = ON" in ran.out
    assert not Path(".ftc_lint").exists()
    assert "did you mean main.overview?" in run("--blast-radius", "overvew", "--db", name).err
    ran = run("--blast-radius", "a", "--db", "postgresql://u@localhost:1/db")
    assert ran.status == 4
    assert "cannot connect" in ran.err


def test_the_reach_of_one_table_on_a_server(pg_newest, run, listing) -> None:
    pg_newest.run(listing, "CREATE TABLE late (a bigint REFERENCES overview)")
    ran = run(
        "--blast-radius", "listing_status", "--db", pg_newest.url(), "--output-format", "json"
    )
    radius = json.loads(ran.out)["blast_radius"]
    assert radius["truncate"]["roots"][0]["children"][0]["children"][0]["table"] == "public.late"
    assert radius["delete"]["roots"][0]["children"][0]["rows"] == 2
    assert [each["table"] for each in radius["delete"]["blocked_by"]] == ["public.late"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")
def test_progress_is_shown_on_a_terminal_only_and_wiped(run, sqlite, listing) -> None:
    import pty
    import subprocess

    name = sqlite(listing)
    command = [sys.executable, "-m", "ftc_lint", "--db", name, "--output-format", "concise"]
    master, slave = pty.openpty()
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=slave, timeout=120
    )
    os.close(slave)
    said = b""
    while True:
        try:
            block = os.read(master, 65536)
        except OSError:  # the other end is closed
            break
        if not block:
            break
        said += block
    os.close(master)
    assert done.returncode == 1
    text = said.decode()
    assert "0 of 2  main.listing_status" in text
    assert "orphans of main.overview" in text
    assert text.rsplit("\r", 2)[-2].strip() == ""
    assert text.endswith("\r")
    assert "\r" not in done.stdout.decode().replace("\r\n", "\n")
