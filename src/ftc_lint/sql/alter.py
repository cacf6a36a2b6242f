"""ALTER TABLE: columns, constraints, names, partitions, triggers."""

from __future__ import annotations

from ftc_lint.operations import Column, Kind, TableName, Where
from ftc_lint.records import replace
from ftc_lint.sql import tokens
from ftc_lint.sql.columns import is_constraint, read_column, read_constraint
from ftc_lint.sql.conditions import restriction
from ftc_lint.sql.cursor import Cursor
from ftc_lint.sql.foreign_keys import read_columns
from ftc_lint.sql.names import column_name, table_name
from ftc_lint.sql.switches import alter_setting, switch

_VERBS = frozenset(
    "ADD DROP ALTER MODIFY CHANGE RENAME SET RESET DISABLE ENABLE CHECK NOCHECK DETACH ATTACH "
    "TRUNCATE SWAP VALIDATE OWNER WITH INHERIT NO CLUSTER REPLICA OF FORCE EXCHANGE SWITCH "
    "REBUILD MOVE SPLIT MERGE COALESCE REORGANIZE CONVERT ORDER ENGINE COMMENT UNSET".split()
)
_CONTINUED = frozenset({"ADD", "DROP"})
_MUTATIONS = {"DELETE": Kind.DELETE, "UPDATE": Kind.UPDATE}


def read_alter(cursor: Cursor) -> None:
    """ALTER of anything, at its verb; only tables, and settings of roles and databases, count."""
    verb = cursor.at
    cursor.at += 1
    while cursor.value() in ("FOREIGN", "EXTERNAL", "ICEBERG", "IGNORE", "ONLINE", "OFFLINE"):
        cursor.at += 1
    if not cursor.take("TABLE") and not _take_unknown_kind(cursor):
        alter_setting(cursor, verb)
        return
    cursor.take("IF", "EXISTS")
    only = cursor.take("ONLY")
    inside = cursor.group() if only and cursor.value() == "(" else None
    table = table_name(inside or cursor)
    if table is None:
        if cursor.find(frozenset({"DROP", "ADD", "TRUNCATE", "RENAME"})) < cursor.end:
            cursor.unread(verb, "ALTER TABLE of a name that cannot be read")
        return
    cursor.take("*")
    if cursor.take("ON", "CLUSTER"):
        column_name(cursor)
    if cursor.value() in _MUTATIONS:
        _read_mutation(cursor, table)
        return
    reader = _Actions(table, verb)
    for action in cursor.elements():
        reader.read(action)


def _take_unknown_kind(cursor: Cursor) -> bool:
    """dbt's `ALTER {{ relation.type }} {{ relation }} DROP COLUMN c`: what has columns to drop
    is a table."""
    column = cursor.find(frozenset({"COLUMN"}))
    if cursor.kind() is not tokens.Kind.HOLE or column == cursor.end:
        return False
    if cursor.tokens[column - 1][3] not in ("ADD", "DROP"):
        return False
    cursor.at += 1
    return True


def _read_mutation(cursor: Cursor, table: TableName) -> None:
    """ClickHouse's ALTER TABLE … DELETE WHERE …, and … UPDATE c = x WHERE …, at its second verb."""
    at = cursor.find(frozenset({"WHERE"}))
    if at < cursor.end:
        where = restriction(cursor.fork(at + 1))
        cursor.add(_MUTATIONS[cursor.value()], [table], cursor.at, where=where)


