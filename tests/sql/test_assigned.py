"""SQL that a routine puts into a variable and runs from there: found where it is written."""

from __future__ import annotations

import pytest

from ftc_lint.operations import Kind
from ftc_lint.sql.parse import parse

ROUTINE = (
    "CREATE FUNCTION f(v record) RETURNS void LANGUAGE plpgsql AS $$\n"
    "DECLARE\n  _sql text;\n  _body constant text = $body$truncate prices; drop table old$body$;\n"
    "BEGIN\n  {}\nEND $$;\n"
)


def found(body: str) -> list[tuple[str, str, str]]:
    """Kind, tables and the text at the place of every operation."""
    text = ROUTINE.format(body)
    return [
        (each.kind.value, ", ".join(map(str, each.tables)), text[each.span.start : each.span.end])
        for each in parse(text, "postgres").operations
        if each.kind is not Kind.SELECT
    ]


@pytest.mark.parametrize(
    "body",
    [
        "_sql := format('drop table %I', v.t); EXECUTE _sql;",
        "select format('drop table %I', v.t) into _sql; EXECUTE _sql;",
        "SELECT pg_catalog.format\n ( $q$drop table %I$q$, v.t ) INTO STRICT _sql; EXECUTE _sql;",
        "SELECT 'drop table ' || quote_ident(v.t) INTO _sql FROM names; EXECUTE _sql;",
        "FOR _sql IN SELECT format('drop table %I', v.t) FROM names LOOP EXECUTE _sql; END LOOP;",
        "FOR _sql IN (SELECT format('drop table %I', v.t) FROM n) LOOP EXECUTE _sql; END LOOP;",
    ],
)
def test_text_assigned_to_a_variable(body: str) -> None:
    assert found(body) == [("drop-table", "{v.t}", "drop")]


@pytest.mark.parametrize(
    "body",
    [
        "SELECT a, format('drop table %I', t) INTO x, _sql FROM n;",
        "SELECT count(*) INTO x FROM n WHERE note = 'drop table prices';",
        "FOR x IN SELECT format('drop table %I', t) FROM n LOOP RAISE NOTICE '%', x; END LOOP;",
        "SELECT 'drop table prices' INTO x;",
        "INTO",
        "SELECT INTO",
        "FOR x IN",
    ],
)
def test_text_that_is_not_run(body: str) -> None:
    assert [kind for kind, _, _ in found(body) if kind == "drop-table"] == []


def test_text_put_into_another_text_keeps_its_place() -> None:
    body = "_sql = format(E'do $m$\\nbegin\\n%s\\nend;\\n$m$;', _body); EXECUTE _sql;"
    assert found(body) == [("truncate", "prices", "truncate"), ("drop-table", "old", "drop")]
