"""The outcome of an earlier run where one file has changed that no other looks into.

What is said of such a file follows from itself and from what it looks into; what is said of all
others stays, as long as the file does to them what it did before. Whether that is so is told by
the bearings that the last run took, and by those of the file as it is now. Wherever it is not, or
not sure, the project is reasoned over as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ftc_lint.analysis import Analysis, analyse
from ftc_lint.cache import bearings_entry
from ftc_lint.cache.codec import encode, unplaced
from ftc_lint.cache.memory import Change, FactsKey, Memory
from ftc_lint.cache.plain import DamagedError
from ftc_lint.collecting import Collected
from ftc_lint.facts import FileFacts
from ftc_lint.findings import Finding
from ftc_lint.fingerprints import with_fingerprints
from ftc_lint.fixes.keeping import paths_of, written
from ftc_lint.fixes.making import with_fixes
from ftc_lint.fixes.remembering import Remembered
from ftc_lint.judging import Judge
from ftc_lint.outcome import Outcome, in_order, place, settle
from ftc_lint.project.bearings import Bearings, FileBearings, Part
from ftc_lint.records import dataclass, replace
from ftc_lint.request import Request
from ftc_lint.result import Result
from ftc_lint.schema import Schema
from ftc_lint.schema_files import read_snapshots
from ftc_lint.sources import Sources
from ftc_lint.text import Source
from ftc_lint.unchecked import Cause, Unchecked

MOST_FILES = 50
"""Files that a changed one may look into: with more, all are soon reasoned over."""

MOST_TRIES = 4
"""Times that a file is looked at, each time with those that it came upon before."""


@dataclass(frozen=True, slots=True)
class Updated:
    """An outcome, and the bearings that belong to it."""

    outcome: Outcome
    bearings: Bearings


def updated(
    request: Request, sources: Sources, collected: Collected, memory: Memory, change: Change
) -> Updated | None:
    """What the analysis of all files would come to; None where that does not follow from the
    outcome before the change."""
    if change.path in change.outcome.texts:
        return None
    bearings = _bearings(memory, change)
    if bearings is None or bearings.is_ordered or not _is_apart(change.path, bearings):
        return None
    facts = [result.facts for result in collected.results if result.facts is not None]
    result = _with_same_interface(request, collected.results, memory, change)
    if result is None or {each.path for each in facts} != bearings.files.keys():
        return None
    texts: set[str] = set()
    analysis = _analysed(facts, request, sources, memory, change.path, bearings, texts)
    if analysis is None or analysis.bearings is None or not texts <= change.outcome.texts:
        return None
    own = analysis.bearings.files[change.path]
    if not _does_the_same(change.path, own, bearings):
        return None
    outcome = _outcome(request, sources, memory, change, result, analysis)
    if outcome is None or sources.changed:
        return None
    statements = outcome.statements - bearings.files[change.path].statements + own.statements
    return Updated(
        replace(outcome, statements=statements),
        replace(bearings, files={**bearings.files, change.path: own}),
    )


def _bearings(memory: Memory, change: Change) -> Bearings | None:
    content = memory.bearings(change)
    try:
        return None if content is None else bearings_entry.decoded(content)
    except DamagedError:
        return None


# --- whether the file stands apart -----------------------------------------------------------


def _is_apart(path: str, bearings: Bearings) -> bool:
    """Whether no other file looked into this one or told something of it, nor this one of them."""
    own = bearings.files.get(path)
    if own is None or not _tells_of_itself(own):
        return False
    others = (each for other, each in bearings.files.items() if other != path)
    return not any(path in each.uses or path in each.abroad for each in others)


def _tells_of_itself(own: FileBearings) -> bool:
    return not (own.abroad or own.weighs or own.declares)


def _with_same_interface(
    request: Request, results: Sequence[Result], memory: Memory, change: Change
) -> Result | None:
    """What the changed file says; None where others might see the difference, and where comments
    may suppress."""
    now = next((each for each in results if each.path == change.path), None)
    dialect = request.tree.dialect(change.path)
    old = memory.facts(FactsKey(change.path, change.digest, dialect, request.tree.root))
    if now is None or old is None or old.facts is None or now.facts is None:
        return None
    if now.failure is not None or old.may_suppress or now.may_suppress:
        return None
    return now if _interface(old.facts) == _interface(now.facts) else None


def _interface(facts: FileFacts) -> object:
    """What other files see of a file that do not follow its calls, wherever it stands."""
    told = (
        facts.language,
        facts.module,
        facts.dialect,
        facts.classes,
        facts.constants,
        facts.imports,
        facts.has_command_line,
        facts.main_guard is not None,
        facts.defines,
        tuple(
            (each.qualname, each.class_name, each.parameters, each.decorators, each.superseded)
            for each in facts.functions
        ),
    )
    return unplaced(encode(told, facts.path))


def _does_the_same(path: str, own: FileBearings, bearings: Bearings) -> bool:
    """Whether a file does to the others what it did before: it tells nothing of them, calls no
    function for the first or the last time, and lends no new name to what matters."""
    if not _tells_of_itself(own):
        return False
    before = bearings.files[path]
    others = [each for other, each in bearings.files.items() if other != path]
    called = frozenset().union(*(each.calls for each in others))
    late: frozenset[str] = frozenset().union(*(each.late for each in others))
    return own.calls ^ before.calls <= called and own.late ^ before.late <= late


# --- the file by itself ----------------------------------------------------------------------


def _analysed(
    facts: Sequence[FileFacts],
    request: Request,
    sources: Sources,
    memory: Memory,
    path: str,
    bearings: Bearings,
    texts: set[str],
) -> Analysis | None:
    """What the file comes to, with all that it looks into; None where that is much, or where it
    depends on the order in which things are looked at. `texts` gets the files whose text was
    looked at."""

    def read(name: str) -> Source | None:
        texts.add(name)
        return sources.get(name)

    snapshots = read_snapshots(sources, request.schema.snapshots)
    scope = _reached({path}, bearings)
    for _ in range(MOST_TRIES):
        if len(scope) > MOST_FILES:
            return None
        part = _part(path, frozenset(scope), bearings)
        analysis = analyse(facts, read, request.tree.root, snapshots, memory.parse, part)
        now = analysis.bearings
        if now is None or now.is_ordered or not analysis.is_self_contained:
            return None
        found = now.files
        grown = _reached(scope.union(*(found[each].uses for each in scope)), bearings)
        if grown == scope:
            return analysis
        scope = grown
    return None


def _part(path: str, scope: frozenset[str], bearings: Bearings) -> Part:
    others = [each for other, each in bearings.files.items() if other != path]
    return Part(
        path,
        scope,
        frozenset().union(*(each.late for each in others)),
        frozenset(other for other, each in bearings.files.items() if each.declares),
        bearings.ddl,
    )


def _reached(paths: Iterable[str], bearings: Bearings) -> set[str]:
    """These files with all that they look into."""
    found = set(paths)
    waiting = list(found)
    while waiting:
        for each in bearings.files[waiting.pop()].uses - found:
            found.add(each)
            waiting.append(each)
    return found


# --- the outcome -----------------------------------------------------------------------------


def _outcome(
    request: Request,
    sources: Sources,
    memory: Memory,
    change: Change,
    result: Result,
    analysis: Analysis,
) -> Outcome | None:
    """The outcome before the change, with what is said of the file now; None where something is
    said of both the file and another."""
    path, before = change.path, change.outcome
    assert result.facts is not None
    unchecked = (*result.unchecked, *result.facts.unchecked, *analysis.unchecked)
    registry = request.registry()
    judge = Judge(registry.rules, request.tree)
    subjects = {kind: each for kind, each in analysis.subjects.items() if kind is not Schema}
    found = judge.findings({**subjects, Unchecked: unchecked}, analysis.context)
    others = [
        (finding, mend)
        for finding, mend in zip(before.findings, before.mends, strict=True)
        if finding.span is None or finding.span.path != path
    ]
    spans = [*(each.span for each in found), *(each.span for each in unchecked)]
    is_apart = (
        not judge.failures
        and not registry.broken
        and all(span is not None and span.path == path for span in spans)
        and not any(path in paths_of(*each) for each in others)
    )
    if not is_apart:
        return None
    settle([*(finding for finding, _ in others), *found], sources)
    unread = {path} if any(each.cause is Cause.FILE for each in unchecked) else set()
    marked = with_fingerprints(sorted(found, key=place), sources)
    remembered = Remembered(memory.fixes, sources.digest)
    made = with_fixes(marked, sources.get, unread, remembered.fix)
    if made.failures:
        return None
    own = zip(made.findings, (written(each.mend) for each in marked), strict=True)
    merged = sorted((*others, *own), key=_place)
    rest = (each for each in before.unchecked if each.span is None or each.span.path != path)
    return replace(
        before,
        findings=tuple(finding for finding, _ in merged),
        mends=tuple(mend for _, mend in merged),
        unchecked=in_order((*rest, *unchecked)),
    )


def _place(each: tuple[Finding, object]) -> tuple[bool, str, int, str, str]:
    return place(each[0])
