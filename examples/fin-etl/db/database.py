"""The project's own way to the database."""

import psycopg


class Database:
    """Runs statements. Nothing is committed before `commit`."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url)

    def execute_query(self, query: str, parameters: tuple = ()) -> None:
        """Run a statement."""
        with self.connection.cursor() as cursor:
            cursor.execute(query, parameters)

    def fetch_value(self, query: str):
        """The first column of the first row."""
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0]

    def copy_rows(self, table: str, rows: list) -> None:
        """Load rows into a table."""
        with self.connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def commit(self) -> None:
        self.connection.commit()

    def rollback(self) -> None:
        self.connection.rollback()
