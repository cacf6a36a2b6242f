"""SQLAlchemy's deletes, updates and drops, with what restricts them."""

from __future__ import annotations

import pytest

from ftc_lint.flow import Construct

from .snippets import constructs, pointed_at, recognised

HEAD = """
import sqlalchemy as sa
from sqlalchemy import and_, delete, insert, literal, text, true, update
from .models import Base, Price, prices
def run(session, conn, engine, condition, conditions, flag, obj, ids):
"""


def inside(line: str) -> str:
    return HEAD + "".join(f"    {each}\n" for each in line.splitlines())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("session.query(Price).delete()", "delete Price none"),
        ("session.query(Price).delete(synchronize_session=False)", "delete Price none"),
        ("session.query(Price.id).delete()", "delete Price none"),
        ("session.query(Price).options(x).execution_options(a=1).delete()", "delete Price none"),
        ("session.query(Price).filter(Price.id == 3).delete()", "delete Price key"),
        ("session.query(Price).filter_by(id=3).delete()", "delete Price key"),
        ("session.query(Price).filter(Price.id.in_(ids)).delete()", "delete Price some"),
        ("session.query(Price).filter(Price.a == Price.b).delete()", "delete Price some"),
        ("session.query(Price).filter(true()).delete()", "delete Price always"),
        ("session.query(Price).filter(text('1=1')).delete()", "delete Price always"),
        ("session.query(Price).filter(1 == 1).delete()", "delete Price always"),
        ("session.query(Price).filter(condition).delete()", "delete Price unknown"),
        ("session.query(Price).filter(*conditions).delete()", "delete Price unknown"),
        ("session.query(Price).filter_by(**conditions).delete()", "delete Price unknown"),
        ("session.query(Price).filter(*conditions, Price.id > 3).delete()", "delete Price some"),
        ("session.query(Price).stale().delete()", "delete Price unknown"),
        ("session.query(Price).update({'a': 1})", "update Price none"),
        ("session.query(Price).filter(Price.a < 1).update({'a': 1})", "update Price some"),
        ("Price.query.delete()", "delete Price none"),
        ("Price.query.filter_by(id=1).delete()", "delete Price key"),
        ("session.execute(delete(Price))", "delete Price none"),
        ("session.execute(sa.delete(Price).where(Price.id == 1))", "delete Price key"),
        ("session.execute(delete(Price).where(and_(Price.id == 1)))", "delete Price key"),
        ("session.execute(update(Price).values(a=1))", "update Price none"),
        ("session.execute(insert(Price).values(a=1))", "insert Price"),
        ("conn.execute(prices.delete())", "delete prices none"),
        ("conn.execute(prices.delete().where(prices.c.id == 1))", "delete prices key"),
        ("conn.execute(prices.delete(prices.c.id == 1))", "delete prices key"),
        ("conn.execute(Price.delete(condition))", "delete Price unknown"),
        ("conn.execute(Price.__table__.delete())", "delete Price none"),
        ("conn.execute(sa.table('raw').delete())", "delete raw none"),
        ("conn.execute(sa.schema.DropTable(prices))", "drop-table prices"),
        ("Price.__table__.drop(engine)", "drop-table Price"),
        ("prices.drop(engine, checkfirst=True)", "drop-table prices"),
        ("obj.table_of(1).drop(checkfirst=True)", "drop-table obj.table_of(1)"),
        ("conn.execute(obj.table_of(1).delete())", "delete obj.table_of(1) none"),
        ("conn.execute(obj.model.prices.delete())", "delete obj.model.prices none"),
        ("session.execute(update(Price), [{'id': 1, 'a': 2}])", "update Price key"),
        ("session.execute(update(Price), ids)", "update Price unknown"),
        ("conn.execute(update(Price), {'a': 2})", "update Price none"),
        ("sa.Table('old', sa.MetaData()).drop(engine)", "drop-table old"),
        ("Base.metadata.drop_all(engine)", "drop-table"),
        ("Base.metadata.drop_all(engine, tables=[Price.__table__])", "drop-table Price"),
        ("conn.run_sync(Base.metadata.drop_all)", "drop-table"),
        ("session.delete(session.get(Price, 1))", "delete Price key"),
        ("session.delete(obj)", "delete obj key"),
        ("session.delete(Price.query.get(1))", "delete Price key"),
        ("session.delete(session.query(Price).filter(Price.id == 1).first())", "delete Price key"),
        ("obj.prices.filter(Price.id == 1).delete()", "delete obj.prices key"),
        ("obj.prices.filter(Price.id > ids).delete()", "delete obj.prices some"),
        ("session.add(Price(a=1))", "insert Price"),
        ("session.commit()", "commit"),
        ("session.rollback()", "rollback"),
    ],
)
def test_call_is_its_operation(line: str, expected: str) -> None:
    found = recognised(inside(line))
    assert [each for each in found if not each.startswith("create-table")] == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "delete(Price)",  # nothing runs it
        "Base.metadata.create_all(engine)",
        "{}.update(a=1)",
        "obj.prices.filter(name='a').delete()",
        "obj.prices.filter(flag).delete()",
        "session.delete('https://example.org')",
        "frame.drop(columns=['a'])",
        "frame.drop('a', axis=1)",
        "session.query(Price).first().delete()",
        "session.query(Price).filter(Price.id == 1).one().update(a=1)",
    ],
)
def test_call_is_left_alone(line: str) -> None:
    assert recognised(inside(line)) == []