class _Actions:
    """The actions of one ALTER TABLE; T-SQL and others leave a repeated verb out."""

    def __init__(self, table: TableName, verb: int) -> None:
        self.table = table
        self.verb = verb
        self.last = ""
        self.last_at = verb

    def read(self, action: Cursor) -> None:
        """One action, at its verb."""
        value = action.value()
        if value == "WITH" and action.value(1) in ("CHECK", "NOCHECK"):
            self._with_check(action)
            return
        continued = self.last in _CONTINUED and (
            value not in _VERBS or (value == "CHECK" and action.value(1) == "(")
        )
        if not continued:
            self.last, self.last_at = value, action.at
            action.at += 1
        reader = getattr(self, f"_{self.last.lower()}", None) if self.last in _READ else None
        if reader is not None:
            reader(action)

    def _with_check(self, action: Cursor) -> None:
        """T-SQL's WITH NOCHECK ADD CONSTRAINT: a key that was not checked."""
        unchecked = action.value(1) == "NOCHECK"
        action.at += 2
        place = len(action.out.operations)
        self.read(action)
        if unchecked:
            operations = action.out.operations
            for index in range(place, len(operations)):
                key = operations[index].foreign_key
                if key is not None:
                    operations[index] = replace(
                        operations[index], foreign_key=replace(key, not_valid=True)
                    )

    def _add(self, action: Cursor) -> None:
        if action.take("PARTITION"):
            return
        with_column = action.take("COLUMN") or action.take("COLUMNS")
        if_missing = action.take("IF", "NOT", "EXISTS")
        if action.value() == "(":
            inside = action.group()
            for element in inside.elements() if inside else []:
                self._add_one(element, False, if_missing)
            return
        self._add_one(action, with_column, if_missing)

    def _add_one(self, element: Cursor, with_column: bool, if_missing: bool) -> None:
        if not with_column and is_constraint(element):
            read_constraint(element, self.table)
            return
        place = len(element.out.operations)
        column = read_column(element, self.table)
        if column is None:
            return
        element.add(
            Kind.ADD_COLUMN,
            [self.table],
            self.last_at,
            columns=(column,),
            if_exists=if_missing,
        )
        element.out.operations.insert(place, element.out.operations.pop())

    def _drop(self, action: Cursor) -> None:
        if action.take("FOREIGN", "KEY") or action.take("CONSTRAINT") or action.take("CHECK"):
            action.take("IF", "EXISTS")
            self._drop_constraint(action, column_name(action))
        elif action.take("PRIMARY", "KEY"):
            self._drop_constraint(action, None)
        elif action.sees("PARTITION") and action.kind(1) is not None:
            action.add(Kind.DROP, [self.table], self.last_at, object_type="partition")
        elif action.value() in ("INDEX", "KEY") and action.kind(1) is not None:
            action.at += 1
            name = column_name(action) or ""
            action.add(Kind.DROP, [self.table], self.last_at, object_type="index", detail=name)
        elif action.kind() is not None and action.value() not in ("EXPRESSION", "PERIOD"):
            self._drop_column(action)

    def _drop_constraint(self, action: Cursor, name: str | None) -> None:
        cascade = action.value() == "CASCADE"
        action.add(
            Kind.DROP_CONSTRAINT,
            [self.table],
            self.last_at,
            constraint=name,
            cascade=cascade,
            detail="" if name else "primary key",
        )

    def _drop_column(self, action: Cursor) -> None:
        action.take("COLUMN") or action.take("COLUMNS")
        if_exists = action.take("IF", "EXISTS")
        names = read_columns(action) if action.value() == "(" else ()
        if not names:
            name = column_name(action)
            if name is None:
                action.unread(self.last_at, "DROP of a column that cannot be read")
                return
            names = (name,)
        columns = tuple(Column(name) for name in names)
        operations = action.out.operations
        start = action.start_of(self.last_at)
        if operations and operations[-1].span.start == start:
            before = operations[-1]
            if before.kind is Kind.DROP_COLUMN:
                operations[-1] = replace(before, columns=before.columns + columns)
                return
        cascade = action.find(frozenset({"CASCADE"})) < action.end
        action.add(
            Kind.DROP_COLUMN,
            [self.table],
            self.last_at,
            columns=columns,
            cascade=cascade,
            if_exists=if_exists,
        )

    def _alter(self, action: Cursor) -> None:
        if action.take("CONSTRAINT"):
            name = column_name(action)
            if action.sees("NOT", "ENFORCED"):
                switch(action, self.last_at, off=True, what="constraint", table=self.table)
                self._name_constraint(action, name)
            return
        if action.value() in ("INDEX", "CHECK") and action.kind(1) is not None:
            return
        action.take("COLUMN")
        action.take("IF", "EXISTS")
        name = column_name(action)
        if name is None:
            return
        if action.value() in ("SET", "DROP"):
            if action.value(1) == "NOT" and action.value(2) == "NULL":
                self._nullable(action, name, action.value() == "DROP")
            return
        self._typed(action, name)

    def _name_constraint(self, action: Cursor, name: str | None) -> None:
        operations = action.out.operations
        operations[-1] = replace(operations[-1], constraint=name)

    def _typed(self, action: Cursor, name: str) -> None:
        """`c type NOT NULL`: what T-SQL's ALTER COLUMN and MySQL's MODIFY say."""
        at = action.find(frozenset({"NULL"}))
        if at < action.end and action.tokens[at - 1][3] != "DEFAULT":
            self._nullable(action, name, action.tokens[at - 1][3] != "NOT")

    def _nullable(self, action: Cursor, name: str, nullable: bool) -> None:
        column = Column(name, nullable=nullable)
        action.add(Kind.ALTER_COLUMN, [self.table], self.last_at, columns=(column,))

    def _modify(self, action: Cursor) -> None:
        if action.take("CONSTRAINT"):
            name = column_name(action)
            self._constraint_state(action, name)
            return
        action.take("COLUMN")
        inside = action.group() if action.value() == "(" else None
        for element in inside.elements() if inside else [action]:
            name = column_name(element)
            if name is not None:
                self._typed(element, name)

    def _change(self, action: Cursor) -> None:
        action.take("COLUMN")
        if column_name(action) is not None:
            name = column_name(action)
            if name is not None:
                self._typed(action, name)

    def _constraint_state(self, action: Cursor, name: str | None) -> None:
        state = action.value()
        if state in ("DISABLE", "ENABLE"):
            off = state == "DISABLE"
            switch(action, self.last_at, off=off, what="constraint", table=self.table)
            self._name_constraint(action, name)

    def _rename(self, action: Cursor) -> None:
        if action.value() in ("COLUMN", "CONSTRAINT", "INDEX", "KEY", "PARTITION"):
            return
        moved = action.take_one(frozenset({"TO", "AS"}))
        new = table_name(action)
        if new is None or (not moved and action.more()):
            return
        action.add(Kind.RENAME_TABLE, [self.table], self.last_at, new_name=new)

    def _set(self, action: Cursor) -> None:
        if action.take("SCHEMA"):
            schema = column_name(action)
            if schema is not None:
                new = TableName((schema, self.table.last))
                action.add(Kind.RENAME_TABLE, [self.table], self.last_at, new_name=new)
        elif action.take("UNUSED"):
            self._drop_column(action)

    def _swap(self, action: Cursor) -> None:
        action.take("WITH")
        other = table_name(action)
        if other is not None:
            action.add(Kind.RENAME_TABLE, [self.table], self.last_at, new_name=other, detail="swap")

    def _disable(self, action: Cursor) -> None:
        self._state(action, off=True)

    def _enable(self, action: Cursor) -> None:
        action.take_one(frozenset({"REPLICA", "ALWAYS", "NOVALIDATE", "VALIDATE"}))
        self._state(action, off=False)

    def _state(self, action: Cursor, off: bool) -> None:
        action.take_one(frozenset({"NOVALIDATE", "VALIDATE"}))
        if action.sees("TRIGGER", "ALL") or action.sees("ALL", "TRIGGERS"):
            switch(action, self.last_at, off=off, what="triggers", table=self.table)
        elif action.take("CONSTRAINT"):
            switch(action, self.last_at, off=off, what="constraint", table=self.table)
            self._name_constraint(action, column_name(action))

    def _nocheck(self, action: Cursor) -> None:
        self._check_state(action, off=True)

    def _check(self, action: Cursor) -> None:
        self._check_state(action, off=False)

    def _check_state(self, action: Cursor, off: bool) -> None:
        if action.take("CONSTRAINT"):
            switch(action, self.last_at, off=off, what="constraint", table=self.table)
            if action.value() != "ALL":
                self._name_constraint(action, column_name(action))

    def _detach(self, action: Cursor) -> None:
        self._partition(action, Kind.DETACH_PARTITION)

    def _attach(self, action: Cursor) -> None:
        self._partition(action, Kind.ATTACH_PARTITION)

    def _partition(self, action: Cursor, kind: Kind) -> None:
        if not action.take("PARTITION"):
            return
        name = table_name(action)
        if name is not None:
            action.add(kind, [name], self.last_at, partition_of=self.table)

    def _truncate(self, action: Cursor) -> None:
        if action.value() in ("PARTITION", "SUBPARTITION"):
            action.add(
                Kind.TRUNCATE, [self.table], self.last_at, where=Where.SOME, detail="partition"
            )


_READ = frozenset(
    name[1:].upper()
    for name in vars(_Actions)
    if name.startswith("_") and not name.startswith("__") and name[1:].upper() in _VERBS
)
