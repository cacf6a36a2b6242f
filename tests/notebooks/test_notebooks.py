"""SQL in Jupyter notebooks: in Python cells, in magics, in commands for the shell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftc_lint.cli import main
from ftc_lint.magics.foreign import foreign_code
from ftc_lint.notebooks.cells import NotebookError, read_cells
from ftc_lint.notebooks.source import notebook_source
from ftc_lint.text import Source, Span
from notebooks.notebooks import code, markdown, notebook

CONNECT = "import psycopg\ncon = psycopg.connect('')\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def operations(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], *options: str
) -> list[dict[str, Any]]:
    (tmp_path / "n.ipynb").write_text(text, encoding="utf-8")
    path = str(tmp_path / "n.ipynb")
    arguments = ["--isolated", "--show-operations", "--output-format", "json", *options, path]
    assert main(arguments) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["operations"]
    return found


def told(found: list[dict[str, Any]]) -> list[tuple[str, str, int, int, int]]:
    return [
        (o["kind"], ",".join(o["tables"]), o["cell"], o["location"]["row"], o["location"]["column"])
        for o in found
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            [markdown("DROP TABLE a"), CONNECT, 'con.execute("TRUNCATE prices")'],
            ("truncate", "prices", 3, 1, 14),
        ),
        (["%%sql\nDELETE FROM prices"], ("delete", "prices", 1, 2, 1)),
        (["%%sql postgresql://u@h/d\n\nDELETE FROM prices"], ("delete", "prices", 1, 3, 1)),
        (["%%sql $DSN\nDELETE FROM prices"], ("delete", "prices", 1, 2, 1)),
        (["%%sql --persist x\nDELETE FROM prices"], ("delete", "prices", 1, 2, 1)),
        (["%%sql result <<\nDELETE FROM prices"], ("delete", "prices", 1, 2, 1)),
        (["%%sql DELETE FROM prices"], ("delete", "prices", 1, 1, 7)),
        (["%%bigquery df --project p\nDROP TABLE d.t"], ("drop-table", "d.t", 1, 2, 1)),
        (["%sql DELETE FROM prices"], ("delete", "prices", 1, 1, 6)),
        (["x = 1\nr = %sql DELETE FROM prices\n"], ("delete", "prices", 1, 2, 10)),
        (["if x:\n    %sql DELETE FROM prices\n"], ("delete", "prices", 1, 2, 10)),
        (["%sql DELETE \\\n  FROM prices\n"], ("delete", "prices", 1, 1, 6)),
        (["%sql\nDELETE FROM prices\n"], ("delete", "prices", 1, 2, 1)),
        (["table = 'prices'\n", "%sql DELETE FROM {table}"], ("delete", "prices", 2, 1, 6)),
        (["t = 'prices'\n%sql DELETE FROM {{t}}"], ("delete", "prices", 1, 2, 6)),
        (["t = 'prices'\n%sql DELETE FROM $t"], ("delete", "prices", 1, 2, 6)),
        (["%sql DELETE FROM {unknown}"], ("delete", "{unknown}", 1, 1, 6)),
        (["%%bash\npsql -c 'DROP TABLE a'"], ("drop-table", "a", 1, 2, 10)),
        (["%%script bash\npsql <<EOF\nDROP TABLE a;\nEOF\n"], ("drop-table", "a", 1, 3, 1)),
        (["!psql -c 'DROP TABLE a'"], ("drop-table", "a", 1, 1, 11)),
        (["t = 'a'\n!psql -c \"DROP TABLE $t\""], ("drop-table", "a", 1, 2, 11)),
        ([CONNECT + "%time con.execute('DROP TABLE a')"], ("drop-table", "a", 1, 3, 20)),
        (["%%time\n" + CONNECT + "con.execute('DROP TABLE a')"], ("drop-table", "a", 1, 4, 14)),
        ([code("DROP TABLE a", vscode={"languageId": "sql"})], ("drop-table", "a", 1, 1, 1)),
        ([code("DROP TABLE a", deepnote_cell_type="sql")], ("drop-table", "a", 1, 1, 1)),
    ],
)
def test_found_at_its_cell(
    cells: list[Any],
    expected: tuple[str, str, int, int, int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert told(operations(notebook(*cells), tmp_path, capsys)) == [expected]


@pytest.mark.parametrize(
    "cells",
    [
        [markdown("%%sql\nDROP TABLE a")],
        ["%%html\n<b>DROP TABLE a</b>\n"],
        ["%%writefile wipe.sql\nDROP TABLE a;\n"],
        ["print('%sql DROP TABLE a')\n"],
        ["# %sql DROP TABLE a\n"],
        ['"""\n%sql DROP TABLE a\n"""\n'],
        ["!echo 'DROP TABLE a'\n"],
        ["y = ('%s'\n  %sql)\n"],
    ],
)
def test_only_mentioned(
    cells: list[Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert operations(notebook(*cells), tmp_path, capsys) == []


def test_cells_are_one_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = notebook(
        CONNECT,
        "%sql CREATE TABLE prices_backup AS SELECT * FROM prices",
        'con.execute("DELETE FROM prices")',
    )
    found = operations(text, tmp_path, capsys)
    assert [o["backup"] for o in found if o["kind"] == "delete"] == ["before"]


def test_the_connection_tells_the_dialect(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = operations(notebook("%%sql mysql+pymysql://u@h/d\nDELETE FROM `a b`"), tmp_path, capsys)
    assert found[0]["tables"] == ["a b"]


@pytest.mark.parametrize("language", ["r", "julia", "scala"])
def test_another_kernel(language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert operations(notebook("DROP TABLE a", language=language), tmp_path, capsys) == []


def test_a_kernel_of_sql(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = operations(notebook("DROP TABLE a", language="SQL"), tmp_path, capsys)
    assert told(found) == [("drop-table", "a", 1, 1, 1)]


def test_version_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cell = {"cell_type": "code", "input": ["%sql DROP TABLE a"], "language": "python"}
    text = json.dumps({"worksheets": [{"cells": [cell]}], "nbformat": 3, "metadata": {}})
    assert told(operations(text, tmp_path, capsys)) == [("drop-table", "a", 1, 1, 6)]


def lint(tmp_path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert main(["--isolated", *more, "n.ipynb"]) == 1
    return capsys.readouterr().out


def test_people_are_told_the_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "n.ipynb").write_text(notebook("x = 1\n", "y = 2\n%sql TRUNCATE a CASCADE"))
    out = lint(tmp_path, capsys, "--output-format", "concise")
    assert out.startswith("n.ipynb:cell 2:2:6: FTC101 [error] ")
    out = lint(tmp_path, capsys, "--output-format", "full")
    assert "  --> n.ipynb:cell 2:2:6\n  2 | %sql TRUNCATE a CASCADE\n" in out


def test_programs_are_told_the_place_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "n.ipynb").write_text(notebook('s = "é\\""\n', "x = 1\n%sql TRUNCATE a CASCADE"))
    lines = (tmp_path / "n.ipynb").read_text().splitlines()
    row = next(i for i, line in enumerate(lines, 1) if "TRUNCATE" in line)
    out = lint(tmp_path, capsys, "--output-format", "sarif")
    region = json.loads(out)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region["startLine"] == row
    start, end = region["startColumn"] - 1, region["endColumn"] - 1
    assert lines[row - 1][start:end] == "TRUNCATE"
    assert f"line={row}," in lint(tmp_path, capsys, "--output-format", "github")


@pytest.mark.parametrize(
    "cell",
    [
        "%sql DROP TABLE a  -- ftc-lint: ignore[FTC104] rebuilt\n",
        "%%sql\n-- ftc-lint: ignore[FTC104] rebuilt\nDROP TABLE a\n",
        "# ftc-lint: ignore[FTC104] rebuilt\n!psql -c 'DROP TABLE a'\n",
    ],
)
def test_suppressions(cell: str, tmp_path: Path) -> None:
    (tmp_path / "n.ipynb").write_text(notebook(cell))
    assert main(["--isolated", "n.ipynb"]) == 0


def test_a_notebook_calls_the_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "safety.py").write_text(
        'def wipe(con, table):\n    con.execute(f"DELETE FROM {table}")\n'
    )
    (tmp_path / "n.ipynb").write_text(
        notebook(CONNECT, "import safety\nsafety.wipe(con, 'prices')")
    )
    main(["--isolated", "--output-format", "json"])
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["tables"] == ["prices"]
    assert [r["filename"] for r in finding["related"]] == ["n.ipynb"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"cells": 1}', '{"cells": [{"source": 1}]}', '{"cells": [}', "\0",
     '{"cells": []} x', '{"cells": [{"cell_type": "code", "source": ["%sql DROP TABLE a'],
)  # fmt: skip
def test_what_is_no_notebook(text: str) -> None:
    with pytest.raises(NotebookError):
        read_cells(text)


def test_broken_json_is_said_and_its_strings_are_scanned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "n.ipynb").write_text(notebook("%sql DROP TABLE a\n", "x = 1")[:-20])
    assert main(["--isolated", "n.ipynb"]) == 1
    out = capsys.readouterr().out
    assert "FTC900" in out
    assert "it is no valid notebook" in out


SOURCES = st.lists(st.text(max_size=40), max_size=5)


@given(SOURCES, st.booleans(), st.data())
def test_every_stretch_is_known_in_the_file(
    sources: list[str], ascii: bool, data: st.DataObject
) -> None:
    sources = [s.encode("utf-8", "ignore").decode() for s in sources]
    made = notebook_source(Source("n.ipynb", notebook(*sources, ascii=ascii)))
    start = data.draw(st.integers(0, len(made.text)))
    end = data.draw(st.integers(start, min(len(made.text), start + 3)))
    wanted = made.text[start:end]
    file, span = made.in_file(Span("n.ipynb", start, end))
    raw = file.text[span.start : span.end]
    is_one_line = "\n" not in wanted and len(wanted.splitlines()) == 1  # so is it one JSON string
    if is_one_line and made.cell(start) == made.cell(end - 1):
        assert json.loads(f'"{raw}"') == wanted


@given(SOURCES)
def test_offsets_stay(sources: list[str]) -> None:
    made = notebook_source(Source("n.ipynb", notebook(*sources)))
    python, foreign = foreign_code(made)
    assert len(python) == len(made.text)
    for each in foreign:
        assert 0 <= each.at <= each.start <= each.end <= len(made.text)


PIECES = (
    "%%sql\n", "%sql ", "DROP TABLE a\n", "!", "psql -c 'DROP TABLE a'\n", "x = ", "(", ")", "'''",
    '"', "#", "\\\n", "\n", "%%bash\n", "{x}", "$x ", "?", "if x:\n    ",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES)))
def test_any_mix_is_read(parts: list[str]) -> None:
    from ftc_lint.magics.read import read_notebook
    from ftc_lint.settings import Settings

    read_notebook(notebook_source(Source("n.ipynb", notebook("".join(parts)))), Settings())
