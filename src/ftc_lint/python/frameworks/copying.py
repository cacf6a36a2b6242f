"""Drivers' calls that copy a table to a file without any SQL: psycopg2's `copy_to`, asyncpg's
`copy_from_table`."""

from __future__ import annotations

from ftc_lint.flow import Step
from ftc_lint.operations import Kind
from ftc_lint.python.calls import CallSite, Recogniser
from ftc_lint.python.frameworks.building import Place, construct
from ftc_lint.python.frameworks.reading import qualified, uses
from ftc_lint.values import Value

SOURCE = "driver"


def copy_to(site: CallSite) -> tuple[Step, ...]:
    """psycopg2: `cursor.copy_to(file, "prices")`."""
    if not uses(site.imports, "psycopg2", "psycopg2cffi"):
        return ()
    return _copied(site, site.arguments.get(1, "table"))


def copy_from_table(site: CallSite) -> tuple[Step, ...]:
    """asyncpg: `await connection.copy_from_table("prices", output=path)`."""
    if site.arguments.get(None, "output") is None:
        return ()
    table = site.arguments.get(0, "table_name")
    return _copied(site, table, site.arguments.get(None, "schema_name"))


def _copied(site: CallSite, table: Value | None, schema: Value | None = None) -> tuple[Step, ...]:
    if table is None or site.arguments.get(None, "columns") is not None:
        return ()
    return (construct(Kind.COPY_OUT, Place.of(site), SOURCE, (qualified(schema, table),)),)


CALLS: dict[str, Recogniser] = {"copy_to": copy_to, "copy_from_table": copy_from_table}
