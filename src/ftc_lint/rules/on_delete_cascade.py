"""A foreign key deletes the child rows together with the parent row.

When: a foreign key that ends up ON DELETE CASCADE: in CREATE TABLE, ALTER TABLE, ADD COLUMN, or
written with SQLAlchemy, Alembic, SQLModel or Peewee (a warning there). All DDL of the project is
applied in its order, so a key that a later statement redefines is not reported, and one that
several places declare alike is reported once.

Effect: a DELETE on the parent deletes from every table behind such keys, without naming them: the
command reports the parent's rows only, and asks for no privilege on the children.

Instead: ON DELETE RESTRICT, so that the DELETE fails; SET NULL where the child can do without.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftc_lint.context import Context, hole_name
from ftc_lint.findings import Related, Severity
from ftc_lint.fixes.restrict_key import RestrictKey
from ftc_lint.judgement import MIGRATIONS
from ftc_lint.operations import Action
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.schema import ForeignKey, Schema
from ftc_lint.wording import key_called, names_of, title

MOST_PLACES = 5
"""Other declarations of the same key that a finding shows."""


def check(schema: Schema, context: Context) -> Iterator[Hit]:
    """One hit for each key of the database that cascades, where it is declared. One that a model,
    a schema file and migrations declare alike is one hazard: they are its related places."""
    declared: dict[object, list[ForeignKey]] = {}
    for key in schema.foreign_keys:
        if _cascades(key):
            declared.setdefault(_identity(key), []).append(key)
    for keys in (*declared.values(), *([k] for k in schema.test_foreign_keys if _cascades(k))):
        yield _hit(keys, schema, context)


def _cascades(key: ForeignKey) -> bool:
    by_database = key.enforced_by == "database"
    return key.on_delete is Action.CASCADE and by_database and key.span is not None


def _identity(key: ForeignKey) -> object:
    """What keys have in common that are one in the database. Names that hold placeholders may
    stand for any."""
    columns = tuple(column.lower() for column in key.spec.child_columns)
    if not columns or key.spec.child.has_hole or key.spec.parent.has_hole:
        return key
    return key.child, key.parent, columns


def _hit(keys: Sequence[ForeignKey], schema: Schema, context: Context) -> Hit:
    loudest = max((_severity(key, context) for key in keys), key=lambda each: each.rank)
    key, *others = sorted(keys, key=lambda each: each.context in MIGRATIONS)
    child, parent = title(schema, key.child), title(schema, key.parent)
    return Hit(
        message=f"Deleting a row of {parent} also deletes its rows in {child}: "
        f"{key_called(key)} is ON DELETE CASCADE",
        help=f"make it ON DELETE RESTRICT, or SET NULL if {child} can stand without {parent}",
        span=key.span,
        statement=key.statement,
        severity=loudest,
        tables=names_of((key.spec.child, key.spec.parent)),
        related=tuple(
            Related("declared here too", each.span) for each in others[:MOST_PLACES] if each.span
        ),
        mend=RestrictKey(key.span, key.dialect, key.context in MIGRATIONS) if key.span else None,
    )


def _severity(key: ForeignKey, context: Context) -> Severity:
    """An error in SQL, a warning where it is written in Python, and for a template that names
    neither table information."""
    if hole_name(key.spec.child) is not None and hole_name(key.spec.parent) is not None:
        return Severity.INFO
    in_python = key.source != "sql" and not context.is_protected(key.spec.parent)
    return Severity.WARNING if in_python else Severity.ERROR


RULE = Rule(
    code="FTC301",
    name="on-delete-cascade",
    subject=Schema,
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql(
            "CREATE TABLE cash_flow (\n"
            "    symbol_id bigint NOT NULL REFERENCES listing_status (symbol_id)"
            " ON DELETE CASCADE\n"
            ");\n",
            fixed={"ON DELETE CASCADE": "ON DELETE RESTRICT"},
        ),
        sql(
            "ALTER TABLE overview ADD CONSTRAINT overview_symbol_id_fkey\n"
            "    FOREIGN KEY (symbol_id) REFERENCES listing_status (symbol_id)\n"
            "    ON UPDATE CASCADE ON DELETE CASCADE;\n",
            note="ON UPDATE CASCADE alone would be fine.",
            fixed={"ON DELETE CASCADE": "ON DELETE RESTRICT"},
        ),
        python(
            "from sqlalchemy import Column, ForeignKey, Integer\n"
            "from sqlalchemy.orm import declarative_base\n"
            "\n"
            "Base = declarative_base()\n"
            "\n"
            "\n"
            "class CashFlow(Base):\n"
            '    __tablename__ = "cash_flow"\n'
            "    id = Column(Integer, primary_key=True)\n"
            "    symbol_id = Column(\n"
            '        Integer, ForeignKey("listing_status.symbol_id", ondelete="cascade")\n'
            "    )\n",
            note="In a model, in lower case.",
            fixed={'"cascade"': '"restrict"'},
        ),
        python(
            "import sqlite3\n"
            "\n"
            'CASCADE = " ON DELETE CASCADE"\n'
            "\n"
            "\n"
            "def create(connection: sqlite3.Connection) -> None:\n"
            "    connection.execute(\n"
            '        "CREATE TABLE overview (symbol_id INTEGER REFERENCES listing_status" '
            '+ CASCADE + ")"\n'
            "    )\n",
            note="The action comes from a constant.",
            fixed={"ON DELETE CASCADE": "ON DELETE RESTRICT"},
        ),
    ),
    good=(
        sql(
            "CREATE TABLE cash_flow (\n"
            "    symbol_id bigint NOT NULL REFERENCES listing_status (symbol_id)"
            " ON DELETE RESTRICT\n"
            ");\n"
        ),
        sql(
            "CREATE TABLE overview (\n"
            "    symbol_id bigint REFERENCES listing_status (symbol_id) ON DELETE CASCADE\n"
            ");\n"
            "ALTER TABLE overview DROP CONSTRAINT overview_symbol_id_fkey,\n"
            "    ADD CONSTRAINT overview_symbol_id_fkey FOREIGN KEY (symbol_id)\n"
            "    REFERENCES listing_status (symbol_id) ON DELETE RESTRICT;\n",
            note="Redefined later, under the name that PostgreSQL gave it.",
        ),
        sql(
            "CREATE TABLE overview (\n"
            "    symbol_id bigint REFERENCES listing_status (symbol_id) ON UPDATE CASCADE\n"
            ");\n",
            note="ON UPDATE deletes nothing.",
        ),
    ),
)
