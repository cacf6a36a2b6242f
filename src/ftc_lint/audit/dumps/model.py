"""What a whole backup file says of itself."""

from __future__ import annotations

from datetime import datetime

from ftc_lint.records import dataclass


@dataclass(frozen=True, slots=True)
class Dump:
    """`taken` and `database` are None where the format does not keep them."""

    kind: str
    taken: datetime | None = None
    database: str | None = None


class PackingNotRead(Exception):  # noqa: N818 - says what happened
    """How the file is packed is not read here, so that whether it is whole is not known: one line
    that says why."""


class DumpError(Exception):
    """The file is no whole backup: one line that says why."""
