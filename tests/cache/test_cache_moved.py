"""A file that says the same at other places: what was found before is found there, to the byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_cache_runs import FIXTURES, PROJECTS, copied, entries, request_of, told

from ftc_lint import checking
from ftc_lint.cache.sameness import Shift, UnplacedError, shift_between
from ftc_lint.engine import run
from ftc_lint.findings import Fix
from ftc_lint.fixes import keeping
from ftc_lint.reading import Task, read_one
from ftc_lint.report import Report
from ftc_lint.settings import Settings
from ftc_lint.sources import Sources
from ftc_lint.text import Span

LOAD = '''"""Loads prices."""

import logging

import pandas as pd
import psycopg2

from shop import safety

log = logging.getLogger(__name__)


def total(rows):
    result = 0
    for row in rows:
        result = result + row["price"] * 1.19
    return result


def load(cur, rows, engine):
    log.info("loading %d", len(rows))
    cur.execute("CREATE TABLE prices_backup AS SELECT * FROM prices")
    cur.execute("DELETE FROM prices")
    for row in rows:
        if row["price"] > 10:
            cur.execute("INSERT INTO prices VALUES (%s)", row)
    safety.wipe(cur, "quotes")
    cur.execute(
        """
        TRUNCATE TABLE orders
        CASCADE
        """
    )
    pd.DataFrame(rows).to_sql("sales", engine, if_exists="replace")


def main():
    connection = psycopg2.connect("")
    with connection.cursor() as cur:
        try:
            load(cur, [], None)
        except ValueError:
            connection.rollback()
        cur.execute(QUERY)


QUERY = "DROP TABLE " "leftovers"

if __name__ == "__main__":
    main()
'''
SAFETY = '''def wipe(cur, table):
    """Empties a table."""
    cur.execute(f"DELETE FROM {table}")
'''
SCHEMA = """CREATE TABLE prices (id int PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY);
CREATE TABLE items (order_id int REFERENCES orders ON DELETE CASCADE);
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    directory = tmp_path / "project"
    (directory / "shop").mkdir(parents=True)
    for name, text in (("load.py", LOAD), ("safety.py", SAFETY), ("__init__.py", "")):
        (directory / "shop" / name).write_text(text)
    (directory / "schema.sql").write_text(SCHEMA)
    return directory


def lint(project: Path, **changes: Any) -> Report:
    return run(request_of(project, cache=str(project.parent / "cache"), **changes))


def edited(old: str, new: str) -> str:
    assert LOAD.count(old) == 1
    return LOAD.replace(old, new)


SAME = {
    "a comment above": "# all of it moves\n" + LOAD,
    "a longer docstring": edited("Loads prices.", "Loads prices.\n\nAnd more."),
    "a log message": edited("loading %d", "now loading %d rows"),
    "one more log message": edited("    log.info", '    log.debug("x")\n    log.info'),
    "arithmetic": edited("* 1.19", "* (1 + 0.19)"),
    "a plain statement": edited("    result = 0\n", "    result = 0\n    count = 1\n"),
    "a comment between steps": edited("        if row", "        # now\n        if row"),
    "a comment at the end": LOAD + "# the end\n",
    "blank lines taken out": LOAD.replace("\n\n\ndef", "\n\ndef"),
    "two edits": edited("* 1.19", "* 1.2").replace("\n\ndef main", "\n\n\n\ndef main"),
    "other line ends": LOAD.replace("\n", "\n \n", 3),
    "letters beyond ASCII": '"""größe 😀"""\n' + LOAD,
}  # fmt: skip


@pytest.mark.parametrize("text", SAME.values(), ids=SAME.keys())
def test_what_says_the_same_is_not_reasoned_over(
    project: Path, analysed: list[int], text: str
) -> None:
    first = lint(project)
    codes = {finding.code for finding in first.findings}
    assert codes >= {"FTC101", "FTC104", "FTC111", "FTC201", "FTC401"}, codes
    assert any(isinstance(finding.fix, Fix) for finding in first.findings)
    analysed.clear()
    (project / "shop" / "load.py").write_text(text, encoding="utf-8")
    moved = told(lint(project))
    assert analysed == []
    assert moved == told(run(request_of(project)))
    analysed.clear()
    assert told(lint(project)) == moved
    assert analysed == []


