"""What a program does to a database: the one vocabulary of rules, flows and schema.

SQL text, Python constructs and a database's catalog all become these operations; a rule never
learns which of them it looks at, unless it asks for `source`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum
from functools import lru_cache

from ftc_lint.records import dataclass, replace
from ftc_lint.text import Span


class Kind(str, Enum):
    """The kinds of operation. The values are public (`--show-operations`)."""

    TRUNCATE = "truncate"
    DELETE = "delete"
    UPDATE = "update"
    INSERT = "insert"
    REPLACE = "replace"  # REPLACE INTO, INSERT OR REPLACE: a delete and an insert
    MERGE_DELETE = "merge-delete"
    CREATE_TABLE = "create-table"
    RENAME_TABLE = "rename-table"  # tables = (old,), new_name = new
    COPY_OUT = "copy-out"  # COPY t TO, pg_dump, .backup, a data frame written to a file
    DROP_TABLE = "drop-table"
    DROP_SCHEMA = "drop-schema"
    DROP_DATABASE = "drop-database"
    DROP_COLUMN = "drop-column"
    DROP_CONSTRAINT = "drop-constraint"
    DROP = "drop"  # anything else: `object_type` says what
    FOREIGN_KEY = "foreign-key"
    REPLACE_TABLE = "replace-table"  # a data frame written with replace
    DISABLE_ENFORCEMENT = "disable-enforcement"
    BEGIN = "begin"
    COMMIT = "commit"
    ROLLBACK = "rollback"
    # Not in the inventory: what flows and the schema need besides.
    ENABLE_ENFORCEMENT = "enable-enforcement"
    SELECT = "select"
    ADD_COLUMN = "add-column"
    ALTER_COLUMN = "alter-column"
    ATTACH_PARTITION = "attach-partition"  # tables = (the partition,), partition_of = the parent
    DETACH_PARTITION = "detach-partition"  # likewise

    __hash__ = str.__hash__  # Enum's own is written in Python, and asked for every operation


INTERNAL_KINDS = frozenset(
    {
        Kind.ENABLE_ENFORCEMENT,
        Kind.SELECT,
        Kind.ADD_COLUMN,
        Kind.ALTER_COLUMN,
        Kind.ATTACH_PARTITION,
        Kind.DETACH_PARTITION,
    }
)
"""Kinds that `--show-operations` leaves out."""

OVERWRITE = "insert overwrite"
"""The `detail` of a REPLACE that takes all rows, not those of the same keys."""

FROM_QUERY = "query"
"""The `detail` of a CREATE TABLE that fills the table itself: AS SELECT, CLONE."""

DESTROYS_ROWS = frozenset(
    {Kind.TRUNCATE, Kind.DELETE, Kind.REPLACE, Kind.DROP_TABLE, Kind.REPLACE_TABLE}
)
"""Kinds that get a backup verdict; a CREATE OR REPLACE TABLE gets one, too."""

WRITES = frozenset(Kind) - {
    Kind.SELECT,
    Kind.COPY_OUT,
    Kind.BEGIN,
    Kind.COMMIT,
    Kind.ROLLBACK,
    Kind.ENABLE_ENFORCEMENT,
}
"""Kinds that a dry run must not reach."""


class Where(str, Enum):
    """What restricts a DELETE or UPDATE. `UNKNOWN`: a part that was not seen may hold it."""

    NONE = "none"
    ALWAYS = "always"  # 1=1, TRUE
    SOME = "some"
    KEY = "key"  # an equality on one column with one value (shown as "some")
    UNKNOWN = "unknown"


class Backup(str, Enum):
    """Whether the rows an operation destroys are kept somewhere. The values are public."""

    BEFORE = "before"  # backed up on every path
    SOME_PATHS = "some-paths"
    OTHER_TABLE = "other-table"
    AFTER = "after"
    NONE = "none"
    RESTORE = "restore"  # this is a restore from a backup
    SCRATCH = "scratch"  # nothing to lose
    UNKNOWN = "unknown"  # a call that could not be followed may have done it


class CodeContext(str, Enum):
    """What kind of code an operation stands in."""

    APP = "app"
    TEST = "test"
    MIGRATION_UP = "migration-up"
    MIGRATION_DOWN = "migration-down"


class Action(str, Enum):
    """What a foreign key does to the child rows."""

    NO_ACTION = "no action"
    RESTRICT = "restrict"
    CASCADE = "cascade"
    SET_NULL = "set null"
    SET_DEFAULT = "set default"


class _Keyed:
    """What a name remembers besides: `key`, which is asked for over and over. It is no field."""

    __slots__ = ("_key",)
    _key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableName(_Keyed):
    """A table's name in parts (catalog, schema, table), without quotes, as written.

    A part with an unknown stretch shows it in braces: `prices_{year}`. `quoted[i]` tells whether
    part i was quoted and so keeps its case.
    """

    parts: tuple[str, ...]
    quoted: tuple[bool, ...] = ()

    @staticmethod
    def parse(text: str) -> TableName:
        """A name from plain configuration or code text: `schema.table`, double quotes allowed."""
        return _parse_name(text)

    @property
    def last(self) -> str:
        """The table's own name, without its schema."""
        return self.parts[-1]

    @property
    def key(self) -> tuple[str, ...]:
        """The parts as names compare: lower case unless quoted."""
        try:
            return self._key
        except AttributeError:
            quoted = self.quoted or (False,) * len(self.parts)
            pairs = zip(self.parts, quoted, strict=True)
            key = tuple([part if exact else part.lower() for part, exact in pairs])
            object.__setattr__(self, "_key", key)
            return key

    @property
    def has_hole(self) -> bool:
        """Whether a part of the name is unknown."""
        return any("{" in part for part in self.parts)

    @property
    def is_of_one_run(self) -> bool:
        """Whether no other run can have such a table: `#t`, `stage_{uuid.uuid4().hex}`."""
        return self.last.startswith("#") or _MADE_UP.search(self.last) is not None

    def same_as(self, other: TableName) -> bool:
        """Whether both may only mean the same table: equal as far as both are qualified."""
        mine, theirs = self.key, other.key
        shared = min(len(mine), len(theirs))
        return mine[-shared:] == theirs[-shared:]

    def __str__(self) -> str:
        return readable(".".join(self.parts))


