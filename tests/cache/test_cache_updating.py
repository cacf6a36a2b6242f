"""One file has changed: what is said of it is worked out by itself, to the byte as with all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from histories import FIXED, History
from test_cache_runs import entries, request_of, told

from ftc_lint import updating
from ftc_lint.cache import bearings_entry
from ftc_lint.cache.plain import DamagedError
from ftc_lint.cache.store import Store
from ftc_lint.engine import run
from ftc_lint.project.bearings import Bearings, FileBearings
from ftc_lint.report import Report

HISTORIES = int(os.environ.get("FTC_TEST_HISTORIES", "12"))
EDITS = 10


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """For each run that tried it, whether a file was worked out by itself, or what went wrong."""
    found: list[object] = []
    updated = updating.updated

    def noting(*rest: Any) -> Any:
        try:
            done = updated(*rest)
        except Exception as error:
            found.append(error)
            raise
        found.append(done is not None)
        return done

    monkeypatch.setattr(updating, "updated", noting)
    return found


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_after_any_edits_a_kept_run_says_what_a_fresh_one_says(
    seed: int, tmp_path: Path, tried: list[object]
) -> None:
    project, cache = tmp_path / "project", str(tmp_path / "cache")
    project.mkdir()
    history = History(project, seed, jobs=3 + seed % 4, is_light=seed % 3 > 0)
    run(request_of(project, cache=cache))
    done: list[str] = []
    for _ in range(EDITS):
        done.append(history.edit())
        expected = told(run(request_of(project)))
        assert told(run(request_of(project, cache=cache))) == expected, done
    assert all(isinstance(each, bool) for each in tried)


# --- where it is, and where it is not ----------------------------------------------------------

JOB = """
from db import Database
from names import TABLE
from safety import quote


def load(db, table):
    db.execute_query(f"DELETE FROM {table}")
    db.execute_query("TRUNCATE listing_status CASCADE")


def main(dry_run=False):
    with Database("") as db:
        load(db, quote(TABLE))


if __name__ == "__main__":
    main()
"""
OTHER = """
from db import Database


def clear(db, names):
    for name in names:
        db.execute_query(f"DELETE FROM {name}")


def note(db):
    db.execute_query("SELECT 1")
