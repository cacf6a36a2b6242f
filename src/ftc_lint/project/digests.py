"""What a function says of itself at a glance, so that most need no closer look.

A function is plain if nothing in its own steps runs SQL or hints at it: it matters only if it
names something that the project defines. A cached function tells its digest without being
decoded.
"""

from __future__ import annotations

from ftc_lint.facts import FunctionFacts
from ftc_lint.flow import Branch, Call, Construct, Execute, Exit, ExitKind, Keep, Loop, With
from ftc_lint.parts import given, within
from ftc_lint.project.hints import hints_of, may_execute
from ftc_lint.project.steps import every
from ftc_lint.python.frameworks import shows_later
from ftc_lint.records import dataclass
from ftc_lint.values import Attribute, Reference, Value


@dataclass(frozen=True, slots=True)
class Digest:
    """`plain`, and the last `names` of all that it calls, hands on or returns. `calls` are those
    that it calls or hands to a call."""

    plain: bool
    names: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()


def digest_of(function: FunctionFacts) -> Digest:
    """The digest of a function, cached or fresh."""
    known = getattr(function, "digest", None)
    return known if isinstance(known, Digest) else _read(function)


def _read(function: FunctionFacts) -> Digest:
    plain = True
    values: list[Value] = [] if function.returns is None else [function.returns]
    calls: set[str] = set()
    for step in every(function.body):
        if isinstance(step, (Execute, Construct, Keep)):
            plain = False
        if isinstance(step, (Call, Execute)) and step.callee is not None:
            plain = plain and _is_plain_call(step.callee)
            if isinstance(step, Call) and shows_later(step):
                plain = False
            arguments = given(step.arguments)
            values += (step.callee, *arguments)
            calls.update(_last_names((step.callee, *arguments)))
        elif isinstance(step, Exit):
            plain = plain and step.kind is not ExitKind.STOP
        elif isinstance(step, Branch):
            values.append(step.condition)
        elif isinstance(step, With):
            values.append(step.context)
        elif isinstance(step, Loop) and step.items is not None:
            values.append(step.items)
    names = {
        each.name.rpartition(".")[2]
        for value in values
        for each in within(value)
        if isinstance(each, (Reference, Attribute))
    }
    return Digest(plain, frozenset(names), frozenset(calls))


def _last_names(values: tuple[Value, ...]) -> set[str]:
    return {
        each.name.rpartition(".")[2] for each in values if isinstance(each, (Reference, Attribute))
    }


def _is_plain_call(callee: Value) -> bool:
    if not isinstance(callee, (Reference, Attribute)):
        return False
    name = callee.name.rpartition(".")[2]
    return not hints_of(name) and not may_execute(name)
