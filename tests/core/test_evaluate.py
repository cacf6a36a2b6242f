"""String operations on values do what Python does, and keep where each character was written."""

from __future__ import annotations

import string
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftc_lint import evaluate
from ftc_lint.evaluate import MOST_CHOICES, choice, element, substitute, template, texts, truth
from ftc_lint.text import Excerpt, Source, Span
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Constant,
    Deferred,
    Items,
    Logic,
    Mapping,
    Parameter,
    Reference,
    Text,
    Unknown,
    Value,
)

WORDS = st.text(alphabet="ab %{}$\n\té'", max_size=30)


def literal(text: str, path: str = "a.py", before: str = "q = ") -> Text:
    return evaluate.text(Excerpt.of(Source(path, before + text), len(before)))


def known(value: Value) -> str:
    assert isinstance(value, Text), value
    return value.excerpt.text


@given(WORDS)
def test_dedent_is_pythons(text: str) -> None:
    result = evaluate.call("textwrap.dedent", Arguments((literal(text),)))
    assert known(result) == textwrap.dedent(text)


@given(WORDS, st.sampled_from(["strip", "lstrip", "rstrip", "upper", "lower"]))
def test_methods_without_arguments_are_pythons(text: str, name: str) -> None:
    assert known(evaluate.method(literal(text), name, Arguments())) == getattr(text, name)()


@given(WORDS, st.text(alphabet="ab ", min_size=1, max_size=2), WORDS)
def test_replace_is_pythons(text: str, old: str, new: str) -> None:
    arguments = Arguments((evaluate.text(Excerpt(old)), evaluate.text(Excerpt(new))))
    assert known(evaluate.method(literal(text), "replace", arguments)) == text.replace(old, new)


@given(WORDS, WORDS)
def test_percent_is_pythons_where_python_formats(text: str, value: str) -> None:
    try:
        expected = text % (value,)
    except (TypeError, ValueError):
        return
    result = evaluate.percent(literal(text), Items((evaluate.text(Excerpt(value)),)))
    assert known(result) == expected


@given(st.lists(st.sampled_from(["{}", "{{", "}}", "x ", "é"]), max_size=8), st.data())
def test_format_is_pythons(parts: list[str], data: st.DataObject) -> None:
    text = "".join(parts)
    values = [data.draw(st.text(alphabet="pq", max_size=3)) for _ in range(parts.count("{}"))]
    arguments = Arguments(tuple(evaluate.text(Excerpt(value)) for value in values))
    assert known(evaluate.method(literal(text), "format", arguments)) == text.format(*values)


@given(st.lists(WORDS, max_size=5), WORDS)
def test_join_and_split_are_pythons(parts: list[str], separator: str) -> None:
    items = Items(tuple(literal(part) for part in parts))
    joined = evaluate.method(literal(separator), "join", Arguments((items,)))
    assert known(joined) == separator.join(parts)
    if separator:
        again = evaluate.method(literal(known(joined)), "split", Arguments((literal(separator),)))
        assert isinstance(again, Items)
        assert [known(part) for part in again.values] == separator.join(parts).split(separator)


@given(WORDS, st.sampled_from(["dedent", "strip", "lstrip", "rstrip"]))
def test_every_character_keeps_its_place(text: str, name: str) -> None:
    base = literal(text)
    value = (
        evaluate.call(name, Arguments((base,)))
        if name == "dedent"
        else evaluate.method(base, name, Arguments())
    )
    assert isinstance(value, Text)
    whole = "q = " + text
    for index, character in enumerate(value.excerpt.text):
        span = value.excerpt.span(index, index + 1)
        if span is not None:
            assert whole[span.start : span.end] == character


def test_template_substitution_fills_template_class_fields() -> None:
    base = literal("DELETE FROM $table WHERE a = ${b} AND c = '$$'")
    arguments = Arguments((), (("table", literal("t")), ("b", Constant(3))))
    result = evaluate.method(base, "substitute", arguments)
    expected = string.Template(base.excerpt.text).substitute(table="t", b=3)
    assert known(result) == expected


def test_an_unknown_part_stays_a_hole_in_braces() -> None:
    value = template((literal("DELETE FROM "), Parameter("table")))
    assert known(value) == "DELETE FROM {table}"


def test_a_hole_is_filled_later_in_every_variant() -> None:
    value = template((literal("DELETE FROM "), Parameter("table")))
    names = Choice((evaluate.text(Excerpt("a")), evaluate.text(Excerpt("b"))))
    filled = substitute(value, lambda v: names if v == Parameter("table") else None)
    assert [t.excerpt.text for t in texts(filled)] == ["DELETE FROM a", "DELETE FROM b"]


def test_a_deferred_format_is_finished_when_its_base_is_known() -> None:
    query = Reference("pkg.sql.QUERY")
    value = Deferred("format", query, Arguments((), (("t", literal("prices")),)))
    filled = substitute(value, lambda v: literal("DROP TABLE {t}") if v == query else None)
    assert known(filled) == "DROP TABLE prices"


def test_a_method_call_on_a_reference_is_finished_when_it_turns_out_to_be_text() -> None:
    query = Reference("pkg.sql.QUERY")
    call = CallResult(Attribute(query, "strip"), Arguments(), Span("a.py", 0, 1))
    assert known(substitute(call, lambda v: literal("  x ") if v == query else None)) == "x"


def test_a_method_of_an_imported_name_is_finished_when_the_name_turns_out_to_be_text() -> None:
    call = CallResult(
        Reference("pkg.sql.QUERY.format"),
        Arguments((), (("t", literal("prices")),)),
        Span("a.py", 0, 1),
    )
    query = Reference("pkg.sql.QUERY")
    filled = substitute(call, lambda v: literal("DROP TABLE {t}") if v == query else None)
    assert known(filled) == "DROP TABLE prices"


def test_braces_of_a_hole_are_not_fields() -> None:
    base = template((literal("DELETE FROM "), Parameter("t"), literal(" WHERE a = {a}")))
    result = evaluate.method(base, "format", Arguments((), (("a", Constant(1)),)))
    assert known(result) == "DELETE FROM {t} WHERE a = 1"


def test_too_many_variants_become_a_hole_and_never_vanish() -> None:
    many = choice(evaluate.text(Excerpt(str(i))) for i in range(MOST_CHOICES))
    value = template((literal("DROP TABLE "), many, literal("_"), many))
    assert texts(value)
    assert all(t.excerpt.text.startswith("DROP TABLE ") for t in texts(value))
    assert len(texts(value)) <= MOST_CHOICES


def test_an_unknown_key_gives_any_of_the_values() -> None:
    mapping = Mapping((("a", Constant(1)), ("b", Constant(2))))
    assert element(mapping, Parameter("k")) == Choice((Constant(1), Constant(2)))
    assert element(mapping, literal("b")) == Constant(2)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Constant(0), False),
        (Logic("not", (Constant(False),)), True),
        (Logic("and", (Parameter("x"), Constant(False))), False),
        (Logic("or", (Parameter("x"), Constant(True))), True),
        (Logic("and", (Parameter("x"), Constant(True))), None),
        (Logic("==", (literal("a"), literal("b"))), False),
        (Logic("is", (Constant(None), Constant(None))), True),
        (Logic("==", (Parameter("x"), literal("b"))), None),
        (Unknown("f()"), None),
        (Items((), complete=False), None),
    ],
)
def test_truth(value: Value, expected: bool | None) -> None:
    assert truth(value) is expected
