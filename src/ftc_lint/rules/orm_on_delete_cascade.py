"""An ORM deletes the child objects together with the parent; the database does not know.

When: Django's `on_delete=CASCADE`, SQLAlchemy's `relationship(cascade="all, delete")`. Information;
a warning where the parent is protected, or where a bulk delete of the project reaches the key. The
migrations of Django are left alone: what deletes is the model.

Effect: a delete through the ORM deletes from the child tables too. Raw SQL does not: there the
same delete fails, or leaves rows that refer to nothing.

Instead: `on_delete=PROTECT` or `RESTRICT`, `SET_NULL` where the child can do without; in SQLAlchemy
`passive_deletes="all"` with a foreign key that is ON DELETE RESTRICT.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.operations import Action, CodeContext, Kind, Operation
from ftc_lint.rule import Hit, Rule, python
from ftc_lint.schema import ForeignKey, Schema, TableKey
from ftc_lint.wording import names_of, title


def check(schema: Schema, context: Context) -> Iterator[Hit]:
    """One hit for each key that only an ORM follows, where it is declared."""
    cleared = _cleared_in_bulk(schema, context)
    for key in (*schema.foreign_keys, *schema.test_foreign_keys):
        is_model = key.enforced_by == "orm" and key.context is not CodeContext.MIGRATION_UP
        if key.on_delete is Action.CASCADE and is_model and key.span:
            yield _hit(key, schema, context, key.parent in cleared)


def _hit(key: ForeignKey, schema: Schema, context: Context, is_cleared: bool) -> Hit:
    child, parent = title(schema, key.child), title(schema, key.parent)
    loud = is_cleared or context.is_protected(key.spec.parent)
    also = ", and this project deletes them in bulk" if is_cleared else ""
    return Hit(
        message=f"Deleting {parent} through the ORM also deletes its rows in {child}{also}",
        help=_help(key),
        span=key.span,
        statement=key.statement,
        severity=Severity.WARNING if loud else Severity.INFO,
        tables=names_of((key.spec.child, key.spec.parent)),
    )


def _help(key: ForeignKey) -> str:
    if key.source == "django":
        return "set on_delete=PROTECT, or SET_NULL with null=True"
    return 'take "delete" out of the cascade, and restrict the foreign key: ondelete="RESTRICT"'


def _cleared_in_bulk(schema: Schema, context: Context) -> set[TableKey]:
    """The tables that an ORM's bulk delete empties, itself or through its cascades."""
    cleared: set[TableKey] = set()
    for operation in _bulk_deletes(context):
        for table in operation.tables:
            cleared.update(schema.resolve(table))
    waiting = list(cleared)
    while waiting:
        for key in schema.graph.referencing(waiting.pop()):
            if key.on_delete is Action.CASCADE and key.child not in cleared:
                cleared.add(key.child)
                waiting.append(key.child)
    return cleared


def _bulk_deletes(context: Context) -> Iterator[Operation]:
    for occurrences in context.occurrences.values():
        for occurrence in occurrences:
            operation = occurrence.operation
            if operation.kind is Kind.DELETE and operation.via_orm and operation.empties:
                yield operation


_DJANGO = (
    "from django.db import models\n"
    "\n"
    "\n"
    "class Listing(models.Model):\n"
    "    symbol = models.CharField(max_length=20)\n"
    "\n"
    "\n"
    "class Overview(models.Model):\n"
)

RULE = Rule(
    code="FTC302",
    name="orm-on-delete-cascade",
    subject=Schema,
    severity=Severity.INFO,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        python(f"{_DJANGO}    listing = models.ForeignKey(Listing, on_delete=models.CASCADE)\n"),
        python(
            f"{_DJANGO}    listing = models.ForeignKey(Listing, models.CASCADE)\n"
            "\n"
            "\n"
            "def reset() -> None:\n"
            "    everything = Listing.objects.all()\n"
            "    everything.delete()\n",
            note="A bulk delete makes it a warning.",
        ),
        python(
            "from sqlalchemy import Column, ForeignKey, Integer\n"
            "from sqlalchemy.orm import declarative_base, relationship\n"
            "\n"
            "Base = declarative_base()\n"
            "\n"
            "\n"
            "class Listing(Base):\n"
            '    __tablename__ = "listing_status"\n'
            "    symbol_id = Column(Integer, primary_key=True)\n"
            '    overviews = relationship("Overview", cascade="all, delete-orphan")\n'
            "\n"
            "\n"
            "class Overview(Base):\n"
            '    __tablename__ = "overview"\n'
            "    id = Column(Integer, primary_key=True)\n"
            '    symbol_id = Column(Integer, ForeignKey("listing_status.symbol_id"))\n',
        ),
    ),
    good=(
        python(f"{_DJANGO}    listing = models.ForeignKey(Listing, on_delete=models.PROTECT)\n"),
        python(f"{_DJANGO}    listing = models.ForeignKey(Listing, models.SET_NULL, null=True)\n"),
        python(
            "from sqlalchemy import Column, Integer\n"
            "from sqlalchemy.orm import declarative_base, relationship\n"
            "\n"
            "Base = declarative_base()\n"
            "\n"
            "\n"
            "class Listing(Base):\n"
            '    __tablename__ = "listing_status"\n'
            "    symbol_id = Column(Integer, primary_key=True)\n"
            '    overviews = relationship("Overview", cascade="save-update, merge")\n',
        ),
    ),
)
