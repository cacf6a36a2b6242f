"""Transcripts of earnings calls."""

from db.database import Database


def load_fast(db: Database, rows: list) -> None:
    """Load without the checks of the foreign key."""
    db.execute_query("SET session_replication_role = replica")
    db.copy_rows("extracted.earnings_call_transcripts", rows)
    db.commit()
