"""Which fixes are made together: those that do not get in each other's way."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ftc_lint.findings import Edit, Finding, Fix
from ftc_lint.records import dataclass, field


@dataclass(slots=True)
class Chosen:
    """The edits by file, and the findings that they mend. `deferred` counts the fixes that have
    to wait for the next pass, because their edits overlap others."""

    edits: dict[str, list[Edit]] = field(default_factory=dict)
    findings: dict[str, list[Finding]] = field(default_factory=dict)
    deferred: int = 0


def choose(findings: Iterable[Finding], wanted: Callable[[Fix], bool]) -> Chosen:
    """Fixes in the order of the findings. One is made as a whole or not at all; of two whose edits
    overlap the first is made, and the same edit by both is made once."""
    chosen = Chosen()
    for finding in findings:
        fix = finding.fix
        if fix is None or not fix.edits or not wanted(fix):
            continue
        path = fix.edits[0].span.path
        others = chosen.edits.setdefault(path, [])
        new = [edit for edit in fix.edits if edit not in others]
        if any(_overlap(edit, other) for edit in new for other in others):
            chosen.deferred += 1
            continue
        others.extend(new)
        chosen.findings.setdefault(path, []).append(finding)
    return chosen


def _overlap(edit: Edit, other: Edit) -> bool:
    """Whether two edits share a character, or one puts something in where the other changes."""
    one, two = edit.span, other.span
    if one.start == one.end or two.start == two.end:
        return one.start <= two.end and two.start <= one.end
    return one.start < two.end and two.start < one.end
