"""The directory of entries: whole or not at all, bounded, and never believed without a look."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ftc_lint.cache import facts_entry, files_entry, outcome_entry, statuses_entry
from ftc_lint.cache.plain import DamagedError
from ftc_lint.cache.store import Store
from ftc_lint.findings import (
    BlastRadius,
    Blocked,
    Edit,
    Finding,
    Fix,
    Reached,
    Related,
    Remedy,
    Severity,
)
from ftc_lint.outcome import Outcome
from ftc_lint.settings import Settings
from ftc_lint.text import Span
from ftc_lint.unchecked import Cause, Unchecked

NAME = "facts-" + "0" * 32
OTHER = "outcome-" + "1" * 32


def test_an_entry_is_read_as_it_was_written(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "cache"))
    assert store.read(NAME) is None
    store.write(NAME, b"one\ntwo\0")
    assert (store.read(NAME), store.problem, store.wrote) == (b"one\ntwo\0", None, True)
    assert sorted(os.listdir(tmp_path / "cache")) == [".gitignore", NAME]


@pytest.mark.parametrize("cut", [0, 1, 20, 60, -1])
def test_a_truncated_entry_is_none(tmp_path: Path, cut: int) -> None:
    store = Store(str(tmp_path))
    store.write(NAME, b"what it says")
    path = tmp_path / NAME
    path.write_bytes(path.read_bytes()[:cut])
    assert store.read(NAME) is None


def test_a_changed_entry_is_none(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.write(NAME, b"what it says")
    path = tmp_path / NAME
    path.write_bytes(path.read_bytes().replace(b"says", b"sais"))
    assert store.read(NAME) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_something_that_is_no_file_is_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / NAME)
    (tmp_path / OTHER).mkdir()
    assert Store(str(tmp_path)).read(NAME) is None
    assert Store(str(tmp_path)).read(OTHER) is None


def test_what_cannot_be_written_is_told_and_not_tried_again(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    store = Store(str(tmp_path / "cache" / "below"))
    store.write(NAME, b"x")
    assert store.problem in ("Not a directory", "File exists")
    assert not store.wrote


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    """A real full file system is hard to come by: a limit on file sizes fails like one."""
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "from ftc_lint.cache.store import Store\n"
        f"store = Store({str(tmp_path)!r})\n"
        f"store.write({NAME!r}, b'x' * 5000)\n"
        "print(store.problem)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "File too large\n"
    assert list(tmp_path.iterdir()) == []


def test_the_oldest_entries_go_first(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    names = [f"facts-{number:032x}" for number in range(4)]
    for age, name in enumerate(reversed(names)):
        store.write(name, b"x" * 1000)
        os.utime(tmp_path / name, (time.time() - age * 100,) * 2)
    store.evict(most_bytes=2500)
    assert sorted(os.listdir(tmp_path)) == names[2:]


def test_what_nobody_used_for_long_goes_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.write(NAME, b"x")
    left = [f"{NAME}.12-1.tmp", "notes.txt", "facts-mine"]
    for name in left:
        (tmp_path / name).write_text("")
    for path in tmp_path.iterdir():
        os.utime(path, (1, 1))
    store.evict()
    assert sorted(os.listdir(tmp_path)) == ["facts-mine", "notes.txt"]


def test_reading_an_old_entry_keeps_it_alive(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.write(NAME, b"x")
    os.utime(tmp_path / NAME, (time.time() - 40 * 86_400,) * 2)
    assert store.read(NAME) == b"x"
    store.evict()
    assert (tmp_path / NAME).exists()


def test_a_directory_that_was_there_gets_no_gitignore(tmp_path: Path) -> None:
    Store(str(tmp_path)).write(NAME, b"x")
    assert os.listdir(tmp_path) == [NAME]


def test_our_own_directory_ignores_itself(tmp_path: Path) -> None:
    Store(str(tmp_path / ".ftc_lint" / "cache")).write(NAME, b"x")
    assert (tmp_path / ".ftc_lint" / ".gitignore").read_text() == "*\n"
    assert os.listdir(tmp_path / ".ftc_lint" / "cache") == [NAME]


def test_processes_write_the_same_entries_at_the_same_time(tmp_path: Path) -> None:
    code = (
        "from ftc_lint.cache.store import Store\n"
        f"store = Store({str(tmp_path)!r})\n"
        "for number in range(60):\n"
        "    name = f'facts-{number % 3:032x}'\n"
        "    store.write(name, f'{number % 3}'.encode() * 9000)\n"
        "    found = store.read(name)\n"
        "    assert found is None or found == f'{number % 3}'.encode() * 9000, found[:20]\n"
        "    if number % 7 == 0:\n"
        "        store.evict(most_bytes=15_000)\n"
        "assert store.problem is None, store.problem\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(4)]
    assert [process.wait(timeout=120) for process in running] == [0] * 4
    assert not list(tmp_path.glob("*.tmp"))


# --- entries that nobody can have written ----------------------------------------------------

HOSTILE = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b"[" * 100_000,
    b"\xff\xfe",
    b'{"findings": [1], "unchecked": [], "statements": 0, "suppressed": 0, "others": {}}',
    b'{"findings": [], "unchecked": [], "statements": "1", "suppressed": 0, "others": {}}',
    b'{"findings": [], "unchecked": [], "statements": 0, "suppressed": 0, "others": []}',
    b"[[[[0]]], null, false, [0]]",
    b'[[[], [], [], []], {"a": 1}]',
    b"[[[1], [], [], []], {}]",
    b"9" * 5000,
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_content_is_damaged(content: bytes) -> None:
    with pytest.raises(DamagedError):
        outcome_entry.decoded(content)
    with pytest.raises(DamagedError):
        facts_entry.decoded(content, "a.py")
    with pytest.raises(DamagedError):
        files_entry.decoded(content)


@pytest.mark.parametrize(
    "content", [*HOSTILE[:3], HOSTILE[4], b'{"a": [1, 2, 3, 4, 5]}', b'{"a": [1, 2, 3, 4, ""]}']
)
def test_hostile_statuses_are_damaged(content: bytes) -> None:
    with pytest.raises(DamagedError):
        statuses_entry.decoded(content)


def test_names_tell_what_facts_depend_on() -> None:
    names = {
        facts_entry.name_of(program, path, digest, dialect, settings)
        for program in ("1", "2")
        for path in ("a.py", "b.py")
        for digest in ("x", "y")
        for dialect in (None, "mysql")
        for settings in (Settings(), Settings(sql_functions=("run",)))
    }
    assert len(names) == 32
    same = facts_entry.name_of("1", "a.py", "x", None, Settings(protected_tables=("a",)))
    assert same in names


def test_nothing_that_could_be_executed_is_read() -> None:
    """JSON alone: no module of the cache knows pickle, marshal, eval or the like."""
    import ftc_lint.cache

    for path in Path(ftc_lint.cache.__path__[0]).glob("*.py"):
        text = path.read_text()
        for word in ("pickle", "marshal", "shelve", "eval(", "exec(", "__import__"):
            assert word not in text, (path.name, word)


def test_every_part_of_a_finding_comes_back() -> None:
    """A part that is added to findings must be added to the entry too."""
    span = Span("a.py", 1, 2)
    reached = Reached("t", "c", "cascade", "database", 3, True, (Reached("u"),))
    finding = Finding(
        "FTC101", "name", Severity.INFO, "message", "help", span, ("t",), (Related("r", span),),
        BlastRadius("delete", (reached,), (Blocked("b", None, "restrict"),)), Remedy("sql", "py"),
        Fix("safe", "fix", (Edit(span, "x"),)), span, "finger", "none", None, {"rows": 1},
    )  # fmt: skip
    empty = [name for name in Finding.__match_args__ if not getattr(finding, name)]
    assert empty == ["mend"], "made into a fix before it is kept"
    outcome = Outcome((finding,), (Unchecked(Cause.FLOW, "why", span, "what"),), 4, 5)
    back, others = outcome_entry.decoded(outcome_entry.encoded(outcome, {"x": "y"}))
    assert (back, others) == (outcome, {"x": "y"})
    assert back.findings[0].data == finding.data


def test_json_is_all_ascii_on_one_line() -> None:
    from ftc_lint.cache.plain import compact

    text = compact(["größe\n\t\u2028\udc80"])
    assert text.isascii()
    assert "\n" not in text
    assert "\t" not in text
    assert json.loads(text) == ["größe\n\t\u2028\udc80"]
