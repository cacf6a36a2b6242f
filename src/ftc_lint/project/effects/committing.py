"""What begins and ends transactions does to the facts."""

from __future__ import annotations

from ftc_lint.project.effects.events import Event
from ftc_lint.project.effects.fact_keys import record_key
from ftc_lint.project.records import Records
from ftc_lint.project.state import Evidence, Fact, State
from ftc_lint.text import Span

_UNTIL_COMMIT = ("uncommitted", "begun")


def commit(records: Records, span: Span, state: State) -> State:
    """What was done so far is there to stay."""
    evidence = Evidence(span)
    entries: list[tuple[Fact, Evidence]] = []
    for fact, _ in state.of("emptied"):
        record = records.by_key[record_key(fact[2])]
        if record.load is None:
            entries.append((("committed", fact[2]), evidence))
        elif record.separated is None:
            record.separated = False  # nothing commits by itself where a commit is called
    state = state.without([fact for sort in _UNTIL_COMMIT for fact, _ in state.of(sort)])
    return state.plus(entries) if entries else state


def roll_back(state: State) -> State:
    """What was done since the last commit is undone."""
    undone = {fact[1] for fact, _ in state.of("uncommitted")}
    kept = {fact[1] for fact, _ in state.of("committed")}
    gone = [fact for sort in _UNTIL_COMMIT for fact, _ in state.of(sort)]
    gone += [fact for fact, _ in state.of("backed") if fact[1] in undone]
    for sort in ("emptied", "restorable"):
        gone += [fact for fact, _ in state.of(sort) if fact[2] not in kept]
    return state.without(gone)


def committed(event: Event, state: State) -> State:
    """COMMIT."""
    return commit(event.records, event.operation.span, state)


def rolled_back(_event: Event, state: State) -> State:
    """ROLLBACK."""
    return roll_back(state)


def begin(event: Event, state: State) -> State:
    """BEGIN."""
    return state.plus([(("begun",), Evidence(event.operation.span, event.place.calls))])
