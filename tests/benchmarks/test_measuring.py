"""The commands that measure: over small corpora, with results where they are wanted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def measure(script: str, *options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks" / script), *map(str, options)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_speed_is_kept_with_corpus_and_load(tmp_path: Path) -> None:
    done = measure(
        "speed.py", "no-work", "parsing-sql", "--share", 0.01, "--runs", 1, "--results", tmp_path
    )
    assert done.returncode == 0, done.stderr
    rows = read(tmp_path / "speed.json")["measurements"]
    assert set(rows) == {"no-work", "parsing-sql"}
    row = rows["no-work"]
    assert row["ratio"] > 0
    assert row["pairs"] == 1
    assert (row["files"], row["operations"], row["files_with_operations"]) == (1, 0, 0)
    assert {"load_before", "load_after", "measured", "processors", "version"} <= set(row)
    few, dense = rows["parsing-sql"]["steps"]
    assert few["operations"] > 0
    assert dense["operations"] > 0


def test_speed_keeps_other_measurements_and_says_what_did_not_finish(tmp_path: Path) -> None:
    (tmp_path / "speed.json").write_text('{"measurements": {"cold": {"kept": true}}}')
    options = ("--share", 0.001, "--limit", 0.01, "--results", tmp_path)
    done = measure("speed.py", "growth", *options)
    assert done.returncode == 0, done.stderr
    rows = read(tmp_path / "speed.json")["measurements"]
    assert rows["cold"] == {"kept": True}
    assert {step["cpu_s"] for step in rows["growth"]["steps"]} == {None}


def test_a_measurement_that_is_not_there_is_refused() -> None:
    done = measure("speed.py", "speedy")
    assert done.returncode == 2
    assert "no measurement speedy: no-work" in done.stderr
    done = measure("run.py", "speedy")
    assert done.returncode == 2
    assert "no part speedy: accuracy" in done.stderr


def labelled(tmp_path: Path) -> tuple[object, ...]:
    package = tmp_path / "packages" / "shop-1.0"
    package.mkdir(parents=True)
    (package / "load.py").write_text(
        "import psycopg\n\n\ndef load(dsn):\n    connection = psycopg.connect(dsn)\n"
        '    connection.execute("DELETE FROM prices")\n    print("DELETE FROM prices")\n'
    )
    labels = tmp_path / "labels.csv"
    return ("--packages", package.parent, "--labels", labels, "--results", tmp_path)


def test_accuracy_is_counted_from_labels(tmp_path: Path) -> None:
    options = labelled(tmp_path)
    (tmp_path / "labels.csv").write_text(
        "package,version,path,line,kind,label\n"
        "shop,1.0,load.py,6,delete,executed\nshop,1.0,load.py,5,delete,executed\n"
        "shop,1.0,load.py,7,delete,mentioned\n"
    )
    done = measure("accuracy/measure.py", *options)
    assert done.returncode == 0, done.stderr
    result = read(tmp_path / "accuracy.json")
    assert (result["executed"], result["found"], result["found_as_run"]) == (2, 1, 1)
    assert (result["mentioned"], result["false"], result["packages"]) == (1, 0, 1)
    assert result["missed"] == ["shop-1.0/load.py:5: delete"]
    assert result["stopped"] == []
    done = measure("accuracy/measure.py", *options, "--limit", 0.01)
    assert done.returncode == 0, done.stderr
    assert "did not finish in 0.01 s" in done.stdout
    result = read(tmp_path / "accuracy.json")
    assert (result["executed"], result["stopped"]) == (0, ["shop==1.0"])
    assert result["labels_of_stopped"] == 3


def test_verdicts_are_counted_by_what_people_said(tmp_path: Path) -> None:
    options = labelled(tmp_path)
    (tmp_path / "labels.csv").write_text(
        "package,version,path,line,kind,expected\nshop,1.0,load.py,6,delete,none\n"
    )
    done = measure("accuracy/verdicts.py", *options)
    assert done.returncode == 0, done.stderr
    result = read(tmp_path / "verdicts.json")
    assert result["verdicts"] == {"none": {"labelled": 1, "right": 1}}
    assert result["stopped"] == []
