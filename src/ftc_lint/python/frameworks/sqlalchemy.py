"""SQLAlchemy (Core, ORM, Flask-SQLAlchemy, SQLModel): what its calls do to a database."""

from __future__ import annotations

from ftc_lint.evaluate import variants
from ftc_lint.flow import Block, Branch, Construct, Step
from ftc_lint.operations import Kind, Where
from ftc_lint.python.calls import CallSite
from ftc_lint.python.frameworks import restriction
from ftc_lint.python.frameworks.building import Place, construct, execute
from ftc_lint.python.frameworks.reading import (
    Chain,
    Link,
    chains,
    constructor,
    dotted,
    is_given,
    items,
    last_name,
    looks_like_class,
    may_be_true,
    member,
    qualified,
    receiver,
    uses,
)
from ftc_lint.records import replace
from ftc_lint.values import CallResult, Element, Items, Logic, Mapping, Text, Unknown, Value

SOURCE = "sqlalchemy"
LIBRARIES = ("sqlalchemy", "sqlmodel", "flask_sqlalchemy", "geoalchemy2", "gino")

_MODULES = frozenset(
    {
        "sqlalchemy", "sqlalchemy.sql", "sqlalchemy.sql.expression", "sqlalchemy.sql.dml",
        "sqlalchemy.orm", "sqlalchemy.schema", "sqlalchemy.sql.ddl", "sqlmodel", "sqla",
        "sa", "sql", "sqlmodel.sql.expression", "sqlalchemy.future",
        "sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.mysql",
        "sqlalchemy.dialects.sqlite",
    }
)  # fmt: skip
_FILTERS = frozenset({"filter", "where", "filter_by", "having"})
_NEUTRAL = frozenset(
    {
        "options", "execution_options", "order_by", "with_for_update", "select_from", "distinct",
        "enable_assertions", "populate_existing", "autoflush", "enable_eagerloads", "yield_per",
        "returning", "values", "prefix_with", "with_hint", "with_dialect_options", "ordered_values",
        "params", "add_columns", "group_by", "with_session", "reset_joinpoint", "return_defaults",
        "on_conflict_do_nothing", "on_conflict_do_update", "from_select", "add_cte", "only_return",
    }
)  # fmt: skip
_INSTANCES = frozenset(
    {
        "get", "first", "one", "one_or_none", "all", "scalar", "first_or_404", "get_or_404",
        "one_or_404", "pop", "scalars", "scalar_one", "scalar_one_or_none", "fetchone", "fetchall",
        "subquery", "cte", "execute", "paginate",
    }
)  # fmt: skip
_VERBS = {"delete": Kind.DELETE, "update": Kind.UPDATE, "insert": Kind.INSERT}


_NEVER_A_TABLE = _FILTERS | _INSTANCES | {"query", "objects", "exclude", "from_"}
"""Calls that give no table to write `.delete()` after: the row itself, or a query that runs."""


# --- tables ----------------------------------------------------------------------------------


def table_of(value: Value) -> Value:
    """The value that names the table: `P.__table__`, `aliased(P)` and `P.id` are of `P`, a
    `Table("prices", …)` made on the spot is of its name."""
    base, name = member(value)
    if base is not None and name in ("__table__", "__tablename__", "c", "__mapper__"):
        return table_of(base)
    if base is not None and name[:1].islower() and last_name(base)[:1].isupper():
        return base
    if isinstance(value, Element) and last_name(value.base) == "tables":
        return value.key  # metadata.tables["prices"]
    if isinstance(value, CallResult):
        called = constructor(value).rpartition(".")[2]
        first = value.arguments.get(0, "name", "element")
        if called in ("Table", "table") and first is not None:
            return qualified(value.arguments.get(None, "schema"), first)
        if called in ("aliased", "alias", "with_polymorphic") and first is not None:
            return table_of(first)
        if called == "cast" and len(value.arguments.positional) == 2:  # typing.cast(Table, t)
            return table_of(value.arguments.positional[1])
    return value


# --- statements and queries ------------------------------------------------------------------


def restricted_by(links: tuple[Link, ...]) -> Where | None:
    """What the calls after `query(P)` or `delete(P)` restrict; None where they end in objects."""
    found: list[Where] = []
    for link in links:
        if link.name in _FILTERS:
            found.append(restriction.of_conditions(link.arguments))
        elif link.name in _INSTANCES:
            return None
        elif link.name in ("join", "outerjoin", "limit", "offset", "slice", "correlate"):
            found.append(Where.SOME)
        elif link.name not in _NEUTRAL:
            found.append(Where.UNKNOWN)
    return restriction.both(found)


