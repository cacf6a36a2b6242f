"""Literals mean what Python says, and each character knows where it is written."""

from __future__ import annotations

import ast

from hypothesis import given
from hypothesis import strategies as st

from ftc_lint.flow import Execute
from ftc_lint.text import Excerpt
from ftc_lint.values import Text

from .reading import facts_of, steps_of

_PIECES = st.sampled_from(
    ["a", "T", " ",
     "é", "日", "😀", "\t", "{{", "}}", "\\n", "\\t", "\\\\", "\\x41", "\\101", "\\0",
     "\\u00e9", "\\U0001F600", "\\N{BULLET}", "\\q", "#", "%s", "DELETE FROM t", "''", '""', "\\'",
     '\\"', "\\\n"]
)  # fmt: skip
_BYTE_PIECES = st.sampled_from(["a", "T", " ", "\\n", "\\x41", "\\101", "\\u00e9", "\\q", "#"])
_QUOTES = st.sampled_from(["'", '"', "'''", '"""'])


@st.composite
def literals(draw: st.DrawFn, prefixes: tuple[str, ...]) -> str:
    prefix = draw(st.sampled_from(prefixes))
    quote = draw(_QUOTES)
    pieces = draw(st.lists(_BYTE_PIECES if "b" in prefix.lower() else _PIECES, max_size=6))
    if len(quote) == 3:
        pieces = [draw(st.sampled_from([piece, "\n", "\r\n"])) for piece in pieces]
    body = "".join(pieces).replace("\\" + quote[0], "").replace(quote[0], "")
    if "f" not in prefix.lower():
        body = body.replace("{{", "{").replace("}}", "}")
    if "r" in prefix.lower():
        body = body.replace("\\N{BULLET}", "\\N")
    return f"{prefix}{quote}{body}{quote}"


PLAIN = ("", "r", "R", "u", "U")
FORMATTED = ("f", "F", "rf", "fR")
BYTES = ("b", "B", "rb", "bR")


def _is_python(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError):
        return False
    return True


def _value(code: str) -> Excerpt:
    (step,) = [step for step in steps_of(facts_of(code)) if isinstance(step, Execute)]
    assert isinstance(step.text, Text)
    assert not step.text.holes
    return step.text.excerpt


def _evaluated(code: str) -> str:
    """What Python makes of it, with the line ends of the file."""
    value = eval(code.replace("\r\n", "\n"))
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _check(before: str, code: str) -> None:
    whole = f"{before}cur.execute({code})\n"
    if not _is_python(whole):
        return
    excerpt = _value(whole)
    assert excerpt.text.replace("\r\n", "\n") == _evaluated(f"({code})")
    covered = 0
    for run in excerpt.runs:
        assert run.start == covered, "every character has a place"
        covered = run.end
        written = whole[run.span.start : run.span.end]
        said = excerpt.text[run.start : run.end]
        if written != said:
            assert written in ("{{", "}}") or written.startswith("\\")
            assert len(said) == 1
    assert covered == len(excerpt.text)


_BEFORE = st.sampled_from(
    [
        "",
        "x = 'é日😀'; ",
        "# comment 'x\n",
        "def f():\n\t",
        "if x:\r\n    y = '''a\r\nb'''\r\n    ",
        "x = (1,\n  2); ",
    ]
)


@given(
    _BEFORE,
    st.lists(literals(PLAIN + FORMATTED), min_size=1, max_size=3),
    st.sampled_from([" ", "\n", "\r\n  ", " # c\n"]),
)
def test_text_literals_say_what_python_says_at_their_place(
    before: str, parts: list[str], gap: str
) -> None:
    _check(before, gap.join(parts))


@given(_BEFORE, st.lists(literals(BYTES), min_size=1, max_size=3))
def test_byte_literals_say_what_python_says_at_their_place(before: str, parts: list[str]) -> None:
    _check(before, " ".join(parts))


@given(
    _BEFORE,
    literals(FORMATTED),
    literals(FORMATTED),
    st.sampled_from(["name", "a.b", "f(q)", "d['k']", "q + 1", "(lambda p: p)(1)"]),
)
def test_fields_of_f_strings_become_holes_at_their_place(
    before: str, left: str, right: str, field: str
) -> None:
    whole = f"{before}cur.execute({left} f'DROP {{{field}}} x' {right})\n"
    if not _is_python(whole):
        return
    (step,) = [step for step in steps_of(facts_of(whole)) if isinstance(step, Execute)]
    assert isinstance(step.text, Text)
    (hole,) = step.text.holes
    span = step.text.excerpt.span(hole.start, hole.end)
    assert span is not None
    assert whole[span.start : span.end] == f"{{{field}}}"
    at = step.text.excerpt.text.index("DROP")
    place = step.text.excerpt.span(at, at + 4)
    assert place is not None
    assert whole[place.start : place.end] == "DROP"


def test_quotes_within_fields_of_a_new_f_string() -> None:
    code = 'cur.execute(f"DELETE FROM {tables["a"]} {f"{x}"} WHERE y")\n'
    (step,) = [step for step in steps_of(facts_of(code)) if isinstance(step, Execute)]
    assert isinstance(step.text, Text)
    at = step.text.excerpt.text.index("WHERE")
    place = step.text.excerpt.span(at, at + 5)
    assert place is not None
    assert code[place.start : place.end] == "WHERE"
