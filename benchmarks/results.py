"""The files in `results/`: each is the last outcome of one part of the benchmarks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"


def kept(name: str, directory: Path | None = None) -> dict[str, Any] | None:
    """The last result of a part; None where there is none."""
    path = (directory or RESULTS) / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def keep(name: str, result: dict[str, Any], directory: Path | None = None) -> None:
    """Keeps the result of a part instead of the one before."""
    path = (directory or RESULTS) / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
