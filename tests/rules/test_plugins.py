"""Rules of other packages: the worked example as an installer leaves it, and what goes wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "team-rules"
SQL = "UPDATE audit.logins SET ip = NULL WHERE id = 7;\n"


def install(directory: Path, value: str = "acme_rules", name: str = "acme") -> None:
    """What pip leaves in site-packages of a package with such an entry point."""
    info = directory / "acme_rules-1.0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[ftc_lint.rules]\n{name} = {value}\n")


def run(project: Path, *arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ftc_lint", "--isolated", *arguments],
        cwd=project,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join((path, str(ROOT / "src"), *sys.path)),
            "PYTHONIOENCODING": "utf-8",
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "load.sql").write_text(SQL)
    return tmp_path / "project"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A directory on the path in which the example is installed."""
    directory = tmp_path / "site"
    directory.mkdir()
    (directory / "acme_rules").symlink_to(EXAMPLE / "acme_rules")
    install(directory)
    return directory


def test_a_rule_of_another_package_is_like_any_other(project: Path, site: Path) -> None:
    done = run(project, path=str(site))
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(
        "load.sql:1:1: ACME001 [error] This statement changes audit.logins"
    )
    assert run(project, "--ignore", "ACME001", path=str(site)).returncode == 0
    assert "audit-row-changed" in run(project, "--list-rules", path=str(site)).stdout
    assert (
        "can no longer be proved"
        in run(project, "--explain", "audit-row-changed", path=str(site)).stdout
    )
    (project / "load.sql").write_text(f"{SQL[:-1]} -- ftc-lint: ignore[ACME001] once\n")
    assert run(project, path=str(site)).returncode == 0


@pytest.mark.parametrize(
    "name", ["json", "sarif", "github", "gitlab", "rdjson", "markdown", "html", "junit", "full"]
)
def test_every_format_shows_it(project: Path, site: Path, name: str) -> None:
    out = run(project, "--output-format", name, path=str(site)).stdout
    assert "ACME001" in out
    assert "docs/rules/audit-row-changed" not in out


def test_its_page_is_its_own(project: Path, site: Path) -> None:
    out = run(project, "--output-format", "json", path=str(site)).stdout
    (finding,) = json.loads(out)["findings"]
    assert finding["url"] == "https://wiki.example.com/database/audit-tables"


def test_the_examples_of_the_example_pass(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ftc_lint.testing import problems_of

    monkeypatch.syspath_prepend(str(site))
    from acme_rules import RULES

    for rule in RULES:
        assert problems_of(rule) == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("acme_missing", "No module named 'acme_missing'"),
        ("acme_rules:NOTHING", "has no attribute 'NOTHING'"),
        ("json", "it offers no rule"),
        ("ftc_lint.rules.truncate", "the code FTC102 begins with FTC"),
    ],
)
def test_what_cannot_be_loaded_is_named_and_costs_nothing_else(
    project: Path, site: Path, value: str, said: str
) -> None:
    install(site, value)
    (project / "load.sql").write_text("TRUNCATE a CASCADE;\n")
    done = run(project, path=str(site))
    assert done.returncode == 3
    assert "FTC101" in done.stdout
    assert f"entry point acme = {value}" in done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_name_that_is_taken(project: Path, site: Path) -> None:
    (site / "other.py").write_text(
        "from acme_rules import RULES\nimport copy\nRULE = copy.copy(RULES[0])\n"
    )
    install(site, "acme_rules\nother = other")
    done = run(project, path=str(site))
    assert done.returncode == 3
    assert "another rule has its code or its name" in done.stderr
    assert "ACME001" in done.stdout
