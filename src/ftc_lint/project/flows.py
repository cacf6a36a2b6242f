"""The flows of a project, each with its operations as it reaches them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ftc_lint.context import Occurrence, Site, site
from ftc_lint.flow import Block, Exit, ExitKind, Flow, Perform
from ftc_lint.operations import DESTROYS_ROWS, Kind
from ftc_lint.project.backups import BackupObserver
from ftc_lint.project.labels import Labels
from ftc_lint.project.order import Outcome, walk
from ftc_lint.project.state import Conditions, Evidence, State
from ftc_lint.project.steps import every
from ftc_lint.project.transactions import Menders
from ftc_lint.settings import Settings
from ftc_lint.text import Span

MOST_OCCURRENCES = 400
"""Occurrences of one written operation that are kept; the worst verdicts come first anyway."""


class FlowMaker:
    """Makes flows of blocks: walks them and gathers the verdicts."""

    def __init__(self, settings: Settings, labels: Labels) -> None:
        self._settings = settings
        self._labels = labels
        self._menders = Menders()
        self._conditions = Conditions()

    def flow(self, name: str, path: str, span: Span, body: Block, is_entry: bool) -> Flow | None:
        """The flow of a root; None where it performs nothing."""
        if not any(isinstance(step, Perform) for step in every(body)):
            return None
        observer, outcome = self._walked(body, recursion_ends=True)
        if _recurses(body) and not _visited(body, observer):
            observer, outcome = self._walked(body, recursion_ends=False)
        ends = (
            outcome.normal,
            outcome.exits.get(ExitKind.RETURN),
            outcome.exits.get(ExitKind.STOP),
        )
        observer.finish(ends)
        return Flow(name, path, span, body, is_entry, observer.records.occurrences(name))

    def _walked(self, body: Block, *, recursion_ends: bool) -> tuple[BackupObserver, Outcome]:
        observer = BackupObserver(self._settings, self._labels, self._menders)
        return observer, walk(
            body, _beginning(body), observer, self._conditions, recursion_ends=recursion_ends
        )


def _beginning(body: Block) -> State:
    """What is known where a flow begins: whatever it switches off is still on."""
    return State().plus(
        (("enforced", step.operation.object_type), Evidence(step.operation.span))
        for step in every(body)
        if isinstance(step, Perform) and step.operation.kind is Kind.DISABLE_ENFORCEMENT
    )


def _recurses(body: Block) -> bool:
    return any(isinstance(step, Exit) and step.kind is ExitKind.RECURSE for step in every(body))


def _visited(body: Block, observer: BackupObserver) -> bool:
    """Whether the walk came by everything that destroys rows."""
    seen = {step for _, step in observer.records.by_key}
    return all(
        id(step) in seen
        for step in every(body)
        if isinstance(step, Perform) and step.operation.kind in DESTROYS_ROWS
    )


def by_site(flows: Iterable[Flow]) -> dict[Site, tuple[Occurrence, ...]]:
    """The occurrences of every written operation over all flows, without repetitions."""
    found: dict[Site, list[Occurrence]] = {}
    for flow in flows:
        for occurrence in flow.occurrences:
            found.setdefault(site(occurrence.operation), []).append(occurrence)
    return {place: _distinct(occurrences) for place, occurrences in found.items()}


def _distinct(occurrences: Sequence[Occurrence]) -> tuple[Occurrence, ...]:
    """The occurrences without repetitions, at most so many; mostly there is one, which need not be
    compared."""
    if len(occurrences) == 1:
        return (occurrences[0],)
    kept: dict[Occurrence, None] = {}
    for each in occurrences:
        if len(kept) == MOST_OCCURRENCES:
            break
        kept.setdefault(each)
    return tuple(kept)
