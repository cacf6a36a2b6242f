"""What cannot be parsed is reported, and its strings are looked at all the same."""

from __future__ import annotations

import pytest

from ftc_lint.flow import Execute, Keep
from ftc_lint.unchecked import Cause

from .reading import facts_of, shown, steps_of

BROKEN = [
    ("print 'DELETE FROM a'\ncur.execute('DROP TABLE b')\n", ["DELETE FROM a"], ["DROP TABLE b"]),
    ("if a:\n\tx = 1\n        q = 'DELETE FROM a'\n", ["DELETE FROM a"], []),
    ("q = f'DROP TABLE {t} CASCADE'\nexec 'x' in y\n", ["DROP TABLE {t} CASCADE"], []),
    ("def f(:\n    '''DELETE FROM a'''\n    q = 'DELETE FROM b'\n", ["DELETE FROM b"], []),
    ("x = '''\nq = 'DELETE FROM a'\n", ["DELETE FROM a"], []),
    ("(" * 300 + "\nq = 'DELETE FROM a'\n", ["DELETE FROM a"], []),
    ("x = " + " + ".join(["'DELETE FROM a'"] * 2000), ["DELETE FROM a"] * 2000, []),
    ("x = a" + ".b()" * 3000 + "\nq = 'DELETE FROM a'\n", ["DELETE FROM a"], []),
    ("x = a" + "[0]" * 3000 + "\nq = 'DELETE FROM a'\n", ["DELETE FROM a"], []),
    ("if a: pass\n" + "elif b: f('DELETE FROM a')\n" * 1500, ["DELETE FROM a"] * 1500, []),
]


@pytest.mark.parametrize(("code", "kept", "executed"), BROKEN)
def test_strings_of_a_broken_file(code: str, kept: list[str], executed: list[str]) -> None:
    facts = facts_of(code)
    (unchecked,) = facts.unchecked
    assert unchecked.cause is Cause.FILE
    assert unchecked.reason
    assert "\n" not in unchecked.reason
    steps = steps_of(facts)
    assert [t for s in steps if isinstance(s, Keep) for t in shown(s.text)] == kept
    assert [t for s in steps if isinstance(s, Execute) for t in shown(s.text)] == executed


def test_places_in_a_broken_file_are_exact() -> None:
    code = "print 'é'\r\nq = 'x' 'DELETE FROM a'\r\n"
    (step,) = [s for s in steps_of(facts_of(code)) if isinstance(s, Keep)]
    assert code[step.span.start : step.span.end] == "'DELETE FROM a'"


HARD = [
    "\0",
    "\x1a\x00\xff" * 50,
    "'" * 10_001,
    '"""' * 3_333,
    "f'" + "{" * 5_000,
    "f'" + "{a}" * 5_000 + "'",
    "x = 1\r" * 200,
    "\f\fx = 1\n",
    "if x:\n" + "".join(" " * depth + "if a:\n" for depth in range(1, 90)) + " " * 90 + "pass\n",
    ";".join(["x = 1"] * 2_000),
    "q = ''\n" + "q += 'DELETE FROM a;'\n" * 1_000,
    "q = a\n" + "if b: q = q.where(c)\n" * 60,
    "x = a\n" + "x = f(x, x)\n" * 60,
    "x = [" + "'DELETE FROM a', " * 5_000 + "]",
    "x = " + "lambda: " * 60 + "1",
    "x = (\n" * 80 + "1" + ")" * 80,
    "async def f():\n    async for x in y: await x\n    async with a as b: pass\n",
    "x = [a for b in c for d in e if f]\n",
    "def f(*, a): pass\ndef g(a, /): pass\nprint(*a, **b)\n",
    "x[1:2, ::3] = a, *b = c\n",
    "type X[T] = list[T]\ndef f[T](x: T) -> T: return x\nclass C[T]: pass\n",
    "try:\n    pass\nexcept* E:\n    pass\n",
    "x = t'{a}'\n",
    "class C(a=1, *b, **c): x: int\n",
]


@pytest.mark.parametrize("code", HARD)
def test_nothing_raises(code: str) -> None:
    facts_of(code)


def test_it_is_told_where_python_ends() -> None:
    (unchecked,) = facts_of("x = 1\n\n  y = 2\n").unchecked
    assert unchecked.span is not None
    assert unchecked.span.start == 7
