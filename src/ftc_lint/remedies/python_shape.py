"""The backup-before-replace pattern in Python, with the real names in it."""

from __future__ import annotations

import re

from ftc_lint.operations import TableName
from ftc_lint.remedies.backups import backup_name
from ftc_lint.remedies.quoting import quoted_table

_SHAPE = '''\
def replace_{function}(connection, new_rows):
    """Replace the rows of {table}; on any error the old ones are put back."""
    backup = f"{backup}_{{datetime.now():%Y%m%d_%H%M%S}}"
    connection.execute(f"CREATE TABLE {{backup}} AS SELECT * FROM {table}")
    connection.commit()
    try:
        connection.execute("DELETE FROM {table}")
        load_{function}(connection, new_rows)
        if not verify_{function}(connection):
            raise ValueError("the new rows of {table} do not look right")
        connection.commit()
    except Exception:
        connection.rollback()
        connection.execute("DELETE FROM {table}")
        connection.execute(f"INSERT INTO {table} SELECT * FROM {{backup}}")
        connection.commit()
        raise
    connection.execute(f"DROP TABLE {{backup}}")
    connection.commit()
'''

_UPSERT_SHAPE = '''\
def replace_{function}(connection, new_rows):
    """Bring the rows of {table} up to date without deleting any: its foreign keys cascade."""
    backup = f"{backup}_{{datetime.now():%Y%m%d_%H%M%S}}"
    connection.execute(f"CREATE TABLE {{backup}} AS SELECT * FROM {table}")
    connection.commit()
    try:
        upsert_{function}(connection, new_rows)
        mark_inactive_{function}(connection, new_rows)
        if not verify_{function}(connection):
            raise ValueError("the new rows of {table} do not look right")
        connection.commit()
    except Exception:
        connection.rollback()
        raise
    connection.execute(f"DROP TABLE {{backup}}")
    connection.commit()
'''


def python_shape(table: TableName, dialect: str, *, cascades: bool) -> str:
    """The function that would replace a table's rows safely. `cascades`: a DELETE from it
    deletes from other tables too, so that rows are upserted instead."""
    function = re.sub(r"\W+", "_", table.last).strip("_").lower() or "table"
    return (_UPSERT_SHAPE if cascades else _SHAPE).format(
        function=function,
        table=_in_string(quoted_table(table, dialect)),
        backup=_in_string(quoted_table(backup_name(table), dialect)),
    )


def _in_string(name: str) -> str:
    """A name inside a string with double quotes."""
    return name.replace("\\", "\\\\").replace('"', '\\"')
