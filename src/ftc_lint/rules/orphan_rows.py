"""Child rows of the live database refer to a parent row that is not there.

When: `--db`, and rows of a referencing table whose key has no row in the referenced table. The
rows themselves are asked: the catalog calls a foreign key valid even then.

Effect: rows came in or parents went while foreign keys were switched off. Joins lose these rows
silently, and a restore or VALIDATE CONSTRAINT fails on them.

Instead: restore the parents from a backup, or delete the rows once they are known to be worthless.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.catalog import Catalog, CountMethod
from ftc_lint.context import Context
from ftc_lint.findings import Remedy, Severity
from ftc_lint.remedies.orphans import orphan_query
from ftc_lint.rule import Example, Hit, Rule


def check(catalog: Catalog, context: Context) -> Iterator[Hit]:
    """One hit for each key with rows that refer to nothing."""
    for key in catalog.root_foreign_keys():
        count = catalog.orphans.get(key.identity)
        if count is None or not count.value:
            continue
        least = "at least " if count.method is CountMethod.BOUNDED else ""
        rows = "row refers" if count.value == 1 else "rows refer"
        yield Hit(
            message=f"{least}{count.value:,} {rows} from {key.child} to a row of {key.parent} that "
            f"is not there (foreign key {key.label})",
            help=f"restore the rows of {key.parent} from a backup, or delete those of {key.child}",
            span=None,
            tables=(str(key.child), str(key.parent)),
            remedy=None if key.temporal else Remedy(orphan_query(catalog.engine, key) + "\n"),
            data={"rows": count.value},
        )


_TABLES = (
    "CREATE TABLE listing_status (symbol_id INTEGER PRIMARY KEY);\n"
    "CREATE TABLE overview (symbol_id INTEGER PRIMARY KEY REFERENCES listing_status);\n"
    "INSERT INTO listing_status VALUES (1);\n"
)

RULE = Rule(
    code="FTC504",
    name="orphan-rows",
    subject=Catalog,
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        Example(
            {
                "database.sql": _TABLES + "PRAGMA foreign_keys = OFF;\n"
                "INSERT INTO overview VALUES (1), (2), (3);\n"
            }
        ),
    ),
    good=(
        Example(
            {"database.sql": _TABLES + "INSERT INTO overview VALUES (1);\n"},
            {"ignore": ("FTC505",)},
        ),
    ),
)
