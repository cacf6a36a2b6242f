"""Text that only speaks of statements."""

import argparse
import logging
import re

logger = logging.getLogger(__name__)
KEYWORDS = ["DELETE FROM", "TRUNCATE TABLE", "DROP TABLE"]  # mention 1
PATTERN = re.compile(r"TRUNCATE TABLE \w+ CASCADE")  # mention 2


def explain(table, cache, bucket, session, item):
    """Never run DELETE FROM orders here."""  # mention 3
    # TRUNCATE TABLE customers CASCADE would empty everything  # mention 4
    print(f"DELETE FROM {table} empties it")  # mention 5
    logger.warning("DROP TABLE %s was refused", table)  # mention 6
    logger.info(f"UPDATE {table} SET price = 0 was skipped")  # mention 7
    cache.delete("orders")  # mention 8
    bucket.objects.all().delete()  # mention 9
    session.delete(item)  # mention 10


def refuse(statement):
    if statement.startswith("DROP DATABASE"):  # mention 11
        raise ValueError("DROP DATABASE production is not allowed")  # mention 12
    assert "TRUNCATE TABLE" not in statement, "TRUNCATE TABLE orders CASCADE"  # mention 13
    if "delete from orders" in statement.lower():  # mention 14
        raise RuntimeError(f"will not run: DELETE FROM {statement}")  # mention 15


def options():
    parser = argparse.ArgumentParser(
        description="DELETE FROM orders, then load them anew"
    )  # mention 16
    parser.add_argument("--wipe", help="TRUNCATE TABLE orders CASCADE first")  # mention 17
    return parser


def read(cursor):
    cursor.execute("SELECT 'DELETE FROM orders' AS hint")  # mention 18
    cursor.execute("SELECT id FROM orders -- DROP TABLE orders")  # mention 19
