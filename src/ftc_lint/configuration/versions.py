"""`required-version`: whether this ftc-lint is one the project accepts."""

from __future__ import annotations

import re

from ftc_lint import __version__

_CLAUSE = re.compile(r"\s*(~=|==|!=|<=|>=|<|>)\s*v?(\d+(?:\.\d+)*)(\.\*)?\s*")


def problem(specifier: str, version: str = __version__) -> str | None:
    """Why `version` does not satisfy the specifier (or the specifier is none); None if it does."""
    release = _release(re.match(r"\d+(?:\.\d+)*", version)[0])  # type: ignore[index]
    for clause in specifier.split(","):
        match = _CLAUSE.fullmatch(clause)
        wildcard_is_wrong = match and match[3] and match[1] not in ("==", "!=")
        compatible_is_wrong = match and match[1] == "~=" and "." not in match[2]
        if match is None or wildcard_is_wrong or compatible_is_wrong:
            return f'expected a version requirement such as ">=0.1,<2", found "{specifier}"'
        if not _holds(release, match[1], _release(match[2]), bool(match[3])):
            return f"this project asks for ftc-lint {specifier}, and this is {version}"
    return None


def _release(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _holds(have: tuple[int, ...], operator: str, want: tuple[int, ...], wildcard: bool) -> bool:
    if operator == "~=":
        return _padded(have, want) >= _padded(want, have) and have[: len(want) - 1] == want[:-1]
    if wildcard:
        same = _padded(have, want)[: len(want)] == want
        return same if operator == "==" else not same
    mine, theirs = _padded(have, want), _padded(want, have)
    return {
        "==": mine == theirs,
        "!=": mine != theirs,
        "<=": mine <= theirs,
        ">=": mine >= theirs,
        "<": mine < theirs,
        ">": mine > theirs,
    }[operator]


def _padded(version: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return version + (0,) * (len(other) - len(version))