OTHER = {
    "the statement": edited("DELETE FROM prices", "DELETE FROM quotes"),
    "quotes that are longer": edited('"DELETE FROM prices"', '"""DELETE FROM prices"""'),
    "a number that grows as the text does": edited("> 10:", "> 100:"),
    "a statement less": edited('    cur.execute("DELETE FROM prices")\n', ""),
    "a statement more": edited("    log.info", '    cur.execute("DROP TABLE a")\n    log.info'),
    "a name": LOAD.replace("def load(", "def reload(").replace(" load(cur", " reload(cur"),
    "an argument": edited('"quotes"', '"prices"'),
    "a decorator": edited("def main", "@cached\ndef main"),
    "an early return": edited("    log.info", "    if not rows:\n        return\n    log.info"),
    "a suppression": edited("    log.info", "    # ftc-lint: ignore[FTC110]\n    log.info"),
    "steps in another order": edited(
        '    cur.execute("CREATE TABLE prices_backup AS SELECT * FROM prices")\n'
        '    cur.execute("DELETE FROM prices")\n',
        '    cur.execute("DELETE FROM prices")\n'
        '    cur.execute("CREATE TABLE prices_backup AS SELECT * FROM prices")\n',
    ),
    "broken": LOAD + "def broken(:\n",
    "nothing left": "",
}


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER.keys())
def test_what_says_something_else_is_reasoned_over(
    project: Path, analysed: list[int], text: str
) -> None:
    lint(project)
    analysed.clear()
    (project / "shop" / "load.py").write_text(text)
    report = told(lint(project))
    assert len(analysed) == 1
    assert report == told(run(request_of(project)))


def test_places_in_other_files_findings_move_too(project: Path, analysed: list[int]) -> None:
    """The finding is in safety.py, the call that leads there in load.py."""
    before = lint(project)
    analysed.clear()
    (project / "shop" / "load.py").write_text("# first\n" + LOAD)
    after = lint(project)
    assert analysed == []
    related = [
        [place.span.start for finding in report.findings for place in finding.related
         if finding.span and finding.span.path != place.span.path == "shop/load.py"]
        for report in (before, after)
    ]  # fmt: skip
    assert related[0]
    assert related[1] == [start + len("# first\n") for start in related[0]]


def test_two_changed_files_are_reasoned_over(project: Path, analysed: list[int]) -> None:
    lint(project)
    analysed.clear()
    (project / "shop" / "load.py").write_text("# first\n" + LOAD)
    (project / "shop" / "safety.py").write_text("# first\n" + SAFETY)
    report = told(lint(project))
    assert len(analysed) == 1
    assert report == told(run(request_of(project)))


def test_a_file_whose_very_text_is_run_is_reasoned_over(project: Path, analysed: list[int]) -> None:
    (project / "reads.py").write_text("cur.execute(open('shop/safety.py').read())\n")
    lint(project)
    analysed.clear()
    (project / "shop" / "safety.py").write_text("# DELETE FROM x\n" + SAFETY)
    report = told(lint(project))
    assert len(analysed) == 1
    assert report == told(run(request_of(project)))


def test_without_the_facts_of_before_it_is_reasoned_over(
    project: Path, analysed: list[int]
) -> None:
    lint(project)
    for each in entries(project.parent / "cache", "facts"):
        each.unlink()
    analysed.clear()
    (project / "shop" / "load.py").write_text("# first\n" + LOAD)
    report = told(lint(project))
    assert len(analysed) == 1
    assert report == told(run(request_of(project)))


