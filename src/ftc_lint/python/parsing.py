"""libcst's parser, without its checks of a tree that it has made itself.

Every node checks itself when it is made, so that nobody builds a tree that is no Python. One that
was parsed is Python, and checking it takes a fifth of the time.
"""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst


class _Parsing:
    """Whether a tree is being parsed: nodes made by others are checked as ever."""

    now = False


def parse_module(text: str) -> cst.Module:
    """The tree of a Python text. Raises what `libcst.parse_module` raises."""
    _Parsing.now = True
    try:
        return cst.parse_module(text)
    finally:
        _Parsing.now = False


def _unless_parsing(check: Callable[[cst.CSTNode], None]) -> Callable[[cst.CSTNode], None]:
    def checked(node: cst.CSTNode) -> None:
        if not _Parsing.now:
            check(node)

    return checked


if hasattr(cst.CSTNode, "__post_init__"):
    cst.CSTNode.__post_init__ = _unless_parsing(cst.CSTNode.__post_init__)  # type: ignore[assignment, method-assign]
