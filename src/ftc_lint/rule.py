"""What a rule is: metadata, examples and one pure function from a subject to hits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ftc_lint.findings import BlastRadius, Mend, Related, Remedy, Severity
from ftc_lint.records import dataclass, field
from ftc_lint.text import Span

if TYPE_CHECKING:
    from ftc_lint.catalog import Catalog
    from ftc_lint.context import Context
    from ftc_lint.operations import Kind

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check returns for one hazard; the engine makes a `Finding` of it.

    `span` is the place to point at (None: the live database), `statement` the whole statement:
    rules that yield to one another are compared by it, and a suppression on any of its lines
    counts. `severity` overrides the rule's own. `mend` is what a fix is made of, if there may be
    one.
    """

    message: str
    help: str
    span: Span | None
    statement: Span | None = None
    severity: Severity | None = None
    tables: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    blast_radius: BlastRadius | None = None
    remedy: Remedy | None = None
    mend: Mend | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Example:
    """A small project: file names and their texts, and the configuration it needs.

    With a `database.sql` it is a live database: that script makes an SQLite file, which is audited
    (after `earlier.sql`, if there is one, made it as an earlier audit found it). What SQLite
    does not have is given as a `catalog`, which stands for what the script makes elsewhere.

    `fixed` is what the rule's fix makes of the files (none: it has no fix here), `fix` says
    whether that is "safe" or "unsafe".
    """

    files: Mapping[str, str]
    settings: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    catalog: Catalog | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    fix: str = ""


def sql(
    text: str,
    note: str = "",
    *,
    fixed: Mapping[str, str] = _NOTHING,
    fix: str = "unsafe",
    **settings: Any,
) -> Example:
    """An example that is one .sql file. `fixed` is what its fix writes for which of its words,
    `fix` whether that is "safe" or "unsafe"."""
    return _one("example.sql", text, note, fixed, fix, settings)


def python(
    text: str,
    note: str = "",
    *,
    fixed: Mapping[str, str] = _NOTHING,
    fix: str = "unsafe",
    **settings: Any,
) -> Example:
    """An example that is one Python file, otherwise as `sql`."""
    return _one("example.py", text, note, fixed, fix, settings)


def _one(
    name: str,
    text: str,
    note: str,
    fixed: Mapping[str, str],
    fix: str,
    settings: Mapping[str, Any],
) -> Example:
    if not fixed:
        return Example({name: text}, settings, note)
    result = text
    for old, new in fixed.items():
        if result.count(old) != 1:
            raise ValueError(f"{old!r} does not stand once in the example {text!r}")
        result = result.replace(old, new)
    return Example({name: text}, settings, note, fixed={name: result}, fix=fix)


@dataclass(frozen=True, slots=True)
class Rule(Generic[Subject]):
    """One rule. `subject` is the type of what `check` looks at: `Operation`, `Flow`, `Function`,
    `Schema` or `Catalog`.

    `doc` is the module's docstring: a first line, then the paragraphs `When:`, `Effect:` and
    `Instead:`. `yields_to` names rules that speak instead of this one on the same statement.
    `url` is the address of its page where that is not one of ours. Of an operation's rule, `kinds`
    are those that it has anything to say of: it is not asked about others (none given: about all).
    """

    code: str
    name: str
    subject: type[Subject]
    severity: Severity
    since: str
    doc: str
    check: Callable[[Subject, Context], Iterable[Hit]]
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    yields_to: tuple[str, ...] = ()
    on_by_default: bool = True
    url: str = ""
    kinds: frozenset[Kind] = frozenset()