"""
MORE = 'Database("").execute_query("DELETE FROM quotes")\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    directory = tmp_path / "project"
    directory.mkdir()
    for name, text in {**FIXED, "job.py": JOB, "other.py": OTHER}.items():
        (directory / name).write_text(text)
    return directory


def lint(project: Path, **changes: Any) -> Report:
    return run(request_of(project, cache=str(project.parent / "cache"), **changes))


def after(project: Path, name: str, text: str) -> object:
    """What both kinds of runs say after a file was written; they say the same."""
    (project / name).write_text(text)
    report = told(lint(project))
    assert report == told(run(request_of(project)))
    return report


def in_job(old: str, new: str) -> str:
    assert JOB.count(old) == 1
    return JOB.replace(old, new)


def in_main(statement: str) -> str:
    """The job with one more statement before the call of `load`."""
    return in_job("        load(", f"        {statement}\n        load(")


APART = {
    "an operation more": JOB + MORE,
    "an operation above": in_job("def load", MORE + "\n\ndef load"),
    "in a function": in_job("listing_status CASCADE", "prices"),
    "an operation less": in_job('    db.execute_query("TRUNCATE listing_status CASCADE")\n', ""),
    "a condition": in_main("if dry_run:\n            return"),
    "nothing that can be seen": in_job("quote(TABLE)", "unknown()"),
}  # fmt: skip


@pytest.mark.parametrize("text", APART.values(), ids=APART.keys())
def test_a_file_that_stands_apart_is_worked_out_by_itself(
    project: Path, tried: list[object], text: str
) -> None:
    first = told(lint(project))
    assert after(project, "job.py", text) != first
    assert tried == [True]
    after(project, "other.py", OTHER + MORE)
    assert tried == [True, True], "the bearings of before are kept"
    assert after(project, "job.py", JOB) != first
    assert after(project, "other.py", OTHER) == first
    assert all(isinstance(each, bool) for each in tried)


WITH_ALL = {
    "a function": JOB + "\n\ndef more(db):\n    db.execute_query('DELETE FROM items')\n",
    "a parameter": in_job("def load(db, table)", "def load(db, table, name=None)"),
    "a constant": JOB + '\nNAME = "prices"\n' + MORE,
    "an import": JOB + "\nimport other\n" + MORE,
    "a class": JOB + "\n\nclass Loader:\n    table = 'prices'\n\n\n" + MORE,
    "a table": JOB + MORE.replace("DELETE FROM quotes", "CREATE TABLE a (id int)"),
    "a helper that deletes": in_job("import quote", "import quote, safe_delete").replace(
        "load(db, quote(TABLE))", 'safe_delete(db, "quotes")'
    ),
    "the first call of a helper": in_main("db.read_rows(TABLE)"),
    "a function of another file, handed on": in_main("register(quote)"),
    "a suppression": JOB + MORE.rstrip() + "  # ftc-lint: ignore[FTC102] meant\n",
    "a recursion": in_job("{table}\")", "{table}\")\n    load(db, 'items')"),
    "broken code": JOB + "def (:\n" + MORE,
}  # fmt: skip


@pytest.mark.parametrize("text", WITH_ALL.values(), ids=WITH_ALL.keys())
def test_what_others_may_see_is_worked_out_with_all(
    project: Path, tried: list[object], text: str
) -> None:
    lint(project)
    after(project, "job.py", text)
    assert True not in tried
    after(project, "job.py", JOB)
    assert all(isinstance(each, bool) for each in tried)


USERS: dict[str, str] = {
    "a caller": "import job\nimport db\n\n\ndef go(db):\n    job.load(db, 'orders')\n",
    "an heir": "from other import clear\nimport job\n\njob.main()\nclear(None, [])\n",
    "a guess": "def go(it):\n    it.store.wipe_everything('prices')\n",
}


@pytest.mark.parametrize("user", USERS.values(), ids=USERS.keys())
def test_what_others_look_into_is_worked_out_with_all(
    project: Path, tried: list[object], user: str
) -> None:
    text = JOB + (
        "\n\nclass Store:\n    def wipe_everything(self, name):\n"
        "        Database('').execute_query(f'DELETE FROM {name}')\n"
    )
    (project / "job.py").write_text(text)
    (project / "user.py").write_text(user)
    lint(project)
    after(project, "job.py", text + MORE)
    assert True not in tried


def test_a_file_whose_very_text_is_run_is_worked_out_with_all(
    project: Path, tried: list[object]
) -> None:
    (project / "runs.py").write_text(
        "import psycopg2\n\npsycopg2.connect('').cursor().execute(open('job.py').read())\n"
    )
    lint(project)
    after(project, "job.py", JOB + MORE)
    assert tried == [False]


def test_the_only_caller_of_a_function_is_worked_out_with_all(
    project: Path, tried: list[object]
) -> None:
    """Whether something calls it decides whether a flow begins there."""
    (project / "helper.py").write_text(
        "from db import Database\n\n\ndef read_all(db, name):\n"
        "    db.execute_query(f'SELECT * FROM {name}')\n"
    )
    calling = in_job("import quote", "import quote\nfrom helper import read_all").replace(
        "load(db, quote(TABLE))", "read_all(db, TABLE)"
    )
    (project / "job.py").write_text(calling)
    lint(project)
    after(project, "job.py", calling.replace("read_all(db, TABLE)", "load(db, TABLE)"))
    assert True not in tried
    after(project, "job.py", calling)
    assert True not in tried
    (project / "user.py").write_text(
        "from db import Database\nfrom helper import read_all\n\nread_all(Database(''), 'a')\n"
    )
    lint(project)
    after(project, "job.py", calling.replace("read_all(db, TABLE)", "load(db, TABLE)"))
    assert tried[-1] is True, "somebody else calls it as well"


def test_a_file_that_only_moved_keeps_the_bearings(project: Path, tried: list[object]) -> None:
    lint(project)
    after(project, "job.py", "# moved\n" + JOB)
    assert tried == []
    after(project, "other.py", OTHER + MORE)
    assert tried == [True]


def test_a_new_foreign_key_is_worked_out_with_all(project: Path, tried: list[object]) -> None:
    lint(project)
    after(project, "schema.sql", FIXED["schema.sql"].replace("RESTRICT", "CASCADE"))
    assert tried == []
    after(project, "job.py", JOB + MORE)
    assert tried == [True]


def test_nothing_that_was_parsed_is_forgotten(project: Path) -> None:
    lint(project)
    cache = project.parent / "cache"
    (entry,) = entries(cache, "parses")
    before = len(Store(str(cache)).read(entry.name) or b"")
    after(project, "job.py", JOB + MORE)
    assert len(Store(str(cache)).read(entry.name) or b"") > before


# --- bearings as they are kept -----------------------------------------------------------------


def garbled(content: bytes) -> bytes:
    return content.replace(b'"job.py":[[', b'"job.py":[{', 1)


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"null",
        lambda _: b"[true,[],{}]",
        lambda _: b"[false,[],{}]",
        lambda _: b"[false,[[2,0,1]],{}]",
        lambda _: b"[false,[1],{}]",
        lambda _: b'[false,[],{"job.py":[]}]',
        lambda _: b'[false,[],{"job.py":[[],[],[],[],"1",false,false]}]',
        lambda _: b"[" * 50_000,
        garbled,
    ],
)
def test_damaged_bearings_are_taken_anew(
    project: Path, tried: list[object], damage: Callable[[bytes], bytes]
) -> None:
    lint(project)
    store = Store(str(project.parent / "cache"))
    (entry,) = entries(project.parent / "cache", "bearings")
    content = store.read(entry.name)
    assert content is not None
    store.write(entry.name, damage(content))
    after(project, "job.py", JOB + MORE)
    assert tried == [False]
    after(project, "job.py", JOB + MORE + MORE)
    assert tried == [False, True]


def test_bearings_come_back() -> None:
    every = FileBearings(
        frozenset({"a"}),
        frozenset({("b.py", "f", 3)}),
        frozenset({"c"}),
        frozenset({"", "g"}),
        7,
        True,
        False,
    )
    bearings = Bearings({"x.py": every, "y.py": FileBearings()}, (), True)
    assert bearings_entry.decoded(bearings_entry.encoded(bearings)) == bearings
    with pytest.raises(DamagedError):
        bearings_entry.decoded(b"[]")


def test_places_in_a_file_that_moves() -> None:
    calling = FileBearings(calls=frozenset({("b.py", "f", 3)}))
    files = {"a.py": calling, "b.py": FileBearings(), "c.py": FileBearings(weighs=True)}
    content = bearings_entry.encoded(Bearings(files))
    found = [bearings_entry.names_places_in(content, path) for path in (*files, "d.py")]
    assert found == [False, True, True, True]