def statement_of(value: Value, place: Place | None = None) -> Construct | None:
    """The operation that a `delete(P).where(…)`, `update(P)`, `prices.insert()` or `DropTable(t)`
    does when it is executed; None for any other value.

    `place` is where it is executed, used where the statement's own place is not known.
    """
    found = [_statement(chain, place) for chain in chains(value)]
    known = [each for each in found if each is not None]
    if not known or len(known) < len(found):
        return None
    return _merged(known)


def _merged(found: list[Construct]) -> Construct:
    """One statement of which a part is built in several ways."""
    first = found[0]
    wheres = [each.operation.where for each in found if each.operation.where is not None]
    if len(wheres) < 2:
        return first
    return replace(first, operation=replace(first.operation, where=restriction.either(wheres)))


def _by_place(found: list[Construct]) -> list[Construct]:
    """Statements that begin at the same place merged into one."""
    places: dict[object, list[Construct]] = {}
    for each in found:
        places.setdefault(each.operation.span, []).append(each)
    return [_merged(same) for same in places.values()]


def _statement(chain: Chain, place: Place | None) -> Construct | None:
    position = chain.index("delete", "update", "insert")
    if position is None:
        return _ddl(chain, place)
    link = chain.links[position]
    table = _target(chain, position, link)
    if table is None:
        return None
    here = Place(link.name_span or link.span, link.span)
    if place is not None and (link.span.path != place.statement.path or not link.span.end):
        here = place
    kind = _VERBS[link.name]
    if kind is Kind.INSERT:
        return construct(kind, here, SOURCE, (table,))
    where = restricted_by(chain.links[position + 1 :])
    is_function = position == 0 and dotted(chain.base) in _MODULES
    if link.arguments.positional and not is_function:
        where = restriction.both((where or Where.NONE, _whereclause(link)))
    return construct(kind, here, SOURCE, (table,), where=where or Where.NONE)


def _whereclause(link: Link) -> Where:
    clause = link.arguments.get(0, "whereclause")
    return Where.NONE if clause is None else restriction.of_condition(clause)


def _target(chain: Chain, position: int, link: Link) -> Value | None:
    """The table of a statement: the argument of `delete(P)`, the base of `prices.delete()`."""
    if position == 0 and dotted(chain.base) in _MODULES:
        first = link.arguments.get(0, "table", "entity")
        return None if first is None else table_of(first)
    if position == 0 and chain.base is not None:
        return table_of(chain.base)
    before = chain.links[position - 1]
    given = {key for key, _ in link.arguments.keywords} - {"whereclause"}
    if given or before.name in _NEVER_A_TABLE:
        return None
    return table_of(before.value)


def _ddl(chain: Chain, place: Place | None) -> Construct | None:
    if len(chain.links) != 1 or dotted(chain.base) not in _MODULES:
        return None
    link = chain.links[0]
    kinds = {"DropTable": Kind.DROP_TABLE, "DropSchema": Kind.DROP_SCHEMA}
    first = link.arguments.get(0, "element", "name")
    if link.name not in kinds or first is None:
        return None
    here = place or Place(link.name_span or link.span, link.span)
    cascade = may_be_true(link.arguments.get(None, "cascade"))
    if_exists = may_be_true(link.arguments.get(None, "if_exists"))
    return construct(
        kinds[link.name], here, SOURCE, (table_of(first),), cascade=cascade, if_exists=if_exists
    )


def _query(chain: Chain) -> tuple[Value, tuple[Link, ...]] | None:
    """The entity and the filters of `session.query(P)…` or of Flask's `P.query…`."""
    position = chain.index("query")
    if position is not None:
        positional = chain.links[position].arguments.positional
        if not positional or any(isinstance(each, Text) for each in positional):
            return None
        return table_of(positional[0]), chain.links[position + 1 :]
    base, name = member(chain.base)
    if name == "query" and base is not None and looks_like_class(base):
        return base, chain.links
    return None


def query_call(site: CallSite) -> tuple[Step, ...]:
    """`session.query(P).filter(…).delete()`, `.update(…)`; `session.delete(obj)`."""
    queries = [_query(chain) for chain in chains(receiver(site))]
    known = [each for each in queries if each is not None]
    if not known or len(known) < len(queries):
        if site.name != "delete":
            return ()
        return _dynamic_delete(site) or _instance_delete(site)
    wheres = [restricted_by(links) for _, links in known]
    restricted = [where for where in wheres if where is not None]
    if len(restricted) < len(wheres):
        return ()
    kind = _VERBS[site.name]
    where = restriction.either(restricted)
    return (construct(kind, Place.of(site), SOURCE, (known[0][0],), where=where),)


