"""A foreign key of the live database has no index on the referencing columns.

When: `--db`, and no valid, whole btree or hash index of the child begins with the columns of the
key.

Effect: each DELETE on the parent reads the whole child, to cascade or to be refused, and holds its
locks all the while.

Instead: create the index, on PostgreSQL with CONCURRENTLY.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.catalog import Catalog, Engine, ForeignKey
from ftc_lint.context import Context
from ftc_lint.findings import Remedy, Severity
from ftc_lint.remedies.identifiers import quote_columns, quote_identifier, quote_relation
from ftc_lint.rule import Example, Hit, Rule


def check(catalog: Catalog, context: Context) -> Iterator[Hit]:
    """One hit for each declared key without an index. A key whose indexes could not be read is
    not spoken of."""
    for key in catalog.root_foreign_keys():
        if key.indexed_by != () or not catalog.is_audited(key.child):
            continue
        child, parent, columns = str(key.child), str(key.parent), ", ".join(key.child_columns)
        yield Hit(
            message=f"foreign key {key.label} of {child} has no index on {columns}: each "
            f"DELETE on {parent} reads the whole table",
            help=f"create an index on {child} ({columns})",
            span=None,
            tables=(child, parent),
            remedy=Remedy(_create(catalog.engine, key)),
        )


def _create(engine: Engine, key: ForeignKey) -> str:
    columns = quote_columns(engine, key.child_columns)
    if engine is Engine.POSTGRESQL:
        return f"CREATE INDEX CONCURRENTLY ON {quote_relation(engine, key.child)} ({columns});\n"
    name = quote_identifier(engine, f"ix_{key.child.name}_{'_'.join(key.child_columns)}"[:60])
    table = (
        quote_identifier(engine, key.child.name)
        if engine is Engine.SQLITE
        else quote_relation(engine, key.child)
    )
    return f"CREATE INDEX {name} ON {table} ({columns});\n"


_TABLES = (
    "CREATE TABLE listing_status (symbol_id INTEGER PRIMARY KEY);\n"
    "CREATE TABLE prices (symbol_id INTEGER REFERENCES listing_status, day TEXT);\n"
)

RULE = Rule(
    code="FTC511",
    name="foreign-key-unindexed",
    subject=Catalog,
    severity=Severity.INFO,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(Example({"database.sql": _TABLES}),),
    good=(
        Example(
            {"database.sql": _TABLES + "CREATE INDEX prices_symbol ON prices (symbol_id, day);\n"},
            {"ignore": ("FTC505",)},
        ),
    ),
)
