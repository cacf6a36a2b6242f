"""No call and no class makes a recogniser fail, whatever its arguments are."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ftc_lint.flow import Branch, Construct, Execute
from ftc_lint.python.calls import CallSite, ClassSite
from ftc_lint.python.frameworks import known_names, recognise_call, recognise_class
from ftc_lint.templates import hole, plain
from ftc_lint.text import Span
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Constant,
    Deferred,
    Element,
    FileText,
    Items,
    Logic,
    LoopItem,
    Mapping,
    Parameter,
    Reference,
    Unknown,
    Value,
)

SPAN = Span("a.py", 0, 1)
LIBRARIES = (
    "sqlalchemy", "django", "alembic", "peewee", "pandas", "google.cloud.bigquery", "ibis",
    "sqlite_utils", "airflow", "supabase", "pony", "tortoise", "sqlite3", "playhouse", "agate",
)  # fmt: skip
NAMES = (
    "a", "Price", "objects", "query", "delete", "where", "filter", "session", "op", "write",
    "Table", "Column", "ForeignKey", "relationship", "psql -c 'DROP TABLE a'", "psql", "-c", "",
    "all", "models.ForeignKey", "alembic.op", "sqlalchemy", "a.b", "Meta", "hook", "CASCADE",
    "batch_alter_table", "migrations", "self", "data.db",
)  # fmt: skip

names = st.sampled_from(NAMES)
leaves: st.SearchStrategy[Value] = st.one_of(
    names.map(plain),
    names.map(Parameter),
    names.map(Reference),
    names.map(Unknown),
    names.map(lambda name: hole(Parameter(name))),
    st.sampled_from([None, True, False, 0, 3]).map(Constant),
    st.just(LoopItem(1)),
)
KEYWORDS = (
    "if_exists", "ondelete", "on_delete", "tables", "cascade", "sql", "name", "schema", "mode",
    "table", "overwrite", "to", "checkfirst", "with_all_data", "input", "stdin", "backref",
)  # fmt: skip


def arguments(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Arguments]:
    return st.builds(
        Arguments,
        st.lists(values, max_size=3).map(tuple),
        st.lists(st.tuples(st.sampled_from(KEYWORDS), values), max_size=3).map(tuple),
        st.booleans(),
    )


def larger(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    several = st.lists(values, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Attribute, values, names),
        st.builds(Element, values, values),
        st.builds(Items, several, st.booleans()),
        st.builds(Mapping, st.lists(st.tuples(names, values), max_size=3).map(tuple)),
        st.lists(leaves, min_size=2, max_size=3).map(lambda some: Choice(tuple(some))),
        st.builds(Logic, st.sampled_from(["==", "not", "and"]), several),
        st.builds(Deferred, st.just("join"), values),
        st.builds(FileText, values),
        st.builds(CallResult, values, arguments(values), st.just(SPAN)),
    )


values = st.recursive(leaves, larger, max_leaves=8)


@settings(max_examples=100, deadline=None)
@given(name=st.sampled_from(sorted(known_names())), data=st.data())
def test_calls(name: str, data: st.DataObject) -> None:
    base = data.draw(st.one_of(st.none(), values))
    callee = Reference(name) if base is None else Attribute(base, name)
    imports = frozenset(data.draw(st.lists(st.sampled_from(LIBRARIES), max_size=3)))
    site = CallSite(callee, data.draw(arguments(values)), SPAN, SPAN, name, imports, "run")
    for step in recognise_call(site):
        assert isinstance(step, (Construct, Execute, Branch))


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_classes(data: st.DataObject) -> None:
    attributes = data.draw(st.dictionaries(st.sampled_from((*NAMES, "__tablename__")), values))
    bases = data.draw(st.lists(values, max_size=2))
    imports = frozenset(data.draw(st.lists(st.sampled_from(LIBRARIES), max_size=3)))
    site = ClassSite("Price", tuple(bases), attributes, {}, SPAN, imports, "shop.models")
    for step in recognise_class(site):
        assert isinstance(step, Construct)
