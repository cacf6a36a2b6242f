"""How many findings were fixed, and how many more could be."""

from __future__ import annotations

from ftc_lint.report import Report
from ftc_lint.reports.numbers import count


def fixable(report: Report) -> tuple[int, int]:
    """How many findings have a safe fix, and how many an unsafe one."""
    kinds = [f.fix.applicability for f in report.findings if f.fix is not None]
    return kinds.count("safe"), kinds.count("unsafe")


def fix_line(report: Report) -> str:
    """`Fixed 3 findings in 2 files. 4 more can be fixed with --fix --unsafe-fixes.`; empty where
    there is nothing to say."""
    done = ""
    if report.summary.fixed:
        done = f"Fixed {_amount(report)}."
    rest = _rest(report, "more " if done else "")
    return " ".join(part for part in (done, rest) if part)


def would_fix_line(report: Report) -> str:
    """The same of a run that writes nothing."""
    done = f"Would fix {_amount(report)}." if report.summary.fixed else "Nothing would be fixed."
    rest = _rest(report, "more " if report.summary.fixed else "")
    return " ".join(part for part in (done, rest) if part)


def _amount(report: Report) -> str:
    summary = report.summary
    return f"{count(summary.fixed, 'finding')} in {count(summary.fixed_files, 'file')}"


def _rest(report: Report, more: str) -> str:
    safe, unsafe = fixable(report)
    parts = []
    if safe:
        parts.append(f"{safe:,} {more}can be fixed with --fix")
        more = "more "
    if unsafe:
        verb = "" if safe else "can be fixed "
        parts.append(f"{unsafe:,} {more}{verb}with --fix --unsafe-fixes")
    return f"{', '.join(parts)}." if parts else ""
