"""What was fuzzed, for how long, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.sections import not_measured, table


def fuzzing(data: dict[str, Any] | None) -> Iterator[str]:
    """The sums of all runs that were kept."""
    targets = (data or {}).get("targets", {})
    if not targets:
        yield not_measured("a long fuzzing run", "python tests/fuzz/run.py")
        return
    executions = sum(row["executions"] for row in targets.values())
    minutes = sum(row["minutes"] for row in targets.values())
    failed = sum(row["failed_runs"] for row in targets.values())
    last = max(row["last"] for row in targets.values())
    yield (
        f"Guided by coverage (atheris, `tests/fuzz/run.py`): {executions:,} executions in"
        f" {minutes:g} minutes over {len(targets)} targets, the last on {last};"
        f" runs that ended with a failing input: {failed}. What earlier runs found is a named test in"
        " `tests/fuzz/test_fuzz_found.py`. Sums of all runs since the file of results was begun, of"
        " the code as it stood at each."
    )
    yield table(
        "| target | executions | minutes | failed runs | last |",
        *(
            f"| {name} | {row['executions']:,} | {row['minutes']:g} | {row['failed_runs']} |"
            f" {row['last']} |"
            for name, row in sorted(targets.items())
        ),
    )
