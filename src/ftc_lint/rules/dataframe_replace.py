"""A data frame is written over a table, which is dropped and made again.

When: pandas `to_sql(if_exists="replace")` and `"delete_rows"`, polars
`write_database(if_table_exists="replace")`, Spark's `mode("overwrite")` towards JDBC or
`saveAsTable`, whether the word stands there, in a variable or in a parameter's default. Scratch
tables are left alone.

Effect: the table is dropped: foreign keys, indexes, constraints, grants and column types do not
come back, and if the load fails the rows do not either. `delete_rows` keeps the table and deletes
every row, which ON DELETE CASCADE follows.

Instead: load into a staging table and upsert from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.fixes.append_frame import AppendFrame
from ftc_lint.judgement import tables_at_stake
from ftc_lint.operations import Kind, Operation, TableName
from ftc_lint.rule import Hit, Rule, python
from ftc_lint.wording import backup_note, backup_places, joined, names_of, tables_listed

_FRAMES = frozenset({"dataframe", "spark"})
_KEEPS_THE_TABLE = frozenset({"delete_rows", "truncate"})


def check(operation: Operation, context: Context) -> Iterator[Hit]:
    """One hit for each data frame that replaces a table."""
    if operation.kind is not Kind.REPLACE_TABLE:
        return
    tables = tables_at_stake(operation, context)
    if not tables and operation.tables:
        return
    names = tables_listed(tables)
    yield Hit(
        message=joined(_fact(operation, names), backup_note(operation, context)),
        help=_help(tables),
        span=operation.span,
        statement=operation.statement,
        tables=names_of(tables),
        related=backup_places(operation, context),
        mend=AppendFrame(operation.option, operation.detail, operation.statement),
    )


def _fact(operation: Operation, names: str) -> str:
    if operation.source not in _FRAMES:
        return f"This load replaces every row of {names}"
    if operation.detail in _KEEPS_THE_TABLE:
        return f"This data frame replaces every row of {names}, and ON DELETE CASCADE follows"
    return (
        f"This data frame replaces {names}: the table is dropped with its keys, indexes, "
        "grants and column types"
    )


def _help(tables: Sequence[TableName]) -> str:
    if len(tables) == 1 and not tables[0].has_hole:
        return f"append to stg_{tables[0].last} and upsert from it into {tables[0]}"
    return "append to a staging table and upsert from it"


RULE = Rule(
    code="FTC111",
    name="dataframe-replace",
    subject=Operation,
    kinds=frozenset({Kind.REPLACE_TABLE}),
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        python(
            "import pandas as pd\n"
            "\n"
            "\n"
            "def load(frame: pd.DataFrame, engine) -> None:\n"
            '    frame.to_sql("overview", engine, if_exists="replace", index=False)\n',
            fixed={'"replace"': '"append"'},
        ),
        python(
            "import pandas as pd\n"
            "\n"
            "\n"
            'def load(frame: pd.DataFrame, engine, table: str, if_exists: str = "replace"):\n'
            "    frame.to_sql(table, engine, if_exists=if_exists)\n",
            note="The default of a parameter.",
            fixed={'"replace"': '"append"'},
        ),
        python(
            "import polars as pl\n"
            "\n"
            'MODE = "replace"\n'
            "\n"
            "\n"
            "def load(frame: pl.DataFrame, url: str) -> None:\n"
            '    frame.write_database("overview", url, if_table_exists=MODE)\n',
            note="A constant.",
            fixed={'"replace"': '"append"'},
        ),
    ),
    good=(
        python(
            "import pandas as pd\n"
            "\n"
            "\n"
            "def load(frame: pd.DataFrame, engine) -> None:\n"
            '    frame.to_sql("overview", engine, if_exists="append", index=False)\n',
        ),
        python(
            "import pandas as pd\n"
            "\n"
            "\n"
            "def stage(frame: pd.DataFrame, engine) -> None:\n"
            '    frame.to_sql("stg_overview", engine, if_exists="replace")\n',
            note="A staging table.",
        ),
        python(
            "import pandas as pd\n"
            "\n"
            "\n"
            "def tidy(frame: pd.DataFrame) -> pd.DataFrame:\n"
            '    return frame.rename(columns={"mode": "replace"})\n',
            note="The word alone.",
        ),
    ),
)