def _dynamic_delete(site: CallSite) -> tuple[Step, ...]:
    """`shelf.books.filter(Book.id == 3).delete()`: of a relationship that is loaded as a query.
    Django's filters take keywords, SQLAlchemy's take conditions."""
    if site.arguments.positional or not uses(site.imports, *LIBRARIES):
        return ()
    for chain in chains(receiver(site)):
        given = [a for each in chain.links for a in each.arguments.positional]
        filters = {each.name for each in chain.links} <= {"filter", "where"}
        if chain.links and filters and chain.base and any(isinstance(a, Logic) for a in given):
            where = restricted_by(chain.links)
            return (construct(Kind.DELETE, Place.of(site), SOURCE, (chain.base,), where=where),)
    return ()


_SESSIONS = ("session", "s", "sess", "db_session", "dbsession")


def _instance_delete(site: CallSite) -> tuple[Step, ...]:
    """`session.delete(obj)`: one row by its key, with what the ORM's cascades reach."""
    if not _is_session(receiver(site)):
        return ()
    if not uses(site.imports, *LIBRARIES) and not _is_session_of_a_project(site):
        return ()
    if uses(site.imports, "requests", "httpx", "aiohttp") and not _is_held_session(site):
        return ()
    if len(site.arguments.positional) != 1 or site.arguments.keywords:
        return ()
    value = site.arguments.positional[0]
    if isinstance(value, Text):
        return ()
    entity = entity_of(value)
    return (
        construct(Kind.DELETE, Place.of(site), SOURCE, (entity,), where=Where.KEY, via_orm=True),
    )


def _is_session_of_a_project(site: CallSite) -> bool:
    """`db.session.delete(obj)`: of the `db` that another file of the project makes."""
    base = member(receiver(site))[0]
    return last_name(base) in ("db", "database") and _is_held_session(site)


def _is_held_session(site: CallSite) -> bool:
    """`db.session.delete(obj)`: what a module or an object that is not `self` calls its session
    talks to a database, also where the file talks to servers besides."""
    base = member(receiver(site))[0]
    if base is None or dotted(base) == site.module:
        return False
    return last_name(base) not in ("", "self", "requests", "httpx", "aiohttp")


def entity_of(value: Value) -> Value:
    """The class of an ORM object, where its making shows it: `session.get(P, 1)`, `P(…)`."""
    for chain in chains(value):
        queried = _query(chain)
        if queried is not None and looks_like_class(queried[0]):
            return queried[0]
        for link in chain.links:
            if link.name in ("query", "get", "get_one", "select") and link.arguments.positional:
                first = link.arguments.positional[0]
                if looks_like_class(first):
                    return table_of(first)
        if len(chain.links) == 1 and chain.links[0].name[:1].isupper():
            assert isinstance(value, CallResult) or value is not None
            return value.callee if isinstance(value, CallResult) else value
    return value


def _is_session(value: Value | None) -> bool:
    name = last_name(value).lower()
    return name in _SESSIONS or name.endswith("session")


def session_add(site: CallSite) -> tuple[Step, ...]:
    """`session.add(P(…))`, `session.add_all(…)`, `bulk_save_objects`: rows are inserted."""
    if not _is_session(receiver(site)) or not site.arguments.positional:
        return ()
    first = site.arguments.positional[0]
    if isinstance(first, Text):
        return ()
    tables: tuple[Value, ...] = ()
    for each in first.values if isinstance(first, Items) else (first,):
        entity = entity_of(each)
        if looks_like_class(entity) and entity not in tables:
            tables += (entity,)
    if not tables:
        return ()
    return (construct(Kind.INSERT, Place.of(site), SOURCE, tables),)


def execute_call(site: CallSite) -> tuple[Step, ...]:
    """`session.execute(delete(P))` and every other call that is handed a statement; also
    `prices.delete().execute()` of bound metadata."""
    first = site.arguments.get(0, "statement", "query", "clause", "sqltext", "clauseelement")
    if first is None:
        return ()
    found: list[Step] = []
    for each in items(first):
        found.extend(_executed(each, site))
    return tuple(found)


def _executed(value: Value, site: CallSite) -> Block:
    """What one executed value does; alternatives become branches."""
    statements = [statement_of(each, Place.of(site)) for each in variants(value)]
    known = _by_place([_for_each_row(each, site) for each in statements if each is not None])
    if not known:
        return ()
    steps: list[Step] = list(known)
    for each, statement in zip(variants(value), statements, strict=True):
        if statement is None:
            steps.append(execute(site, each, "sql"))
    block: Block = (steps.pop(),)
    while steps:
        block = (Branch(Unknown("which of several"), (steps.pop(),), block, site.span),)
    return block


def _for_each_row(statement: Construct, site: CallSite) -> Construct:
    """`session.execute(update(P), rows)` updates each row by its primary key."""
    rows = site.arguments.get(1, "params", "parameters", "multiparams")
    if statement.operation.kind is not Kind.UPDATE or not is_given(rows):
        return statement
    if isinstance(rows, Mapping) or statement.operation.where not in (Where.NONE, Where.ALWAYS):
        return statement
    where = Where.KEY if isinstance(rows, Items) else Where.UNKNOWN
    return replace(statement, operation=replace(statement.operation, where=where))


