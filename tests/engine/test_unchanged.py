"""What is found stays the same where only comments, white space, line ends, a byte order mark or
the bounds of files change: in every example of every rule, and in scripts that are put together."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftc_lint.engine import run
from ftc_lint.registry import registry
from ftc_lint.rule import Rule
from ftc_lint.settings import Settings
from ftc_lint.sql.split import TextKind, split
from ftc_lint.testing import project, request_for

RULES = registry().rules

SAID = "/* said */"

Found = list[tuple[str, str, str, str]]
Change = Callable[[str, str], str]


def found(files: dict[str, bytes]) -> Found:
    """Code, severity, message and the words that are pointed at, in order."""
    with project(dict.fromkeys(files, "")) as directory:
        for name, data in files.items():
            with open(f"{directory}/{name}", "wb") as file:
                file.write(data)
        report = run(request_for(directory, Settings(), registry()))
        assert report.failures == ()
        told = []
        for finding in report.findings:
            words = ""
            if finding.span is not None:
                source = report.source(finding.span.path)
                assert source is not None
                words = source.text[finding.span.start : finding.span.end]
            words = " ".join(words.replace(SAID, "").split())
            message = re.sub(r"in line \d+", "in a line", finding.message)
            told.append((finding.code, finding.severity.value, message, words))
    return told


def with_comments(name: str, text: str) -> str:
    """A comment behind every line of Python, and between all words of SQL."""
    return _commented_python(text) if name.endswith(".py") else _between(text, f" {SAID} ")


def with_white_space(name: str, text: str) -> str:
    """Blanks at the ends of lines and blank lines in Python; more of it between words of SQL."""
    return _spaced_python(text) if name.endswith(".py") else _between(text, " \t  ")


def with_crlf(name: str, text: str) -> str:
    return text.replace("\n", "\r\n")


def with_mark(name: str, text: str) -> str:
    return "\ufeff" + text


CHANGES: list[Change] = [with_comments, with_white_space, with_crlf, with_mark]


def _line_ends(text: str) -> list[int]:
    """The rows of Python that end outside of a string, and without a comment."""
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    commented = {token.start[0] for token in tokens if token.type == tokenize.COMMENT}
    ends = [t.start[0] for t in tokens if t.type in (tokenize.NEWLINE, tokenize.NL) and t.line]
    return [row for row in ends if row not in commented]


def _commented_python(text: str) -> str:
    lines = text.splitlines(keepends=True)
    for row in _line_ends(text):
        if row <= len(lines) and lines[row - 1].strip():
            lines[row - 1] = lines[row - 1].rstrip("\n") + "  # said\n"
    return "# said first\n" + "".join(lines)


def _spaced_python(text: str) -> str:
    lines = text.splitlines(keepends=True)
    for row in _line_ends(text):
        if row <= len(lines):
            lines[row - 1] = lines[row - 1].rstrip("\n") + "  \n\n"
    return "\n" + "".join(lines)


def _between(text: str, more: str) -> str:
    """SQL with something more in the blanks between two tokens of a statement."""
    pieces, at = [], 0
    for part in split(text, ""):
        if part.kind is not TextKind.SQL:
            continue
        for left, right in zip(part.tokens, part.tokens[1:], strict=False):
            if text[left[2] : right[1]] == " ":
                pieces.append(text[at : left[2]] + more)
                at = right[1]
    return "".join(pieces) + text[at:]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_examples_of_the_rules(rule: Rule[Any], change: Change) -> None:
    for example in (*rule.bad, *rule.good):
        files = {
            name: text for name, text in example.files.items() if name.endswith((".py", ".sql"))
        }
        if not files or len(files) != len(example.files) or "\r" in "".join(files.values()):
            continue
        changed = {name: change(name, text) for name, text in files.items()}
        assert found(encoded(changed)) == found(encoded(files)), changed


def encoded(files: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}


STATEMENTS = st.sampled_from(
    [
        "TRUNCATE {t} CASCADE;",
        "DELETE FROM {t};",
        "DELETE FROM {t} WHERE id = 1;",
        "UPDATE {t} SET a = 'x; DROP TABLE no';",
        "DROP TABLE {t};",
        "ALTER TABLE {t} DROP COLUMN a;",
        "CREATE TABLE {t} (id int, p int REFERENCES other ON DELETE CASCADE);",
        "INSERT INTO {t} SELECT 1;",
        "-- DELETE FROM {t};",
        "/* TRUNCATE {t}; */",
        "DO $$ BEGIN DELETE FROM {t}; END $$;",
    ]
)


@settings(max_examples=40)
@given(st.lists(STATEMENTS, min_size=1, max_size=8), st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_a_script_in_one_file_or_in_many(shapes: list[str], line_end: str) -> None:
    """Each statement is about a table of its own, so that none depends on another."""
    statements = [shape.format(t=f"t{number}") for number, shape in enumerate(shapes)]
    one = found({"a.sql": line_end.join(statements).encode()})
    many = {f"{number}.sql": text.encode() for number, text in enumerate(statements)}
    assert found(many) == one


FUNCTIONS = st.sampled_from(
    [
        "def f{n}(cur):\n    cur.execute('DELETE FROM t{n}')\n",
        "def f{n}(cur, table):\n    cur.execute(f'TRUNCATE {{table}} CASCADE')\n",
        "def f{n}(cur):\n    sql = 'DROP TABLE '\n    sql += 't{n}'\n    cur.execute(sql)\n",
        "def f{n}(cur):\n    print('DELETE FROM t{n}')\n",
        "def f{n}(cur, dry_run=False):\n    cur.execute('DELETE FROM t{n}')\n",
        "class C{n}:\n    table = 't{n}'\n\n    def f(self, cur):\n"
        "        cur.execute('DELETE FROM ' + self.table)\n",
    ]
)


@settings(max_examples=40)
@given(st.lists(FUNCTIONS, min_size=1, max_size=6))
def test_a_module_in_one_file_or_in_many(shapes: list[str]) -> None:
    parts = [shape.format(n=number) for number, shape in enumerate(shapes)]
    head = "import psycopg2\n\n"
    one = found({"a.py": (head + "\n".join(parts)).encode()})
    many = {f"m{number}.py": (head + text).encode() for number, text in enumerate(parts)}
    assert found(many) == one
