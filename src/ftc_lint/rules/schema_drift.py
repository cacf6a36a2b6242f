"""The project's foreign keys and those of the live database differ.

When: `--db` with PATHS, and a foreign key that the project's DDL or models declare is not in the
database, is there with another ON DELETE action, or the database has one that the project does
not declare between tables that it does. Tables that are not in both are not compared, and neither
are keys that only an ORM follows.

Effect: the repository says RESTRICT, production says CASCADE, and a review of the repository proves
nothing.

Instead: bring the two together with a migration: the database's key, or the project's.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.catalog import Catalog
from ftc_lint.catalog import ForeignKey as LiveKey
from ftc_lint.context import Context
from ftc_lint.findings import Related, Severity
from ftc_lint.operations import Action
from ftc_lint.rule import Example, Hit, Rule
from ftc_lint.schema import ForeignKey, TableKey
from ftc_lint.schema.naming import canonical, key_of

Ends = tuple[TableKey, tuple[str, ...], TableKey]


def check(catalog: Catalog, context: Context) -> Iterator[Hit]:
    """One hit for each key that differs."""
    if not context.audit.compared:
        return
    schema = context.schema
    live = {_live_ends(key): key for key in catalog.root_foreign_keys()}
    there = {canonical(key_of(table.name.table_name)) for table in catalog.tables}
    declared = {
        _ends(key): key
        for key in schema.foreign_keys
        if key.span is not None and key.spec.enforced_by == "database"
    }
    for ends, key in declared.items():
        if ends[0] in there and ends[2] in there:
            yield from _compared(key, live.get(ends))
    created = {canonical(key) for key, table in schema.tables.items() if table.span is not None}
    for ends, live_key in live.items():
        if ends in declared or not catalog.is_audited(live_key.child):
            continue
        if ends[0] in created and ends[2] in created:
            yield Hit(
                message=f"foreign key {live_key.label} of {live_key.child} "
                f"({_action(live_key.on_delete)}) is in the database, not in the project",
                help="declare it in the project, or drop it with a migration",
                span=None,
                tables=(str(live_key.child), str(live_key.parent)),
            )


def _compared(key: ForeignKey, live: LiveKey | None) -> Iterator[Hit]:
    called = key.name or f"({', '.join(key.spec.child_columns)})"
    related = (Related("the project's declaration", key.span),) if key.span is not None else ()
    child, parent = str(key.spec.child), str(key.spec.parent)
    if live is None:
        yield Hit(
            message=f"foreign key {called} from {child} to {parent} is in the project, not in the "
            "database",
            help="run the migration that adds it, or remove it from the project",
            span=None,
            tables=(child, parent),
            related=related,
        )
    elif _strength(key.on_delete) != _strength(live.on_delete):
        yield Hit(
            message=f"foreign key {live.label} of {live.child} is {_action(live.on_delete)} in the "
            f"database and {_action(key.on_delete)} in the project",
            help="bring the two together with a migration",
            span=None,
            tables=(str(live.child), str(live.parent)),
            related=related,
        )


def _strength(action: Action) -> str:
    """What a DELETE meets: RESTRICT and NO ACTION both refuse it."""
    return "refuse" if action in (Action.RESTRICT, Action.NO_ACTION) else action.value


def _action(action: Action) -> str:
    return f"ON DELETE {action.value.upper()}"


def _ends(key: ForeignKey) -> Ends:
    columns = tuple(column.lower() for column in key.spec.child_columns)
    return canonical(key.child), columns, canonical(key.parent)


def _live_ends(key: LiveKey) -> Ends:
    columns = tuple(column.lower() for column in key.child_columns)
    return (
        canonical(key_of(key.child.table_name)),
        columns,
        canonical(key_of(key.parent.table_name)),
    )


_LISTING = "CREATE TABLE listing_status (symbol_id INTEGER PRIMARY KEY);\n"
_OVERVIEW = (
    "CREATE TABLE overview (\n"
    "    symbol_id INTEGER PRIMARY KEY REFERENCES listing_status ON DELETE {}\n"
    ");\n"
)

RULE = Rule(
    code="FTC509",
    name="schema-drift",
    subject=Catalog,
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        Example(
            {
                "schema.sql": _LISTING + _OVERVIEW.format("RESTRICT"),
                "database.sql": _LISTING + _OVERVIEW.format("CASCADE"),
            },
            note="`schema.sql` is the project's, `database.sql` made the database.",
        ),
    ),
    good=(
        Example(
            {
                "schema.sql": _LISTING + _OVERVIEW.format("RESTRICT"),
                "database.sql": _LISTING + _OVERVIEW.format("RESTRICT"),
            },
            {"ignore": ("FTC505",)},
        ),
    ),
)
