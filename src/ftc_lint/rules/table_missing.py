"""A table that the configuration names is not in the database.

When: `--db`, and a table of `live.row-counts` or `protected-tables`, named without wildcards, that
the live database does not have.

Effect: what was to be watched is not watched: the table was renamed or dropped, the name is
misspelt, or this is the wrong database.

Instead: name the table as it is called today, or restore it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.catalog import Catalog, Part
from ftc_lint.context import Context, matches
from ftc_lint.findings import Severity
from ftc_lint.rule import Example, Hit, Rule

_WILDCARDS = frozenset("*?[")


def check(catalog: Catalog, context: Context) -> Iterator[Hit]:
    """One hit for each configured name that no relation has. Silent where the list of tables
    could not be read in full: that is reported as not checked."""
    if not catalog.is_complete(Part.TABLES):
        return
    settings = context.settings
    keys = dict.fromkeys(settings.live.row_counts, "live.row-counts")
    for name in settings.protected_tables:
        keys.setdefault(name, "protected-tables")
    for name, key in keys.items():
        if _WILDCARDS & set(name):
            continue
        if not any(matches(table.name.table_name, (name,)) for table in catalog.tables):
            yield Hit(
                message=f"{key} names {name}, which is not in this database",
                help=f"correct the name in {key}, or restore {name}",
                span=None,
                tables=(name,),
            )


_TABLE = "CREATE TABLE listing_status (symbol_id INTEGER PRIMARY KEY);\n"

RULE = Rule(
    code="FTC510",
    name="table-missing",
    subject=Catalog,
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        Example(
            {"database.sql": _TABLE},
            {"live": {"row_counts": {"listing_statuses": (0, 25_000)}}},
        ),
    ),
    good=(
        Example(
            {"database.sql": _TABLE}, {"live": {"row_counts": {"listing_status": (0, 25_000)}}}
        ),
    ),
)
