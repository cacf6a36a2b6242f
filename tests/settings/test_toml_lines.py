"""On which line a key stands, whatever the TOML around it looks like."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from ftc_lint.configuration.toml_lines import key_lines

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TEXT = '''\
# a = 1
a = """
b = 2
[c]
""" # tail
"b c" = 'x = 1' # y = 2
[t.u]  # table
k.l = [ # first
  1.5, "two", # z
  [3],
  { m = 4, "n" = [5,
     6] },
]
d = 2024-01-01 10:00:00
e = { f = { g = 1 } }
[[many]]
h = 1
'''


def test_keys_tables_items_and_inline_tables_have_their_lines() -> None:
    tomllib.loads(TEXT)
    lines = key_lines(TEXT)
    expected = {
        ("a",): 2, ("b c",): 6, ("t", "u"): 7, ("t", "u", "k", "l"): 8,
        ("t", "u", "k", "l", "0"): 9, ("t", "u", "k", "l", "1"): 9, ("t", "u", "k", "l", "2"): 10,
        ("t", "u", "k", "l", "3"): 11, ("t", "u", "k", "l", "3", "m"): 11,
        ("t", "u", "k", "l", "3", "n"): 11, ("t", "u", "k", "l", "3", "n", "1"): 12,
        ("t", "u", "d"): 14, ("t", "u", "e", "f", "g"): 15, ("many", "h"): 17,
    }  # fmt: skip
    assert {path: lines.get(path) for path in expected} == expected
    assert ("b",) not in lines
    assert ("c",) not in lines


def test_line_ends_of_windows_count_once() -> None:
    assert key_lines("a = 1\r\nb = 2\r\n") == {("a",): 1, ("b",): 2}


@given(st.text(alphabet="ab=[]{},.\"'#\n\\ 1", max_size=60))
def test_no_text_makes_it_raise_or_hang(text: str) -> None:
    assert all(1 <= line <= text.count("\n") + 1 for line in key_lines(text).values())
