"""One report that has everything in it, hostile text too."""

from __future__ import annotations

from ftc_lint.findings import (
    BlastRadius,
    Blocked,
    Edit,
    Finding,
    Fix,
    Reached,
    Related,
    Remedy,
    Severity,
)
from ftc_lint.report import Failure, Report, Summary
from ftc_lint.text import Source, Span
from ftc_lint.unchecked import Cause, Unchecked

HOSTILE = (
    "::error file=x::y\n\x1b]0;owned\x07 <script>alert(1)</script> ```| [a](b) %0A \u202e \udcff"
)

SQL = "-- größe 表\nTRUNCATE listing_status CASCADE;\n\tDELETE FROM t\n WHERE 1=1; -- \x1b[31m\n"
ODD = "a,b:c\n%\udce9 ü.sql"

SOURCES = {
    "etl/load.sql": Source("etl/load.sql", SQL),
    ODD: Source(ODD, "'größe 表' DELETE"),
}


def span(word: str, path: str = "etl/load.sql") -> Span:
    start = SOURCES[path].text.index(word)
    return Span(path, start, start + len(word))


CASCADE = BlastRadius(
    "truncate",
    (
        Reached(
            "listing_status",
            rows=22431,
            children=(
                Reached("overview", "overview_fkey", "restrict", "database", None, False, (
                    Reached("cash_flow", None, "cascade", "orm", 1, False),
                )),
                Reached("cash_flow", "cf\"key", "cascade", "database", 1, True),
            ),
        ),
    ),
    (Blocked("audit", None, "restrict"),),
)  # fmt: skip

FINDINGS = (
    Finding(
        "FTC101", "truncate-cascade", Severity.ERROR, "It empties listing_status", "back it up",
        span("TRUNCATE"), ("listing_status",),
        (Related("declared here", span("DELETE FROM t")), Related(HOSTILE, span("表"))),
        CASCADE, Remedy("CREATE TABLE b AS SELECT * FROM t;", "print('```')"),
        Fix("unsafe", "take CASCADE away", (Edit(span(" CASCADE"), ""),)),
        span("TRUNCATE listing_status CASCADE;"), "f1",
    ),
    Finding(
        "FTC201", "delete-without-backup", Severity.WARNING, HOSTILE, HOSTILE,
        span("DELETE FROM t\n WHERE 1=1"), (HOSTILE,), fingerprint="f2",
    ),
    Finding(
        "FTC900", "syntax-error", Severity.INFO, "In an odd file", "mend it",
        span("DELETE", ODD), fingerprint="f3",
    ),
    Finding(
        "FTC501", "live-on-delete-cascade", Severity.ERROR, "In the database", "change it",
        None, ("public.overview",), fingerprint="f4",
    ),
    Finding(
        "FTC900", "syntax-error", Severity.ERROR, "Not readable", "mend it",
        Span("gone.sql", 0, 0), fingerprint="f5",
    ),
)  # fmt: skip

REPORT = Report(
    findings=FINDINGS,
    unchecked=(
        Unchecked(Cause.SQL, HOSTILE, span("DELETE")),
        Unchecked(Cause.DATABASE, "a count timed out"),
    ),
    failures=(Failure("ValueError: boom", "etl/load.sql", "FTC199 broken", "Traceback"),),
    summary=Summary(files=1214, statements=1302, unresolved=4, suppressed=2, duration_s=1.5),
    source=SOURCES.get,
)

CLEAN = Report(summary=Summary(files=1, statements=1))
