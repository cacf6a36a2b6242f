"""A suppression suppresses nothing, or is refused.

When: no finding of the named rule stands where the comment could silence it; or the comment names
no rule, a rule that does not exist, a date that is none, or lacks the reason that
`require-reason` demands. Rules that are not selected in a run are not judged by it.

Effect: a comment that is left behind silences the next hazard that someone writes there. A
refused one silences nothing today.

Instead: remove the comment, or name exactly the rules that are meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.fixes.remove_suppression import RemoveSuppression
from ftc_lint.pragmas import Suppression
from ftc_lint.rule import Hit, Rule, python, sql


def check(suppression: Suppression, context: Context) -> Iterator[Hit]:
    """One hit for a suppression that is refused, and one for each word that does nothing."""
    if suppression.problem:
        yield Hit(
            message=f"This suppression is refused: {suppression.problem}",
            help="write `ftc-lint: ignore[CODE] reason` with the code of each rule that is meant",
            span=suppression.span,
        )
        return
    for word in suppression.unknown:
        yield Hit(
            message=f"This suppression names {word.text}, which is no rule",
            help="name a rule that `ftc-lint --list-rules` shows, or remove the word",
            span=word.span,
        )
    if suppression.expired or not suppression.unused:
        return
    words = " and ".join(word.text for word in suppression.unused)
    rest = [word for word in suppression.words if word not in suppression.unused]
    whole = not rest and (len(suppression.listed) == len(suppression.words))
    yield Hit(
        message=f"This suppression of {words} suppresses nothing",
        help="remove it" if whole else f"remove {words} from it",
        span=suppression.span if whole else suppression.unused[0].span,
        mend=RemoveSuppression(suppression),
    )


RULE = Rule(
    code="FTC901",
    name="unused-suppression",
    subject=Suppression,
    severity=Severity.WARNING,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql("TRUNCATE prices; -- ftc-lint: ignore\n", note="It names no rule."),
        sql("TRUNCATE prices; -- ftc-lint: ignore[FTC999] filled every night\n"),
        sql(
            "SELECT 1; -- ftc-lint: ignore[FTC101] from the days of the old loader\n",
            select=["FTC101", "FTC901"],
            fixed={" -- ftc-lint: ignore[FTC101] from the days of the old loader": ""},
            fix="safe",
        ),
        python(
            "import os  # noqa: F401, FTC102\n",
            note="What the comment says to other tools stays.",
            fixed={", FTC102": ""},
            fix="safe",
            select=["FTC102", "FTC901"],
        ),
    ),
    good=(sql("SELECT 1; -- nothing to silence, nothing said\n"),),
)
