"""SQLAlchemy and SQLModel: the tables, columns and foreign keys that a program declares."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ftc_lint.evaluate import variants
from ftc_lint.flow import Construct, Step
from ftc_lint.operations import Action, Column, Kind, TableName
from ftc_lint.python.calls import CallSite, ClassSite
from ftc_lint.python.frameworks.building import ACTIONS, Place, construct, foreign_key
from ftc_lint.python.frameworks.reading import (
    called,
    dotted,
    is_given,
    is_true,
    items,
    literal,
    literals,
    looks_like_class,
    member,
    qualified,
    split_last,
    text_span,
    uses,
    walk,
)
from ftc_lint.python.frameworks.sqlalchemy import LIBRARIES, SOURCE, table_of
from ftc_lint.values import (
    CallResult,
    Choice,
    Constant,
    Items,
    Mapping,
    Parameter,
    Reference,
    Text,
    Unknown,
    Value,
)

COLUMN = ("Column", "mapped_column", "column_property", "deferred")
FOREIGN_KEY = ("ForeignKey", "ForeignKeyConstraint")
_RELATIONSHIP = ("relationship", "relation", "dynamic_loader", "Relationship")


# --- foreign keys ----------------------------------------------------------------------------


def on_delete_of(call: CallResult) -> Action:
    """The action of an `ondelete=` argument, the worst where it may be several."""
    position = 5 if member(call.callee)[1] == "ForeignKey" else None
    return action_of(call.arguments.get(position, "ondelete", "on_delete"))


def action_of(value: Value | None) -> Action:
    """CASCADE, SET NULL and the like in any case; what is not known is NO ACTION."""
    found = [ACTIONS.get(" ".join(text.lower().split())) for text in literals(value)]
    if Action.CASCADE in found:
        return Action.CASCADE
    return next((action for action in found if action is not None), Action.NO_ACTION)


def foreign_keys(value: Value, child: Value, source: str, column: str = "") -> list[Construct]:
    """The foreign keys of a column, a table-level constraint, or anything that holds some."""
    found: list[Construct] = []
    for each in walk(value):
        call = called(each, *FOREIGN_KEY)
        if call is None:
            continue
        if member(call.callee)[1] == "ForeignKeyConstraint":
            found.append(_constraint(call, child, source))
        else:
            key = _column_key(call, child, source, column or _column_name(value))
            if key is not None:
                found.append(key)
    return found


def key_place(call: CallResult, value: Value | None) -> Place:
    """At the action if it is written in the call, else at the call's name."""
    place = Place.of_call(call)
    return place.at(text_span(value, call.span))


def _column_key(call: CallResult, child: Value, source: str, column: str) -> Construct | None:
    target = call.arguments.get(0, "column")
    if target is None:
        return None
    parent, parent_column = _column_target(target)
    return foreign_key(
        key_place(call, call.arguments.get(5, "ondelete")),
        source,
        child,
        parent,
        on_delete=on_delete_of(call),
        child_columns=(column,) if column else (),
        parent_columns=(parent_column,) if parent_column else (),
        name=literal(call.arguments.get(None, "name")),
    )


def _column_target(target: Value) -> tuple[Value, str]:
    """Table and column of `"team.id"`, `Team.id` or `team.c.id`."""
    if isinstance(target, Text):
        table, column = split_last(target)
        return (target, "") if table is None else (table, column.excerpt.text)
    if isinstance(target, Choice):
        return _column_target(target.values[0])
    base, name = member(target)
    if base is not None and (looks_like_class(base) or member(base)[1] in ("c", "columns")):
        return table_of(base), name
    return target, ""


def _constraint(call: CallResult, child: Value, source: str) -> Construct:
    arguments = call.arguments
    columns = tuple(text for each in items(arguments.get(0, "columns")) for text in literals(each))
    targets = [_column_target(each) for each in items(arguments.get(1, "refcolumns"))]
    parent = targets[0][0] if targets else Unknown("…")
    return foreign_key(
        key_place(call, arguments.get(None, "ondelete")),
        source,
        child,
        parent,
        on_delete=on_delete_of(call),
        child_columns=columns,
        parent_columns=tuple(name for _, name in targets if name),
        name=literal(arguments.get(2, "name")),
    )


