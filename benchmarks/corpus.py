"""Writes the project that the benchmarks run over: the same bytes for the same seed.

Most files of a real data project hold no SQL; of those that do, most only read. The shares
below follow what was counted in public data projects: about one file in twelve holds an
operation.
"""

from __future__ import annotations

import random
from pathlib import Path

NOUNS = (
    "account amount batch book broker campaign cart charge client contract currency customer "
    "delivery device discount event exchange factor feature forecast invoice item journal ledger "
    "limit listing margin market message metric order partner payment period plan portfolio "
    "position price product quote rate region report request route sale schedule score segment "
    "session share shipment signal snapshot source stock store supplier symbol target tax ticket "
    "trade transfer user vendor visit volume voucher warehouse weight window"
).split()
VERBS = "build check collect compare compute filter find load merge parse read score send".split()


class Writer:
    """Draws names and code from one seeded source of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def noun(self) -> str:
        return self.chance.choice(NOUNS)

    def function_name(self) -> str:
        return f"{self.chance.choice(VERBS)}_{self.noun()}_{self.noun()}"

    def plain_function(self) -> str:
        """A function without SQL, of 15 to 40 lines."""
        first, second, third = self.noun(), self.noun(), self.noun()
        lines = [
            f"def {self.function_name()}({first}s, {second}=None, *, limit=100):",
            f'    """Return the {third} of every {first} up to a limit."""',
            "    result = {}",
            f"    for index, {first} in enumerate({first}s):",
            "        if index >= limit:",
            f'            logger.info("stopped after %d {first}s", limit)',
            "            break",
            f"        value = {first}.get({third!r}, 0.0)",
        ]
        for number in range(self.chance.randint(3, 14)):
            name, share = self.noun(), self.chance.random()
            lines += [
                f"        if value > {self.chance.randint(1, 999)} and {second} is not None:",
                f'            value = value * {share:.3f} + len(f"{{{second}}}-{name}")',
                f"            result.setdefault({name!r}, []).append((index, value, {number}))",
            ]
        lines += [
            f"        result[{first}.get({second!r})] = round(value, 2)",
            f'    logger.debug("updated %d of the {first}s, none deleted", len(result))',
            "    return result",
        ]
        return "\n".join(lines)

    def reading_function(self) -> str:
        """A function that only reads from the database."""
        table, column = self.noun(), self.noun()
        return f'''def fetch_{table}_{column}(db, since):
    """Read every {table} since a date."""
    query = """
        SELECT {column}_id, {column}_name, count(*)
        FROM {table}s
        WHERE created_at >= %s
        GROUP BY 1, 2
        ORDER BY 3 DESC
    """
    rows = db.execute_query(query, (since,))
    return [dict(row) for row in rows]'''

    def destroying_function(self) -> str:
        """A function that replaces or removes rows, in one of several ways."""
        table, other = self.noun(), self.noun()
        forms = (
            f'''def replace_{table}(db, rows):
    """Load all {table}s anew."""
    db.execute_query("DELETE FROM {table}s")
    for row in rows:
        db.execute_query("INSERT INTO {table}s VALUES (%s, %s)", row)''',
            f'''def reset_{table}(db, schema="public"):
    """Empty the {table}s of a schema."""
    sql = f"TRUNCATE TABLE {{schema}}.{table}s"
    if db.has_children("{table}"):
        sql += " CASCADE"
    db.execute_query(sql)''',
            f'''def prune_{table}(db, days):
    """Drop {table}s that are too old."""
    for name in ("{table}s", "{other}s"):
        db.execute_query(f"DELETE FROM {{name}} WHERE created_at < %s", (days,))''',
            f'''def store_{table}(frame, engine, if_exists="replace"):
    """Write a frame of {table}s."""
    frame.to_sql("{table}s", engine, if_exists=if_exists, index=False)''',
        )
        return self.chance.choice(forms)

    def module(self, number: int, package: str) -> str:
        kind = self.chance.random()
        functions = [self.plain_function() for _ in range(self.chance.randint(3, 9))]
        imports = "import json\nimport logging\nfrom pathlib import Path\n"
        if kind < 0.08:
            functions.insert(1, self.destroying_function())
            imports += "\nimport psycopg2\n"
        elif kind < 0.22:
            functions.insert(1, self.reading_function())
        if kind < 0.22:
            imports += f"\nfrom {package}.database import Database\n"
        body = "\n\n\n".join(functions)
        return (
            f'"""Module {number} of the benchmark project."""\n\n{imports}\n'
            f"logger = logging.getLogger(__name__)\n\n\n{body}\n"
        )


DATABASE = '''"""The project's own wrapper around its driver."""

import psycopg2


class Database:
    def __init__(self, dsn):
        self.connection = psycopg2.connect(dsn)

    def execute_query(self, query, params=None):
        with self.connection.cursor() as cursor:
            cursor.execute(query, params)
            self.connection.commit()
            return cursor.fetchall() if cursor.description else cursor.rowcount
