"""What one file asks of the others: which of its functions may lead to a statement, and the names
that its SQL is made of. All that the waves need to know of it, so that they read nothing twice.
"""

from __future__ import annotations

from ftc_lint.records import dataclass


@dataclass(frozen=True, slots=True)
class FunctionAsks:
    """A function: whether it does something to a database itself, the last names of what it
    `calls`, and the `modules` that its SQL has names from."""

    qualname: str
    class_name: str | None
    acts: bool
    calls: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FileAsks:
    """A file: its functions, and the classes whose attributes hold text that may become SQL."""

    module: str = ""
    functions: tuple[FunctionAsks, ...] = ()
    declaring: frozenset[str] = frozenset()
