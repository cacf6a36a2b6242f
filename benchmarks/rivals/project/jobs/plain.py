"""Statements as literals, the simplest form."""

import sqlite3

import psycopg


def nightly(url):
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("TRUNCATE TABLE customers CASCADE")  # fact 7
        cursor.execute("DELETE FROM invoices")  # fact 8
        cursor.execute("UPDATE products SET price = 0")  # fact 9
        cursor.execute("DROP SCHEMA staging_area CASCADE")  # fact 10
        cursor.execute("ALTER TABLE customers DROP COLUMN email")  # fact 11


def local(path):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA foreign_keys = OFF")  # fact 12
    connection.execute("DELETE FROM visits WHERE 1 = 1")  # fact 13
    connection.executescript(
        """
        BEGIN;
        DROP TABLE visits;  -- fact 14
        COMMIT;
        """
    )
