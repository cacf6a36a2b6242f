"""Into which empty environments the archives were installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.sections import not_measured, table


def installing(data: dict[str, Any] | None) -> Iterator[str]:
    """One row for each environment, and one for each Python that was not there."""
    if data is None:
        yield not_measured("the installation", "python benchmarks/supply_chain.py")
        return
    yield f"Built and installed into empty environments, then run, {data['measured']}:"
    yield table(
        "| Python | what | outcome |",
        *(
            f"| {row['python']} | {row['what']} | {row['outcome']} |"
            for row in data["environments"]
        ),
        *(f"| {version} | | not measured: no such Python there |" for version in data["missing"]),
    )