# --- columns and tables ----------------------------------------------------------------------


def _column_name(value: Value) -> str:
    call = called(value, *COLUMN)
    if call is None:
        return ""
    return literal(call.arguments.get(0, "name")) or ""


def column_of(value: Value, name: str = "", annotation: str = "") -> Column | None:
    """The column that a `Column(…)` declares; None for anything else."""
    call = called(value, *COLUMN)
    if call is None:
        return None
    own = _column_name(value) or name
    primary = is_true(call.arguments.get(None, "primary_key"))
    given = call.arguments.get(None, "nullable")
    nullable = given.value if isinstance(given, Constant) else None
    if given is None:
        nullable = not primary and _nullable_by_default(call, annotation)
    return Column(own, None if nullable is None else bool(nullable), primary)


def _nullable_by_default(call: CallResult, annotation: str) -> bool:
    if annotation and member(call.callee)[1] == "mapped_column":
        return _optional(annotation)
    return True


def _optional(annotation: str) -> bool:
    return "Optional" in annotation or re.search(r"\bNone\b", annotation) is not None


def table_steps(
    place: Place,
    table: Value,
    members: Iterable[Value],
    source: str,
    *,
    declared: bool,
    if_exists: bool = False,
    temporary: bool = False,
) -> tuple[Construct, ...]:
    """CREATE TABLE with its columns, and one foreign key each.

    `declared`: only metadata so far, nothing is created here. A temporary table that is declared
    is as good as created: it is this program's own.
    """
    parts = list(members)
    columns = tuple(column for part in parts if (column := column_of(part)) is not None)
    created = construct(
        Kind.CREATE_TABLE,
        place,
        source,
        (table,),
        columns=columns,
        executed=temporary or not declared,
        if_exists=declared or if_exists,
        temporary=temporary,
    )
    keys = [key for part in parts for key in foreign_keys(part, table, source)]
    return (created, *keys)


def table_call(site: CallSite) -> tuple[Step, ...]:
    """`Table("prices", metadata, Column(…), ForeignKeyConstraint(…))`."""
    if not uses(site.imports, *LIBRARIES) or len(site.arguments.positional) < 2:
        return ()
    call = CallResult(site.callee, site.arguments, site.span, site.name_span)
    return table_steps(
        Place.of(site),
        table_of(call),
        site.arguments.positional[2:],
        SOURCE,
        declared=True,
        temporary=is_temporary(call),
    )


def is_temporary(table: CallResult) -> bool:
    """Whether a `Table(…, prefixes=["TEMPORARY"])` is one in whatever way it is made."""
    prefixes = table.arguments.get(None, "prefixes")
    words = [
        "".join(literals(word)).upper()
        for each in (() if prefixes is None else variants(prefixes))
        for word in items(each)
    ]
    return any(word in ("TEMPORARY", "TEMP") for word in words)


def loose_column(site: CallSite) -> tuple[Step, ...]:
    """A column that a function makes (`@declared_attr`): its table is not known here."""
    in_body = site.function in ("", site.class_name)
    if site.nested or in_body or not uses(site.imports, *LIBRARIES):
        return ()
    if uses(site.imports, "alembic"):  # handed to `op.add_column`, which knows the table
        return ()
    call = CallResult(site.callee, site.arguments, site.span, site.name_span)
    child: Value = Parameter("cls")
    if site.class_name:
        child = Reference(f"{site.module}.{site.class_name}")
    keys = foreign_keys(call, child, SOURCE, site.function.rpartition(".")[2])
    return tuple(key for key in keys if _action(key) is not Action.NO_ACTION)


def _action(key: Construct) -> Action:
    spec = key.operation.foreign_key
    return Action.NO_ACTION if spec is None else spec.on_delete


# --- declarative classes ---------------------------------------------------------------------


