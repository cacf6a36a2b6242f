"""What a TRUNCATE … CASCADE and a DELETE of one table reach in a schema, for --blast-radius."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftc_lint.findings import BlastRadius
from ftc_lint.operations import TableName
from ftc_lint.records import dataclass
from ftc_lint.schema.naming import TableKey, key_of, shown

if TYPE_CHECKING:
    from ftc_lint.schema import Schema
    from ftc_lint.unchecked import Unchecked

DEFAULT_DIALECT = "postgres"
MOST_CANDIDATES = 8
"""Tables that a message lists for an ambiguous name."""

_NO_TRUNCATE = {
    "mysql": "There is no TRUNCATE … CASCADE here: TRUNCATE fails while a foreign key refers to "
    "the table.",
    "sqlite": "There is no TRUNCATE here; a DELETE follows foreign keys where the connection has "
    "PRAGMA foreign_keys = ON.",
    "duckdb": "There is no TRUNCATE … CASCADE here: TRUNCATE fails while rows of other tables "
    "refer to the table.",
    "tsql": "There is no TRUNCATE … CASCADE here: TRUNCATE fails while a foreign key refers to "
    "the table.",
}


@dataclass(frozen=True, slots=True)
class Reach:
    """What one table takes with it. `truncate` is None where the database has no such statement,
    and `truncate_note` then says so. `through_orm` is there where a delete through the ORM reaches
    more than the database's own DELETE. `source` says, in words, what the foreign keys were read
    from; `unchecked` what of it could not be."""

    table: str
    source: str
    delete: BlastRadius
    truncate: BlastRadius | None = None
    truncate_note: str = ""
    through_orm: BlastRadius | None = None
    unchecked: tuple[Unchecked, ...] = ()

    def parts(self) -> tuple[tuple[str, BlastRadius], ...]:
        """The statements that there are, each as people write it, with what it reaches."""
        found = []
        if self.truncate is not None:
            found.append((f"TRUNCATE {self.table} CASCADE", self.truncate))
        found.append((f"DELETE FROM {self.table}", self.delete))
        if self.through_orm is not None:
            found.append(("A delete through the ORM", self.through_orm))
        return tuple(found)


class NoSuchTable(Exception):  # noqa: N818 - says what happened
    """No table, or more than one, has this name: one line that names the ones there are."""


def table_named(schema: Schema, word: str) -> TableKey:
    """The one table that a name means. Raises `NoSuchTable`."""
    found = schema.resolve(TableName.parse(word))
    if len(found) == 1:
        return found[0]
    if found:
        names = sorted(_title(schema, key) for key in found)
        more = len(names) - MOST_CANDIDATES
        listed = ", ".join(names[:MOST_CANDIDATES]) + (f" and {more} more" if more > 0 else "")
        raise NoSuchTable(f"{word} is ambiguous: it may mean {listed}; write one of them")
    if not schema.tables:
        raise NoSuchTable(
            "no table is known: name the DDL or a snapshot with --schema, or use --db"
        )
    raise NoSuchTable(f"there is no table {word}{_nearest(schema, word)}")


def reach_of(
    schema: Schema,
    key: TableKey,
    dialect: str | None,
    source: str,
    unchecked: tuple[Unchecked, ...] = (),
) -> Reach:
    """What the table reaches. `dialect` is None where nobody said it: then that of the foreign
    keys that lead to the table."""
    keys = schema.graph.referencing(key)
    dialect = dialect or next((each.dialect for each in keys), DEFAULT_DIALECT)
    delete = schema.graph.delete([key])
    through_orm = schema.graph.delete([key], orm=True)
    note = _NO_TRUNCATE.get(dialect, "")
    truncate = schema.graph.truncate([key], only_cascading=dialect == "oracle")
    return Reach(
        table=_title(schema, key),
        source=source,
        delete=delete,
        truncate=None if note else truncate,
        truncate_note=note,
        through_orm=None if through_orm.tables() == delete.tables() else through_orm,
        unchecked=unchecked,
    )


def _title(schema: Schema, key: TableKey) -> str:
    table = schema.table(key)
    return shown(key) if table is None else str(table.name)


def _nearest(schema: Schema, word: str) -> str:
    """`; did you mean …?` for the nearest table; a name without a schema is compared with the
    last parts."""
    from difflib import get_close_matches

    wanted = key_of(TableName.parse(word))
    by_form: dict[str, str] = {}
    for key in sorted(schema.tables):
        by_form.setdefault(shown(key[-len(wanted) :]).lower(), _title(schema, key))
        by_form.setdefault(key[-1].lower(), _title(schema, key))
    for form in (shown(wanted).lower(), wanted[-1].lower()):
        close = get_close_matches(form, by_form, n=1, cutoff=0.6)
        if close:
            return f"; did you mean {by_form[close[0]]}?"
    return ""
