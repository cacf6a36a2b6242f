"""Peewee, and the bulk deletes of Tortoise, Piccolo and Pony."""

from __future__ import annotations

from ftc_lint.flow import Step
from ftc_lint.operations import Action, Column, Kind, TableName, Where
from ftc_lint.python.calls import CallSite, ClassSite
from ftc_lint.python.frameworks import restriction
from ftc_lint.python.frameworks.building import Place, construct, foreign_key
from ftc_lint.python.frameworks.reading import (
    Chain,
    Link,
    called,
    chains,
    is_given,
    is_true,
    items,
    last_name,
    literal,
    looks_like_class,
    may_be_true,
    member,
    receiver,
    text_span,
    uses,
)
from ftc_lint.python.frameworks.sqlalchemy_schema import action_of
from ftc_lint.values import (
    Arguments,
    CallResult,
    Items,
    Mapping,
    Reference,
    Text,
    Unknown,
    Value,
)

SOURCE = "peewee"
LIBRARIES = ("peewee", "playhouse", "peewee_async", "peewee_aio")

_VERBS = {
    "delete": Kind.DELETE,
    "update": Kind.UPDATE,
    "insert": Kind.INSERT,
    "insert_many": Kind.INSERT,
    "insert_from": Kind.INSERT,
    "replace": Kind.REPLACE,
    "replace_many": Kind.REPLACE,
}


# --- queries ---------------------------------------------------------------------------------


def _restricted_by(links: tuple[Link, ...]) -> Where:
    found = []
    for link in links:
        if link.name in ("where", "orwhere", "filter"):
            found.append(restriction.of_conditions(link.arguments))
        elif link.name in ("limit", "join", "switch"):
            found.append(Where.SOME)
        elif link.name not in (
            "execute",
            "run",
            "run_sync",
            "returning",
            "order_by",
            "on_conflict",
        ):
            found.append(Where.UNKNOWN)
    return restriction.both(found)


def run_query(site: CallSite) -> tuple[Step, ...]:
    """`Price.delete().where(…).execute()`."""
    found = []
    for chain in chains(receiver(site)):
        if not chain.links or chain.links[0].name not in _VERBS or not _is_model_query(chain):
            return ()
        found.append(chain)
    if not found:
        return ()
    first = found[0].links[0]
    kind = _VERBS[first.name]
    where = None
    if kind in (Kind.DELETE, Kind.UPDATE):
        where = restriction.either(_restricted_by(chain.links[1:]) for chain in found)
    place = Place(first.name_span or first.span, site.span)
    base = found[0].base
    assert base is not None
    return (construct(kind, place, SOURCE, (base,), where=where),)


def _is_model_query(chain: Chain) -> bool:
    """`Price.delete()` takes no argument; `service.files().delete(fileId=…)` is no query."""
    first = chain.links[0]
    if chain.base is None or not looks_like_class(chain.base):
        return False
    bare = not first.arguments.positional and not first.arguments.keywords
    return bare or first.name != "delete"


def async_query(site: CallSite) -> tuple[Step, ...]:
    """`await database.aio_execute(Price.delete())`, `objects.execute(Price.delete())`."""
    value = site.arguments.get(0, "query")
    if value is None or not uses(site.imports, *LIBRARIES):
        return ()
    for chain in chains(value):
        if not chain.links or chain.links[0].name not in _VERBS or not _is_model_query(chain):
            return ()
        kind = _VERBS[chain.links[0].name]
        where = _restricted_by(chain.links[1:]) if kind in (Kind.DELETE, Kind.UPDATE) else None
        assert chain.base is not None
        return (construct(kind, Place.of(site), SOURCE, (chain.base,), where=where),)
    return ()


def execute(site: CallSite) -> tuple[Step, ...]:
    """Both ways of running a query."""
    return run_query(site) or async_query(site)


# --- tables ----------------------------------------------------------------------------------


def drop_table(site: CallSite) -> tuple[Step, ...]:
    """`Price.drop_table()`; Pony's `db.drop_table("prices", with_all_data=True)`."""
    on = receiver(site)
    pony = site.arguments.get(None, "with_all_data")
    if pony is not None and site.arguments.positional:
        return (construct(Kind.DROP_TABLE, Place.of(site), "pony", site.arguments.positional[:1]),)
    if on is None or not looks_like_class(on) or not _peewee_or_model(site):
        return migrator_call(site)
    if any(isinstance(each, Text) for each in site.arguments.positional):
        return ()
    cascade = may_be_true(site.arguments.get(None, "cascade"))
    return (construct(Kind.DROP_TABLE, Place.of(site), SOURCE, (on,), cascade=cascade),)


