"""Temporary tables are scratch, in whatever way they come about."""

from __future__ import annotations

import pytest
from projects import CONNECTION, verdicts

MAPPED = """
from sqlalchemy import Table
from sqlalchemy.orm import declarative_base

def make(session, name, *columns):
    base = declarative_base()
    if session.bind.dialect.name == "oracle":
        more = {"prefixes": ["PRIVATE", "TEMPORARY"], "oracle_on_commit": "DROP"}
    else:
        more = {"prefixes": [PREFIX]}
    table = Table(name, base.metadata, *columns, **more)

    class Row(base):
        __table__ = table

    session.query(Row).delete()
    return Row

def use(session):
    rows = make(session, "names")
    session.query(rows).delete()
"""


def test_a_class_whose_table_is_temporary() -> None:
    found = verdicts({"etl.py": MAPPED.replace("PREFIX", "'TEMPORARY'")})
    assert set(found.values()) == {"scratch"}


def test_a_class_whose_table_is_not() -> None:
    code = MAPPED.replace("PREFIX", "'UNLOGGED'").replace('"TEMPORARY"', '"GLOBAL"')
    assert set(verdicts({"etl.py": code}).values()) == {"none"}


@pytest.mark.parametrize("exists", ["", "IF NOT EXISTS "])
def test_a_temporary_table_stands_before_any_other_of_its_name(exists: str) -> None:
    code = f"cur.execute('CREATE TEMP TABLE {exists}prices (a int)')\n"
    code += "cur.execute('DELETE FROM prices')\n"
    assert verdicts({"etl.py": CONNECTION + code}) == {"delete prices": "scratch"}


def test_a_table_that_was_perhaps_there_is_not_scratch() -> None:
    code = "cur.execute('CREATE TABLE IF NOT EXISTS prices (a int)')\n"
    code += "cur.execute('DELETE FROM prices')\n"
    assert verdicts({"etl.py": CONNECTION + code}) == {"delete prices": "none"}
