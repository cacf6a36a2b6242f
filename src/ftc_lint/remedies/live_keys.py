"""The SQL that mends a live foreign key without a long lock; for a person to review and run."""

from __future__ import annotations

import re

from ftc_lint.catalog import Catalog, Engine, ForeignKey
from ftc_lint.operations import Action
from ftc_lint.remedies.identifiers import quote_columns, quote_identifier, quote_relation
from ftc_lint.remedies.orphans import orphan_query

_MYSQL = (Engine.MYSQL, Engine.MARIADB)
_CASCADE = re.compile(r"\bON\s+DELETE\s+CASCADE\b", re.IGNORECASE)
_HEAD = re.compile(
    r"\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"
    r'(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[^\s(.]+)',
    re.IGNORECASE,
)


def restrict_sql(catalog: Catalog, key: ForeignKey) -> str | None:
    """The statements that make a key ON DELETE RESTRICT; None where there is nothing to alter
    by itself (a copy of another key for one partition)."""
    if key.is_clone:
        return None
    steps = [_orphans_first(catalog.engine, key)]
    if catalog.engine is Engine.POSTGRESQL:
        steps += [*_index(catalog.engine, key), _postgresql(key)]
    elif catalog.engine in _MYSQL:
        steps.append(_mysql(catalog.engine, key))
    elif catalog.engine is Engine.SQLITE:
        steps.append(_sqlite_rebuild(catalog, key))
    else:
        return None
    return "\n".join(steps) + "\n"


def enforce_sql(catalog: Catalog, key: ForeignKey) -> str | None:
    """The statements after which the database enforces and has checked a key; None where the
    engine has none."""
    if catalog.engine is not Engine.POSTGRESQL or key.is_clone or key.name is None:
        return None
    child = quote_relation(catalog.engine, key.child)
    name = quote_identifier(catalog.engine, key.name)
    steps = [_orphans_first(catalog.engine, key), "SET lock_timeout = '2s';"]
    for trigger in key.silenced_triggers:
        table = quote_relation(catalog.engine, trigger.table)
        steps.append(f"ALTER TABLE {table} ENABLE TRIGGER ALL;")
    if key.enforced is False:
        steps.append(f"ALTER TABLE {child} ALTER CONSTRAINT {name} ENFORCED;")
    elif key.validated is False:
        steps.append(f"ALTER TABLE {child} VALIDATE CONSTRAINT {name};")
    return "\n".join(dict.fromkeys(steps)) + "\n"


def _orphans_first(engine: Engine, key: ForeignKey) -> str:
    if key.temporal:
        return "-- First look for child rows whose period no parent row covers."
    return f"-- First: this must be 0, or the new key is refused.\n{orphan_query(engine, key)}"


def _index(engine: Engine, key: ForeignKey) -> list[str]:
    if key.indexed_by != ():
        return []
    table, columns = quote_relation(engine, key.child), quote_columns(engine, key.child_columns)
    return [
        "-- No index finds the child rows; outside a transaction:",
        f"CREATE INDEX CONCURRENTLY ON {table} ({columns});",
    ]


def _postgresql(key: ForeignKey) -> str:
    engine = Engine.POSTGRESQL
    child = quote_relation(engine, key.child)
    name = quote_identifier(engine, key.name or "")
    return (
        "SET lock_timeout = '2s';\n"
        f"ALTER TABLE {child}\n"
        f"    DROP CONSTRAINT {name},\n"
        f"    ADD CONSTRAINT {name} {_definition(engine, key)} NOT VALID;\n"
        "-- then, in a transaction of its own\n"
        f"ALTER TABLE {child} VALIDATE CONSTRAINT {name};"
    )


def _mysql(engine: Engine, key: ForeignKey) -> str:
    child = quote_relation(engine, key.child)
    new = quote_identifier(engine, f"{(key.name or 'fk')[:55]}_restrict")
    return (
        f"ALTER TABLE {child} ADD CONSTRAINT {new} {_definition(engine, key)};\n"
        "-- while both are there the CASCADE wins: the old key must go\n"
        f"ALTER TABLE {child} DROP FOREIGN KEY {quote_identifier(engine, key.name or '')};"
    )


def _definition(engine: Engine, key: ForeignKey) -> str:
    parts = [
        f"FOREIGN KEY ({_columns(engine, key.child_columns, key)})",
        f"REFERENCES {quote_relation(engine, key.parent)}"
        f" ({_columns(engine, key.parent_columns, key)})",
    ]
    if key.match != "SIMPLE":
        parts.append(f"MATCH {key.match}")
    if key.on_update is not Action.NO_ACTION:
        parts.append(f"ON UPDATE {key.on_update.value.upper()}")
    parts.append("ON DELETE RESTRICT")
    if key.deferrable:
        parts.append("DEFERRABLE INITIALLY DEFERRED" if key.initially_deferred else "DEFERRABLE")
    return " ".join(parts)


def _columns(engine: Engine, columns: tuple[str, ...], key: ForeignKey) -> str:
    if not key.temporal:
        return quote_columns(engine, columns)
    *front, last = columns
    period = f"PERIOD {quote_identifier(engine, last)}"
    return ", ".join((*(quote_identifier(engine, column) for column in front), period))


def _sqlite_rebuild(catalog: Catalog, key: ForeignKey) -> str:
    """SQLite cannot alter a key: the table is rebuilt, as its manual says."""
    engine = Engine.SQLITE
    child = quote_identifier(engine, key.child.name)
    new = quote_identifier(engine, f"{key.child.name}_new")
    table = catalog.table(key.child)
    definition = table.definition if table is not None else None
    if definition and _HEAD.match(definition) and _CASCADE.search(definition):
        create = _HEAD.sub(lambda _: f"CREATE TABLE {new}", definition, count=1)
        create = _CASCADE.sub("ON DELETE RESTRICT", create) + ";"
    else:
        create = f"-- CREATE TABLE {new} (…) as {child} is, with ON DELETE RESTRICT"
    return (
        "PRAGMA foreign_keys = OFF;  -- else the DROP below deletes the rows that refer to it\n"
        "BEGIN IMMEDIATE;\n"
        f"{create}\n"
        f"INSERT INTO {new} SELECT * FROM {child};\n"
        f"DROP TABLE {child};\n"
        f"ALTER TABLE {new} RENAME TO {child};\n"
        f"-- make the indexes, triggers and views of {child} again\n"
        "PRAGMA foreign_key_check;  -- must return nothing\n"
        "COMMIT;\n"
        "PRAGMA foreign_keys = ON;"
    )
