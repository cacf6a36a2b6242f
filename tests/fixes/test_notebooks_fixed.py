"""Fixes in notebooks: the code changes, the file's format stays."""

from __future__ import annotations

import json

from .mended_project import mend

CODES = ("FTC101", "FTC301", "FTC401", "FTC901")


def notebook(*lines: str, indent: int = 1) -> str:
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"größe": "表"},
        "outputs": [],
        "source": [f"{line}\n" for line in lines[:-1]] + list(lines[-1:]),
    }
    document = {
        "cells": [cell],
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=indent, ensure_ascii=False) + "\n"


def code(text: str) -> str:
    return "".join(json.loads(text)["cells"][0]["source"])


def after(text: str) -> str:
    result = mend({"a.ipynb": text}, CODES)
    assert result.notes == ()
    changed = result.files["a.ipynb"].after.decode()
    assert mend({"a.ipynb": changed}, CODES).files == {}
    return changed


def test_a_word_in_a_string() -> None:
    line = 'db.execute("CREATE TABLE \\"ü\\" (a int REFERENCES b ON DELETE CASCADE)")'
    text = notebook("import psycopg", "db = psycopg.connect()", line, indent=4)
    assert after(text) == text.replace("CASCADE", "RESTRICT")


def test_a_comment() -> None:
    text = notebook("x = 1  # noqa: FTC101", "# ftc-lint: ignore[FTC101] why", 'y = "\\t"')
    assert code(after(text)) == 'x = 1\ny = "\\t"'


def test_a_dry_run() -> None:
    text = notebook(
        "import psycopg", "", "def etl(url):", '    psycopg.connect(url).execute("DELETE FROM t")'
    )
    assert code(after(text)) == (
        "import psycopg\n\ndef etl(url, dry_run=False):\n    if dry_run:\n"
        '        print("DRY RUN: nothing is changed. A real run deletes from t.")\n'
        '        return\n    psycopg.connect(url).execute("DELETE FROM t")'
    )
