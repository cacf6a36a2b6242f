"""action.yml and the templates of docs/ci: valid for their consumers, and the action's own script
run as GitHub runs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CI = ROOT / "docs" / "ci"


def validate(schema: str, path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema,
         "--regex-variant", "python", str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("vendor.github-actions", ROOT / "action.yml"),
        ("vendor.gitlab-ci", CI / "gitlab.yml"),
        ("vendor.azure-pipelines", CI / "azure-pipelines.yml"),
    ],
)
def test_templates_are_valid(schema: str, path: Path) -> None:
    validate(schema, path)


def test_the_workflow_is_valid(tmp_path: Path) -> None:
    page = (CI / "README.md").read_text("utf-8")
    found = re.search(r"<!-- github -->\n```yaml\n(.*?)```\n<!-- end -->", page, re.DOTALL)
    assert found is not None
    (tmp_path / "workflow.yml").write_text(found[1], encoding="utf-8")
    validate("vendor.github-workflows", tmp_path / "workflow.yml")
    inputs = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    (used,) = [s for s in yaml.safe_load(found[1])["jobs"]["ftc-lint"]["steps"]
               if s["uses"].startswith("ftc-lint/")]  # fmt: skip
    assert set(used["with"]) <= set(inputs)


@pytest.fixture
def action(tmp_path: Path) -> Any:
    """Runs the action's last step in a project; gives the status, what it printed and wrote."""
    steps = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]
    script = tmp_path / "step.sh"
    script.write_text(steps[-1]["run"], encoding="utf-8")
    project = tmp_path / "project"
    project.mkdir()
    (project / "wipe.sql").write_text("TRUNCATE prices CASCADE;\n")
    (project / "fine.sql").write_text("SELECT 1;\n")
    files = {name: tmp_path / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}

    def run(**inputs: str) -> tuple[int, str, dict[str, str]]:
        given = {
            "PATHS": "",
            "ARGS": "",
            "SINCE": "",
            "SARIF_FILE": "",
            "SUMMARY": "true",
            **inputs,
        }
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "GITHUB_ACTIONS": "true",
            "HOME": str(tmp_path),
            **{f"INPUT_{name}": value for name, value in given.items()},
            **{name: str(path) for name, path in files.items()},
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=project, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        written = {n: p.read_text("utf-8") if p.exists() else "" for n, p in files.items()}
        return done.returncode, done.stdout + done.stderr, written

    return run


def test_the_action_fails_and_annotates(action: Any, tmp_path: Path) -> None:
    status, printed, written = action(SARIF_FILE="out.sarif")
    assert status == 1
    assert "::error file=wipe.sql,line=1" in printed
    assert written["GITHUB_OUTPUT"] == "status=1\n"
    assert "FTC101" in written["GITHUB_STEP_SUMMARY"]
    assert "FTC101" in (tmp_path / "project" / "out.sarif").read_text("utf-8")


def test_the_action_takes_paths_and_options(action: Any) -> None:
    status, _, written = action(ARGS="--exit-zero --select FTC101", SUMMARY="false")
    assert (status, written["GITHUB_STEP_SUMMARY"]) == (0, "")
    assert action(PATHS="fine.sql")[0] == 0
    status, printed, written = action(ARGS="--select FTC999")
    assert (status, written["GITHUB_OUTPUT"].splitlines()[-1]) == (2, "status=2")
    assert "FTC999" in printed
