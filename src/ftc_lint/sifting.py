"""The findings of a run that are new: since an earlier tree, and since a baseline."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence

from ftc_lint.baseline import Entry, spread
from ftc_lint.configuration.tree import SettingsTree
from ftc_lint.engine import paths_of
from ftc_lint.judging import Judge
from ftc_lint.marks import Mark, marks_of
from ftc_lint.matching import match
from ftc_lint.records import dataclass, replace
from ftc_lint.registry import Registry
from ftc_lint.report import Report
from ftc_lint.request import Request
from ftc_lint.unchecked import Cause


@dataclass(frozen=True)
class Ground:
    """What a run could look at: its rules, settings and files. `has_file` tells whether a path is
    there today, read or not."""

    registry: Registry
    tree: SettingsTree
    paths: frozenset[str]
    has_file: Callable[[str], bool]

    @staticmethod
    def of(request: Request) -> Ground:
        """The ground of a run on files."""
        paths = frozenset(paths_of(request))
        there: dict[str, bool] = {}

        def has_file(path: str) -> bool:
            if path not in there:
                there[path] = path in paths or os.path.lexists(
                    os.path.join(request.root.directory, path)
                )
            return there[path]

        return Ground(request.registry(), request.tree, paths, has_file)

    @staticmethod
    def without_files(registry: Registry, tree: SettingsTree) -> Ground:
        """The ground of an audit alone: no file is looked at, and none is thought gone."""
        return Ground(registry, tree, frozenset(), _is_there)


def _is_there(path: str) -> bool:  # noqa: ARG001
    return True


@dataclass(frozen=True)
class AgainstBaseline:
    """Findings of today by their index: `known` to the baseline.
    `fixed` counts the findings of the baseline that are no more; `unjudged` are the entries of
    which nothing can be said, because their rule was off, their file was not read, or the database
    not audited."""

    known: tuple[int, ...]
    fixed: int
    unjudged: tuple[Entry, ...]


def marks_by_finding(report: Report, registry: Registry) -> dict[int, Mark]:
    """The mark of each finding of a report, by the finding's `id`."""
    marks = marks_of(report, registry)
    return {id(finding): mark for finding, mark in zip(report.findings, marks, strict=True)}


def new_since(earlier: Report, today: Report, ground: Ground) -> frozenset[int]:
    """The indexes of today's findings that the earlier tree does not have."""
    before = marks_of(earlier, ground.registry)
    found = match(before, marks_of(today, ground.registry), lambda p: not ground.has_file(p))
    return frozenset(found.new)


def against_baseline(entries: Sequence[Entry], today: Report, ground: Ground) -> AgainstBaseline:
    """What a baseline says of today's findings, and they of it."""
    now = marks_of(today, ground.registry)
    marks, origins = spread(entries, now)
    found = match(marks, now, lambda path: not ground.has_file(path))
    used = Counter(origins[index] for index in found.known.values())
    is_judged = _judge(today, ground)
    fixed = 0
    unjudged = []
    for index, entry in enumerate(entries):
        left = entry.count - used[index]
        if left and is_judged(entry.mark):
            fixed += left
        elif left:
            unjudged.append(replace(entry, count=left))
    return AgainstBaseline(tuple(sorted(found.known)), fixed, tuple(unjudged))


def _judge(report: Report, ground: Ground) -> Callable[[Mark], bool]:
    """Whether a finding with this mark would have been found, if it were still there."""
    judge = Judge(ground.registry.rules, ground.tree)
    codes = frozenset(ground.registry.codes)
    unread = {u.span.path for u in report.unchecked if u.cause is Cause.FILE and u.span is not None}
    incomplete = any(u.cause is Cause.DATABASE for u in report.unchecked)

    def is_judged(mark: Mark) -> bool:
        if report.failures:
            return False
        if mark.rule in codes and mark.rule not in judge.active(mark.path):
            return False
        if mark.path is None:
            return report.live is not None and not incomplete
        if mark.path in unread:
            return False
        return mark.path in ground.paths or not ground.has_file(mark.path)

    return is_judged
