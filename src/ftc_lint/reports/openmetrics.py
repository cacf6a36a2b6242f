"""OpenMetrics text, for node_exporter's textfile collector and its like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from ftc_lint.report import Report
from ftc_lint.reports.style import Style
from ftc_lint.unchecked import Cause


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write the metrics, ending in `# EOF`."""
    for line in (*_findings(report), *_rows(report), *_run(report), "# EOF"):
        stream.write(f"{line}\n")


def _findings(report: Report) -> Iterator[str]:
    yield from _head("ftc_lint_findings", "Findings by rule and severity.")
    counts = Counter((f.code, f.name, f.severity.value) for f in report.findings)
    for (code, name, severity), number in sorted(counts.items()):
        labels = _labels(code=code, rule=name, severity=severity)
        yield f"ftc_lint_findings{labels} {number}"


def _rows(report: Report) -> Iterator[str]:
    if report.live is None:
        return
    from ftc_lint.audit.verdicts import table_rows

    tables = table_rows(report.live)
    database = report.live.catalog.database
    labels = {t.name: _labels(database=database, table=str(t.name)) for t in tables}
    yield from _head("ftc_lint_table_rows", "Rows of a table; absent where unknown.")
    for table in tables:
        if table.count.value is not None:
            yield f"ftc_lint_table_rows{labels[table.name]} {table.count.value}"
    yield from _head("ftc_lint_table_ok", "1 where the rows are as they should be.")
    for table in tables:
        yield f"ftc_lint_table_ok{labels[table.name]} {int(table.is_fine)}"


def _run(report: Report) -> Iterator[str]:
    yield from _head("ftc_lint_unchecked", "Parts of the audit that could not be done.")
    yield f"ftc_lint_unchecked {sum(1 for u in report.unchecked if u.cause is Cause.DATABASE)}"
    if report.live is not None:
        yield from _head("ftc_lint_audit_timestamp_seconds", "When the audit ran.", "seconds")
        yield f"ftc_lint_audit_timestamp_seconds {report.live.facts.now.timestamp():.0f}"


def _head(name: str, text: str, unit: str = "") -> Iterator[str]:
    yield f"# TYPE {name} gauge"
    if unit:
        yield f"# UNIT {name} {unit}"
    yield f"# HELP {name} {text}"


def _labels(**labels: str) -> str:
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
