"""What a live database says about itself, as plain data.

The adapters in `live/` fill a `Catalog`; rules, the audit and snapshots read it. Nothing here
knows a driver or a connection. What could not be read is in `Catalog.unchecked`, never an empty
tuple that looks like "there is none".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from ftc_lint.operations import Action, TableName
from ftc_lint.records import dataclass, field
from ftc_lint.unchecked import Cause, Unchecked


class Engine(str, Enum):
    """The database systems that can be audited."""

    POSTGRESQL = "postgresql"
    MYSQL = "mysql"
    MARIADB = "mariadb"
    SQLITE = "sqlite"
    DUCKDB = "duckdb"

    @property
    def product(self) -> str:
        """The name people write."""
        return _TITLES[self]

    @property
    def dialect(self) -> str:
        """The SQL dialect, as the configuration calls it."""
        return {"postgresql": "postgres", "mariadb": "mysql"}.get(self.value, self.value)


_TITLES = {
    Engine.POSTGRESQL: "PostgreSQL",
    Engine.MYSQL: "MySQL",
    Engine.MARIADB: "MariaDB",
    Engine.SQLITE: "SQLite",
    Engine.DUCKDB: "DuckDB",
}


class TableKind(str, Enum):
    """What a relation is. A partition that is partitioned itself is PARTITIONED and has a
    `partition_of`."""

    TABLE = "table"
    PARTITIONED = "partitioned table"  # holds no rows of its own
    PARTITION = "partition"
    INHERITANCE_CHILD = "inheritance child"
    VIEW = "view"
    MATERIALIZED_VIEW = "materialized view"
    FOREIGN = "foreign table"
    VIRTUAL = "virtual table"  # SQLite


class Part(str, Enum):
    """The part of a catalog that a `CatalogUnchecked` is about."""

    SERVER = "server"
    ROLE = "role"
    SCHEMAS = "schemas"
    TABLES = "tables"
    FOREIGN_KEYS = "foreign keys"
    TRIGGERS = "triggers"
    INDEXES = "indexes"
    PRIVILEGES = "privileges"
    SIZES = "sizes"
    ROWS = "rows"


@dataclass(frozen=True, slots=True, order=True)
class RelationName:
    """A relation's exact name. `schema` is a schema of PostgreSQL and DuckDB, a database of
    MySQL and MariaDB, `main` on SQLite."""

    schema: str
    name: str

    @property
    def table_name(self) -> TableName:
        """The same in the vocabulary of operations, with the exact case kept."""
        return TableName((self.schema, self.name), (True, True))

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True, slots=True)
class CatalogUnchecked:
    """Something that could not be read: what it is about and, in one line, why not."""

    subject: str
    reason: str
    part: Part

    def as_unchecked(self) -> Unchecked:
        """The same as an entry of the report."""
        return Unchecked(Cause.DATABASE, self.reason, subject=self.subject)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the connection that the user should change; not a finding."""

    kind: str  # "password-in-argument", "unverified-tls", "superuser", "replica"
    message: str
    help: str


@dataclass(frozen=True, slots=True)
class Role:
    """The role the session runs as. None: the server does not say.

    `superuser` on MySQL and MariaDB: SUPER or ALL PRIVILEGES on `*.*`.
    """

    name: str
    superuser: bool | None
    bypasses_row_security: bool | None = None


@dataclass(frozen=True, slots=True)
class SchemaFacts:
    """A schema of the database. `usable`: the role may look up its tables."""

    name: str
    usable: bool | None = None
    owned: bool | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the server believes about the number of rows, without counting. None: it does not
    know (never analysed)."""

    planner: int | None = None  # reltuples, table_rows, sqlite_stat1, estimated_size
    live: int | None = None  # n_live_tup (PostgreSQL)


@dataclass(frozen=True, slots=True)
class TablePrivileges:
    """What the role may do to a table. None: unknown.

    `drop`: on PostgreSQL the owner of the table or its schema, elsewhere the DROP privilege.
    """

    select: bool | None = None
    insert: bool | None = None
    update: bool | None = None
    delete: bool | None = None
    truncate: bool | None = None
    drop: bool | None = None


@dataclass(frozen=True, slots=True)
class RowSecurity:
    """Row level security (PostgreSQL). `hides_rows`: it applies to the role of the session."""

    enabled: bool = False
    forced: bool = False
    hides_rows: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A relation.

    `identity` changes when the table is dropped and made again under the same name (PostgreSQL's
    oid); None where the engine has no such mark. `created` is the creation time the server keeps
    (MySQL and MariaDB, in the server's time zone; a rebuilding ALTER or a TRUNCATE renews it).
    `owned`: the role owns it, or is or may become a member of the owner. `definition` is the
    CREATE statement where the engine keeps its text (SQLite, DuckDB).
    """

    name: RelationName
    kind: TableKind = TableKind.TABLE
    identity: str | None = None
    owner: str | None = None
    owned: bool | None = None
    estimate: Estimate = Estimate()
    partition_of: RelationName | None = None
    inherits: tuple[RelationName, ...] = ()
    row_security: RowSecurity = RowSecurity()
    privileges: TablePrivileges = TablePrivileges()
    temporary: bool = False
    unlogged: bool = False
    storage: str | None = None  # MySQL and MariaDB: InnoDB, MyISAM, …
    created: str | None = None
    definition: str | None = None

    @property
    def holds_rows(self) -> bool:
        """Whether rows are stored in it, rather than in its partitions, elsewhere or nowhere."""
        return self.kind in _HOLDS_ROWS


