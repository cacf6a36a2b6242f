"""Frameworks: calls and classes of libraries that do what SQL statements do.

One framework, one file. Each offers `CALLS`, a recogniser for each method name, and may offer
`CLASSES`. A recogniser looks at one `CallSite` or `ClassSite` and returns the steps that it is,
or () where it is not its business. A call whose name no framework knows costs one look-up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from types import MappingProxyType

from ftc_lint.facts import ClassFacts
from ftc_lint.flow import Call, Construct, Step
from ftc_lint.operations import TableName
from ftc_lint.python.calls import CallSite, ClassRecogniser, ClassSite, Recogniser
from ftc_lint.python.frameworks import (
    airflow,
    alembic,
    copying,
    dataframes,
    django,
    django_models,
    peewee,
    spark,
    sqlalchemy,
    sqlalchemy_schema,
    subprocesses,
    warehouses,
)
from ftc_lint.python.frameworks.queries import only_reads
from ftc_lint.python.frameworks.reading import chains, is_open, member, walk
from ftc_lint.python.frameworks.sqlalchemy import statement_of
from ftc_lint.python.frameworks.sqlalchemy_schema import table_object_name, with_underscores
from ftc_lint.python.shapes import looks_like_sql
from ftc_lint.values import Arguments, CallResult, Items, Parameter, Text, Value

_ROOMS = (
    alembic,
    django,
    django_models,
    sqlalchemy,
    sqlalchemy_schema,
    peewee,
    dataframes,
    spark,
    airflow,
    subprocesses,
    warehouses,
    copying,
)


def _dispatch() -> MappingProxyType[str, tuple[Recogniser, ...]]:
    by_name: dict[str, tuple[Recogniser, ...]] = defaultdict(tuple)
    for room in _ROOMS:
        for name, recogniser in room.CALLS.items():
            by_name[name] += (recogniser,)
    return MappingProxyType(dict(by_name))


_BY_NAME = _dispatch()
NAMES = frozenset(_BY_NAME)
"""Names of calls that a framework may know; a call of another name needs no `CallSite`."""

_CLASSES: tuple[ClassRecogniser, ...] = (
    *django_models.CLASSES,
    *peewee.CLASSES,
    *sqlalchemy_schema.CLASSES,
)


def known_names() -> frozenset[str]:
    """The names of calls that some framework looks at."""
    return frozenset(_BY_NAME)


def recognise_call(site: CallSite) -> tuple[Step, ...]:
    """The steps that a framework's call is; () where no framework knows it.

    The first framework that knows the call speaks for it.
    """
    for recogniser in _BY_NAME.get(site.name, ()):
        steps = recogniser(site)
        if steps:
            return steps
    return ()


_ON_WHAT_IT_IS_HANDED = frozenset({"delete", "drop", "drop_all", "_raw_delete"})


def shows_later(call: Call) -> bool:
    """Whether a call may show itself as a framework's once its arguments are known: a program
    that is started with a parameter, a query that is handed in and deleted."""
    base, name = member(call.callee)
    if name in _ON_WHAT_IT_IS_HANDED:
        return any(isinstance(chain.base, Parameter) for chain in chains(base))
    return subprocesses.starts_program(call.callee) and any(
        is_open(inner) for given in call.arguments.positional[:1] for inner in walk(given)
    )


def recognise_again(
    call: Call, callee: Value, arguments: Arguments, imports: frozenset[str], module: str
) -> tuple[Step, ...]:
    """The steps of a call that `shows_later`, with callee and arguments filled."""
    place = call.name_span or call.span
    return recognise_call(
        CallSite(callee, arguments, call.span, place, call.display, imports, module=module)
    )


def recognise_class(site: ClassSite) -> tuple[Step, ...]:
    """The tables, columns and foreign keys that a class declares; () for any other class."""
    for recogniser in _CLASSES:
        steps = recogniser(site)
        if steps:
            return steps
    return ()


def table_name_of(facts: ClassFacts, module: str) -> TableName | None:
    """The table of a model class; None where the class is none, or takes its name from a base.

    `module` is the absolute name of the module it stands in.
    """
    attributes = dict(facts.attributes)
    return (
        sqlalchemy_schema.table_name(facts.name, facts.bases, attributes)
        or peewee.table_name(attributes)
        or django_models.table_name(facts.name, facts.bases, attributes, module)
    )


def default_table_name(class_name: str, module: str) -> TableName:
    """What Django calls a model's table where the model does not say: `shop_price`."""
    label = django_models.app_label(module)
    return TableName((f"{label}_{class_name}".lower(),))


def is_django_model(bases: Iterable[Value], attributes: Iterable[tuple[str, Value]]) -> bool:
    """Whether a class is a model of Django by its own bases or fields."""
    return django_models.is_model(bases, dict(attributes))


def table_name_of_object(value: Value) -> TableName | None:
    """The table of a `Table("prices", metadata)` object; None for any other value."""
    return table_object_name(value)


def construct_of(value: Value) -> Construct | None:
    """The operation that a value does when it is executed (`delete(P).where(…)`), for values
    that were completed later; None for SQL text and everything else."""
    return statement_of(value)


def may_be_statement(value: Value) -> bool:
    """Whether a value that is handed to a call is SQL, such a statement object, or has some."""
    return bool(statements_in(value))


def statements_in(value: Value) -> tuple[Value, ...]:
    """The SQL texts and statement objects that a value is, or that stand in a list: by themselves,
    or first in a tuple with their parameters."""
    if isinstance(value, Text):
        return (value,) if looks_like_sql(value.excerpt.text) else ()
    if isinstance(value, CallResult):
        return () if construct_of(value) is None else (value,)
    if not isinstance(value, Items):
        return ()
    found: list[Value] = []
    for each in value.values:
        first = each.values[0] if isinstance(each, Items) and each.values else each
        if not isinstance(first, Items):
            found += statements_in(first)
    return tuple(found)


__all__ = [
    "construct_of",
    "default_table_name",
    "is_django_model",
    "known_names",
    "may_be_statement",
    "only_reads",
    "recognise_again",
    "recognise_call",
    "recognise_class",
    "shows_later",
    "statements_in",
    "table_name_of",
    "table_name_of_object",
    "with_underscores",
]
