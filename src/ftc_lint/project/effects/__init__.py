"""What each kind of operation does to the facts that hold where a flow comes by.

Facts, by their first part:

    backed T      all rows of T are in a copy that outlives the flow
    near T        something that looks like a backup of T and is none
    left out T    a dump of the whole database leaves T out
    copy b T      b holds a copy of T, full or not
    created T, dropped T, temporary T, column T c
    opaque s ts   the call at s may have backed up the tables ts (all, if empty)
    opaque these s ts   the same, if one of ts is the table, and not only may be
    emptied T r   record r took every row of T; restorable T r: and no handler lies in between
    gone T r      record r dropped T, and no query has made it again
    committed r   a commit followed record r; replaced T, verified T
    disabled r w  record r switched off the enforcement w, and nothing has switched it on again
    enforced w    the enforcement w is on (as every one is where a flow begins)
    begun         a transaction was begun; uncommitted T: the backup of T is not committed yet
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ftc_lint.operations import Kind
from ftc_lint.project.effects import committing, copying, emptying, enforcing, verifying
from ftc_lint.project.effects.events import Event
from ftc_lint.project.state import Evidence, State

Effect = Callable[[Event, State], State]


def _add_column(event: Event, state: State) -> State:
    operation = event.operation
    evidence = Evidence(operation.span, event.place.calls)
    return state.plus(
        (("column", table.key, column.name.lower()), evidence)
        for table in operation.tables
        for column in operation.columns
    )


EFFECTS: Mapping[Kind, Effect] = MappingProxyType(
    {
        Kind.CREATE_TABLE: copying.create,
        Kind.INSERT: copying.insert,
        Kind.COPY_OUT: copying.copy_out,
        Kind.RENAME_TABLE: copying.rename,
        Kind.DROP_TABLE: emptying.drop,
        Kind.DELETE: emptying.empty,
        Kind.TRUNCATE: emptying.empty,
        Kind.REPLACE: emptying.empty,
        Kind.REPLACE_TABLE: emptying.make_anew,
        Kind.SELECT: verifying.select,
        Kind.ADD_COLUMN: _add_column,
        Kind.COMMIT: committing.committed,
        Kind.ROLLBACK: committing.rolled_back,
        Kind.BEGIN: committing.begin,
        Kind.DISABLE_ENFORCEMENT: enforcing.disable,
        Kind.ENABLE_ENFORCEMENT: enforcing.enable,
    }
)
"""What an operation of a kind leaves behind: the state after it."""
