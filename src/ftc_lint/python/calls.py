"""One call of a program, as the recognisers of SQL and framework calls see it.

They work on values only: no recogniser knows a syntax tree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ftc_lint.flow import Step
from ftc_lint.records import dataclass, field
from ftc_lint.text import Span
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Reference,
    Unknown,
    Value,
)


@dataclass(frozen=True, slots=True)
class CallSite:
    """A call: what is called, with what, and where.

    `span` is the whole call expression, `name_span` the last name of the callee (the `delete` of
    `query.delete()`). `display` is the callee as written, cut short. `imports` are the absolute
    dotted names of the modules the file imports, for recognisers that need to know which library
    a method name belongs to. `function` is the qualified name of the function it stands in, ""
    for the module's body; `class_name` its class; `module` the file's own. `nested` tells that the
    call is an argument of another call. `handed_on` is what the first argument is taken from in
    `f(*args)`.
    """

    callee: Value
    arguments: Arguments
    span: Span
    name_span: Span
    display: str
    imports: frozenset[str]
    function: str = ""
    class_name: str | None = None
    module: str = ""
    nested: bool = False
    handed_on: Value | None = None

    @property
    def name(self) -> str:
        """The last name of what is called: `execute` of `self.db.cursor().execute`."""
        if isinstance(self.callee, Attribute):
            return self.callee.name
        if isinstance(self.callee, Reference):
            return self.callee.name.rpartition(".")[2]
        if isinstance(self.callee, Unknown):  # a name whose origin was not seen
            return self.callee.display
        if isinstance(self.callee, Choice):  # of star imports
            found = {_last_name(each) for each in self.callee.values}
            return found.pop() if len(found) == 1 else ""
        return ""

    @property
    def receiver(self) -> Value | None:
        """What the method is called on; None for a plain function."""
        return self.callee.base if isinstance(self.callee, Attribute) else None

    @property
    def dotted(self) -> str:
        """The absolute dotted name of a function or class that is called by name, else ""."""
        return self.callee.name if isinstance(self.callee, Reference) else ""

    def chain(self) -> list[CallResult]:
        """The calls the receiver was made by, nearest first: for
        `session.query(P).filter(x).delete()` the calls of `filter`, then `query`."""
        calls = []
        value = self.receiver
        while value is not None:
            if isinstance(value, CallResult):
                calls.append(value)
                value = value.callee
            elif isinstance(value, Attribute):
                value = value.base
            else:
                break
        return calls


def _last_name(value: Value) -> str:
    if isinstance(value, Reference):
        return value.name.rpartition(".")[2]
    return value.name if isinstance(value, Attribute) else ""


Recogniser = Callable[[CallSite], tuple[Step, ...]]
"""Returns the steps that a call is (`Execute`, `Construct`), or () where it is not its business."""


@dataclass(frozen=True, slots=True)
class ClassSite:
    """A class definition, for recognisers of models and migrations: base classes and attributes
    as values, with the place of each attribute's name.

    A nested class (`class Meta`) stands in `attributes` as a `Mapping` of its own attributes;
    `annotations` are the attributes' type annotations as written; `keywords` those of the class
    (`table=True`).
    """

    name: str
    bases: tuple[Value, ...]
    attributes: Mapping[str, Value]
    attribute_spans: Mapping[str, Span]
    span: Span
    imports: frozenset[str]
    module: str
    annotations: Mapping[str, str] = field(default_factory=dict)
    keywords: Mapping[str, Value] = field(default_factory=dict)


ClassRecogniser = Callable[[ClassSite], tuple[Step, ...]]
"""Returns the steps that a class declares (tables, columns, foreign keys, migrations)."""
