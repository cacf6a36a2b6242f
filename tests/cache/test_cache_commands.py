"""The cache as a user meets it: options, notes, git, damage."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ftc_lint.cache.store import Store

LINT = [sys.executable, "-m", "ftc_lint", "--output-format", "concise"]
LOADER = """import psycopg2

def load(cur):
    cur.execute("DELETE FROM prices")
"""


def lint(directory: Path, *options: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [*LINT, *options], cwd=directory, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "load.py").write_text(LOADER)
    (tmp_path / "more.sql").write_text("TRUNCATE a CASCADE;\nCREATE TABLE a (id int);\n")
    return tmp_path


def entries(directory: Path) -> list[Path]:
    return sorted(path for path in directory.glob("*-*") if path.suffix != ".tmp")


def test_the_cache_is_made_beside_the_code_and_git_does_not_see_it(project: Path) -> None:
    first = lint(project)
    assert entries(project / ".ftc_lint" / "cache")
    status = subprocess.run(
        ["git", "status", "--short"], cwd=project, capture_output=True, text=True, check=True
    )
    assert status.stdout == "?? load.py\n?? more.sql\n"
    assert lint(project) == first
    assert lint(project, "--no-cache") == first
    assert first[0] == 1


def test_without_a_cache_nothing_is_written(project: Path) -> None:
    lint(project, "--no-cache")
    assert not (project / ".ftc_lint").exists()


def test_a_directory_that_is_no_project_gets_no_cache(tmp_path: Path) -> None:
    (tmp_path / "load.py").write_text(LOADER)
    lint(tmp_path)
    assert os.listdir(tmp_path) == ["load.py"]


def test_another_place_for_the_cache(project: Path) -> None:
    first = lint(project, "--cache-dir", "kept")
    assert entries(project / "kept")
    assert (project / "kept" / ".gitignore").read_text() == "*\n"
    assert not (project / ".ftc_lint").exists()
    assert lint(project, "--cache-dir", "kept") == first


def test_a_cache_directory_that_is_a_file_is_a_mistake(project: Path) -> None:
    assert lint(project, "--cache-dir", "load.py") == (
        2, "", "ftc-lint: error: --cache-dir load.py: is no directory\n",
    )  # fmt: skip


def test_a_cache_that_cannot_be_written_is_told_once(project: Path) -> None:
    without = lint(project, "--no-cache")
    (project / ".ftc_lint").write_text("not a directory")
    status, out, err = lint(project)
    assert (status, out) == without[:2]
    assert err == (
        "ftc-lint: note: the cache cannot be written: .ftc_lint/cache: Not a directory"
        " (--no-cache does without, --cache-dir names another place)\n"
    )
    assert lint(project, "-q")[2] == ""


def test_what_comes_with_the_code_is_not_believed(project: Path) -> None:
    first = lint(project)
    subprocess.run(["git", "add", "-f", ".ftc_lint"], cwd=project, check=True)
    status, out, err = lint(project)
    assert (status, out) == first[:2]
    assert err == "ftc-lint: note: no cache is used: git tracks files in .ftc_lint\n"


def test_a_link_is_not_followed(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (project / ".ftc_lint").symlink_to(elsewhere)
    _, _, err = lint(project)
    assert err == "ftc-lint: note: no cache is used: .ftc_lint is a link\n"
    assert list(elsewhere.iterdir()) == []


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def garbled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(bytes(data))


def forged(content: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        Store(str(path.parent)).write(path.name, content)

    return write


@pytest.mark.parametrize(
    "damage",
    [
        emptied,
        cut,
        garbled,
        forged(b"null"),
        forged(b"[" * 50_000),
        forged(
            b'[["python","m",null,null,[0],[0],[0],null,false,[0],[0],[1],[0]],[0],false,[900]]'
        ),
    ],
)
@pytest.mark.parametrize("kind", ["facts", "files", "outcome"])
def test_damaged_entries_are_made_again(
    project: Path, damage: Callable[[Path], None], kind: str
) -> None:
    first = lint(project)
    cache = project / ".ftc_lint" / "cache"
    for path in entries(cache):
        if path.name.startswith(kind):
            damage(path)
        elif path.name.startswith("outcome"):
            path.unlink()
    assert lint(project) == first
    assert lint(project) == first


def test_functions_that_were_forged_are_read_again(project: Path) -> None:
    """With a checksum that fits: the damage shows only when somebody looks inside."""
    first = lint(project)
    cache = project / ".ftc_lint" / "cache"
    for path in entries(cache):
        content = Store(str(cache)).read(path.name)
        assert content is not None
        if path.name.startswith("outcome"):
            path.unlink()
        elif path.name.startswith("facts"):
            head, *functions = content.split(b"\n")
            Store(str(cache)).write(path.name, b"\n".join([head, *(b"[5,[0]]" for _ in functions)]))
    assert lint(project) == first


def test_a_warm_run_loads_neither_parsers_nor_rules(project: Path) -> None:
    lint(project)
    code = (
        "import sys\nfrom ftc_lint.cli import main\nstatus = main([])\n"
        "heavy = {'sqlglot', 'libcst', 'argparse', 'difflib', 'hashlib',\n"
        "         'multiprocessing', 'tomllib', 'ftc_lint.rules', 'ftc_lint.operations',\n"
        "         'ftc_lint.checking', 'ftc_lint.values', 'ftc_lint.flow'}\n"
        "print(sorted(heavy & set(sys.modules)), status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[] 1", done.stderr


def test_runs_at_the_same_time_share_a_cache(project: Path) -> None:
    for number in range(20):
        (project / f"load_{number}.py").write_text(LOADER.replace("prices", f"prices_{number}"))
    running = [
        subprocess.Popen(LINT, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    said = {process.communicate(timeout=120) for process in running}
    _, out, err = lint(project, "--no-cache")
    assert said == {(out.encode(), err.encode())}
    assert lint(project)[1] == out
