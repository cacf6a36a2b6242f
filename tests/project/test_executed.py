"""What a project is seen to run, through its own wrappers and the functions that build its SQL."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest
from projects import CONNECTION, project_of

from ftc_lint.project.resolve import Resolver

QUOTE = """
    def quote(name, mode="backticks"):
        if not isinstance(name, str):
            raise ValueError(name)
        if mode == "backticks":
            return f"`{name}`"
        elif mode == "ansi":
            return f'"{name}"'
        elif mode == "brackets":
            return f"[{name}]"
        raise ValueError(mode)
"""


def executed(code: str) -> list[str]:
    """The operations that a file executes, each as kind and tables."""
    project = project_of({"etl.py": code})
    return [
        f"{each.kind.value} {', '.join(map(str, each.tables))}"
        for each in project.operations
        if each.executed
    ]


def script(body: str) -> str:
    """A module that has a cursor, and the given text."""
    return CONNECTION + dedent(body)


@pytest.mark.parametrize("handed", ["sql", "[sql]", "(sql, 'VACUUM')"])
def test_wrapper_that_takes_a_statement_or_a_list(handed: str) -> None:
    code = f"""
    def run(query):
        if isinstance(query, list):
            queries = query
        else:
            queries = [query]
        for each in queries:
            cur.execute(each)

    def wipe(stream):
        sql = f"DELETE FROM {{stream}} WHERE gone"
        run({handed})
    """
    assert executed(script(code)) == ["delete {stream}"]


def test_statement_run_while_its_result_is_logged() -> None:
    code = """
    def query(text):
        for each in [text]:
            cur.execute(each)
        return cur.fetchall()

    def wipe(logger, stream):
        sql = f"DELETE FROM {stream} WHERE gone"
        logger.info("running %s", sql)
        logger.info("deleted %d", len(query(sql)))
    """
    assert executed(script(code)) == ["delete {stream}"]


def test_quoting_function_gives_what_its_argument_asks_for() -> None:
    code = (
        script(QUOTE)
        + """
def load(schema, table, source, key):
    cur.execute(
        f"DELETE FROM {quote(schema, 'ansi')}.{quote(table, mode='ansi')}"
        f" USING {quote(source, 'ansi')} WHERE {quote(key, 'ansi')} = {quote(key, 'ansi')}"
    )
"""
    )
    assert executed(code) == ["delete {schema}.{table}"]


def test_returns_of_all_branches_where_the_argument_is_not_known() -> None:
    code = """
    def name_of(kind):
        if kind == "day":
            return "prices_daily"
        return "prices_hourly"

    def wipe(kind):
        cur.execute("DELETE FROM " + name_of(kind))

    def wipe_days():
        cur.execute("TRUNCATE " + name_of("day"))
    """
    assert executed(script(code)) == [
        "delete prices_daily, prices_hourly",
        "truncate prices_daily",
    ]


def test_name_that_may_be_none_is_the_other_name() -> None:
    code = """
    def name_of(stream):
        if not stream:
            return None
        return f"raw.{stream}"

    def wipe(stream):
        cur.execute(f"DELETE FROM {name_of(stream)}")
    """
    assert executed(script(code)) == ["delete raw.{stream}"]


def test_statement_object_handed_to_a_call_that_cannot_be_followed() -> None:
    code = """
    from sqlalchemy import delete
    from shop.models import Price

    class Versions:
        def forget(self, version):
            self.context.impl._exec(
                self.context.versions.delete().where(self.context.versions.c.num == version)
            )

        def clear(self):
            self.runner.execute_and_commit(delete(Price))

        def show(self):
            self.formatter.pretty(delete(Price))
    """
    assert executed(script(code)) == ["delete {self.context.versions}", "delete Price"]


def test_connection_that_is_called_itself() -> None:
    code = """
    class Tickets:
        def delete(self, ident):
            with self.env.db_transaction as db:
                db("DELETE FROM ticket WHERE id=%s", (ident,))
            self.env.db_transaction("DELETE FROM ticket_change WHERE ticket=%s", (ident,))

        def told(self):
            self.env.session_note("DELETE FROM ticket")
    """
    assert executed(script(code)) == ["delete ticket", "delete ticket_change"]


def test_function_that_executes_in_a_way_that_is_not_seen() -> None:
    code = """
    def start_query_execution(client, sql):
        arguments = {"QueryString": sql}
        with_retries(client.begin, **arguments)

    def query_title(sql):
        return sql.title()

    def wipe(client):
        start_query_execution(client, sql="DELETE FROM prices")
        query_title("DELETE FROM overview")
    """
    assert executed(script(code)) == ["delete prices"]


def test_object_that_is_run_itself_takes_no_argument_of_its_call() -> None:
    code = """
    class Query:
        def run(self):
            cur.execute(self)

        def again(self):
            self.run()
            self.run("now")
    """
    assert executed(script(code)) == []


def test_attributes_made_of_each_other_are_not_followed_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    attributes = [f"a{number}" for number in range(12)]
    lines = [
        f"        if {name}: self.{name} = f'{{self.{other}}}{name}{{self.{name}}}'"
        for name in attributes
        for other in attributes
    ]
    code = "\n".join(
        [
            "class Table:",
            f"    def __init__(self, {', '.join(attributes)}):",
            *lines,
            "        cur.execute(f'DELETE FROM t{self.a0}{self.a1}')",
        ]
    )
    followed = []
    one = Resolver._set_in_constructor

    def counted(*arguments: Any) -> Any:
        followed.append(arguments)
        return one(*arguments)

    monkeypatch.setattr(Resolver, "_set_in_constructor", counted)
    assert len(executed(script("") + code)) == 1
    assert len(followed) < 1000


def test_receiver_is_known_however_much_the_text_before_it_took() -> None:
    columns = "".join(f"{{quote(self.db.name{number})}} int, " for number in range(60))
    code = f"""
class Database:
    def run_all(self, text):
        cur.executescript(text)


class Table:
    def __init__(self, db: Database, name):
        self.db = db
        self.name = name

    def rebuild(self):
        text = f"CREATE TABLE t ({columns} x int); DROP TABLE {{quote(self.name)}}"
        self.db.run_all(text)
"""
    assert "drop-table {self.name}" in executed(script(QUOTE) + code)
