"""Statements that are run elsewhere."""

CLEAR_ORDERS = "DELETE FROM orders"  # fact 2
REBUILD = [
    "DROP TABLE IF EXISTS order_lines",  # fact 3
    "DROP TABLE IF EXISTS orders CASCADE",  # fact 4
    "CREATE TABLE orders (id bigint PRIMARY KEY)",
]
WIPE = "TRUNCATE {table} CASCADE"  # fact 5


class Purge:
    """A statement kept in a class."""

    sql = "TRUNCATE TABLE payments"  # fact 6
