"""What the lexer makes: tokens that know their place in the text."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What a token is."""

    WORD = "word"  # an unquoted name or keyword, perhaps with holes: t, DELETE, t_{x}, #temp
    QUOTED = "quoted"  # a quoted name: "t", `t`, [t]
    STRING = "string"  # a string literal, with its prefix and quotes
    DOLLAR = "dollar"  # a dollar-quoted string: $$…$$, $body$…$body$
    NUMBER = "number"
    HOLE = "hole"  # a placeholder standing alone: {x}, %s, %(x)s, :x, $1, ?, ${x}, {{ x }}
    VARIABLE = "variable"  # @x, @@x
    OP = "op"  # an operator or punctuation
    TEMPLATE = "template"  # a jinja tag: {% if x %}
    META = "meta"  # a client's command, not SQL: \\i file, DELIMITER //, .read file
    DATA = "data"  # the lines after COPY … FROM stdin, with the closing \\.
    WHOLE = "whole"  # a statement with its semicolon, where it was asked for (see `wholes`)

    __hash__ = object.__hash__  # Enum's own is written in Python, and asked for every token


class Token(NamedTuple):
    """One token: `text[start:end]`, in characters from the start of the whole text.

    `value` is the text in upper case for words, the text itself for operators, the command in
    upper case for META (`\\\\I`, `DELIMITER`), and empty for everything else. So
    `token.value == "DELETE"` never holds for a quoted name.
    `has_hole` says that a part of the name is a placeholder (always true for HOLE, never for
    STRING and DOLLAR, whose insides are not looked at).
    """

    kind: Kind
    start: int
    end: int
    value: str
    has_hole: bool


Lexeme = tuple[Kind, int, int, str, bool]
"""A token as the readers pass it on: the same five, without their names, at half the cost."""