def model_class(site: ClassSite) -> tuple[Step, ...]:
    """A declarative class: its table, the foreign keys of its columns, its relationships."""
    made = called(site.attributes.get("__table__"), "Table")
    if made is not None:
        return _mapped(site, made)
    if not _is_model(site):
        return ()
    table = _class_table(site)
    found: list[Step] = []
    columns: list[Column] = []
    for name, value in site.attributes.items():
        annotation = site.annotations.get(name, "")
        for each in variants(value):
            column = column_of(each, name, annotation) or _sqlmodel_column(each, name, annotation)
            if column is not None:
                columns.append(column)
                found.extend(foreign_keys(each, table, SOURCE, column.name))
                found.extend(_sqlmodel_key(each, table, column.name))
            else:
                found.extend(_relationship(site, each, table, annotation))
    found.extend(_table_args(site, table))
    if (columns and "__tablename__" in site.attributes) or is_true(site.keywords.get("table")):
        created = construct(
            Kind.CREATE_TABLE,
            Place(site.span, site.span),
            SOURCE,
            (table,),
            columns=tuple(columns),
            executed=False,
            if_exists=True,
        )
        found.insert(0, created)
    return tuple(found)


def _mapped(site: ClassSite, table: CallResult) -> tuple[Step, ...]:
    """A class whose table is made by itself: `__table__ = Table(…)`."""
    created = construct(
        Kind.CREATE_TABLE,
        Place(site.span, site.span),
        SOURCE,
        (table_of(table),),
        executed=is_temporary(table),
        if_exists=True,
        temporary=is_temporary(table),
    )
    return (created,)


def _is_model(site: ClassSite) -> bool:
    """By its attributes rather than its bases: mixins and custom bases are models too."""
    if "__tablename__" in site.attributes or "__table_args__" in site.attributes:
        return True
    return any(
        called(each, *COLUMN, *_RELATIONSHIP) is not None or _sqlmodel_field(each) is not None
        for value in site.attributes.values()
        for each in variants(value)
    )


def _class_table(site: ClassSite) -> Value:
    """The name in `__tablename__` (with the schema of `__table_args__`), else the class."""
    name = site.attributes.get("__tablename__")
    if name is None or not any(isinstance(each, Text) for each in variants(name)):
        return Reference(f"{site.module}.{site.name}")
    return qualified(_schema(site.attributes.get("__table_args__")), name)


def _schema(table_args: Value | None) -> Value | None:
    parts = table_args.values if isinstance(table_args, Items) else (table_args,)
    for part in parts:
        if isinstance(part, Mapping):
            for key, value in part.entries:
                if key == "schema":
                    return value
    return None


def _table_args(site: ClassSite, table: Value) -> list[Construct]:
    value = site.attributes.get("__table_args__")
    if not isinstance(value, Items):
        return []
    return [key for part in value.values for key in foreign_keys(part, table, SOURCE)]


def _relationship(site: ClassSite, value: Value, table: Value, annotation: str) -> list[Construct]:
    """`relationship("Child", cascade="all, delete-orphan")`, and the same in a `backref`."""
    call = called(value, *_RELATIONSHIP)
    if call is None:
        return []
    target = _related(site, call.arguments.get(0, "argument"), annotation)
    found = []
    keywords = call.arguments.get(None, "sa_relationship_kwargs")
    entries = keywords.entries if isinstance(keywords, Mapping) else call.arguments.keywords
    if _deletes(dict(entries).get("cascade")):
        found.append(_orm_key(call, entries, child=target, parent=table))
    back = called(call.arguments.get(None, "backref"), "backref")
    if back is not None and _deletes(back.arguments.get(None, "cascade")):
        found.append(_orm_key(back, back.arguments.keywords, child=table, parent=target))
    return found


def _orm_key(
    call: CallResult, entries: tuple[tuple[str, Value], ...], *, child: Value, parent: Value
) -> Construct:
    given = dict(entries)
    passive = is_true(given.get("passive_deletes")) or literal(given.get("passive_deletes"))
    return foreign_key(
        key_place(call, given.get("cascade")),
        SOURCE,
        child,
        parent,
        on_delete=Action.CASCADE,
        enforced_by="orm",
        detail="passive_deletes" if passive else "",
    )