_HOLDS_ROWS = frozenset(
    {TableKind.TABLE, TableKind.PARTITION, TableKind.INHERITANCE_CHILD, TableKind.MATERIALIZED_VIEW}
)


class TriggerState(str, Enum):
    """When an internal trigger fires."""

    ENABLED = "enabled"
    DISABLED = "disabled"
    REPLICA_ONLY = "replica only"  # so not in a normal session


@dataclass(frozen=True, slots=True)
class SilencedTrigger:
    """A trigger that enforces a foreign key and does not fire in normal sessions.

    On the child's side it checks new rows, on the parent's side it runs the ON DELETE action.
    """

    table: RelationName
    on_parent: bool
    state: TriggerState


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key as the database has it.

    `identity` tells keys apart; `clone_of` is the identity of the key it was made from for a
    partition (of the child or of the parent): such a key cannot be altered by itself. None for
    `deferrable`, `validated` and `enforced` means that the engine does not say.
    `validated` is what the catalog claims: only the rows can show whether it is so.
    `indexed_by`: usable indexes of the child; None where the indexes could not be read.
    `operators` are the equality operators, parent = child, where they are not the plain `=`
    (PostgreSQL's types from extensions). `child_only`, `parent_only`: the key does not reach the
    inheritance children of that table, so queries about it say ONLY.
    """

    identity: str
    name: str | None
    child: RelationName
    child_columns: tuple[str, ...]
    parent: RelationName
    parent_columns: tuple[str, ...]
    on_delete: Action = Action.NO_ACTION
    on_update: Action = Action.NO_ACTION
    on_delete_columns: tuple[str, ...] = ()  # SET NULL (a): only these
    match: str = "SIMPLE"  # or FULL, PARTIAL
    deferrable: bool | None = False
    initially_deferred: bool | None = False
    validated: bool | None = True
    enforced: bool | None = True
    temporal: bool = False  # PERIOD, PostgreSQL 18
    clone_of: str | None = None
    nullable_columns: tuple[str, ...] = ()
    indexed_by: tuple[str, ...] | None = ()
    silenced_triggers: tuple[SilencedTrigger, ...] = ()
    operators: tuple[str, ...] = ()
    child_only: bool = False
    parent_only: bool = False

    @property
    def label(self) -> str:
        """How messages name it: its name, else its columns."""
        return self.name or f"({', '.join(self.child_columns)})"

    @property
    def cascades(self) -> bool:
        """Whether deleting a parent row deletes child rows."""
        return self.on_delete is Action.CASCADE

    @property
    def is_clone(self) -> bool:
        """Whether it only repeats another key for one partition."""
        return self.clone_of is not None


@dataclass(frozen=True, slots=True)
class Index:
    """An index. A column is None where the index holds an expression."""

    name: str
    table: RelationName
    columns: tuple[str | None, ...]
    method: str = "btree"
    unique: bool = False
    primary: bool = False
    valid: bool = True
    partial: bool = False

    def supports(self, columns: Iterable[str]) -> bool:
        """Whether it finds rows by these columns: valid, whole, btree or hash, and its first
        columns are these in any order."""
        if self.partial or not self.valid or self.method not in _FINDS_BY_EQUALITY:
            return False
        wanted = frozenset(columns)
        return wanted.issuperset(self.columns[: len(wanted)]) and len(self.columns) >= len(wanted)


_FINDS_BY_EQUALITY = frozenset({"btree", "hash", "art", "rowid"})


@dataclass(frozen=True, slots=True)
class Enforcement:
    """Whether new sessions enforce foreign keys at all.

    `on` is None where it depends on the application's own connections; `reason` says why, in a
    sentence. `exceptions` are the roles and databases for which a stored setting turns
    enforcement off (`ALTER ROLE … SET session_replication_role = replica`).
    """

    on: bool | None = True
    reason: str = ""
    exceptions: tuple[str, ...] = ()


class CountMethod(str, Enum):
    """How a number of rows was found."""

    EXACT = "exact"
    BOUNDED = "bounded"  # counting stopped: there are at least `value` rows
    ESTIMATE = "estimate"
    UNKNOWN = "unknown"


class UnknownCause(str, Enum):
    """Why a count is unknown."""

    TIMEOUT = "timeout"
    LOCKED = "locked"
    PERMISSION = "permission"
    ROW_SECURITY = "row security"
    MISSING = "missing"  # dropped since the catalog was read
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RowCount:
    """How many rows there are and how that was found; `value` is None for UNKNOWN, and then
    `cause` and `reason` say why. `seconds` is what counting took."""

    value: int | None
    method: CountMethod
    reason: str = ""
    cause: UnknownCause | None = None
    seconds: float = field(default=0.0, compare=False)

    @staticmethod
    def exact(value: int, seconds: float = 0.0) -> RowCount:
        """A number that was counted."""
        return RowCount(value, CountMethod.EXACT, seconds=seconds)

    @staticmethod
    def at_least(value: int, seconds: float = 0.0) -> RowCount:
        """A number at which counting stopped."""
        return RowCount(value, CountMethod.BOUNDED, seconds=seconds)

    @staticmethod
    def estimated(value: int) -> RowCount:
        """The server's own estimate."""
        return RowCount(value, CountMethod.ESTIMATE)

    @staticmethod
    def unknown(cause: UnknownCause, reason: str, seconds: float = 0.0) -> RowCount:
        """Not counted, and why: one line."""
        return RowCount(None, CountMethod.UNKNOWN, reason, cause, seconds)


@dataclass(frozen=True, slots=True)
class TableSize:
    """Bytes on disk with indexes and TOAST; None with a reason where it could not be asked."""

    bytes: int | None
    reason: str = ""


@dataclass(frozen=True)
class Catalog:
    """A live database.

    `tables`, `foreign_keys` and `indexes` cover every schema of the database that the role can
    see, so that cascades are whole; `schemas` are the ones to report on. `counts` and `orphans`
    (by foreign key `identity`) are empty until the audit puts in what it counted.
    """

    engine: Engine
    version: str
    database: str
    schemas: tuple[str, ...] = ()
    version_number: tuple[int, ...] = ()
    server: str = ""  # the address, without any password
    role: Role | None = None
    replica: bool | None = None  # a read-only standby
    all_schemas: tuple[SchemaFacts, ...] = ()
    tables: tuple[Table, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    enforcement: Enforcement = Enforcement()
    unchecked: tuple[CatalogUnchecked, ...] = ()
    notices: tuple[Notice, ...] = ()
    counts: Mapping[RelationName, RowCount] = field(default_factory=dict)
    orphans: Mapping[str, RowCount] = field(default_factory=dict)
    _by_name: dict[RelationName, Table] = field(init=False, repr=False, compare=False)
    _members: dict[RelationName, list[RelationName]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        members: dict[RelationName, list[RelationName]] = {}
        for table in self.tables:
            for parent in (table.partition_of, *table.inherits):
                if parent is not None:
                    members.setdefault(parent, []).append(table.name)
        object.__setattr__(self, "_by_name", {table.name: table for table in self.tables})
        object.__setattr__(self, "_members", members)

    def table(self, name: RelationName) -> Table | None:
        """The relation of exactly this name, None if there is none."""
        return self._by_name.get(name)

    def is_audited(self, name: RelationName) -> bool:
        """Whether it lies in a schema that is reported on."""
        return name.schema in self.schemas

    def audited_tables(self) -> tuple[Table, ...]:
        """The relations of the schemas that are reported on."""
        return tuple(table for table in self.tables if table.name.schema in self.schemas)

    def root_foreign_keys(self) -> tuple[ForeignKey, ...]:
        """The keys that somebody declared: without their copies for partitions."""
        return tuple(key for key in self.foreign_keys if key.clone_of is None)

    def is_complete(self, part: Part) -> bool:
        """Whether this part of the catalog could be read in full."""
        return not any(item.part is part for item in self.unchecked)

    def members(self, name: RelationName) -> tuple[Table, ...]:
        """Its partitions or inheritance children, directly or not."""
        found: dict[RelationName, Table] = {}
        stack = list(reversed(self._members.get(name, ())))
        while stack:
            member = stack.pop()
            if member not in found:
                found[member] = self._by_name[member]
                stack.extend(reversed(self._members.get(member, ())))
        return tuple(found.values())

    def leaves(self, name: RelationName) -> tuple[Table, ...]:
        """The tables that hold the rows of a partitioned table; else the table itself."""
        table = self.table(name)
        if table is None:
            return ()
        if table.kind is not TableKind.PARTITIONED:
            return (table,)
        return tuple(each for each in self.members(name) if each.kind is not TableKind.PARTITIONED)

    def estimate(self, name: RelationName) -> Estimate:
        """The estimates of a table with all its partitions and inheritance children; None as
        soon as one of them is unknown."""
        table = self.table(name)
        if table is None:
            return Estimate()
        rows = [each.estimate for each in (table, *self.members(name)) if each.holds_rows]
        return Estimate(_sum(each.planner for each in rows), _sum(each.live for each in rows))


def _sum(numbers: Iterable[int | None]) -> int | None:
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total
