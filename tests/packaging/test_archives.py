"""The wheel and the sdist hold what they should, and no more."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILD = """
import sys
from hatchling import build
print(build.build_wheel(sys.argv[1]))
print(build.build_sdist(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], set[str]]:
    """The names in the wheel, and those in the sdist below its own directory."""
    target = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(target)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    wheel, sdist = done.stdout.split()
    with zipfile.ZipFile(target / wheel) as archive:
        in_wheel = set(archive.namelist())
    with tarfile.open(target / sdist) as archive:
        in_sdist = {name.partition("/")[2] for name in archive.getnames()}
    return in_wheel, in_sdist


def test_the_wheel_holds_the_package_whole(archives: tuple[set[str], set[str]]) -> None:
    wheel, _ = archives
    modules = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src" / "ftc_lint").rglob("*.py")
    }
    assert modules <= wheel
    assert "ftc_lint/py.typed" in wheel
    assert any(name.endswith("licenses/LICENSE") for name in wheel)
    assert any(name.endswith("entry_points.txt") for name in wheel)


def test_the_wheel_holds_nothing_else(archives: tuple[set[str], set[str]]) -> None:
    wheel, _ = archives
    others = {name for name in wheel if not name.endswith(".py")}
    assert {name for name in others if ".dist-info/" not in name} == {"ftc_lint/py.typed"}
    assert {name.split("/")[0].partition("-")[0] for name in wheel} == {"ftc_lint"}


def test_the_sdist_holds_what_is_in_the_repository(archives: tuple[set[str], set[str]]) -> None:
    _, sdist = archives
    for name in ("LICENSE", "README.md", "SECURITY.md", "CHANGELOG.md", "pyproject.toml"):
        assert name in sdist
    assert {"src/ftc_lint/py.typed", "tests/conftest.py", "docs/README.md"} <= sdist
    left = ("__pycache__", ".pyc", ".venv", ".ftc_lint/", ".hypothesis", "dist/", "site/")
    assert not [name for name in sdist if any(part in f"{name}/" for part in left)]
    assert all(os.path.exists(ROOT / name) for name in sdist if name not in ("PKG-INFO", ""))
