"""Random PostgreSQL schemas as DDL, with the rows that make every foreign key bite.

Partitions and subpartitions, inheritance, several schemas, self references, cycles, composite and
shared keys, every action, NOT VALID, names of their own or PostgreSQL's.

Row k of a child refers to row k of its parent. Each partitioned table is parted by a bit of k of
its own, and each key that may be NULL is so where a bit of its own is set: so every partition of a
child has rows for every partition of its parent, with and without a reference, whatever became of
the other keys. In a self reference it is row k without the second sort of bits.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

ACTIONS = ("CASCADE", "CASCADE", "CASCADE", "NO ACTION", "RESTRICT", "SET NULL", "SET DEFAULT")
SCHEMAS = ("public", "s1", "S 2")
MOST_BITS = 3
MOST_NULLABLE = 5
_NULL_BITS = [1 << (MOST_BITS + number) for number in range(MOST_NULLABLE)]
_NULLS = (0, *_NULL_BITS, *(a | b for a in _NULL_BITS for b in _NULL_BITS if a < b))
ROWS = tuple(nulls | parts for nulls in _NULLS for parts in range(1 << MOST_BITS))
ROW_COUNT = 1 << (MOST_BITS + MOST_NULLABLE)


@dataclass
class Table:
    """A table of the random schema; `rows` are the numbers k of its rows, whose ids begin at
    `first`."""

    schema: str
    name: str
    rows: tuple[int, ...]
    first: int = 0
    partitioned: bool = False
    leaf_of: Table | None = None
    inherits: Table | None = None

    @property
    def sql(self) -> str:
        """The qualified name, quoted."""
        return f'"{self.schema}"."{self.name}"'

    @property
    def shown(self) -> str:
        """The name without quotes, as reports show it."""
        return f"{self.schema}.{self.name}"

    @property
    def root(self) -> Table:
        """What it is a partition of, at the top."""
        return self if self.leaf_of is None else self.leaf_of.root

    @property
    def holds_rows(self) -> bool:
        """Whether rows are inserted into it (into leaves only)."""
        return not self.partitioned


@dataclass
class Generated:
    """A schema: its tables, its DDL, and the statements that fill it."""

    tables: list[Table]
    ddl: list[str]
    data: list[str]


def generate(seed: int, *, keys_inside: bool) -> Generated:
    """The schema of a seed. `keys_inside`: foreign keys between partitions of one table too, which
    no rows can make bite everywhere."""
    return _Generator(random.Random(seed), keys_inside).run()


class _Generator:
    def __init__(self, rng: random.Random, keys_inside: bool) -> None:
        self.rng = rng
        self.keys_inside = keys_inside
        self.tables: list[Table] = []
        self.ddl: list[str] = []
        self.sets: dict[tuple[str, int], list[tuple[str, str]]] = {}
        self.number = 0
        self.bits = 0
        self.nullable = 0

    def run(self) -> Generated:
        self.ddl = [f'CREATE SCHEMA "{name}"' for name in SCHEMAS if name != "public"]
        for number in range(self.rng.randint(3, 8)):
            self._table(number)
        for _ in range(self.rng.randint(2, 3 + len(self.tables))):
            self._key()
        return Generated(self.tables, self.ddl, self._data())

    # --- tables ------------------------------------------------------------------------------

    def _table(self, number: int) -> None:
        schema = self.rng.choice(SCHEMAS)
        kind = self.rng.choice(("plain", "plain", "plain", "partitioned", "heir"))
        if kind == "partitioned" and self.bits < MOST_BITS:
            self._partitioned(schema, f"t{number}")
            return
        plain = [each for each in self.tables if each.root is each and not each.partitioned]
        if kind == "heir" and plain:
            parent = self.rng.choice(plain)
            table = Table(schema, f"t{number}", ROWS, ROW_COUNT * (number + 1), inherits=parent)
            self.ddl.append(
                f"CREATE TABLE {table.sql} (PRIMARY KEY (id), UNIQUE (id, code)) "
                f"INHERITS ({parent.sql})"
            )
        else:
            table = Table(schema, f"t{number}", ROWS)
            self.ddl.append(f"CREATE TABLE {table.sql} ({_COLUMNS})")
        self.tables.append(table)

    def _partitioned(self, schema: str, name: str) -> None:
        root = Table(schema, name, ROWS, partitioned=True)
        self.ddl.append(f"CREATE TABLE {root.sql} ({_COLUMNS}) PARTITION BY LIST (id)")
        self.tables.append(root)
        low, high = self._halves(root)
        self._partition(Table(self.rng.choice(SCHEMAS), f"{name}_1", low, leaf_of=root))
        if self.bits == MOST_BITS or self.rng.random() < 0.6:
            self._partition(Table(schema, f"{name}_2", high, leaf_of=root))
            return
        middle = Table(schema, f"{name}_2", high, partitioned=True, leaf_of=root)
        self._partition(middle)
        for number, rows in enumerate(self._halves(middle)):
            self._partition(Table(schema, f"{name}_2{number}", rows, leaf_of=middle))

    def _halves(self, table: Table) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Its rows by a bit that no other table is parted by."""
        bit = 1 << self.bits
        self.bits += 1
        return (
            tuple(row for row in table.rows if not row & bit),
            tuple(row for row in table.rows if row & bit),
        )

    def _partition(self, table: Table) -> None:
        assert table.leaf_of is not None
        values = ", ".join(str(row) for row in table.rows)
        more = " PARTITION BY LIST (id)" if table.partitioned else ""
        self.ddl.append(
            f"CREATE TABLE {table.sql} PARTITION OF {table.leaf_of.sql} "
            f"FOR VALUES IN ({values}){more}"
        )
        self.tables.append(table)

    # --- keys --------------------------------------------------------------------------------

    def _key(self) -> None:
        child, parent = self.rng.choice(self.tables), self.rng.choice(self.tables)
        if self.rng.random() < 0.1:
            parent = child
        if child.root is parent.root and child.root.partitioned and not self.keys_inside:
            return
        action = self.rng.choice(ACTIONS)
        if child.leaf_of is not None or self.rng.random() < 0.15:
            self._shared_key(child, parent, action)
        else:
            self._key_with_columns(child, parent, action)

    def _shared_key(self, child: Table, parent: Table, action: str) -> None:
        """A key on the child's own id: every row must find its parent row."""
        aligned = child.first == parent.first and set(child.rows) <= set(parent.rows)
        if child is parent or not aligned or action.startswith("SET"):
            return
        self.ddl.append(
            f"ALTER TABLE {child.sql} ADD {self._named()}FOREIGN KEY (id) "
            f"REFERENCES {parent.sql} (id) ON DELETE {action}"
        )

    def _key_with_columns(self, child: Table, parent: Table, action: str) -> None:
        self.number += 1
        composite = self.rng.random() < 0.25
        names = [f"f{self.number}"] + ([f"f{self.number}_code"] if composite else [])
        wanted = " (id, code)" if composite else self.rng.choice((" (id)", ""))
        whole = set(child.rows) <= set(parent.rows) and action != "SET DEFAULT"
        nulls = self._nulls()
        if not nulls and not whole:
            return
        not_null = " NOT NULL" if whole and (not nulls or self.rng.random() < 0.3) else ""
        silent = action == "NO ACTION" and self.rng.random() < 0.5
        references = f"REFERENCES {parent.sql}{wanted}" + ("" if silent else f" ON DELETE {action}")
        inline = not composite and child.root is not parent.root
        if inline and self.rng.random() < 0.4:
            self.ddl.append(
                f"ALTER TABLE {child.sql} ADD COLUMN {names[0]} int{not_null} {references}"
            )
        else:
            adds = ", ".join(f"ADD COLUMN {name} int{not_null}" for name in names)
            self.ddl.append(f"ALTER TABLE {child.sql} {adds}")
            late = " NOT VALID" if self.rng.random() < 0.2 and not child.partitioned else ""
            self.ddl.append(
                f"ALTER TABLE {child.sql} ADD {self._named()}"
                f"FOREIGN KEY ({', '.join(names)}) {references}{late}"
            )
        for table in (child, *self._below(child)):
            for row in table.rows if table.holds_rows else ():
                refers = row in parent.rows and (not_null or not row & nulls)
                found = row % (1 << MOST_BITS) if child is parent else row
                target = str(parent.first + found) if refers else "NULL"
                filled = self.sets.setdefault((table.shown, row), [])
                filled.extend((name, target) for name in names)

    def _nulls(self) -> int:
        """The bit of the rows for which a further key may be NULL; 0 if there is none left."""
        self.nullable += 1
        return _NULL_BITS[self.nullable - 1] if self.nullable <= MOST_NULLABLE else 0

    def _named(self) -> str:
        self.number += 1
        return f'CONSTRAINT "Key {self.number}" ' if self.rng.random() < 0.4 else ""

    def _below(self, table: Table) -> list[Table]:
        """Its partitions, and what inherits its columns."""
        return [each for each in self.tables if each is not table and _under(each, table)]

    def _data(self) -> list[str]:
        """The rows, with enforcement off, since they refer to one another."""
        rows = [self._rows(table) for table in self.tables if table.holds_rows]
        return ["SET session_replication_role = replica", *rows, "RESET session_replication_role"]

    def _rows(self, table: Table) -> str:
        names = ["id", "code", *(name for name, _ in self._set(table, table.rows[0]))]
        rows = []
        for row in table.rows:
            number = str(table.first + row)
            values = [number, number, *(value for _, value in self._set(table, row))]
            rows.append(f"({', '.join(values)})")
        return f"INSERT INTO {table.sql} ({', '.join(names)}) VALUES {', '.join(rows)}"

    def _set(self, table: Table, row: int) -> list[tuple[str, str]]:
        return self.sets.get((table.shown, row), [])


def _under(table: Table, above: Table) -> bool:
    parent = table.leaf_of or table.inherits
    return parent is not None and (parent is above or _under(parent, above))


_COLUMNS = "id int PRIMARY KEY, code int, UNIQUE (id, code)"
