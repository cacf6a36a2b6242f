"""Running the command line inside the test process, in a directory of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ftc_lint.cli import main


@dataclass(frozen=True)
class Ran:
    """What a run printed, and its exit status."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No colour, no CI, nothing of the machine's; the working directory is a new one."""
    for name in ("GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "GIT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """`run("a.sql", "--select", "FTC101")`."""

    def run_main(*arguments: str) -> Ran:
        status = main(list(arguments))
        captured = capfd.readouterr()
        assert "Traceback" not in captured.err
        return Ran(status, captured.out, captured.err)

    return run_main


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., None]:
    """`write({"a.sql": "TRUNCATE a;"})` in the working directory."""

    def write_files(files: dict[str, str | bytes]) -> None:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())

    return write_files
