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
from ftc_lint.findings import Edit, Fix, Severity
from ftc_lint.pragmas import Suppression, Word
from ftc_lint.rule import Hit, Rule, sql
from ftc_lint.text import Span


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
    whole = len(suppression.unused) == len(suppression.words)
    yield Hit(
        message=f"This suppression of {words} suppresses nothing",
        help="remove it" if whole else f"remove {words} from it",
        span=suppression.span if whole else suppression.unused[0].span,
        fix=_fix(suppression, whole),
    )


def _fix(suppression: Suppression, whole: bool) -> Fix | None:
    """The edits that take the unused words away, where that leaves a comment that makes sense."""
    if not whole:
        return Fix("safe", "remove what suppresses nothing", _word_edits(suppression))
    if suppression.is_noqa or suppression.span.start - suppression.comment.start > 4:
        return None  # the comment says something else as well
    return Fix("safe", "remove the suppression", (Edit(suppression.comment, ""),))


def _word_edits(suppression: Suppression) -> tuple[Edit, ...]:
    """Each unused word goes with the gap to its neighbour that stays."""
    edits = []
    words = suppression.words
    first_kept = next(i for i, word in enumerate(words) if word not in suppression.unused)
    for index, word in enumerate(words):
        if word not in suppression.unused:
            continue
        edits.append(Edit(_with_gap(words, index, before=index > first_kept), ""))
    return tuple(edits)


def _with_gap(words: tuple[Word, ...], index: int, before: bool) -> Span:
    span = words[index].span
    if before:
        return Span(span.path, words[index - 1].span.end, span.end)
    return Span(span.path, span.start, words[index + 1].span.start)


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
        ),
    ),
    good=(sql("SELECT 1; -- nothing to silence, nothing said\n"),),
)