def _deletes(cascade: Value | None) -> bool:
    for text in literals(cascade):
        options = {part.strip() for part in text.lower().split(",")}
        if options & {"all", "delete"}:
            return True
    return False


_INSIDE = re.compile(r"""["']?([A-Za-z_][\w.]*)["']?\s*\]*\s*(?:\|\s*None\s*)?\]*["']?$""")


def _related(site: ClassSite, argument: Value | None, annotation: str) -> Value:
    """The class that a relationship leads to: its argument, else the innermost annotation."""
    name = literal(argument)
    if name is None and argument is not None:
        return table_of(argument)
    if name is None:
        match = _INSIDE.search(annotation)
        name = match[1] if match else "…"
    return Reference(f"{site.module}.{name.rpartition('.')[2]}")


# --- SQLModel --------------------------------------------------------------------------------


def _sqlmodel_field(value: Value) -> CallResult | None:
    call = called(value, "Field")
    if call is None:
        return None
    known = {"foreign_key", "primary_key", "sa_column", "ondelete", "sa_column_args"}
    return call if any(key in known for key, _ in call.arguments.keywords) else None


def _sqlmodel_column(value: Value, name: str, annotation: str) -> Column | None:
    call = _sqlmodel_field(value)
    if call is None:
        return None
    primary = is_true(call.arguments.get(None, "primary_key"))
    given = call.arguments.get(None, "nullable")
    if isinstance(given, Constant) and isinstance(given.value, bool):
        return Column(name, given.value, primary)
    return Column(name, _optional(annotation) and not primary if annotation else None, primary)


def _sqlmodel_key(value: Value, table: Value, column: str) -> list[Construct]:
    call = _sqlmodel_field(value)
    target = None if call is None else call.arguments.get(None, "foreign_key")
    if call is None or not is_given(target):
        return []
    assert target is not None
    action = call.arguments.get(None, "ondelete")
    parent, parent_column = _column_target(target)
    return [
        foreign_key(
            key_place(call, action),
            SOURCE,
            table,
            parent,
            on_delete=action_of(action),
            child_columns=(column,),
            parent_columns=(parent_column,) if parent_column else (),
        )
    ]


# --- names for the project -------------------------------------------------------------------

_WORDS = re.compile(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))")


def table_name(name: str, bases: Iterable[Value], attributes: dict[str, Value]) -> TableName | None:
    """The table of a declarative class; None where the class names none."""
    given = literal(attributes.get("__tablename__"))
    if given is not None:
        schema = literal(_schema(attributes.get("__table_args__")))
        return TableName((schema, given) if schema else (given,))
    made = called(attributes.get("__table__"), "Table")
    if made is not None:
        return table_object_name(made)
    for base in bases:
        if member(base)[1] == "SQLModel":
            return TableName((name.lower(),))
        if dotted(base).endswith("db.Model"):  # Flask-SQLAlchemy
            return TableName((with_underscores(name),))
    return None


def with_underscores(name: str) -> str:
    """`PriceOfDay` as `price_of_day`."""
    return _WORDS.sub(r"_\1", name).lower()


def table_object_name(value: Value) -> TableName | None:
    """The name of a `Table("prices", metadata, schema="raw")` object; None for anything else."""
    made = called(value, "Table", "table")
    if made is None:
        return None
    name = literal(made.arguments.get(0, "name"))
    if name is None:
        return None
    schema = literal(made.arguments.get(None, "schema"))
    return TableName((schema, name) if schema else (name,))


CALLS = {
    "Table": table_call,
    "Column": loose_column,
    "mapped_column": loose_column,
    "ForeignKeyConstraint": loose_column,
}
CLASSES = (model_class,)

__all__ = [
    "CALLS",
    "CLASSES",
    "action_of",
    "foreign_keys",
    "table_name",
    "table_object_name",
    "with_underscores",
]
