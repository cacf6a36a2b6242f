"""Statements that are put together."""

from string import Template

import psycopg
from psycopg import sql
from shop import statements
from shop.statements import CLEAR_ORDERS, REBUILD, Purge
from shop.warehouse import Warehouse


def by_verb(cursor, sqlite):
    verb = "DELETE FROM" if sqlite else "TRUNCATE"  # fact 15
    cursor.execute(f"{verb} sessions")  # fact 15


def by_loop(cursor):
    for table in ("carts", "cart_items"):
        cursor.execute(f"DROP TABLE {table}")  # fact 16


def by_import(url):
    warehouse = Warehouse(url)
    warehouse.run(CLEAR_ORDERS)  # fact 2
    warehouse.run_all(REBUILD)  # fact 3, fact 4
    warehouse.run(statements.WIPE.format(table="refunds"))  # fact 5
    warehouse.run(Purge.sql)  # fact 6


def by_percent(cursor, schema):
    cursor.execute("TRUNCATE %s.events CASCADE" % schema)  # fact 17


def by_addition(cursor, table, cascade):
    query = "TRUNCATE TABLE " + table  # fact 18
    if cascade:
        query += " CASCADE"  # fact 18
    cursor.execute(query)  # fact 18


def by_composition(url, name):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS ") + sql.Identifier(name))  # fact 19


def by_join(cursor, tables):
    statements = []
    for table in tables:
        statements.append(f"DELETE FROM {table}")  # fact 20
    cursor.execute(";".join(statements))  # fact 20


def by_template(cursor):
    text = Template("DELETE FROM $table").substitute(table="reviews")  # fact 21
    cursor.execute(text)  # fact 21


def by_wrapper(warehouse: Warehouse):
    warehouse.run(
        "UPDATE customers "  # fact 22
        "SET consent = false"
    )


def by_file(cursor):
    cursor.execute(open("sql/wipe.sql").read())


def a_row(warehouse: Warehouse, number):
    warehouse.run("DELETE FROM addresses WHERE id = %s", (number,))