'''


def write_python_project(root: Path, files: int, seed: int = 1) -> None:
    """A project of so many Python files in folders of 50, with a schema and a git directory."""
    writer = Writer(seed)
    package = root / "shop"
    package.mkdir(parents=True)
    (root / ".git").mkdir()
    (package / "__init__.py").write_text("")
    (package / "database.py").write_text(DATABASE)
    for number in range(files - 2):
        folder = package / f"part_{number // 50:03}"
        if number % 50 == 0:
            folder.mkdir()
        (folder / f"module_{number:05}.py").write_text(writer.module(number, "shop"))
    (root / "schema.sql").write_text(schema(writer, 60))


def schema(writer: Writer, tables: int) -> str:
    """DDL as a schema file holds it."""
    parts = []
    for number in range(tables):
        name, parent = f"{writer.noun()}s_{number}", f"{writer.noun()}s_{max(0, number - 1)}"
        parts.append(
            f"CREATE TABLE {name} (\n    id bigserial PRIMARY KEY,\n"
            f"    {parent}_id bigint NOT NULL REFERENCES {parent} (id) ON DELETE CASCADE,\n"
            "    name text NOT NULL DEFAULT '',\n    price numeric(12, 2) CHECK (price >= 0),\n"
            f"    created_at timestamptz NOT NULL DEFAULT now()\n);\n"
            f"CREATE INDEX {name}_created ON {name} (created_at);\n"
            f"COMMENT ON TABLE {name} IS 'Rows are deleted with their parent';\n"
        )
    return "\n".join(parts)


def write_sql_files(root: Path, files: int, seed: int = 2) -> None:
    """Migration files of a few kilobytes each: DDL, data changes, functions."""
    writer = Writer(seed)
    root.mkdir(parents=True)
    for number in range(files):
        table = writer.noun()
        text = schema(writer, writer.chance.randint(2, 12))
        text += (
            f"\nCREATE FUNCTION touch_{table}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
            f"BEGIN\n    UPDATE {table}s SET touched = now() WHERE id = NEW.id;\n"
            "    RETURN NEW;\nEND\n$$;\n"
        )
        if number % 10 == 0:
            text += f"\nTRUNCATE {table}s CASCADE;\n"
        for row in range(writer.chance.randint(5, 60)):
            text += f"INSERT INTO {table}s (id, name) VALUES ({row}, 'it''s {row}');\n"
        (root / f"V{number:04}__{table}.sql").write_text(text)


def write_large_sql(path: Path, megabytes: float, seed: int = 3) -> None:
    """One .sql file of about so many megabytes of DDL and INSERT statements."""
    writer = Writer(seed)
    block = schema(writer, 40) + "".join(
        f"INSERT INTO orders (id, note) VALUES ({i}, 'row {i}; not a -- comment');\n"
        for i in range(400)
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        for _ in range(max(1, round(megabytes * 1e6 / len(block)))):
            file.write(block)


def write_dense_sql(path: Path, megabytes: float, seed: int = 4) -> None:
    """A .sql file in which every statement is an operation, and nearly every table another."""
    writer = Writer(seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        number = 0
        while file.tell() < megabytes * 1e6:
            table, parent = f"{writer.noun()}s_{number}", f"{writer.noun()}s"
            file.write(
                f"CREATE TABLE {table} (id bigint PRIMARY KEY, parent_id bigint REFERENCES {parent}"
                f" (id) ON DELETE CASCADE, name text NOT NULL);\nTRUNCATE TABLE {table} CASCADE;\n"
                f"ALTER TABLE {parent} DROP COLUMN old_{number};\n"
                f"DELETE FROM {parent} WHERE id = {number};\n"
                f"UPDATE {table} SET name = upper(name) WHERE id < {number} AND name <> 'x';\n"
                f"INSERT INTO {table} SELECT * FROM {parent} WHERE id > {number};\n"
                f"DROP TABLE IF EXISTS {table};\n"
            )
            number += 1


def write_dump(path: Path, megabytes: int, tables: int = 20) -> None:
    """What pg_dump writes: tables, their rows in COPY format, foreign keys; at the end a TRUNCATE.
    Twelve rows in a kilobyte."""
    rows = "".join(
        f"{i}\t{i // 7}\t2024-01-{i % 28 + 1:02}\ttext; DROP TABLE x; -- it's {i}\t\\N\t{i}.50\n"
        for i in range(20_000)
    ).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(b"--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\n\n")
        for number in range(tables):
            file.write(f"CREATE TABLE public.t{number} (\n    id integer\n);\n\n".encode())
        for number in range(tables):
            file.write(f"COPY public.t{number} (id, parent, d, note, z, v) FROM stdin;\n".encode())
            for _ in range(max(1, round(megabytes * 1e6 / tables / len(rows)))):
                file.write(rows)
            file.write(b"\\.\n\n\n")
        for number in range(1, tables):
            file.write(
                f"ALTER TABLE ONLY public.t{number}\n    ADD CONSTRAINT fk{number} FOREIGN KEY"
                f" (parent) REFERENCES public.t{number - 1}(id) ON DELETE CASCADE;\n\n".encode()
            )
        file.write(b"TRUNCATE public.t3 CASCADE;\n")
