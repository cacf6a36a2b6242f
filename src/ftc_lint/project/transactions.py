"""Which `with` blocks commit or roll back, and what a handler does about a failed replace."""

from __future__ import annotations

from ftc_lint.flow import (
    Block,
    Branch,
    Exit,
    ExitKind,
    Invoke,
    Loop,
    Opaque,
    Perform,
    Step,
    Try,
    With,
)
from ftc_lint.operations import Kind, TableName
from ftc_lint.project import hints
from ftc_lint.project.hints import words
from ftc_lint.records import dataclass
from ftc_lint.text import Span
from ftc_lint.values import Attribute, CallResult, Parameter, Reference, Unknown, Value

_TRANSACTIONS = frozenset(
    {"begin", "begin_nested", "atomic", "transaction", "begin_transaction", "in_transaction"}
)
_CONNECTIONS = frozenset({"conn", "connection", "connect", "con", "cnx", "cnxn", "dbconn"})


def is_transaction(context: Value) -> bool:
    """Whether leaving a `with` block over this commits, and an exception rolls back."""
    if isinstance(context, CallResult):
        name = _last_name(context.callee)
        return name in _TRANSACTIONS or name in ("connect", "get_conn", "get_connection")
    name = _last_name(context)
    return name in _TRANSACTIONS or bool(_CONNECTIONS & set(words(name)))


def _last_name(value: Value) -> str:
    if isinstance(value, (Attribute, Parameter)):
        return value.name
    if isinstance(value, Reference):
        return value.name.rpartition(".")[2]
    if isinstance(value, Unknown):
        return value.display.rpartition(".")[2]
    return ""


@dataclass(frozen=True, slots=True)
class Mending:
    """What a handler does: the tables it loads from another, whether it rolls back, and whether
    it passes the exception on."""

    restores: tuple[tuple[TableName | None, Span], ...] = ()
    rolls_back: Span | None = None
    raises: bool = False


class Menders:
    """Reads handlers; remembers what it read."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Block, Mending]] = {}

    def of(self, block: Block) -> Mending:
        """What a handler's or a finally's body does."""
        known = self._known.get(id(block))
        if known is None:
            known = self._known[id(block)] = (block, _read(block))
        return known[1]


def _read(block: Block) -> Mending:
    restores: list[tuple[TableName | None, Span]] = []
    rolls_back: Span | None = None
    raises = False
    waiting: list[Step] = list(block)
    while waiting:
        step = waiting.pop()
        if isinstance(step, Perform):
            operation = step.operation
            if operation.kind is Kind.ROLLBACK:
                rolls_back = operation.span
            elif operation.kind is Kind.INSERT and operation.copies:
                restores.extend((table, operation.span) for table in operation.tables)
            elif operation.kind is Kind.RENAME_TABLE and operation.new_name is not None:
                restores.append((operation.new_name, operation.span))
        elif isinstance(step, Opaque):
            if hints.ROLLBACK in step.hints:
                rolls_back = step.span
            elif hints.RESTORE in step.hints:
                restores.append((None, step.span))
        elif isinstance(step, Exit):
            raises |= step.kind in (ExitKind.RAISE, ExitKind.STOP)
        else:
            waiting.extend(_inside(step))
    return Mending(tuple(restores), rolls_back, raises)


def _inside(step: Step) -> Block:
    if isinstance(step, (Invoke, With)):
        return step.body
    if isinstance(step, Branch):
        return step.then + step.otherwise
    if isinstance(step, Loop):
        return step.body + step.otherwise
    if isinstance(step, Try):
        handlers = tuple(inner for handler in step.handlers for inner in handler.body)
        return step.body + handlers + step.otherwise + step.final
    return ()