def readable(name: str) -> str:
    """A name as people read it: without what tells equally written holes apart."""
    return _NUMBER_OF_HOLE.sub("}", name) if "#" in name else name


_MADE_UP = re.compile(
    r"\{[^{}]*\b(?:uuid[14]\(\)|token_(?:hex|urlsafe)\(|time\.time\(\)|time_ns\(\))"
)
"""A part of a name that is another one every time."""

_NUMBER_OF_HOLE = re.compile(r"#\d+\}")
"""Tells different unknown values apart that the source writes alike; of no interest to readers."""


@lru_cache(maxsize=4096)
def _parse_name(text: str) -> TableName:
    parts: list[str] = []
    quoted: list[bool] = []
    current: list[str] = []
    quote = ""
    was_quoted = False
    depth = 0
    for character in text.strip():
        if quote:
            if character == quote:
                quote = ""
            else:
                current.append(character)
        elif character in '"`' and depth == 0:
            quote, was_quoted = character, True
        elif character == "." and depth == 0:
            parts.append("".join(current))
            quoted.append(was_quoted)
            current, was_quoted = [], False
        else:
            depth += (character == "{") - (character == "}")
            current.append(character)
    parts.append("".join(current))
    quoted.append(was_quoted)
    return TableName(tuple(parts), tuple(quoted) if any(quoted) else ())


