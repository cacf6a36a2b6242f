"""A table of the live database lost rows since the last audits.

When: `--db`, and a table that has far fewer rows than this tool's own history (`live.history`)
says. An error: it is empty, or has less than half of its last count, or less than half of the
median of its last seven. A warning, from five counts on: it never shrank before, or the step is
out of proportion to all steps before it.

Effect: something deleted, truncated or dropped the rows; every later load may build on what is
left.

Instead: find out what ran since, and restore the rows. `--accept TABLE` confirms a drop that was
meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.auditfacts import Past
from ftc_lint.catalog import Catalog, CountMethod
from ftc_lint.context import Context
from ftc_lint.drops import drop_of
from ftc_lint.findings import Severity
from ftc_lint.rule import Example, Hit, Rule
from ftc_lint.watching import counted_tables


def check(catalog: Catalog, context: Context) -> Iterator[Hit]:
    """One hit for each table that lost rows and whose count nobody accepted."""
    facts = context.audit
    for table in counted_tables(catalog, context.settings.live):
        count = catalog.counts.get(table.name)
        if table.name in facts.accepted or count is None or count.value is None:
            continue
        if count.method is CountMethod.BOUNDED:
            continue
        past = facts.past.get(table.name, Past())
        drop = drop_of(past.counts, count.value)
        if drop is None:
            continue
        again = "; the table was dropped and made again" if past.recreated else ""
        yield Hit(
            message=f"{table.name} had {drop.before:,} rows and now has {count.value:,}: "
            f"{drop.reason}{again}",
            help=f"find out what deleted them and restore {table.name}, or confirm the drop with "
            f"--accept {table.name}",
            span=None,
            severity=Severity.ERROR if drop.grave else Severity.WARNING,
            tables=(str(table.name),),
            data={"rows": count.value, "before": drop.before},
        )


_TABLE = "CREATE TABLE listing_status (symbol_id INTEGER PRIMARY KEY);\n"
_FULL = _TABLE + "INSERT INTO listing_status VALUES (1), (2), (3), (4);\n"

RULE = Rule(
    code="FTC503",
    name="row-count-drop",
    subject=Catalog,
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        Example(
            {"earlier.sql": _FULL, "database.sql": _TABLE},
            note="`earlier.sql` is the database as an earlier audit found it.",
        ),
    ),
    good=(
        Example({"earlier.sql": _FULL, "database.sql": _FULL}),
        Example({"database.sql": _TABLE}, note="Nothing is known of earlier counts."),
    ),
)
