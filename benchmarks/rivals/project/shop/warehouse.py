"""The project's own way to its database."""

import logging

import psycopg

logger = logging.getLogger(__name__)


class Warehouse:
    """A connection that logs what it runs."""

    def __init__(self, url):
        self.connection = psycopg.connect(url)

    def run(self, statement, parameters=None):
        """Run one statement."""
        logger.debug("running %s", statement)
        with self.connection.cursor() as cursor:
            cursor.execute(statement, parameters)

    def run_all(self, statements):
        """Run statements in their order."""
        for statement in statements:
            self.run(statement)

    def empty(self, table):
        """Take all rows out of a table."""
        self.run(f"DELETE FROM {table}")  # fact 1


def reset(warehouse):
    """Empty what the nightly job fills."""
    warehouse.empty("orders")