@dataclass(frozen=True, slots=True)
class ForeignKeySpec:
    """A foreign key as it is declared. Columns may be empty where they are not said."""

    child: TableName
    child_columns: tuple[str, ...]
    parent: TableName
    parent_columns: tuple[str, ...] = ()
    name: str | None = None
    on_delete: Action = Action.NO_ACTION
    on_update: Action = Action.NO_ACTION
    enforced_by: str = "database"  # or "orm": only an ORM in Python follows it
    not_valid: bool = False
    deferrable: bool = False
    enforced: bool = True  # False: NOT ENFORCED, DISABLED; TRUNCATE CASCADE follows it all the same
    on_delete_columns: tuple[str, ...] = ()  # SET NULL (a): only these


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a CREATE TABLE, ADD COLUMN or a model. None: not said."""

    name: str
    nullable: bool | None = None
    primary_key: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """Rows taken from another table into this one (CREATE TABLE AS, INSERT … SELECT, COPY).

    `full` is False for a part: WHERE, LIMIT, a join, WITH NO DATA, chosen aggregates, a single
    column. `columns` are the plain columns that were chosen; empty if all were (`*`).
    """

    source: TableName
    full: bool
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing done to a database.

    `span` is the statement's own keyword (the T of TRUNCATE, the ON DELETE CASCADE of a foreign
    key, the call of an ORM construct), `statement` all of it. Spans of operations fresh from
    `sql/` are relative to the text (`path` empty).
    """

    kind: Kind
    tables: tuple[TableName, ...]
    span: Span
    statement: Span
    where: Where | None = None
    cascade: bool = False
    source: str = "sql"
    dialect: str = "postgres"
    executed: bool = True
    function: str | None = None
    context: CodeContext = CodeContext.APP
    temporary: bool = False
    object_type: str = ""  # of DROP: "view", "type", "extension", …; of DISABLE_ENFORCEMENT: what;
    # of COPY_OUT by a program: "database", "schema" (named in `tables`), "left out" (these are not)
    only: bool = False  # DELETE FROM ONLY, TRUNCATE ONLY
    if_exists: bool = False  # IF EXISTS of a DROP, IF NOT EXISTS of a CREATE and of its keys
    new_name: TableName | None = None
    columns: tuple[Column, ...] = ()
    copies: tuple[Copy, ...] = ()
    like: TableName | None = None
    partition_of: TableName | None = None
    inherits: tuple[TableName, ...] = ()
    foreign_key: ForeignKeySpec | None = None
    constraint: str | None = None  # of DROP_CONSTRAINT
    aggregates: bool = False  # of SELECT: counts or compares (count, sum, max, EXISTS, EXCEPT)
    not_matched_by_source: bool = False  # of MERGE_DELETE
    is_rebuild: bool = False  # what a dump or a table rebuild does: mysqldump's /*!40014 … */
    or_replace: bool = False  # CREATE OR REPLACE TABLE: what was there before is dropped
    via_orm: bool = False  # the ORM's own cascades are followed too
    detail: str = ""
    option: Span | None = None  # the word that makes it do so: CASCADE, if_exists="replace"
    repeats: tuple[int, ...] = ()  # done again so many characters further on, with nothing between

    def moved(self, place: Callable[[Span], Span]) -> Operation:
        """The same operation at another place: each of its spans as `place` has it."""
        option = None if self.option is None else place(self.option)
        span, statement = place(self.span), place(self.statement)
        return replace(self, span=span, statement=statement, option=option)

    @property
    def table(self) -> TableName | None:
        """The first table, for operations that have one."""
        return self.tables[0] if self.tables else None

    @property
    def empties(self) -> bool:
        """Whether it takes every row of its tables (as far as can be seen)."""
        if self.kind is Kind.DELETE:
            return self.where in (Where.NONE, Where.ALWAYS)
        return self.kind in (Kind.TRUNCATE, Kind.DROP_TABLE, Kind.REPLACE_TABLE)


def each_time(operation: Operation) -> Iterator[Operation]:
    """An operation, and then what it is each further time that it is done."""
    if not operation.repeats:
        yield operation
        return
    once = replace(operation, repeats=())
    yield once
    yield from map(repeating(once), operation.repeats)


def repeating(operation: Operation) -> Callable[[int], Operation]:
    """What gives the same operation so many characters further on in the same text."""
    span, statement = operation.span, operation.statement

    def shifted(by: int) -> Operation:
        return replace(
            operation,
            span=Span(span.path, span.start + by, span.end + by),
            statement=Span(statement.path, statement.start + by, statement.end + by),
        )

    return shifted
