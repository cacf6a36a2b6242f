"""Which files a project has."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ftc_lint.configuration.root import Root, find_root
from ftc_lint.errors import UsageError
from ftc_lint.files import Targets, language, project_files, targets_of
from ftc_lint.settings import Settings


def write(directory: Path, *names: str) -> None:
    for name in names:
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n")


def git(directory: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=directory, check=True, capture_output=True)


def files(directory: Path, settings: Settings | None = None, respect: bool = True) -> list[str]:
    root = find_root(str(directory))
    return list(project_files(root, settings or Settings(), respect).files)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    return tmp_path


def test_git_decides_what_is_ignored(repository: Path) -> None:
    write(repository, "a.py", "b.sql", "ignored/c.py", "d.txt", "venv/e.py", "deep/er/f.PY")
    (repository / ".gitignore").write_text("ignored/\n")
    assert files(repository) == ["a.py", "b.sql", "deep/er/f.PY"]
    assert files(repository, respect=False) == ["a.py", "b.sql", "deep/er/f.PY", "ignored/c.py"]


def test_a_tracked_file_that_was_deleted_is_no_file(repository: Path) -> None:
    write(repository, "a.py", "b.py")
    git(repository, "add", ".")
    (repository / "a.py").unlink()
    assert files(repository) == ["b.py"]


def test_names_with_line_breaks_quotes_and_bytes_that_are_not_utf8(repository: Path) -> None:
    names = [b"line\nbreak.py", b'quo"te.sql', b"caf\xe9.py", "größe.sql".encode()]
    for name in names:
        Path(os.fsdecode(os.path.join(os.fsencode(repository), name))).write_text("x = 1\n")
    expected = sorted(name.decode("utf-8", "surrogateescape") for name in names)
    assert files(repository) == expected
    assert files(repository, respect=False) == expected


def test_without_git_there_is_a_plain_walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.py", "node_modules/b.py", "dist/c.sql", "x/d.sql")
    (tmp_path / ".git").mkdir()
    monkeypatch.setenv("PATH", "")
    assert files(tmp_path) == ["a.py", "x/d.sql"]


def test_a_loop_of_links_ends_and_a_link_inside_the_project_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, "a/b.py")
    (tmp_path / "a" / "loop").symlink_to(tmp_path / "a")
    (tmp_path / "again.py").symlink_to(tmp_path / "a" / "b.py")
    (tmp_path / "nowhere.py").symlink_to(tmp_path / "missing.py")
    assert files(tmp_path) == ["a/b.py"]


def test_a_link_to_a_file_elsewhere_is_read(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/b.py")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "b.py").symlink_to(tmp_path / "elsewhere" / "b.py")
    assert files(tmp_path / "here") == ["b.py"]


def test_excludes_of_the_configuration_hold_for_git_and_for_the_walk(repository: Path) -> None:
    write(repository, "a.py", "old/b.py", "vendor/c.py", "x/vendor/d.py", "old_but_kept.py")
    settings = Settings(extend_exclude=("old/**", "vendor"))
    assert files(repository, settings) == ["a.py", "old_but_kept.py"]
    assert files(repository, settings, respect=False) == ["a.py", "old_but_kept.py"]


def test_a_directory_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    root = Root(str(tmp_path / "gone"), None, None)
    listing = project_files(root, Settings())
    assert listing.unreadable == ((".", "No such file or directory"),)


def test_paths_name_files_and_directories(tmp_path: Path) -> None:
    write(tmp_path, "etl/a.py", "etl2/b.py", "c.sql")
    root = Root(str(tmp_path), None, None)
    targets = targets_of(["etl", "c.sql"], root, str(tmp_path), Settings(), False)
    assert targets == Targets(("c.sql",), ("etl",))
    assert [path for path in ("etl/a.py", "etl2/b.py", "c.sql") if targets.include(path)] == [
        "etl/a.py",
        "c.sql",
    ]


def test_a_named_file_is_read_unless_excludes_are_forced(tmp_path: Path) -> None:
    write(tmp_path, "vendor/a.py")
    root = Root(str(tmp_path), None, None)
    settings = Settings(exclude=("vendor",))
    path = ["vendor/a.py"]
    assert targets_of(path, root, str(tmp_path), settings, False).files == ("vendor/a.py",)
    assert targets_of(path, root, str(tmp_path), settings, True) == Targets((), (), 1)


def test_a_path_that_does_not_exist_is_a_mistake(tmp_path: Path) -> None:
    root = Root(str(tmp_path), None, None)
    with pytest.raises(UsageError, match=r"^no\.py: there is no such file or directory$"):
        targets_of(["no.py"], root, str(tmp_path), Settings(), False)


def test_the_language_is_told_by_the_name_or_the_first_line() -> None:
    assert language("a.PY") == "python"
    assert language("run", b"#!/usr/bin/env python3\n") == "python"
    assert language("dump", b"-- dump\n") == "sql"