def test_a_fix_that_cannot_be_made_again_is_not_guessed(
    project: Path, analysed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_KINDS", {})
    monkeypatch.setattr(checking, "written", keeping.written)
    lint(project)
    analysed.clear()
    (project / "shop" / "load.py").write_text("# first\n" + LOAD)
    report = told(lint(project))
    assert len(analysed) == 1
    assert report == told(run(request_of(project)))


@pytest.mark.parametrize("entry", PROJECTS, ids=lambda e: e.relative_to(FIXTURES).as_posix())
def test_a_fixture_gives_the_same_after_its_files_have_moved(entry: Path, tmp_path: Path) -> None:
    project = copied(entry, tmp_path / "project")
    request = request_of(project, cache=str(tmp_path / "cache"))
    run(request)
    for path in sorted(project.rglob("*.py"))[:3]:
        path.write_bytes(b"# it moves\n\n" + path.read_bytes())
        assert told(run(request)) == told(run(request_of(project)))


LINES = ["# a comment\n", "\n", "log.info('x')\n", "y = 1\n", "cur.execute('DROP TABLE a')\n"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(
        st.tuples(st.booleans(), st.integers(0, 60), st.sampled_from([*LINES, None])),
        min_size=1,
        max_size=4,
    )
)
def test_after_any_edits_a_kept_run_says_what_a_fresh_one_says(
    edits: list[tuple[bool, int, str | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Lines go, and others come with the indentation of their neighbour, one edit at a time."""
    project = tmp_path_factory.mktemp("project")
    cache = str(tmp_path_factory.mktemp("cache"))
    texts = {"load.py": LOAD, "safety.py": SAFETY}
    (project / "shop").mkdir()
    (project / "schema.sql").write_text(SCHEMA)
    for name, text in texts.items():
        (project / "shop" / name).write_text(text)
    run(request_of(project, cache=cache))
    for in_load, number, line in edits:
        path = project / "shop" / ("load.py" if in_load else "safety.py")
        lines = path.read_text().splitlines(keepends=True)
        at = number % len(lines) if lines else 0
        if line is None:
            lines[at : at + 1] = []
        else:
            beside = lines[at] if lines else ""
            lines.insert(at, beside[: len(beside) - len(beside.lstrip(" "))] + line)
        path.write_text("".join(lines))
        assert told(run(request_of(project, cache=cache))) == told(run(request_of(project)))


# --- how places move -------------------------------------------------------------------------


def shift(tmp_path: Path, before: str, after: str) -> Shift | None:
    results = []
    for text in (before, after):
        (tmp_path / "a.py").write_text(text)
        sources = Sources(str(tmp_path))
        results.append(read_one(Task("a.py", len(text), None, ""), sources, Settings()))
    return shift_between(*results)


STATEMENT = 'cur.execute("DELETE FROM a")\n'


def test_a_stretch_within_what_moved_moves_along(tmp_path: Path) -> None:
    found = shift(tmp_path, "\n" + STATEMENT, "# x\n\n" + STATEMENT)
    assert found is not None
    assert found.span(Span("a.py", 14, 20)) == Span("a.py", 18, 24)
    assert found.span(Span("a.py", 0, 0)) == Span("a.py", 0, 0)
    assert found.span(Span("b.py", 13, 19)) == Span("b.py", 13, 19)


def test_where_the_edit_is_no_place_is_known(tmp_path: Path) -> None:
    found = shift(tmp_path, f"{STATEMENT}\n{STATEMENT}", f"{STATEMENT}# x\n{STATEMENT}")
    assert found is not None
    length = len(STATEMENT)
    assert found.span(Span("a.py", 13, 19)) == Span("a.py", 13, 19)
    assert found.span(Span("a.py", length + 14, length + 20)).start == length + 17
    for start, end in ((13, length + 20), (length, length), (0, 2 * length + 5)):
        with pytest.raises(UnplacedError):
            found.span(Span("a.py", start, end))


@pytest.mark.parametrize(
    "after",
    [
        pytest.param('cur.execute("DELETE FROM a" )\n', id="a stretch grew"),
        pytest.param('cur.execute( "DELETE FROM a")\n', id="a part of a stretch moved"),
        pytest.param('cur.execute("DELETE FROM b")\n', id="another text"),
    ],
)
def test_what_moved_in_parts_is_not_told(tmp_path: Path, after: str) -> None:
    assert shift(tmp_path, STATEMENT, after) is None