def test_filter_under_a_branch_may_or_may_not_hold() -> None:
    code = inside(
        "query = session.query(Price)\n"
        "if flag:\n"
        "    query = query.filter(Price.id > 1)\n"
        "query.delete()"
    )
    assert recognised(code) == ["delete Price unknown"]


def test_statement_that_is_built_first_keeps_its_own_place() -> None:
    code = inside("statement = delete(Price)\nsession.execute(statement)")
    assert recognised(code) == ["delete Price none"]
    assert pointed_at(code) == ["delete"]


def test_statements_of_two_branches_are_both_told() -> None:
    code = inside(
        "if flag:\n"
        "    statement = delete(Price).where(Price.id.in_(ids))\n"
        "else:\n"
        "    statement = prices.delete()\n"
        "    statement = statement.where(prices.c.id == 3)\n"
        "conn.execute(statement)"
    )
    assert sorted(recognised(code)) == ["delete Price some", "delete prices key"]


def test_delete_through_the_session_follows_the_orm() -> None:
    (one,) = constructs(inside("session.delete(session.get(Price, 1))"))
    (bulk,) = constructs(inside("session.query(Price).delete()"))
    assert _via_orm(one)
    assert not _via_orm(bulk)


def _via_orm(step: Construct) -> bool:
    return step.operation.via_orm


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("db.session.delete(Price.query.get(1))", ["delete Price key"]),
        ("app.db.session.delete(row)", ["delete row key"]),
        ("client.session.delete(row)", []),
        ("db.session.delete('https://example.org')", []),
        ("db.session.delete(url, timeout=3)", []),
    ],
)
def test_session_of_the_projects_own_db_needs_no_import_of_the_library(
    line: str, expected: list[str]
) -> None:
    code = f"from shop.models import Price, app, client, db\n\n\ndef run(row, url):\n    {line}\n"
    assert recognised(code) == expected


def test_http_session_is_no_database() -> None:
    code = """
    import requests, sqlalchemy
    session = requests.Session()
    def remove(url):
        session.delete(url)
    """
    assert recognised(code) == []


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        ("db.session", ["delete row key"]),
        ("self.session", []),
        ("session", []),
        ("requests.Session()", []),
    ],
)
def test_session_of_a_file_that_talks_to_servers_too(session: str, expected: list[str]) -> None:
    code = f"""
    import requests, sqlalchemy
    from . import db
    session = requests.Session()
    class Shelf:
        def remove(self, row):
            {session}.delete(row)
    """
    assert recognised(code) == expected
