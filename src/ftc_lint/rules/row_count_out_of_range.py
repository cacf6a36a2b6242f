"""A table of the live database has fewer or more rows than it may have.

When: `--db`, and a table whose number of rows lies outside its range in `live.row-counts`. Such a
table is always counted, never estimated. A count that could not be made is reported as not
checked, with exit status 4.

Effect: the load was cut short, ran twice, or something deleted the rows.

Instead: look at the last load and restore what is missing; or set the range right.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.catalog import Catalog, CountMethod
from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.rule import Example, Hit, Rule
from ftc_lint.watching import counted_tables, row_range


def check(catalog: Catalog, context: Context) -> Iterator[Hit]:
    """One hit for each table outside its range."""
    for table in counted_tables(catalog, context.settings.live):
        limits = row_range(context.settings.live, table.name)
        count = catalog.counts.get(table.name)
        if limits is None or count is None or count.value is None:
            continue
        if limits[0] <= count.value <= limits[1]:
            continue
        least = "at least " if count.method is CountMethod.BOUNDED else ""
        found = f"{count.value:,} {'row' if count.value == 1 else 'rows'}"
        yield Hit(
            message=f"{table.name} has {least}{found}, outside its range of "
            f"{limits[0]:,} to {limits[1]:,}",
            help=f"look at the last load of {table.name}, or set its range in live.row-counts",
            span=None,
            tables=(str(table.name),),
            data={"rows": count.value, "least": limits[0], "most": limits[1]},
        )


_TABLE = "CREATE TABLE listing_status (symbol_id INTEGER PRIMARY KEY);\n"
_RANGE = {"live": {"row_counts": {"listing_status": (2, 5)}}}

RULE = Rule(
    code="FTC502",
    name="row-count-out-of-range",
    subject=Catalog,
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        Example({"database.sql": _TABLE + "INSERT INTO listing_status VALUES (1);\n"}, _RANGE),
        Example({"database.sql": _TABLE}, _RANGE, note="An empty table."),
    ),
    good=(
        Example({"database.sql": _TABLE + "INSERT INTO listing_status VALUES (1), (2);\n"}, _RANGE),
    ),
)
