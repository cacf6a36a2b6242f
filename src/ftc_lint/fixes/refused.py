"""A fix that is refused before the file is looked at."""

from __future__ import annotations

from ftc_lint.findings import NoFix, ReadSource
from ftc_lint.records import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """Says why there is no fix."""

    reason: str

    def fix(self, read: ReadSource) -> NoFix:  # noqa: ARG002
        """The reason."""
        return NoFix(self.reason)
