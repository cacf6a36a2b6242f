"""--since reports exactly the difference between the two full runs, whatever was edited.

The difference is worked out here from the JSON of two runs on plain directories, by what the
documentation says: a finding is known if the merge base has one of the same rule on the same
statement and tables, in the same file (or one that is gone), that is no quieter, reaches no less
and has no better a backup; each of the merge base's stands for one of today's.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ftc_lint.cli import main

Tree = dict[str, tuple[str, ...]]

BACKUP = "CREATE TABLE prices_backup AS SELECT * FROM prices;"
SQL = (
    "TRUNCATE prices CASCADE;",
    "DELETE FROM users;",
    "DELETE FROM users WHERE id = 1;",
    "DELETE FROM orders;",
    "DROP TABLE orders;",
    "UPDATE users SET name = '';",
    "SELECT 1;",
    BACKUP,
    "-- ftc-lint: ignore[FTC101, FTC201, FTC303] meant",
    "DROP TABLE orders; -- ftc-lint: ignore[FTC104] meant",
    "DELETE FROM users; -- ftc-lint: ignore[FTC201] meant",
)
PYTHON = (
    "import psycopg",
    "def a(connection: psycopg.Connection) -> None:",
    '    connection.execute("TRUNCATE prices CASCADE")',
    '    connection.execute("DELETE FROM users")',
    '    connection.execute("DELETE FROM orders")  # ftc-lint: ignore[FTC201] meant',
    '    connection.execute("CREATE TABLE orders_backup AS SELECT * FROM orders")',
    "    # a remark",
)
ACTIONS = st.sampled_from(["", " ON DELETE CASCADE", " ON DELETE RESTRICT"])
NAMES = ("d.py", "b.sql", "sub/c.sql", "tests/e.sql", "a.sql", "new/f.sql")


def schema(actions: tuple[str, str]) -> tuple[str, ...]:
    return (
        "CREATE TABLE users (id int PRIMARY KEY, name text);",
        "CREATE TABLE prices (id int PRIMARY KEY);",
        f"CREATE TABLE orders (user_id int REFERENCES users (id){actions[0]}, id int PRIMARY KEY);",
        f"CREATE TABLE items (order_id int REFERENCES orders (id){actions[1]});",
    )


SCHEMAS = st.tuples(ACTIONS, ACTIONS).map(schema)


def lines(name: str) -> st.SearchStrategy[tuple[str, ...]]:
    if name.endswith(".py"):
        bodies = st.lists(st.sampled_from(PYTHON[2:]), min_size=1, max_size=4)
        return bodies.map(lambda body: (*PYTHON[:2], *body))
    return st.lists(st.sampled_from(SQL), max_size=5).map(tuple)


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    names = draw(st.lists(st.sampled_from(NAMES[:5]), unique=True, min_size=1, max_size=4))
    hazards = draw(st.lists(st.sampled_from(SQL[:4]), min_size=1, max_size=3))
    first = (BACKUP, *hazards) if draw(st.booleans()) else tuple(hazards)
    rest = {name: draw(lines(name)) for name in names}
    return {"schema.sql": draw(SCHEMAS), **rest, draw(st.sampled_from(NAMES[3:5])): first}


EDITS = ("schema", "schema", "backup", "backup", "rename", "rename", "add", "remove", "swap",
         "new", "drop")  # fmt: skip


@st.composite
def edited(draw: st.DrawFn, tree: Tree) -> Tree:
    """The tree after a few edits."""
    tree = dict(tree)
    for _ in range(draw(st.integers(0, 4))):
        edit = draw(st.sampled_from(EDITS))
        name = draw(st.sampled_from(sorted(tree)))
        text = tree[name]
        if edit == "schema":
            tree["schema.sql"] = draw(SCHEMAS)
        elif edit == "new":
            name = draw(st.sampled_from(NAMES))
            tree[name] = draw(lines(name))
        elif edit == "rename":
            new = draw(st.sampled_from(NAMES))
            if name != "schema.sql" and new.endswith(name[-3:]):
                tree[new] = tree.pop(name)
        elif edit == "drop" and len(tree) > 2 and name != "schema.sql":
            del tree[name]
        elif name != "schema.sql" and text:
            tree[name] = _with_other_lines(draw, edit, name, text)
    return tree


def _with_other_lines(
    draw: st.DrawFn, edit: str, name: str, text: tuple[str, ...]
) -> tuple[str, ...]:
    first = 2 if name.endswith(".py") else 0
    pool = PYTHON[2:] if first else SQL
    at = draw(st.integers(first, max(first, len(text) - 1)))
    if edit == "backup" and not first:
        return text[1:] if text[0] == BACKUP else (BACKUP, *text)
    if edit == "add":
        return (*text[:at], draw(st.sampled_from(pool)), *text[at:])
    if edit == "remove" and len(text) > first + 1:
        return (*text[:at], *text[at + 1 :])
    if edit == "swap" and at + 1 < len(text):
        return (*text[:at], text[at + 1], text[at], *text[at + 2 :])
    return text


# --- running ---------------------------------------------------------------------------------


@contextmanager
def inside(directory: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(directory)
    try:
        yield
    finally:
        os.chdir(before)


def put(directory: Path, tree: Tree) -> None:
    for path in sorted(directory.rglob("*.*")):
        if path.is_file() and ".git" not in path.relative_to(directory).parts:
            path.unlink()
    for name, text in {"ftc-lint.toml": (), **tree}.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in text))


def asked(directory: Path, output: Path, *options: str) -> dict[str, Any]:
    with inside(directory):
        status = main([*options, "--output-format", "json", "--output-file", str(output)])
    assert status in (0, 1)
    return json.loads(output.read_text())


# --- the difference --------------------------------------------------------------------------

RANKS = ("info", "warning", "error")
WORST_FIRST = ("none", "other-table", "after", "some-paths", "unknown", "before", "restore",
               "scratch", None)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """A finding as the definition sees it."""

    path: str
    rule: str
    text: str
    tables: tuple[str, ...]
    rank: int
    reaches: frozenset[str]
    backup: int

    def covers(self, later: Known, today: Tree) -> bool:
        return (
            (self.rule, self.text, self.tables) == (later.rule, later.text, later.tables)
            and (self.path == later.path or self.path not in today)
            and self.rank >= later.rank
            and self.reaches >= later.reaches
            and self.backup <= later.backup
        )


def known(report: dict[str, Any], operations: dict[str, Any], tree: Tree) -> list[Known]:
    backups: dict[str, int] = {}
    for operation in operations["operations"]:
        place = f"{operation['filename']} {operation['location']}"
        rank = WORST_FIRST.index(operation["backup"])
        backups[place] = min(rank, backups.get(place, len(WORST_FIRST)))
    return [
        Known(
            path=f["filename"],
            rule=f["code"],
            text=statement(f, tree[f["filename"]]),
            tables=tuple(f["tables"]),
            rank=RANKS.index(f["severity"]),
            reaches=frozenset(reached(f["blast_radius"])),
            backup=backups.get(f"{f['filename']} {f['location']}", WORST_FIRST.index(None)),
        )
        for f in report["findings"]
    ]


def statement(finding: Mapping[str, Any], text: tuple[str, ...]) -> str:
    """Every statement of these trees is on one line, and ends in a semicolon or a quote."""
    start, end = finding["location"], finding["end_location"]
    line = text[start["row"] - 1]
    if finding["code"].startswith(("FTC301", "FTC302", "FTC304", "FTC9")):
        return line[start["column"] - 1 : end["column"] - 1]
    return line[start["column"] - 1 :].partition(";")[0].partition('")')[0]


def reached(radius: Mapping[str, Any] | None) -> set[str]:
    waiting = [child for root in (radius or {"roots": []})["roots"] for child in root["children"]]
    found = set()
    while waiting:
        node = waiting.pop()
        found.add(node["table"])
        waiting += node["children"]
    return found - {root["table"] for root in (radius or {"roots": []})["roots"]}


def pairs(before: list[Known], now: list[Known], today: Tree) -> int:
    """The most pairs there can be."""
    taken: dict[int, int] = {}

    def place(index: int, tried: set[int]) -> bool:
        for candidate, earlier in enumerate(before):
            if candidate not in tried and earlier.covers(now[index], today):
                tried.add(candidate)
                if candidate not in taken or place(taken[candidate], tried):
                    taken[candidate] = index
                    return True
        return False

    return sum(place(index, set()) for index in range(len(now)))


def told(finding: dict[str, Any]) -> str:
    return json.dumps(finding, sort_keys=True)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_since_is_the_difference_of_two_full_runs(data: st.DataObject) -> None:
    base = data.draw(trees())
    committed = data.draw(edited(base))
    today = data.draw(edited(committed))
    with tempfile.TemporaryDirectory() as temporary:
        top = Path(os.path.realpath(temporary))
        reports = {}
        for name, tree in (("base", base), ("today", today)):
            (top / name).mkdir()
            put(top / name, tree)
            report = asked(top / name, top / "out.json")
            operations = asked(top / name, top / "out.json", "--show-operations")
            reports[name] = (report, known(report, operations, tree))
        repository(top / "repository", base, committed, today)
        since = asked(top / "repository", top / "out.json", "--since", "main")

    (_, before), (full, now) = reports["base"], reports["today"]
    assert since["unchecked"] == full["unchecked"]
    all_of_today = [told(finding) for finding in full["findings"]]
    new = Counter(told(finding) for finding in since["findings"])
    assert new <= Counter(all_of_today)
    assert len(since["findings"]) == len(now) - pairs(before, now, today)
    rest = []
    for finding, each in zip(all_of_today, now, strict=True):
        if new[finding]:
            new[finding] -= 1
        else:
            rest.append(each)
    assert pairs(before, rest, today) == len(rest)


def repository(directory: Path, base: Tree, committed: Tree, today: Tree) -> None:
    """The base on `main`, the rest on a branch, the last edits not committed."""
    directory.mkdir()
    environment = {name: value for name, value in os.environ.items() if name[:4] != "GIT_"}
    environment |= {f"GIT_{role}_{what}": "a" for role in ("AUTHOR", "COMMITTER")
                    for what in ("NAME", "EMAIL")}  # fmt: skip
    environment["GIT_CONFIG_GLOBAL"] = os.devnull

    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=directory, env=environment, check=True)

    git("init", "-q", "-b", "main")
    for tree in (base, committed):
        put(directory, tree)
        git("add", "-A")
        git("commit", "-qm", "x", "--allow-empty")
        if tree is base:
            git("checkout", "-qb", "topic")
    put(directory, today)