def migrator_call(site: CallSite) -> tuple[Step, ...]:
    """`migrator.drop_column("prices", "old", cascade=True)` of playhouse and peewee_migrate."""
    if "migrator" not in last_name(receiver(site)).lower():
        return ()
    table = site.arguments.get(0, "table", "model")
    if table is None or not uses(site.imports, *LIBRARIES, "peewee_migrate"):
        return ()
    kind, place = _MIGRATOR[site.name], Place.of(site)
    if kind is Kind.RENAME_TABLE:
        new = site.arguments.get(1, "new_name")
        return () if new is None else (construct(kind, place, SOURCE, (table, new)),)
    cascade = site.arguments.get(None, "cascade")
    by_default = kind is Kind.DROP_COLUMN and site.name != "remove_fields" and cascade is None
    names = [literal(each) for each in site.arguments.positional[1:]]
    columns = tuple(Column(name) for name in names if name)
    return (
        construct(
            kind,
            place,
            SOURCE,
            (table,),
            columns=columns if kind is Kind.DROP_COLUMN else (),
            cascade=by_default or may_be_true(cascade),
        ),
    )


_MIGRATOR = {
    "drop_table": Kind.DROP_TABLE,
    "remove_model": Kind.DROP_TABLE,
    "drop_column": Kind.DROP_COLUMN,
    "drop_columns": Kind.DROP_COLUMN,
    "remove_fields": Kind.DROP_COLUMN,
    "rename_table": Kind.RENAME_TABLE,
}


def truncate_table(site: CallSite) -> tuple[Step, ...]:
    """`Price.truncate_table(restart_identity=True, cascade=True)`."""
    on = receiver(site)
    if on is None or not looks_like_class(on) or not _peewee_or_model(site):
        return ()
    cascade = may_be_true(site.arguments.get(1, "cascade"))
    return (construct(Kind.TRUNCATE, Place.of(site), SOURCE, (on,), cascade=cascade),)


def _peewee_or_model(site: CallSite) -> bool:
    if uses(site.imports, *LIBRARIES):
        return True
    return not site.arguments.positional and not uses(site.imports, "sqlalchemy", "alembic")


def drop_tables(site: CallSite) -> tuple[Step, ...]:
    """`database.drop_tables([Price, Listing], cascade=True)`."""
    value = site.arguments.get(0, "models")
    if value is None or not (isinstance(value, Items) or uses(site.imports, *LIBRARIES)):
        return ()
    if not uses(site.imports, *LIBRARIES) and not all(looks_like_class(v) for v in items(value)):
        return ()
    cascade = may_be_true(site.arguments.get(None, "cascade"))
    return (construct(Kind.DROP_TABLE, Place.of(site), SOURCE, items(value), cascade=cascade),)


def drop_all_tables(site: CallSite) -> tuple[Step, ...]:
    """Pony's `db.drop_all_tables(with_all_data=True)`."""
    if not uses(site.imports, "pony") and site.arguments.get(None, "with_all_data") is None:
        return ()
    return (construct(Kind.DROP_TABLE, Place.of(site), "pony"),)


# --- models ----------------------------------------------------------------------------------


def model_class(site: ClassSite) -> tuple[Step, ...]:
    """A Peewee or Tortoise model: its table, and its foreign keys."""
    library = _library(site)
    if library is None:
        return ()
    table: Value = Reference(f"{site.module}.{site.name}")
    columns: list[Column] = []
    keys: list[Step] = []
    for name, value in site.attributes.items():
        if not isinstance(value, CallResult) or not member(value.callee)[1].endswith("Field"):
            continue
        is_key = member(value.callee)[1] in ("ForeignKeyField", "OneToOneField")
        own = literal(value.arguments.get(None, "column_name", "db_column", "source_field"))
        column = own or (f"{name}_id" if is_key else name)
        primary = is_true(value.arguments.get(None, "primary_key", "pk"))
        columns.append(Column(column, is_true(value.arguments.get(None, "null")), primary))
        if is_key:
            keys.append(_key(site, value, table, column, library))
    if not columns:
        return ()
    created = construct(
        Kind.CREATE_TABLE,
        Place(site.span, site.span),
        library,
        (table,),
        columns=tuple(columns),
        executed=False,
        if_exists=True,
    )
    return (created, *keys)


