"""The list of all symbols: the script that emptied eight tables one night."""

import argparse

from db.database import Database
from db.safety import create_backup


def replace_by_truncate(db: Database, rows: list) -> None:
    """How it was."""
    db.execute_query("TRUNCATE TABLE extracted.listing_status CASCADE")
    db.copy_rows("extracted.listing_status", rows)


def replace_by_delete(db: Database, rows: list) -> None:
    """How it was mended: with a backup, and a DELETE."""
    create_backup(db, "extracted.listing_status")
    db.execute_query("DELETE FROM extracted.listing_status")
    db.copy_rows("extracted.listing_status", rows)
    db.commit()


def upsert(db: Database, rows: list) -> None:
    """How it should be: nothing is deleted."""
    for symbol, name in rows:
        db.execute_query(
            "INSERT INTO extracted.listing_status (symbol, name) VALUES (%s, %s)"
            " ON CONFLICT (symbol) DO UPDATE SET name = EXCLUDED.name",
            (symbol, name),
        )
    symbols = [symbol for symbol, _ in rows]
    db.execute_query(
        "UPDATE extracted.listing_status SET status = 'inactive' WHERE symbol <> ALL (%s)",
        (symbols,),
    )
    db.commit()


def run_etl(url: str, rows: list, way: str, dry_run: bool = False) -> None:
    """Bring the list up to date."""
    if dry_run:
        print(f"DRY RUN: {len(rows)} symbols would be written by {way}")
        return
    db = Database(url)
    {"truncate": replace_by_truncate, "delete": replace_by_delete, "upsert": upsert}[way](db, rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--dry-run", action="store_true")
    arguments = parser.parse_args()
    run_etl(arguments.url, [("IBM", "IBM")], "upsert", dry_run=arguments.dry_run)
