"""A foreign key deletes the child rows together with the parent row.

When: a foreign key that ends up ON DELETE CASCADE: in CREATE TABLE, ALTER TABLE, ADD COLUMN, or
written with SQLAlchemy, Alembic, SQLModel or Peewee (a warning there). All DDL of the project is
applied in its order, so a key that a later statement redefines is not reported.

Effect: a DELETE on the parent deletes from every table behind such keys, without naming them: the
command reports the parent's rows only, and asks for no privilege on the children.

Instead: ON DELETE RESTRICT, so that the DELETE fails; SET NULL where the child can do without.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.operations import Action
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.schema import ForeignKey, Schema
from ftc_lint.wording import key_called, names_of, title


def check(schema: Schema, context: Context) -> Iterator[Hit]:
    """One hit for each key of the database that cascades, where it is declared."""
    for key in (*schema.foreign_keys, *schema.test_foreign_keys):
        if key.on_delete is Action.CASCADE and key.enforced_by == "database" and key.span:
            yield _hit(key, schema, context)


def _hit(key: ForeignKey, schema: Schema, context: Context) -> Hit:
    child, parent = title(schema, key.child), title(schema, key.parent)
    in_python = key.source != "sql" and not context.is_protected(key.spec.parent)
    return Hit(
        message=f"Deleting a row of {parent} also deletes its rows in {child}: "
        f"{key_called(key)} is ON DELETE CASCADE",
        help=f"make it ON DELETE RESTRICT, or SET NULL if {child} can stand without {parent}",
        span=key.span,
        statement=key.statement,
        severity=Severity.WARNING if in_python else Severity.ERROR,
        tables=names_of((key.spec.child, key.spec.parent)),
    )


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
            ");\n"
        ),
        sql(
            "ALTER TABLE overview ADD CONSTRAINT overview_symbol_id_fkey\n"
            "    FOREIGN KEY (symbol_id) REFERENCES listing_status (symbol_id)\n"
            "    ON UPDATE CASCADE ON DELETE CASCADE;\n",
            note="ON UPDATE CASCADE alone would be fine.",
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
