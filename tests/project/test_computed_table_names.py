"""Tables whose names a method makes of the class's."""

from __future__ import annotations

import pytest

from ftc_lint.rule import Example
from ftc_lint.testing import report_on

MODELS = """
import inflection
import sqlalchemy as sa
from sqlalchemy.orm import declarative_base, declared_attr


class Named:
    @declared_attr
    def __tablename__(cls):
        return {made}


Base = {base}


class BalanceSheet({bases}):
    id = sa.Column(sa.ForeignKey("listing.id", ondelete="CASCADE"))
"""


@pytest.mark.parametrize(
    ("made", "table"),
    [
        ("cls.__name__.lower()", "balancesheet"),
        ('f"raw_{cls.__name__.lower()}s"', "raw_balancesheets"),
        ("inflection.underscore(cls.__name__)", "balance_sheet"),
        ("inflection.underscore(cls.__qualname__)", "BalanceSheet"),
    ],
)
@pytest.mark.parametrize(
    ("base", "bases"),
    [("declarative_base(cls=Named)", "Base"), ("declarative_base()", "Named, Base")],
)
def test_table_is_called_what_the_method_makes(
    made: str, table: str, base: str, bases: str
) -> None:
    code = MODELS.format(made=made, base=base, bases=bases)
    report = report_on(Example({"models.py": code}, {"select": ["FTC301"]}))
    (found,) = report.findings
    assert found.message.startswith(f"Deleting a row of listing also deletes its rows in {table}:")