def _library(site: ClassSite) -> str | None:
    if uses(site.imports, "django"):
        return None
    if uses(site.imports, *LIBRARIES):
        return SOURCE
    return "tortoise" if uses(site.imports, "tortoise") else None


def _key(site: ClassSite, call: CallResult, table: Value, column: str, library: str) -> Step:
    target = call.arguments.get(0, "model", "model_name", "rel_model", "to")
    action = call.arguments.get(None, "on_delete")
    named = literal(target)
    parent: Value = target if is_given(target) and target is not None else Unknown("…")
    if named == "self":
        parent = table
    elif named is not None:
        parent = Reference(f"{site.module}.{named.rpartition('.')[2]}")
    found = action_of(action)
    if library == "tortoise":
        found = _tortoise_action(action)
    return foreign_key(
        Place.of_call(call).at(text_span(action, call.span)),
        library,
        table,
        parent,
        on_delete=found,
        child_columns=(column,),
    )


def _tortoise_action(value: Value | None) -> Action:
    """Tortoise cascades unless told otherwise, in the database."""
    name = last_name(value)
    known = {
        "RESTRICT": Action.RESTRICT,
        "SET_NULL": Action.SET_NULL,
        "NO_ACTION": Action.NO_ACTION,
    }
    if name in known:
        return known[name]
    if isinstance(value, Text):
        return action_of(value)
    return Action.CASCADE if name in ("", "CASCADE") else Action.NO_ACTION


def table_name(attributes: dict[str, Value]) -> TableName | None:
    """`Meta.table_name` of Peewee, `Meta.table` of Tortoise; None where the class says none."""
    meta = attributes.get("Meta")
    for key, value in meta.entries if isinstance(meta, Mapping) else ():
        if key in ("table_name", "table", "db_table") and literal(value) is not None:
            return TableName.parse(literal(value) or "")
    return None


# --- Tortoise, Piccolo, Pony -----------------------------------------------------------------


def other_delete(site: CallSite) -> tuple[Step, ...]:
    """`await Price.all().delete()` (Tortoise), `await Price.delete(force=True)` (Piccolo),
    `Price.select().delete(bulk=True)` (Pony)."""
    on = receiver(site)
    if looks_like_class(on) and may_be_true(site.arguments.get(None, "force")):
        return _deleted(site, on, Where.NONE, "piccolo")
    found = [_tortoise(chain, site) for chain in chains(on)]
    known = [each for each in found if each is not None]
    if not known or len(known) < len(found):
        return ()
    where = restriction.either(where for _, where in known)
    source = "pony" if uses(site.imports, "pony") else "tortoise"
    return _deleted(site, known[0][0], where, source)


def _deleted(site: CallSite, table: Value | None, where: Where, source: str) -> tuple[Step, ...]:
    if table is None:
        return ()
    return (construct(Kind.DELETE, Place.of(site), source, (table,), where=where),)


def _tortoise(chain: Chain, site: CallSite) -> tuple[Value, Where] | None:
    if not chain.links or chain.base is None or not _class_name(chain.base):
        return None
    first = chain.links[0]
    if first.name == "select" and not uses(site.imports, "pony"):
        return None
    if first.name not in ("all", "filter", "exclude", "select") or not _only_filters(chain.links):
        return None
    if first.name == "all" and first.arguments != Arguments() and first.arguments.positional:
        return None
    found = []
    for link in chain.links:
        if link.name in ("filter", "exclude"):
            found.append(restriction.of_conditions(link.arguments))
        elif link.name in ("limit", "first") or (
            link.name == "select" and link.arguments.positional
        ):
            found.append(Where.SOME)
    return chain.base, restriction.both(found)


def _only_filters(links: tuple[Link, ...]) -> bool:
    known = ("all", "filter", "exclude", "select", "limit", "using_db", "order_by", "offset")
    return all(link.name in known for link in links)


def _class_name(value: Value) -> bool:
    return member(value)[1][:1].isupper()


CALLS = {
    "execute": execute,
    "aio_execute": execute,
    "run_sync": run_query,
    "drop_all_tables": drop_all_tables,
    **dict.fromkeys(_MIGRATOR, migrator_call),
    "drop_table": drop_table,
    "truncate_table": truncate_table,
    "drop_tables": drop_tables,
    "delete": other_delete,
}
CLASSES = (model_class,)

__all__ = ["CALLS", "CLASSES", "called", "table_name"]
