"""Blocks of Jinja that hold a text of their own: `{% set q %}`, `{% call … %}`, `{% macro … %}`.

A statement does not reach across the edge of such a block, with a semicolon or without.
"""

from __future__ import annotations

import re

_BLOCKS = "set|call|macro|materialization|test|snapshot"
_EDGE = re.compile(
    rf"\{{%[-+]?\s*(?:end(?:{_BLOCKS})\b|(?:macro|materialization|test|snapshot|call)\b"
    r"|set\s+[\w.]+\s*(?:\||[-+]?%\}))"
)
MARK = "{%"


def is_edge(tag: str) -> bool:
    """Whether a tag begins or ends a block with a text of its own."""
    return _EDGE.match(tag) is not None
