"""Other libraries that destroy tables by a call: BigQuery, ibis, sqlite-utils, dataset,
Supabase."""

from __future__ import annotations

from ftc_lint.flow import Step
from ftc_lint.operations import Kind, Where
from ftc_lint.python.calls import CallSite
from ftc_lint.python.frameworks import restriction
from ftc_lint.python.frameworks.building import Place, construct
from ftc_lint.python.frameworks.dataframes import SOURCE as DATAFRAME
from ftc_lint.python.frameworks.dataframes import written
from ftc_lint.python.frameworks.reading import (
    Chain,
    called,
    chains,
    is_true,
    last_name,
    looks_like_class,
    may_be_true,
    member,
    qualified,
    receiver,
    uses,
    walk,
)
from ftc_lint.python.frameworks.restriction import both
from ftc_lint.templates import plain
from ftc_lint.values import Element, Text, Value

# --- BigQuery --------------------------------------------------------------------------------


def _bigquery(site: CallSite) -> bool:
    return any(name.startswith("google.cloud") for name in site.imports) or any(
        "bigquery" in name for name in site.imports
    )


def bigquery_delete_table(site: CallSite) -> tuple[Step, ...]:
    """`client.delete_table("project.dataset.prices", not_found_ok=True)`."""
    table = site.arguments.get(0, "table")
    if table is None or not _bigquery(site):
        return ()
    exists = is_true(site.arguments.get(None, "not_found_ok"))
    return (
        construct(
            Kind.DROP_TABLE,
            Place.of(site),
            "bigquery",
            (table,),
            dialect="bigquery",
            if_exists=exists,
        ),
    )


def bigquery_delete_dataset(site: CallSite) -> tuple[Step, ...]:
    """`client.delete_dataset("raw", delete_contents=True)`."""
    name = site.arguments.get(0, "dataset")
    if name is None or not _bigquery(site):
        return ()
    cascade = may_be_true(site.arguments.get(None, "delete_contents"))
    return (
        construct(
            Kind.DROP_SCHEMA,
            Place.of(site),
            "bigquery",
            (name,),
            cascade=cascade,
            dialect="bigquery",
        ),
    )


def bigquery_api_delete(site: CallSite) -> tuple[Step, ...]:
    """`client.tables().delete(projectId=…, datasetId=…, tableId=…)` of the REST client, and its
    `datasets().delete(…)`."""
    arguments = site.arguments
    dataset, table = arguments.get(None, "datasetId"), arguments.get(None, "tableId")
    if dataset is None:
        return ()
    kind = Kind.DROP_SCHEMA if table is None else Kind.DROP_TABLE
    name = dataset if table is None else qualified(dataset, table)
    cascade = may_be_true(arguments.get(None, "deleteContents"))
    return (
        construct(kind, Place.of(site), "bigquery", (name,), cascade=cascade, dialect="bigquery"),
    )


_DISPOSITIONS = (
    ("write_truncate", Kind.REPLACE_TABLE.value),
    ("write_truncate_data", Kind.REPLACE_TABLE.value),
    ("write_append", Kind.INSERT.value),
    ("write_empty", Kind.INSERT.value),
)


def bigquery_load(site: CallSite) -> tuple[Step, ...]:
    """`client.load_table_from_dataframe(df, table, job_config=LoadJobConfig(write_disposition=…))`
    and its siblings."""
    table = site.arguments.get(1, "destination")
    mode = _disposition(site.arguments.get(None, "job_config"))
    source = DATAFRAME if site.name == "load_table_from_dataframe" else "bigquery"
    return written(site, table, mode, _DISPOSITIONS, source=source)


def _disposition(config: Value | None) -> Value | None:
    """`write_disposition` of a job configuration; `WriteDisposition.WRITE_TRUNCATE` as text."""
    for each in () if config is None else walk(config):
        call = called(each, "LoadJobConfig", "QueryJobConfig", "CopyJobConfig")
        given = None if call is None else call.arguments.get(None, "write_disposition")
        if given is None:
            continue
        name = member(given)[1]
        return plain(name) if name.startswith("WRITE_") else given
    return None


# --- ibis ------------------------------------------------------------------------------------


def ibis_drop_table(site: CallSite) -> tuple[Step, ...]:
    """`con.drop_table("prices")`, `con.drop_database("raw", cascade=True)`."""
    name = site.arguments.get(0, "name")
    if name is None or not uses(site.imports, "ibis") or uses(site.imports, "alembic"):
        return ()
    kind = {
        "drop_table": Kind.DROP_TABLE,
        "truncate_table": Kind.TRUNCATE,
        "drop_database": Kind.DROP_SCHEMA,
    }[site.name]
    cascade = may_be_true(site.arguments.get(None, "cascade"))
    return (construct(kind, Place.of(site), "ibis", (name,), cascade=cascade),)


