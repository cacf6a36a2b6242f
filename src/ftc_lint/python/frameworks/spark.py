"""Spark: data frames written over tables, tables dropped through the catalogue."""

from __future__ import annotations

from ftc_lint.flow import Step
from ftc_lint.operations import Kind, Where
from ftc_lint.python.calls import CallSite
from ftc_lint.python.frameworks.building import Place, construct
from ftc_lint.python.frameworks.reading import (
    Chain,
    chains,
    is_true,
    last_name,
    literal,
    literals,
    member,
    receiver,
)
from ftc_lint.values import Mapping, Unknown, Value

SOURCE = "spark"

MODES = (
    ("overwrite", Kind.REPLACE_TABLE.value),
    ("append", Kind.INSERT.value),
    ("ignore", Kind.INSERT.value),
    ("error", Kind.INSERT.value),
    ("errorifexists", Kind.INSERT.value),
)
_DATABASES = (
    "jdbc", "snowflake", "bigquery", "redshift", "sqlserver", "com.microsoft.sqlserver", "oracle",
)  # fmt: skip


def _writer(value: Value | None) -> Chain | None:
    """The chain of calls on `df.write`; None where it is no writer."""
    for chain in chains(value):
        if member(chain.base)[1] == "write":
            return chain
    return None


def _option(chain: Chain, name: str) -> Value | None:
    """An option given by `.option(name, value)` or `.options(name=value)`; the last one counts."""
    for link in reversed(chain.links):
        if link.name == "option" and literal(link.arguments.get(0, "key")) == name:
            return link.arguments.get(1, "value")
        if link.name == "options":
            found = link.arguments.get(None, name)
            if found is not None:
                return found
    return None


def _mode(chain: Chain, site: CallSite, position: int | None) -> Value | None:
    """The mode: an argument of the call itself, else of `.mode(…)`."""
    own = site.arguments.get(position, "mode", "saveMode")
    if own is not None:
        return own
    for link in reversed(chain.links):
        if link.name == "mode":
            return link.arguments.get(0, "saveMode")
    return None


def _format(chain: Chain, site: CallSite) -> str:
    own = literals(site.arguments.get(None, "format"))
    for link in reversed(chain.links):
        if link.name == "format":
            return " ".join(literals(link.arguments.get(0, "source"))).lower()
    return " ".join(own).lower()


def _written(site: CallSite, chain: Chain, table: Value, mode: Value | None) -> tuple[Step, ...]:
    place = Place.of(site)
    truncates = literal(_option(chain, "truncate")) == "true" or is_true(_option(chain, "truncate"))
    detail = "truncate" if truncates else ""
    if mode is None:
        return (construct(Kind.INSERT, place, SOURCE, (table,)),)
    kind = Kind.REPLACE_TABLE
    return (construct(kind, place, SOURCE, (table,), mode=mode, modes=MODES, detail=detail),)


def jdbc(site: CallSite) -> tuple[Step, ...]:
    """`df.write.mode("overwrite").jdbc(url, "prices", mode=…, properties=…)`."""
    chain = _writer(receiver(site))
    table = site.arguments.get(1, "table")
    if chain is None or table is None:
        return ()
    return _written(site, chain, table, _mode(chain, site, 2))


def save_as_table(site: CallSite) -> tuple[Step, ...]:
    """`df.write.mode("overwrite").saveAsTable("prices")`, Snowpark's `save_as_table`."""
    chain = _writer(receiver(site))
    table = site.arguments.get(0, "name", "table_name")
    if chain is None or table is None:
        return ()
    return _written(site, chain, table, _mode(chain, site, 2))


def insert_into(site: CallSite) -> tuple[Step, ...]:
    """`df.write.insertInto("prices", overwrite=True)`."""
    chain = _writer(receiver(site))
    table = site.arguments.get(0, "tableName")
    if chain is None or table is None:
        return ()
    overwrite = site.arguments.get(1, "overwrite")
    if is_true(overwrite):
        return (construct(Kind.REPLACE_TABLE, Place.of(site), SOURCE, (table,)),)
    return _written(site, chain, table, _mode(chain, site, None))


def save(site: CallSite) -> tuple[Step, ...]:
    """`df.write.format("jdbc").option("dbtable", "prices").mode("overwrite").save()`."""
    chain = _writer(receiver(site))
    if chain is None:
        return ()
    written_as = _format(chain, site)
    if not any(name in written_as for name in _DATABASES):
        return ()
    table = _option(chain, "dbtable") or _option(chain, "table") or _spread(chain)
    if table is None and "bigquery" in written_as:
        table = site.arguments.get(0, "path")
    return _written(site, chain, table or Unknown("…"), _mode(chain, site, 2))


def _spread(chain: Chain) -> Value | None:
    """The table among `.options(**settings)`, where the settings are known."""
    for link in chain.links:
        for value in link.arguments.positional:
            if link.name == "options" and isinstance(value, Mapping):
                return dict(value.entries).get("dbtable")
    return None


def write_to(site: CallSite) -> tuple[Step, ...]:
    """`df.writeTo("prices").createOrReplace()`, `.overwritePartitions()`."""
    for chain in chains(receiver(site)):
        position = chain.index("writeTo")
        table = None if position is None else chain.links[position].arguments.get(0, "table")
        if table is not None:
            return (construct(Kind.REPLACE_TABLE, Place.of(site), SOURCE, (table,)),)
    return ()


def delta_delete(site: CallSite) -> tuple[Step, ...]:
    """`DeltaTable.forName(spark, "prices").delete()`, `.delete("day < …")`."""
    for chain in chains(receiver(site)):
        position = chain.index("forName", "forPath")
        if position is None or last_name(chain.base) != "DeltaTable":
            return ()
        named = chain.links[position]
        table = named.arguments.get(1, "tableOrViewName") if named.name == "forName" else None
        where = Where.SOME if site.arguments.get(0, "condition") is not None else Where.NONE
        place = Place.of(site)
        return (construct(Kind.DELETE, place, SOURCE, (table or Unknown("…"),), where=where),)
    return ()


CALLS = {
    "delete": delta_delete,
    "jdbc": jdbc,
    "saveAsTable": save_as_table,
    "save_as_table": save_as_table,
    "insertInto": insert_into,
    "save": save,
    "createOrReplace": write_to,
    "replace": write_to,
    "overwrite": write_to,
    "overwritePartitions": write_to,
}
