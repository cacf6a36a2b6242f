"""A foreign key of the live database stands there and does not hold.

When: `--db`, and a foreign key that is NOT VALID or NOT ENFORCED, whose internal triggers are
disabled, or a stored setting that switches foreign keys off for a role, a database or the server.
For SQLite, which keeps no such setting in the file, the finding is information: foreign keys hold
only on connections that run `PRAGMA foreign_keys = ON`.

Effect: rows come in that refer to nothing, and deleting a parent neither fails nor cascades. The
key looks as if it protected the data.

Instead: look for orphans, then VALIDATE CONSTRAINT, ENFORCED, or ENABLE TRIGGER ALL.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.catalog import Catalog, Engine, ForeignKey, RelationName
from ftc_lint.context import Context
from ftc_lint.findings import Remedy, Severity
from ftc_lint.remedies.live_keys import enforce_sql
from ftc_lint.rule import Example, Hit, Rule


def check(catalog: Catalog, context: Context) -> Iterator[Hit]:
    """One hit for each key that does not hold, and one for what switches all of them off."""
    for key in catalog.root_foreign_keys():
        why = _weakness(key)
        if why and catalog.is_audited(key.child):
            remedy = enforce_sql(catalog, key)
            yield Hit(
                message=f"foreign key {key.label} of {key.child} does not hold: {why}",
                help=f"look for orphans in {key.child}, then enforce the key with --write-remedy",
                span=None,
                tables=(str(key.child), str(key.parent)),
                remedy=None if remedy is None else Remedy(remedy),
            )
    if any(catalog.is_audited(key.child) for key in catalog.foreign_keys):
        yield from _everywhere(catalog)


def _weakness(key: ForeignKey) -> str:
    if key.enforced is False:
        return "it is NOT ENFORCED"
    if key.silenced_triggers:
        tables = ", ".join(dict.fromkeys(str(each.table) for each in key.silenced_triggers))
        states = " or ".join(dict.fromkeys(each.state.value for each in key.silenced_triggers))
        return f"its triggers on {tables} are {states}"
    if key.validated is False:
        return "it is NOT VALID, so the rows from before it were never checked"
    return ""


def _everywhere(catalog: Catalog) -> Iterator[Hit]:
    enforcement = catalog.enforcement
    if enforcement.on is not True:
        stored = catalog.engine is not Engine.SQLITE
        yield Hit(
            message=f"foreign keys are not enforced: {enforcement.reason}",
            help="switch foreign keys on in the server's settings"
            if stored
            else "run PRAGMA foreign_keys = ON on every connection of the application",
            span=None,
            severity=None if stored else Severity.INFO,
        )
    for exception in enforcement.exceptions:
        yield Hit(
            message=f"foreign keys are switched off for {exception}",
            help=f"reset the stored setting of {exception}",
            span=None,
        )


def _not_valid() -> Catalog:
    key = ForeignKey(
        identity="1",
        name="overview_symbol_id_fkey",
        child=RelationName("public", "overview"),
        child_columns=("symbol_id",),
        parent=RelationName("public", "listing_status"),
        parent_columns=("symbol_id",),
        validated=False,
        indexed_by=("overview_pkey",),
    )
    return Catalog(Engine.POSTGRESQL, "18.0", "etl", ("public",), foreign_keys=(key,))


RULE = Rule(
    code="FTC505",
    name="constraint-not-enforced",
    subject=Catalog,
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        Example(
            {
                "database.sql": "CREATE TABLE listing_status (symbol_id bigint PRIMARY KEY);\n"
                "CREATE TABLE overview (symbol_id bigint PRIMARY KEY);\n"
                "ALTER TABLE overview ADD FOREIGN KEY (symbol_id)\n"
                "    REFERENCES listing_status NOT VALID;\n"
            },
            note="In PostgreSQL.",
            catalog=_not_valid(),
        ),
        Example(
            {
                "database.sql": "CREATE TABLE listing_status (symbol_id INTEGER PRIMARY KEY);\n"
                "CREATE TABLE overview (symbol_id INTEGER PRIMARY KEY REFERENCES listing_status);\n"
            },
            note="In SQLite.",
        ),
    ),
    good=(
        Example(
            {
                "database.sql": "CREATE TABLE listing_status (symbol_id INTEGER PRIMARY KEY);\n"
                "CREATE TABLE overview (symbol_id INTEGER PRIMARY KEY);\n"
            },
            note="No foreign keys in SQLite.",
        ),
    ),
)
