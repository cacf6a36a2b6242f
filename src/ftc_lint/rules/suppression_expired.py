"""A suppression is past its date.

When: `ignore[FTC201, until=2027-01-31]` and that day is over, in UTC.

Effect: the suppression counts no more: what it silenced is reported again.

Instead: mend what was to be mended by then, or set a new date together with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.pragmas import Suppression
from ftc_lint.rule import Hit, Rule, sql


def check(suppression: Suppression, context: Context) -> Iterator[Hit]:
    """One hit for a suppression whose date has passed."""
    if not suppression.expired or suppression.problem:
        return
    words = ", ".join(word.text for word in suppression.words)
    reason = f' ("{suppression.reason}")' if suppression.reason else ""
    yield Hit(
        message=f"The suppression of {words} expired after {suppression.until}{reason}",
        help=f"mend what {words} reports here, or set a new date with its reason",
        span=suppression.span,
    )


RULE = Rule(
    code="FTC903",
    name="suppression-expired",
    subject=Suppression,
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql(
            "-- ftc-lint: ignore[FTC102, until=2020-01-31] until the loader is rewritten\n"
            "TRUNCATE prices;\n"
        ),
    ),
    good=(
        sql(
            "-- ftc-lint: ignore[FTC102, until=9999-12-31] filled again by the nightly load\n"
            "TRUNCATE prices;\n"
        ),
    ),
)
