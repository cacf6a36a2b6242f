"""What stands next to every figure: which corpus, how large, and how much of it does something.

An operation is a statement (or a call that comes to one) which `ftc-lint --show-operations` lists.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import corpus
from benchmarks.timing import Result, Stopped, rounded, run

LIMIT = 300
"""Seconds after which the counting of operations is given up."""
LIST = (sys.executable, "-m", "ftc_lint", "--isolated", "--exit-zero", "--no-cache")


def described(name: str, project: Path, endings: Sequence[str], limit: float = LIMIT) -> Result:
    """Name, files, megabytes, and how many operations stand in how many of the files; those two are
    None where the listing was stopped."""
    files = [path for path in project.rglob("*") if path.suffix in endings and path.is_file()]
    result: Result = {
        "corpus": name,
        "files": len(files),
        "mb": rounded(sum(path.stat().st_size for path in files) / 1e6),
        "operations": None,
        "files_with_operations": None,
    }
    command = [*LIST, "--show-operations", "--output-format", "json", "."]
    done = run(command, project, limit, keep_output=True)
    if not isinstance(done, Stopped):
        operations = [
            each["filename"]
            for each in json.loads(done.output)["operations"]
            if each["filename"].endswith(tuple(endings))
        ]
        result["operations"] = len(operations)
        result["files_with_operations"] = len(set(operations))
    return result


def in_words(described: Result) -> str:
    """The description as half a sentence."""
    files = "1 file" if described["files"] == 1 else f"{described['files']:,} files"
    megabytes = "under 0.01" if described["mb"] < 0.01 else f"{described['mb']:,}"
    size = f"{described['corpus']}: {files}, {megabytes} MB"
    if described["operations"] is None:
        return f"{size}, operations not counted"
    return (
        f"{size}, {described['operations']:,} operations in"
        f" {described['files_with_operations']:,} of the files"
    )


def python_project(root: Path, files: int) -> Path:
    """The written project of so many Python files, made where it is missing."""
    if not root.exists():
        corpus.write_python_project(root, files)
    return root


def sql_project(root: Path, files: int) -> Path:
    """The written project of so many migration files, made where it is missing."""
    if not root.exists():
        corpus.write_sql_files(root, files)
        (root / ".git").mkdir()
    return root


def one_file(root: Path) -> Path:
    """A project of one Python file that destroys something, made where it is missing."""
    if not root.exists():
        (root / ".git").mkdir(parents=True)
        text = corpus.DATABASE + "\n\n" + corpus.Writer(3).destroying_function()
        (root / "load.py").write_text(text)
    return root
