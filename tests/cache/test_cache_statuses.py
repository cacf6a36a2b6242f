"""What is known by its status is not read; whatever may have changed is."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from test_cache_runs import entries, request_of, told

from ftc_lint import sources as sources_module
from ftc_lint import statuses
from ftc_lint.cache import statuses_entry
from ftc_lint.cache.store import Store
from ftc_lint.engine import run
from ftc_lint.report import Report
from ftc_lint.sources import Sources, digest_of

DELETE = "cur.execute('DELETE FROM a')\n"
SELECT = "cur.execute('SELECT * OF a')\n"
assert len(DELETE) == len(SELECT)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    directory = tmp_path / "project"
    directory.mkdir()
    (directory / "a.py").write_text("import psycopg2\n" + DELETE)
    (directory / "b.py").write_text("x = 1\n")
    (directory / "c.sql").write_text("TRUNCATE a CASCADE;\n")
    return directory


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every run began long after all files were written."""
    clock = time.time_ns
    monkeypatch.setattr(sources_module.time, "time_ns", lambda: clock() + 10**10)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are opened."""
    found: list[str] = []
    opening = Sources._open

    def noting(self: Sources, path: str) -> Any:
        found.append(path)
        return opening(self, path)

    monkeypatch.setattr(Sources, "_open", noting)
    return found


def after_a_tick(path: Path) -> None:
    """Waits until the clock of the file system shows another time than that of a file's status."""
    beside = path.with_name(path.name + ".tick")
    beside.touch()
    while beside.stat().st_ctime_ns <= path.stat().st_ctime_ns:
        beside.write_text("")
        beside.chmod(0o600)
    beside.unlink()


def lint(project: Path, **changes: Any) -> Report:
    return run(request_of(project, cache=str(project.parent / "cache"), **changes))


def kept(project: Path) -> dict[str, Any]:
    store = Store(str(project.parent / "cache"))
    content = store.read(statuses_entry.name_of(str(project)))
    return {} if content is None else dict(statuses_entry.decoded(content))


@pytest.mark.usefixtures("settled")
def test_what_has_its_status_is_not_read(project: Path, opened: list[str]) -> None:
    first = told(lint(project))
    assert set(kept(project)) == {"a.py", "b.py", "c.sql"}
    (project / "a.py").write_text(DELETE * 2)
    lint(project)
    opened.clear()
    report = lint(project)
    assert "b.py" not in opened
    assert told(report) != first
    assert told(report) == told(run(request_of(project)))


def test_what_is_young_is_read_again(project: Path, opened: list[str]) -> None:
    lint(project)
    assert kept(project) == {}
    opened.clear()
    lint(project)
    assert "b.py" in opened


def rewritten(path: Path) -> None:
    path.write_text(path.read_text().replace(DELETE, SELECT))


def replaced(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_text(path.read_text().replace(DELETE, SELECT))
    os.replace(other, path)


def linked(path: Path) -> None:
    other = path.with_name("elsewhere.txt")
    other.write_text(path.read_text().replace(DELETE, SELECT))
    path.unlink()
    path.symlink_to(other)


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("change", [rewritten, replaced, linked])
def test_an_old_time_put_back_hides_nothing(project: Path, change: Any) -> None:
    path = project / "a.py"
    first = told(lint(project))
    before = path.stat()
    after_a_tick(path)
    change(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    report = told(lint(project))
    assert report == told(run(request_of(project))) != first


@pytest.mark.usefixtures("settled")
def test_a_file_that_may_not_be_read_any_more(project: Path, monkeypatch: Any) -> None:
    lint(project)
    path = project / "a.py"
    after_a_tick(path)
    path.unlink()
    path.mkdir()
    request = request_of(project)
    assert told(lint(project)) == told(run(request))


@pytest.mark.usefixtures("settled")
def test_another_directory_and_another_user_have_statuses_of_their_own(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {statuses_entry.name_of(str(project)), statuses_entry.name_of(str(project.parent))}
    monkeypatch.setattr(os, "geteuid", lambda: 12345, raising=False)
    assert len(names | {statuses_entry.name_of(str(project))}) == 3


@pytest.mark.usefixtures("settled")
def test_where_statuses_tell_too_little_none_is_kept(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statuses, "ARE_TRUSTED", False)
    lint(project)
    assert kept(project) == {}


@pytest.mark.usefixtures("settled")
def test_a_buffer_is_not_its_file(project: Path) -> None:
    lint(project)
    buffers = {"a.py": SELECT.encode(), "b.py": None}
    assert told(lint(project, buffers=buffers)) == told(run(request_of(project, buffers=buffers)))
    assert kept(project)["a.py"][1] == digest_of((project / "a.py").read_bytes())


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"[]", b'{"a.py": 1}', b'{"a.py": [1, 2]}', b"[" * 50_000, b'{"a.py": {}}'],
)
def test_damaged_statuses_are_noted_anew(project: Path, content: bytes) -> None:
    first = told(lint(project))
    before = kept(project)
    name = statuses_entry.name_of(str(project))
    Store(str(project.parent / "cache")).write(name, content)
    assert told(lint(project)) == first
    assert kept(project) == before


@pytest.mark.usefixtures("settled")
def test_what_changes_during_a_run_is_not_noted(project: Path) -> None:
    found = Sources(str(project))
    found.digest("a.py")
    assert "a.py" in found.settled()
    (project / "a.py").write_text(SELECT)
    assert found.get("a.py") is None
    assert list(found.changed) == ["a.py"]
    assert "a.py" not in found.settled()


@pytest.mark.usefixtures("settled")
def test_an_unchanged_project_writes_nothing(project: Path) -> None:
    lint(project)
    before = {each: each.stat().st_mtime_ns for each in entries(project.parent / "cache", "")}
    lint(project)
    assert {e: e.stat().st_mtime_ns for e in entries(project.parent / "cache", "")} == before
