"""What switches foreign keys off and on does to the facts."""

from __future__ import annotations

from ftc_lint.operations import Operation
from ftc_lint.project.effects.events import Event
from ftc_lint.project.state import Evidence, State


def disable(event: Event, state: State) -> State:
    """Enforcement is off from here on."""
    what = event.operation.object_type
    evidence = Evidence(event.operation.span, event.place.calls)
    off = state.without([("enforced", what)])
    return off.plus([(("disabled", event.key, what), evidence)])


def enable(event: Event, state: State) -> State:
    """Enforcement is on again."""
    operation = event.operation
    return switched_on(operation, Evidence(operation.span, event.place.calls), state)


def switched_on(operation: Operation, evidence: Evidence, state: State) -> State:
    """Enforcement is on from here on."""
    what = operation.object_type
    on = state.without([fact for fact, _ in state.of("disabled") if fact[2] == what])
    return on.plus([(("enforced", what), evidence)])
