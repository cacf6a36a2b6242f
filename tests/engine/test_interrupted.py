"""A Ctrl-C that Python made another error of ends the run all the same."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import ftc_lint
from ftc_lint import reading
from ftc_lint.cli import main
from ftc_lint.commands import lint


def as_an_older_python_has_it(*_: object) -> None:
    try:
        raise KeyboardInterrupt
    except KeyboardInterrupt as error:
        raise RuntimeError("Error calling __set_name__ on 'Field' instance") from error


@pytest.mark.parametrize("place", [(reading, "read_file"), (lint, "run")])
def test_an_interrupt_while_a_class_is_defined(
    place: tuple[object, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "a.sql").write_text("DELETE FROM t;\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(*place, as_an_older_python_has_it)
    assert main([]) == 130
    assert capfd.readouterr() == ("", "ftc-lint: interrupted\n")


def test_no_text_is_run_uncompiled() -> None:
    """Python 3.11 ends a process by the signal at its end if it came while `exec` ran a text."""
    package = Path(ftc_lint.__file__).parent
    calls = [
        (path.name, ast.unparse(node.args[0]))
        for path in sorted(package.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("exec", "eval")
    ]
    assert calls
    assert [call for call in calls if not call[1].startswith("compile(")] == []
