"""Backups: what the extract scripts should go through."""

from datetime import datetime

from db.database import Database


def create_backup(db: Database, table: str) -> str:
    """Copy a table, and return the name of the copy."""
    backup = f"{table}_backup_{datetime.now():%Y%m%d_%H%M%S}"
    db.execute_query(f"CREATE TABLE {backup} AS SELECT * FROM {table}")
    db.commit()
    return backup


def restore_from_backup(db: Database, table: str, backup: str) -> None:
    """Put the rows of a backup back."""
    db.rollback()
    db.execute_query(f"DELETE FROM {table}")
    db.execute_query(f"INSERT INTO {table} SELECT * FROM {backup}")
    db.commit()


def safe_replace(db: Database, table: str, rows: list) -> None:
    """Replace the rows of a table that nothing hangs on: with a backup, and put back on an error."""
    backup = create_backup(db, table)
    try:
        db.execute_query(f"DELETE FROM {table}")
        db.copy_rows(table, rows)
        if db.fetch_value(f"SELECT count(*) FROM {table}") < len(rows):
            raise ValueError(f"rows are missing in {table}")
        db.commit()
    except Exception:
        restore_from_backup(db, table, backup)
        raise
    db.execute_query(f"DROP TABLE {backup}")
    db.commit()
