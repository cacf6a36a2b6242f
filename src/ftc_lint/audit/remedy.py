"""--write-remedy: the statements of all findings of the database as one script to review."""

from __future__ import annotations

from collections.abc import Iterable

from ftc_lint.audit.collect import Live
from ftc_lint.findings import Finding


def script(live: Live, findings: Iterable[Finding]) -> str:
    """The script. It is never run by us: each statement stands below what it mends."""
    catalog = live.catalog
    lines = [
        f"-- What ftc-lint proposes for {catalog.database or catalog.server} "
        f"({catalog.engine.product} {catalog.version}),",
        f"-- as it was at {live.facts.now.isoformat(timespec='seconds')}.",
        "-- Review it, and run it statement by statement: not in one transaction.",
        "",
    ]
    number = 0
    for finding in findings:
        if finding.span is None and finding.remedy is not None:
            number += 1
            lines += [f"-- {number}. {finding.code} {_plain(finding.message)}"]
            lines += [finding.remedy.sql.rstrip("\n"), ""]
    if not number:
        lines.append("-- There is nothing to mend.\n")
    return "\n".join(lines)


def _plain(text: str) -> str:
    """On one line: a name with a line end in it must not leave the comment."""
    return " ".join(text.split())
