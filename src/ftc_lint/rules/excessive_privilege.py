"""The role may destroy a protected table.

When: `--db`, and the role of the connection may TRUNCATE or DROP a table of `protected-tables`,
owns it, or is a superuser while tables are protected. Connect as the role of the ETL to learn
what the ETL may do.

Effect: one wrong statement of that role empties the table, whatever the foreign keys say. TRUNCATE
asks neither rows nor triggers.

Instead: let another role own the tables, and grant SELECT, INSERT, UPDATE and, where needed,
DELETE.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.catalog import Catalog, Engine, RelationName, Role, Table, TablePrivileges
from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.rule import Example, Hit, Rule


def check(catalog: Catalog, context: Context) -> Iterator[Hit]:
    """One hit for a superuser; else one for each protected table that the role may destroy."""
    tables = [
        table for table in catalog.audited_tables() if context.is_protected(table.name.table_name)
    ]
    role = catalog.role
    who = f"the role {role.name}" if role is not None else "the role"
    if tables and role is not None and role.superuser:
        names = tuple(str(table.name) for table in tables)
        yield Hit(
            message=f"{who} is a superuser and may destroy {len(names)} protected "
            f"{'table' if len(names) == 1 else 'tables'}",
            help="connect as a role of its own that owns no table",
            span=None,
            tables=names,
        )
        return
    for table in tables:
        rights = _rights(table)
        if rights:
            yield Hit(
                message=f"{who} {' and '.join(rights)} the protected table {table.name}",
                help=f"revoke it, and let a role that no program uses own {table.name}",
                span=None,
                tables=(str(table.name),),
            )


def _rights(table: Table) -> list[str]:
    if table.owned:
        return ["owns"]
    rights = [
        word
        for word, granted in (
            ("TRUNCATE", table.privileges.truncate),
            ("DROP", table.privileges.drop),
        )
        if granted
    ]
    return [f"may {' and '.join(rights)}"] if rights else []


def _catalog(privileges: TablePrivileges) -> Catalog:
    table = Table(RelationName("public", "listing_status"), privileges=privileges, owned=False)
    role = Role("etl", superuser=False)
    return Catalog(Engine.POSTGRESQL, "18.0", "etl", ("public",), role=role, tables=(table,))


_TABLE = "CREATE TABLE listing_status (symbol_id bigint PRIMARY KEY);\n"
_SETTINGS = {"protected_tables": ("listing_status",)}

RULE = Rule(
    code="FTC508",
    name="excessive-privilege",
    subject=Catalog,
    severity=Severity.WARNING,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        Example(
            {"database.sql": _TABLE + "GRANT SELECT, TRUNCATE ON listing_status TO etl;\n"},
            _SETTINGS,
            note="In PostgreSQL, connected as `etl`.",
            catalog=_catalog(TablePrivileges(select=True, truncate=True, drop=False)),
        ),
    ),
    good=(
        Example(
            {"database.sql": _TABLE + "GRANT SELECT, INSERT, UPDATE ON listing_status TO etl;\n"},
            _SETTINGS,
            note="In PostgreSQL, connected as `etl`.",
            catalog=_catalog(TablePrivileges(select=True, truncate=False, drop=False)),
        ),
    ),
)
