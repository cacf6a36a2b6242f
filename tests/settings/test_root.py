"""Where a project's root is, and which configuration it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from ftc_lint.configuration.root import find_root
from ftc_lint.errors import UsageError


def test_the_nearest_configuration_wins_over_the_git_tree(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "ftc-lint.toml").write_text("")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.ftc-lint]\n")
    root = find_root(str(inner))
    assert root.directory == str(tmp_path / "a")
    assert root.config == str(tmp_path / "a" / "pyproject.toml")
    assert root.repository == str(tmp_path)


def test_a_pyproject_without_the_section_is_not_a_configuration(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "pyproject.toml").write_text('[project]\ndependencies = ["ftc-lint"]\n')
    assert find_root(str(tmp_path / "a")).directory == str(tmp_path)


def test_without_configuration_and_git_the_root_is_where_one_stands(tmp_path: Path) -> None:
    root = find_root(str(tmp_path))
    assert (root.directory, root.config) == (str(tmp_path), None)


def test_the_own_file_wins_over_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.ftc-lint]\n")
    (tmp_path / "ftc-lint.toml").write_text("")
    assert find_root(str(tmp_path)).config == str(tmp_path / "ftc-lint.toml")


def test_a_git_tree_inside_the_project_does_not_hide_the_rest(tmp_path: Path) -> None:
    (tmp_path / "ftc-lint.toml").write_text("")
    (tmp_path / "sub" / ".git").mkdir(parents=True)
    root = find_root(str(tmp_path / "sub"))
    assert (root.directory, root.repository) == (str(tmp_path), None)


def test_isolated_sees_no_configuration(tmp_path: Path) -> None:
    (tmp_path / "ftc-lint.toml").write_text("")
    assert find_root(str(tmp_path), isolated=True).config is None


def test_a_named_configuration_must_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--config no\.toml: there is no such file"):
        find_root(str(tmp_path), config="no.toml")


def test_a_broken_pyproject_that_speaks_of_ftc_lint_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.ftc-lint\n")
    with pytest.raises(UsageError, match=r"pyproject\.toml:1: this is not TOML"):
        find_root(str(tmp_path))
