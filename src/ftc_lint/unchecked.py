"""What the analysis could not see, so that it never looks like "clean"."""

from __future__ import annotations

from enum import Enum

from ftc_lint.records import dataclass
from ftc_lint.text import Span


class Cause(str, Enum):
    """Why something was not checked; decides what the report makes of it."""

    FILE = "file"  # a file that was not read, decoded or parsed: FTC900
    SQL = "sql"  # SQL that is run but cannot be seen, or not be read: FTC902
    FLOW = "flow"  # a call or a recursion that limits a verdict
    SCHEMA = "schema"  # a table name that is ambiguous, DDL that could not be applied
    DATABASE = "database"  # something of the live audit: exit status 4


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A place (None for the database) and, in one line, the reason it was not checked."""

    cause: Cause
    reason: str
    span: Span | None = None
    subject: str = ""  # the file, table or query that it is about
