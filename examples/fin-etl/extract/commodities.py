"""Prices of commodities: nothing hangs on the table, and the replacement is the safe one."""

import argparse

from db.database import Database
from db.safety import safe_replace


def run_etl(url: str, rows: list, dry_run: bool = False) -> None:
    """Replace all prices."""
    if dry_run:
        print(f"DRY RUN: {len(rows)} prices would be written")
        return
    safe_replace(Database(url), "extracted.commodities", rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--dry-run", action="store_true")
    arguments = parser.parse_args()
    run_etl(arguments.url, [("WTI", "2026-07-01", 71.5)], dry_run=arguments.dry_run)
