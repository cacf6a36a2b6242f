"""What SQL texts say and what fixes come to is taken from the run before, and made anew where it
may be another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_cache_runs import entries, request_of, told

from ftc_lint.cache.parses import KeptParses
from ftc_lint.cache.plain import DamagedError
from ftc_lint.cache.store import Store
from ftc_lint.cache.table import Table
from ftc_lint.engine import run
from ftc_lint.fixes import append_frame
from ftc_lint.report import Report
from ftc_lint.sql import parse as sql

LOAD = """
import psycopg2


def wipe(cur, table):
    cur.execute(f"DELETE FROM {table}")
    cur.execute("TRUNCATE prices CASCADE; DROP TABLE quotes")


def store(frame, engine):
    frame.to_sql("prices", engine, if_exists="replace")


wipe(None, "prices")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    directory = tmp_path / "project"
    directory.mkdir()
    (directory / "load.py").write_text(LOAD)
    (directory / "other.py").write_text("import psycopg2\n")
    (directory / "schema.sql").write_text("CREATE TABLE prices (id int);\n")
    return directory


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are parsed."""
    found: list[str] = []
    parse = sql.parse

    def noting(text: str, *rest: Any) -> Any:
        found.append(text)
        return parse(text, *rest)

    monkeypatch.setattr(sql, "parse", noting)
    return found


@pytest.fixture
def mended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files in which a fix is made."""
    found: list[str] = []
    fix = append_frame.AppendFrame.fix

    def noting(self: Any, read: Any) -> Any:
        found.append(self.call.path)
        return fix(self, read)

    monkeypatch.setattr(append_frame.AppendFrame, "fix", noting)
    return found


def lint(project: Path, **changes: Any) -> Report:
    return run(request_of(project, cache=str(project.parent / "cache"), **changes))


def test_what_was_parsed_and_made_is_not_again(
    project: Path, parsed: list[str], mended: list[str]
) -> None:
    lint(project)
    assert mended == ["load.py"]
    (project / "other.py").write_text("import psycopg2\ncur.execute('DELETE FROM a')\n")
    parsed.clear()
    mended.clear()
    report = lint(project)
    assert parsed == ["DELETE FROM a"]
    assert mended == []
    assert told(report) == told(run(request_of(project)))


def test_a_fix_is_made_anew_where_its_text_has_changed(project: Path, mended: list[str]) -> None:
    lint(project)
    text = LOAD.replace('"replace"', "'replace'").replace("TRUNCATE prices", "TRUNCATE   a")
    (project / "load.py").write_text(text + "\ncur.execute('DELETE FROM b')\n")
    mended.clear()
    report = lint(project)
    assert mended == ["load.py"]
    assert told(report) == told(run(request_of(project)))


def test_what_is_not_asked_for_any_more_goes(project: Path) -> None:
    lint(project)
    (project / "load.py").write_text("import psycopg2\ncur.execute('DROP TABLE other')\n")
    lint(project)
    store = Store(str(project.parent / "cache"))
    (entry,) = entries(project.parent / "cache", "parses")
    content = store.read(entry.name)
    assert content is not None
    assert len(content.splitlines()) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"a\tb\nno key",
        b"\t",
        b"\xff\t\xff",
        b"KEY\tnull",
        b"KEY\t[3,[0]]",
        b"KEY\t[[],1]",
        b'KEY\t[{},["unsafe","m",[["a.py","0",1,"x"]]]]',
        b'KEY\t[{},["unsafe","m",[["",0,1,"x"]]]]',
        b'KEY\t[{},["unsafe",1,[]]]',
        b"KEY\t" + b"[" * 50_000,
    ],
)
@pytest.mark.parametrize("kind", ["parses", "fixes"])
def test_damaged_tables_are_made_again(project: Path, kind: str, content: bytes) -> None:
    """Also where the keys are those that are asked for."""
    lint(project)
    cache = project.parent / "cache"
    store = Store(str(cache))
    (entry,) = entries(cache, kind)
    kept = store.read(entry.name)
    assert kept is not None
    keys = [line.partition(b"\t")[0] for line in kept.splitlines()]
    forged = [content.replace(b"KEY", key) for key in keys] if b"KEY" in content else [content]
    store.write(entry.name, b"\n".join(forged))
    (project / "other.py").write_text("import psycopg2\ncur.execute('DELETE FROM a')\n")
    assert told(lint(project)) == told(run(request_of(project)))
    assert store.read(entry.name) != b"\n".join(forged)


def test_a_table_is_read_as_it_was_written() -> None:
    table = Table()
    assert not table.is_changed
    table.put("a", "1")
    table.put("b", "2")
    again = Table(table.encoded())
    assert again.get("a") == "1"
    assert again.get("c") is None
    assert again.is_changed, "b is not asked for"
    assert again.encoded() == b"a\t1"


def test_a_line_without_a_key_is_damaged() -> None:
    with pytest.raises(DamagedError):
        Table(b"a\t1\nb")


@pytest.mark.parametrize(
    "text", ["DELETE FROM a", "x \ud800", "", "GRANT; \0 EXECUTE 'DROP TABLE a'"]
)
def test_a_kept_text_says_the_same(text: str) -> None:
    table = Table()
    first = KeptParses(table)(text, "postgres")
    kept = Table(table.encoded())
    again = KeptParses(kept)
    assert again(text, "postgres") == first == sql.parse(text, "postgres")
    assert not kept.is_changed
    assert again(text, "mysql") == sql.parse(text, "mysql")
    assert kept.is_changed