def ibis_create_table(site: CallSite) -> tuple[Step, ...]:
    """`con.create_table("prices", df, overwrite=True)`, `con.insert(…, overwrite=True)`."""
    if not uses(site.imports, "ibis") or not is_true(site.arguments.get(None, "overwrite")):
        return ()
    name = site.arguments.get(0, "name", "table_name")
    if name is None:
        return ()
    return (construct(Kind.REPLACE_TABLE, Place.of(site), "ibis", (name,)),)


# --- sqlite-utils and dataset: db["prices"] ---------------------------------------------------


def _table_of(chain: Chain) -> Value | None:
    """The name in `db["prices"]`, `db.table("prices")`, `db.get_table("prices")`."""
    if isinstance(chain.base, Element) and not chain.links:
        return chain.base.key
    if len(chain.links) == 1 and chain.links[0].name in ("table", "get_table", "load_table"):
        return chain.links[0].arguments.get(0, "table_name", "name")
    return None


def item_drop(site: CallSite) -> tuple[Step, ...]:
    """`db["prices"].drop()`."""
    if not uses(site.imports, "sqlite_utils", "dataset"):
        return ()
    for chain in chains(receiver(site)):
        table = _table_of(chain)
        if table is not None:
            return (construct(Kind.DROP_TABLE, Place.of(site), _item_library(site), (table,)),)
    return ()


def item_delete(site: CallSite) -> tuple[Step, ...]:
    """sqlite-utils `db["prices"].delete_where("x > 1")`; dataset `db["prices"].delete(x=1)`."""
    if not uses(site.imports, "sqlite_utils", "dataset"):
        return ()
    library = _item_library(site)
    if site.name == "delete" and library != "dataset":
        return ()
    for chain in chains(receiver(site)):
        table = _table_of(chain)
        if table is not None:
            where = restriction.of_conditions(site.arguments)
            if where is Where.KEY and site.name == "delete_where":
                where = Where.SOME
            return (construct(Kind.DELETE, Place.of(site), library, (table,), where=where),)
    return ()


def _item_library(site: CallSite) -> str:
    return "sqlite-utils" if uses(site.imports, "sqlite_utils") else "dataset"


# --- Supabase --------------------------------------------------------------------------------

_SUPABASE_FILTERS = ("neq", "gt", "gte", "lt", "lte", "like", "ilike", "in_", "is_", "or_", "match")


def supabase(site: CallSite) -> tuple[Step, ...]:
    """`client.table("prices").delete().eq("id", 1).execute()`."""
    for chain in chains(receiver(site)):
        position = chain.index("delete", "update", "upsert", "insert")
        if (
            position is None
            or not position
            or chain.links[position - 1].name
            not in (
                "table",
                "from_",
            )
        ):
            return ()
        table = chain.links[position - 1].arguments.get(0, "table_name")
        if table is None or (not isinstance(table, Text) and looks_like_class(table)):
            return ()
        if not uses(site.imports, "supabase", "postgrest") and not _named_supabase(chain):
            return ()
        verb = chain.links[position].name
        kind = {"delete": Kind.DELETE, "update": Kind.UPDATE}.get(verb, Kind.INSERT)
        where = None if kind is Kind.INSERT else _supabase_where(chain, position)
        return (construct(kind, Place.of(site), "supabase", (table,), where=where),)
    return ()


def _named_supabase(chain: Chain) -> bool:
    return "supabase" in last_name(chain.base).lower()


def _supabase_where(chain: Chain, position: int) -> Where:
    found = []
    for link in chain.links[position + 1 :]:
        if link.name == "eq":
            found.append(Where.KEY)
        elif link.name in _SUPABASE_FILTERS:
            found.append(Where.SOME)
        else:
            found.append(Where.UNKNOWN)
    return both(found)


CALLS = {
    "delete_table": bigquery_delete_table,
    "delete_dataset": bigquery_delete_dataset,
    "load_table_from_dataframe": bigquery_load,
    "load_table_from_uri": bigquery_load,
    "load_table_from_file": bigquery_load,
    "load_table_from_json": bigquery_load,
    "drop_table": ibis_drop_table,
    "truncate_table": ibis_drop_table,
    "drop_database": ibis_drop_table,
    "create_table": ibis_create_table,
    "insert": ibis_create_table,
    "drop": item_drop,
    "delete": lambda site: bigquery_api_delete(site) or item_delete(site),
    "delete_where": item_delete,
    "execute": supabase,
}
