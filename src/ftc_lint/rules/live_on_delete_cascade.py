"""A foreign key of the live database deletes its child rows together with the parent.

When: `--db`, and a foreign key of the audited schemas that is ON DELETE CASCADE in the database
today, whatever the project's files say. A key that a partition only inherits is not repeated.

Effect: deleting one parent row deletes all rows that refer to it, and the rows that refer to
those; the command reports the parent's rows only. The finding shows the tree with its rows.

Instead: make the key ON DELETE RESTRICT with the statements of `--write-remedy`, which take no
long lock; or accept it with `live.ignore = { FTC501 = ["audit_log"] }`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.catalog import Catalog, ForeignKey, RelationName
from ftc_lint.context import Context
from ftc_lint.findings import BlastRadius, Reached, Severity
from ftc_lint.findings import Remedy as Statements
from ftc_lint.remedies.live_keys import restrict_sql
from ftc_lint.rule import Example, Hit, Rule
from ftc_lint.schema import Schema
from ftc_lint.schema.live import of_catalog

MOST_TREES = 100
"""Keys up to which each finding carries its tree: drawing them costs time for each."""


def check(catalog: Catalog, context: Context) -> Iterator[Hit]:
    """One hit for each declared key that cascades."""
    keys = [key for key in catalog.root_foreign_keys() if key.cascades and _audited(catalog, key)]
    schema = of_catalog(catalog) if len(keys) <= MOST_TREES else None
    for key in keys:
        behind = _rows(catalog, key.child)
        remedy = restrict_sql(catalog, key)
        yield Hit(
            message=f"foreign key {key.label} of {key.child} is ON DELETE CASCADE: deleting from "
            f"{key.parent} deletes from it too{behind}",
            help=f"make it ON DELETE RESTRICT with --write-remedy, or list {key.child} in "
            "live.ignore",
            span=None,
            tables=(str(key.child), str(key.parent)),
            blast_radius=None if schema is None else _radius(catalog, schema, key),
            remedy=None if remedy is None else Statements(remedy),
        )


def _audited(catalog: Catalog, key: ForeignKey) -> bool:
    return catalog.is_audited(key.child) or catalog.is_audited(key.parent)


def _rows(catalog: Catalog, name: RelationName) -> str:
    count = catalog.counts.get(name)
    if count is None or count.value is None:
        return ""
    about = "about " if count.method.value == "estimate" else ""
    return f" ({about}{count.value:,} {'row' if count.value == 1 else 'rows'})"


def _radius(catalog: Catalog, schema: Schema, key: ForeignKey) -> BlastRadius:
    """The tree below the parent, through this key alone."""
    below = schema.delete_reach([key.child.table_name])
    counts = catalog.counts.get(key.parent)
    children = tuple(
        Reached(
            root.table, key.label, key.on_delete.value, "database", root.rows,
            children=root.children,
        )
        for root in below.roots
    )  # fmt: skip
    rows = counts.value if counts is not None else None
    parent = Reached(str(key.parent), rows=rows, children=children)
    return BlastRadius("delete", (parent,), below.blocked_by)


_LISTING = "CREATE TABLE listing_status (symbol_id INTEGER PRIMARY KEY, symbol TEXT);\n"
_ROWS = (
    "INSERT INTO listing_status VALUES (1, 'AAPL'), (2, 'IBM');\n"
    "INSERT INTO overview VALUES (1), (2);\n"
)

RULE = Rule(
    code="FTC501",
    name="live-on-delete-cascade",
    subject=Catalog,
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        Example(
            {
                "database.sql": _LISTING + "CREATE TABLE overview (\n"
                "    symbol_id INTEGER PRIMARY KEY REFERENCES listing_status ON DELETE CASCADE\n"
                ");\n" + _ROWS
            }
        ),
    ),
    good=(
        Example(
            {
                "database.sql": _LISTING + "CREATE TABLE overview (\n"
                "    symbol_id INTEGER PRIMARY KEY REFERENCES listing_status ON DELETE RESTRICT\n"
                ");\n" + _ROWS
            },
            {"ignore": ("FTC505",)},
        ),
        Example(
            {
                "database.sql": _LISTING + "CREATE TABLE audit_log (\n"
                "    symbol_id INTEGER PRIMARY KEY REFERENCES listing_status ON DELETE CASCADE\n"
                ");\n"
            },
            {"ignore": ("FTC505",), "live": {"ignore": {"FTC501": ("audit_log",)}}},
            note="Accepted for one table.",
        ),
    ),
)
