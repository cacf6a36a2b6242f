"""Path patterns as git's ignore files have them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

_BELOW = "(?:/.*)?"
_PART = re.compile(r"\*\*/|/\*\*|\*\*|\*|\?|\[!?[^\]/]+\]|[^*?\[]+|\[")


@lru_cache(maxsize=256)
def matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a path (relative, with forward slashes) or a directory above it matches.

    A pattern without a slash matches a name at any depth, one with a slash is anchored.
    """
    if not patterns:
        return _never
    expression = re.compile("|".join(f"(?:{translated(p)})" for p in patterns), re.DOTALL)
    return lambda path: expression.fullmatch(path) is not None


@lru_cache(maxsize=64)
def file_matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a path itself matches one of the patterns, all anchored, as `glob` has them."""
    if not patterns:
        return _never
    whole = (translated("/" + pattern).removesuffix(_BELOW) for pattern in patterns)
    expression = re.compile("|".join(f"(?:{each})" for each in whole), re.DOTALL)
    return lambda path: expression.fullmatch(path) is not None


def _never(path: str) -> bool:  # noqa: ARG001
    return False


def translated(pattern: str) -> str:
    """The regular expression of one pattern, to be matched against a whole path."""
    body = pattern.replace("\\", "/").removeprefix("./").strip("/")
    anchored = "/" in body or pattern.startswith("/")
    parts = "".join(map(_translated_part, _PART.findall(body)))
    return ("" if anchored else "(?:.*/)?") + parts + _BELOW


def _translated_part(part: str) -> str:
    fixed = {"**/": "(?:.*/)?", "/**": "/.*", "**": ".*", "*": "[^/]*", "?": "[^/]", "[": r"\["}
    if part in fixed:
        return fixed[part]
    if part[0] == "[":
        return (
            "["
            + ("^" if part[1] == "!" else "")
            + part[1:-1].lstrip("!").replace("\\", r"\\")
            + "]"
        )
    return re.escape(part)
