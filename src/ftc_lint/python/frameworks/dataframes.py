"""Data frames: pandas, GeoPandas, Dask, polars, awswrangler, and writing a table to a file."""

from __future__ import annotations

import re

from ftc_lint.flow import Construct, Step
from ftc_lint.operations import Copy, Kind
from ftc_lint.python.calls import CallSite
from ftc_lint.python.frameworks.building import UNNAMED, Place, construct, unwrapped
from ftc_lint.python.frameworks.reading import (
    chains,
    dotted,
    is_true,
    last_name,
    may_be_true,
    qualified,
    receiver,
    uses,
)
from ftc_lint.templates import cut
from ftc_lint.values import Attribute, Text, Unknown, Value

SOURCE = "dataframe"

PANDAS = (
    ("replace", Kind.REPLACE_TABLE.value),
    ("delete_rows", Kind.REPLACE_TABLE.value),
    ("truncate", Kind.REPLACE_TABLE.value),
    ("append", Kind.INSERT.value),
    ("fail", Kind.INSERT.value),
)
"""`if_exists=` and `if_table_exists=`: what each value does."""

WRANGLER = (
    ("overwrite", Kind.REPLACE_TABLE.value),
    ("append", Kind.INSERT.value),
    ("upsert", Kind.INSERT.value),
    ("upsert_replace_on_conflict", Kind.INSERT.value),
    ("upsert_distinct", Kind.INSERT.value),
    ("upsert_duplicate_key", Kind.INSERT.value),
)
_WRANGLER_MODULES = ("postgresql", "mysql", "redshift", "sqlserver", "oracle", "data_api")


def written(
    site: CallSite,
    table: Value | None,
    mode: Value | None,
    modes: tuple[tuple[str, str], ...],
    default: Kind = Kind.INSERT,
    source: str = SOURCE,
) -> tuple[Step, ...]:
    """A data frame written to a table: by its mode, or by the default where none is given.

    A frame that was read from another table makes it a copy of that one. `source` tells what is
    no data frame: a load job.
    """
    name = Unknown("…") if table is None else table
    copied = source_table(receiver(site))
    tables = (name,) if copied is None else (name, copied)
    copies = () if copied is None else (Copy(UNNAMED, full=True),)
    kind = default if mode is None else Kind.REPLACE_TABLE
    place = Place.of(site)
    known = () if mode is None else modes
    return (construct(kind, place, source, tables, mode=mode, modes=known, copies=copies),)


# --- writing to a table ----------------------------------------------------------------------


def to_sql(site: CallSite) -> tuple[Step, ...]:
    """pandas `df.to_sql(name, con, schema, if_exists)`; awswrangler `to_sql(df, con, table)`."""
    on = receiver(site)
    arguments = site.arguments
    if dotted(on).startswith("awswrangler") or last_name(on) in _WRANGLER_MODULES:
        table = arguments.get(2, "table")
        named = None if table is None else qualified(arguments.get(3, "schema"), table)
        return written(site, named, arguments.get(4, "mode"), WRANGLER)
    if uses(site.imports, "agate", "agatesql"):
        return _agate(site)
    if on is None or not _is_frame_write(site):
        return ()
    name = arguments.get(0, "name")
    if dotted(on) in ("pandas.io.sql", "pandas.io.sql.SQLDatabase"):
        name = arguments.get(1, "name")
    named = None if name is None else qualified(_schema(site), name)
    return written(site, named, _if_exists(site), PANDAS)


def copy_files(site: CallSite) -> tuple[Step, ...]:
    """awswrangler's `redshift.copy_from_files(path, con, table, schema, mode="overwrite")`."""
    table = site.arguments.get(2, "table")
    if table is None or last_name(receiver(site)) != "redshift":
        return ()
    named = qualified(site.arguments.get(3, "schema"), table)
    return written(site, named, site.arguments.get(None, "mode"), WRANGLER)


def delete_from_catalog(site: CallSite) -> tuple[Step, ...]:
    """awswrangler's `catalog.delete_table_if_exists(database, table)`."""
    table = site.arguments.get(1, "table")
    if table is None or last_name(receiver(site)) != "catalog":
        return ()
    named = qualified(site.arguments.get(0, "database"), table)
    return (construct(Kind.DROP_TABLE, Place.of(site), SOURCE, (named,), if_exists=True),)


def _agate(site: CallSite) -> tuple[Step, ...]:
    """agate-sql `table.to_sql(connection, "prices", overwrite=True)`."""
    name = site.arguments.get(1, "table_name")
    if name is None:
        return ()
    named = qualified(site.arguments.get(None, "db_schema"), name)
    overwrite = may_be_true(site.arguments.get(None, "overwrite"))
    return written(site, named, None, (), Kind.REPLACE_TABLE if overwrite else Kind.INSERT)


def _is_frame_write(site: CallSite) -> bool:
    """`.to_sql(…)` of query builders takes a dialect at most."""
    keys = {key for key, _ in site.arguments.keywords}
    if keys & {"con", "if_exists", "chunksize", "index", "uri", "index_label"}:
        return True
    if len(site.arguments.positional) < 2 and not site.arguments.starred:
        return False
    return uses(site.imports, "pandas", "geopandas", "dask", "modin", "sqlalchemy", "sqlite3")


def _schema(site: CallSite) -> Value | None:
    return site.arguments.get(2, "schema")


