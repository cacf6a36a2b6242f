"""The parts of a migration script that its tool runs one way and the other."""

from __future__ import annotations

import re

from ftc_lint.operations import CodeContext

_MARKER = re.compile(
    r"^[ \t]*--[ \t]*(?:(?:migrate:|\+goose[ \t]+|\+migrate[ \t]+)(?P<way>up|down)"
    r"|(?P<undo>//@UNDO|rollback\b))",
    re.IGNORECASE | re.MULTILINE,
)


def sections(text: str) -> tuple[tuple[int, CodeContext], ...]:
    """Where each part begins, and which way it leads. dbmate, goose, sql-migrate, MyBatis and
    Liquibase mark them with comments."""
    return tuple((match.start(), _way(match)) for match in _MARKER.finditer(text))


def _way(match: re.Match[str]) -> CodeContext:
    if match["undo"] or (match["way"] or "").lower() == "down":
        return CodeContext.MIGRATION_DOWN
    return CodeContext.MIGRATION_UP
