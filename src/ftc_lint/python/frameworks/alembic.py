"""Alembic: what `op.…` and `batch_op.…` do in a migration."""

from __future__ import annotations

from collections.abc import Callable

from ftc_lint.flow import Step
from ftc_lint.operations import Column, Kind
from ftc_lint.python.calls import CallSite
from ftc_lint.python.frameworks.building import Place, construct, execute, foreign_key
from ftc_lint.python.frameworks.reading import (
    called,
    chains,
    dotted,
    items,
    last_name,
    literal,
    literals,
    may_be_true,
    qualified,
    receiver,
    text_span,
    uses,
)
from ftc_lint.python.frameworks.sqlalchemy import statement_of, table_of
from ftc_lint.python.frameworks.sqlalchemy_schema import (
    action_of,
    column_of,
    foreign_keys,
    table_steps,
)
from ftc_lint.values import Attribute, CallResult, Constant, Items, Unknown, Value

SOURCE = "alembic"

_OP = ("alembic.op", "alembic.operations", "op", "flask_migrate.op")


def _is_op(site: CallSite) -> bool:
    """Whether the call is made on Alembic's `op`, however a project hands it on."""
    on = receiver(site)
    name = dotted(on)
    if name in _OP or name.startswith(("alembic.op.", "alembic.operations.")):
        return True
    last = last_name(on)
    if isinstance(on, CallResult):
        return last == "Operations"
    if last == "op" and isinstance(on, Attribute) and site.name != "execute":
        return True  # `self.db.op.drop_column(…)`: nothing else is held under this name
    return last in ("op", "operations") and uses(site.imports, "alembic")


def _batch_table(site: CallSite) -> Value | None:
    """The table of the `batch_alter_table` block that `batch_op` stands for."""
    on = receiver(site)
    for chain in chains(on):
        position = chain.index("batch_alter_table")
        if position is not None:
            arguments = chain.links[position].arguments
            name = arguments.get(0, "table_name")
            if name is not None:
                return qualified(arguments.get(1, "schema"), name)
    if last_name(on) in ("batch_op", "batch"):
        return Unknown(last_name(on))
    return None


def _table(site: CallSite, position: int, *names: str) -> tuple[Value, int] | None:
    """The table a call works on, and by how much later positions move for `batch_op`."""
    batch = _batch_table(site)
    if batch is not None:
        return batch, 1
    if not _is_op(site):
        return None
    name = site.arguments.get(position, *names)
    if name is None:
        return None
    return qualified(site.arguments.get(None, "schema"), table_of(name)), 0


def _drop_table(site: CallSite) -> tuple[Step, ...]:
    if not _is_op(site):
        return ()
    name = site.arguments.get(0, "table_name")
    if name is None:
        return ()
    table = qualified(site.arguments.get(None, "schema"), table_of(name))
    exists = may_be_true(site.arguments.get(None, "if_exists"))
    return (construct(Kind.DROP_TABLE, Place.of(site), SOURCE, (table,), if_exists=exists),)


def _drop_column(site: CallSite) -> tuple[Step, ...]:
    found = _table(site, 0, "table_name")
    if found is None:
        return ()
    table, moved = found
    name = literal(site.arguments.get(1 - moved, "column_name"))
    columns = (Column(name),) if name else ()
    return (construct(Kind.DROP_COLUMN, Place.of(site), SOURCE, (table,), columns=columns),)


def _drop_constraint(site: CallSite) -> tuple[Step, ...]:
    found = _table(site, 1, "table_name")
    if found is None:
        return ()
    name = _constraint_name(site.arguments.get(0, "constraint_name"))
    place = Place.of(site)
    return (construct(Kind.DROP_CONSTRAINT, place, SOURCE, (found[0],), constraint=name),)


def _create_table(site: CallSite) -> tuple[Step, ...]:
    if not _is_op(site):
        return ()
    name = site.arguments.get(0, "table_name")
    if name is None:
        return ()
    table = qualified(site.arguments.get(None, "schema"), table_of(name))
    return table_steps(
        Place.of(site),
        table,
        site.arguments.positional[1:],
        SOURCE,
        declared=False,
        if_exists=may_be_true(site.arguments.get(None, "if_not_exists")),
    )