def _if_exists(site: CallSite) -> Value | None:
    """The mode, wherever it is; unknown where `**options` may bring it."""
    given = site.arguments.get(3, "if_exists")
    if given is None and site.arguments.starred:
        return Unknown("**…")
    return given


def to_postgis(site: CallSite) -> tuple[Step, ...]:
    """GeoPandas `gdf.to_postgis(name, con, schema, if_exists)`."""
    name = site.arguments.get(0, "name")
    named = None if name is None else qualified(_schema(site), name)
    return written(site, named, _if_exists(site), PANDAS)


def to_gbq(site: CallSite) -> tuple[Step, ...]:
    """`df.to_gbq(table, …, if_exists=)`, `pandas_gbq.to_gbq(df, table, …)`."""
    module = dotted(receiver(site)) == "pandas_gbq" or site.dotted == "pandas_gbq.to_gbq"
    table = site.arguments.get(1 if module else 0, "destination_table")
    return written(site, table, site.arguments.get(None, "if_exists"), PANDAS)


def write_database(site: CallSite) -> tuple[Step, ...]:
    """polars `df.write_database(table, connection, if_table_exists=)`."""
    mode = site.arguments.get(None, "if_table_exists", "if_exists")
    return written(site, site.arguments.get(0, "table_name"), mode, PANDAS)


def write_pandas(site: CallSite) -> tuple[Step, ...]:
    """Snowflake `write_pandas(conn, df, table, database, schema, overwrite=)` and the session's
    method of the same name."""
    method = last_name(receiver(site)).lower().endswith("session")
    table = site.arguments.get(1 if method else 2, "table_name")
    if table is None:
        return ()
    named = qualified(site.arguments.get(None, "schema"), table)
    overwrite = site.arguments.get(None, "overwrite")
    kind = Kind.REPLACE_TABLE if is_true(overwrite) else Kind.INSERT
    if overwrite is not None and may_be_true(overwrite):
        kind = Kind.REPLACE_TABLE
    return (construct(kind, Place.of(site), SOURCE, (named,)),)


# --- writing a table to a file ---------------------------------------------------------------

_READ_TABLE = ("read_sql_table", "table", "read_gbq_table")
_READ_SQL = ("read_sql", "read_sql_query", "read_database", "read_database_uri", "read_gbq", "sql")
_WHOLE_TABLE = re.compile(
    r"\s*select\s+\*\s+from\s+(?P<table>(?:[\w.\"`$\[\]-]|\{[^}]*\})+)\s*;?\s*\Z", re.IGNORECASE
)
_KEEPS_ROWS = frozenset(
    {
        "reset_index", "set_index", "rename", "astype", "copy", "sort_values", "sort_index",
        "fillna", "compute", "collect", "toPandas", "to_pandas", "df", "fetchdf", "convert_dtypes",
        "format", "coalesce", "repartition", "mode", "option", "options", "write", "read",
    }
)  # fmt: skip


def whole_table(value: Value | None) -> Text | None:
    """The table of `SELECT * FROM t` without anything after it; None for any other text."""
    text = None if value is None else unwrapped(value)
    if not isinstance(text, Text):
        return None
    match = _WHOLE_TABLE.match(text.excerpt.text)
    return None if match is None else cut(text, match.start("table"), match.end("table"))


def source_table(value: Value | None) -> Value | None:
    """The table that a data frame holds whole; None where it holds anything else."""
    for chain in chains(value):
        position = chain.index(*_READ_TABLE, *_READ_SQL)
        if position is None:
            return None
        read = chain.links[position]
        if any(link.name not in _KEEPS_ROWS for link in chain.links[position + 1 :]):
            return None
        first = read.arguments.get(0, "table_name", "sql", "query", "query_or_table")
        if read.name in _READ_TABLE:
            if first is None:
                return None
            return qualified(read.arguments.get(None, "schema"), first)
        found = whole_table(first)
        if found is None and read.name == "read_sql" and _is_bare_name(first):
            return first
        return found
    return None


def _is_bare_name(value: Value | None) -> bool:
    return isinstance(value, Text) and not any(mark in value.excerpt.text for mark in " \n(")


def to_file(site: CallSite) -> tuple[Step, ...]:
    """`pd.read_sql_table("prices", con).to_csv(path)`: the table is copied out."""
    on = receiver(site)
    if not site.arguments.positional and not site.arguments.keywords:
        return ()  # to_csv() gives a string
    if isinstance(on, Attribute) and on.name == "write":
        on = on.base
    table = source_table(on)
    if table is None:
        return ()
    return (_copied_out(site, table),)


def _copied_out(site: CallSite, table: Value) -> Construct:
    return construct(Kind.COPY_OUT, Place.of(site), SOURCE, (table,))


_FILES = (
    "to_csv", "to_parquet", "to_pickle", "to_json", "to_feather", "to_excel", "to_hdf", "to_orc",
    "write_csv", "write_parquet", "write_ipc", "write_json", "write_ndjson", "sink_parquet",
    "sink_csv", "parquet", "csv",
)  # fmt: skip

CALLS = {
    "to_sql": to_sql,
    "copy_from_files": copy_files,
    "delete_table_if_exists": delete_from_catalog,
    "to_postgis": to_postgis,
    "to_gbq": to_gbq,
    "write_database": write_database,
    "write_pandas": write_pandas,
    **dict.fromkeys(_FILES, to_file),
}