# --- whole schemas ---------------------------------------------------------------------------


def drop_all(site: CallSite) -> tuple[Step, ...]:
    """`metadata.drop_all(engine)`, `db.drop_all()`: every table, or those of `tables=`."""
    on = last_name(receiver(site)).lower()
    known = on in ("metadata", "meta", "db", "database", "base", "_metadata")
    if not known and not uses(site.imports, *LIBRARIES):
        return ()
    return (_drop_all(site, site.arguments.get(None, "tables")),)


def _drop_all(site: CallSite, tables: Value | None) -> Construct:
    named = tuple(table_of(each) for each in items(tables))
    return construct(Kind.DROP_TABLE, Place.of(site), SOURCE, named, if_exists=True)


def run_sync(site: CallSite) -> tuple[Step, ...]:
    """`await conn.run_sync(Base.metadata.drop_all)`."""
    first = site.arguments.get(0)
    if member(first)[1] != "drop_all":
        return ()
    return (_drop_all(site, site.arguments.get(None, "tables")),)


def drop(site: CallSite) -> tuple[Step, ...]:
    """`P.__table__.drop(engine)`, `Table("t", metadata).drop(engine)`, `prices.drop(engine)`."""
    on = receiver(site)
    if on is None or any(isinstance(each, (Text, Items)) for each in site.arguments.positional):
        return ()
    certain = member(on)[1] == "__table__" or constructor(on).rpartition(".")[2] == "Table"
    if not certain and not _dropped_on_engine(site, on):
        return ()
    if_exists = may_be_true(site.arguments.get(1, "checkfirst"))
    return (
        construct(Kind.DROP_TABLE, Place.of(site), SOURCE, (table_of(on),), if_exists=if_exists),
    )


def _dropped_on_engine(site: CallSite, on: Value) -> bool:
    if not uses(site.imports, *LIBRARIES):
        return False
    if site.arguments.get(None, "checkfirst") is not None:
        return True
    bind = site.arguments.get(0, "bind")
    if bind is None or len(site.arguments.positional) > 1:
        return False
    name = last_name(bind).lower()
    return not isinstance(on, CallResult) and any(
        part in name for part in ("engine", "bind", "conn")
    )


def drop_database(site: CallSite) -> tuple[Step, ...]:
    """`sqlalchemy_utils.drop_database(url)`."""
    if not site.callee or not dotted(site.callee).startswith("sqlalchemy_utils"):
        return ()
    url = site.arguments.get(0, "url")
    return (construct(Kind.DROP_DATABASE, Place.of(site), SOURCE, items(url)),)


# --- transactions ----------------------------------------------------------------------------

_TRANSACTIONS = {
    "commit": Kind.COMMIT,
    "rollback": Kind.ROLLBACK,
    "begin": Kind.BEGIN,
    "begin_nested": Kind.BEGIN,
    "atomic": Kind.BEGIN,
    "start_transaction": Kind.BEGIN,
}
_OTHER_COMMITS = ("repo", "index", "git", "consumer", "form", "offset", "channel", "writer")


def transaction(site: CallSite) -> tuple[Step, ...]:
    """`session.commit()`, `conn.rollback()`, `engine.begin()`, `transaction.atomic()`."""
    on = receiver(site)
    if on is None or any(isinstance(each, Text) for each in site.arguments.positional):
        return ()
    name = last_name(on).lower()
    if any(part in name for part in _OTHER_COMMITS):
        return ()
    if site.name == "atomic" and name != "transaction" and not uses(site.imports, "django"):
        return ()
    if site.name == "begin" and not any(
        part in name for part in ("session", "engine", "conn", "db", "database", "transaction")
    ):
        return ()
    return (construct(_TRANSACTIONS[site.name], Place.of(site), _transaction_source(site)),)


def _transaction_source(site: CallSite) -> str:
    if uses(site.imports, *LIBRARIES):
        return SOURCE
    return "django" if site.name == "atomic" else "sql"


CALLS = {
    "delete": query_call,
    "update": query_call,
    "add": session_add,
    "add_all": session_add,
    "bulk_save_objects": session_add,
    "merge": session_add,
    "execute": execute_call,
    "exec": execute_call,
    "scalar": execute_call,
    "scalars": execute_call,
    "stream": execute_call,
    "fetch_all": execute_call,
    "fetch_one": execute_call,
    "run_sync": run_sync,
    "drop_all": drop_all,
    "drop": drop,
    "drop_database": drop_database,
    **dict.fromkeys(_TRANSACTIONS, transaction),
}