def _add_column(site: CallSite) -> tuple[Step, ...]:
    found = _table(site, 0, "table_name")
    if found is None:
        return ()
    table, moved = found
    value = site.arguments.get(1 - moved, "column")
    if value is None:
        return ()
    column = column_of(value)
    columns = () if column is None else (column,)
    added = construct(Kind.ADD_COLUMN, Place.of(site), SOURCE, (table,), columns=columns)
    return (added, *foreign_keys(value, table, SOURCE))


def _alter_column(site: CallSite) -> tuple[Step, ...]:
    found = _table(site, 0, "table_name")
    if found is None:
        return ()
    table, moved = found
    nullable = site.arguments.get(2 - moved, "nullable")
    name = literal(site.arguments.get(1 - moved, "column_name"))
    if name is None or not isinstance(nullable, Constant) or nullable.value is None:
        return ()
    column = Column(name, bool(nullable.value))
    return (construct(Kind.ALTER_COLUMN, Place.of(site), SOURCE, (table,), columns=(column,)),)


def _create_foreign_key(site: CallSite) -> tuple[Step, ...]:
    """`op.create_foreign_key(name, source, referent, columns, remote, ondelete=)`; `batch_op`
    leaves the source out."""
    found = _table(site, 1, "source_table", "source")
    if found is None:
        return ()
    child, moved = found
    arguments = site.arguments
    if not moved:
        given = arguments.get(1, "source_table", "source")
        schema = arguments.get(None, "source_schema")
        child = child if given is None else qualified(schema, table_of(given))
    parent = arguments.get(2 - moved, "referent_table", "referent")
    if parent is None:
        return ()
    action = arguments.get(None, "ondelete")
    return (
        foreign_key(
            Place.of(site).at(text_span(action, site.span)),
            SOURCE,
            child,
            qualified(arguments.get(None, "referent_schema"), table_of(parent)),
            on_delete=action_of(action),
            child_columns=_names(arguments.get(3 - moved, "local_cols")),
            parent_columns=_names(arguments.get(4 - moved, "remote_cols")),
            name=_constraint_name(arguments.get(0, "constraint_name", "name")),
        ),
    )


def _constraint_name(value: Value | None) -> str | None:
    """The name in `"fk_price"` or `op.f("fk_price")`."""
    marked = called(value, "f")
    return literal(marked.arguments.get(0) if marked is not None else value)


def _names(value: Value | None) -> tuple[str, ...]:
    return tuple(text for each in items(value) for text in literals(each))


def _rename_table(site: CallSite) -> tuple[Step, ...]:
    old = site.arguments.get(0, "old_table_name")
    new = site.arguments.get(1, "new_table_name")
    if not _is_op(site) or old is None or new is None:
        return ()
    old = qualified(site.arguments.get(None, "schema"), old)
    return (construct(Kind.RENAME_TABLE, Place.of(site), SOURCE, (old, new)),)


def _execute(site: CallSite) -> tuple[Step, ...]:
    in_batch = uses(site.imports, "alembic") and _batch_table(site) is not None
    if not _is_op(site) and not in_batch:
        return ()
    sql = site.arguments.get(0, "sqltext", "sql")
    if sql is None:
        return ()
    found: list[Step] = []
    for each in sql.values if isinstance(sql, Items) else (sql,):
        statement = statement_of(each, Place.of(site))
        found.append(statement or execute(site, each, SOURCE))
    return tuple(found)


def _bulk_insert(site: CallSite) -> tuple[Step, ...]:
    table = site.arguments.get(0, "table")
    if not _is_op(site) or table is None:
        return ()
    return (construct(Kind.INSERT, Place.of(site), SOURCE, (table_of(table),)),)


def _drop_other(object_type: str) -> Callable[[CallSite], tuple[Step, ...]]:
    def recognise(site: CallSite) -> tuple[Step, ...]:
        if not _is_op(site) and _batch_table(site) is None:
            return ()
        marked = called(site.arguments.get(0), "f")
        name = site.arguments.get(0) if marked is None else marked.arguments.get(0)
        tables = () if name is None else (name,)
        place = Place.of(site)
        return (construct(Kind.DROP, place, SOURCE, tables, object_type=object_type),)

    return recognise


CALLS = {
    "drop_table": _drop_table,
    "drop_column": _drop_column,
    "drop_constraint": _drop_constraint,
    "create_table": _create_table,
    "add_column": _add_column,
    "alter_column": _alter_column,
    "create_foreign_key": _create_foreign_key,
    "rename_table": _rename_table,
    "execute": _execute,
    "bulk_insert": _bulk_insert,
    "drop_index": _drop_other("index"),
}
