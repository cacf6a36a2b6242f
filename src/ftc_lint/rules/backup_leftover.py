"""A backup table is still there after it should be gone.

When: `--db`, and a table matching `backup-tables` that is older than `live.backups.keep`: by the
date in its name, else by when the server made it or this tool's history first saw it.

Effect: it takes room, and the next restore may read rows that are long out of date.

Instead: drop it, once the table it was made from is known to be whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.auditfacts import age
from ftc_lint.catalog import Catalog
from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.rule import Example, Hit, Rule


def check(catalog: Catalog, context: Context) -> Iterator[Hit]:
    """One hit for each backup table that is older than `keep`."""
    keep = context.settings.live.backups.keep
    if keep is None:
        return
    for backup in context.audit.backup_tables:
        if backup.taken is None:
            continue
        seconds = (context.audit.now - backup.taken).total_seconds()
        if seconds <= keep:
            continue
        count = catalog.counts.get(backup.name)
        rows = f" and holds {count.value:,} rows" if count and count.value is not None else ""
        yield Hit(
            message=f"the backup table {backup.name} is {age(seconds)} old{rows}; "
            f"live.backups.keep is {age(keep)}",
            help=f"drop {backup.name} once {backup.original or 'its table'} is known to be whole",
            span=None,
            tables=(str(backup.name),),
        )


_TABLE = "CREATE TABLE listing_status (symbol_id INTEGER PRIMARY KEY);\n"
_COPY = "CREATE TABLE listing_status_backup_{} AS SELECT * FROM listing_status;\n"
_KEEP = {"live": {"backups": {"keep": "30d"}}}

RULE = Rule(
    code="FTC507",
    name="backup-leftover",
    subject=Catalog,
    severity=Severity.INFO,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(Example({"database.sql": _TABLE + _COPY.format("20260101")}, _KEEP),),
    good=(Example({"database.sql": _TABLE + _COPY.format("20260630")}, _KEEP),),
)
