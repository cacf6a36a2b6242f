"""Projects that are edited at random: jobs that call helpers, wrappers, models and one another.

Where a history is light, little in the jobs takes part in what is said of other files.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

TABLES = ("prices", "quotes", "orders", "items", "listing_status")

FIXED = {
    "db.py": """import psycopg2


class Database:
    def __init__(self, dsn, dry_run=False):
        self.connection = psycopg2.connect(dsn)
        self.dry_run = dry_run

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.connection.commit()

    def execute_query(self, query, params=None):
        with self.connection.cursor() as cursor:
            cursor.execute(query, params)
            self.connection.commit()

    def read_rows(self, table):
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            return cursor.fetchall()
""",
    "safety.py": """from db import Database


def backup(db, table):
    db.execute_query(f"CREATE TABLE {table}_backup AS SELECT * FROM {table}")


def safe_delete(db, table):
    backup(db, table)
    db.execute_query(f"DELETE FROM {table}")


def quote(name, style="ansi"):
    if style == "ansi":
        return '"' + name + '"'
    return "`" + name + "`"


def retry(function, *arguments):
    return function(*arguments)


def logged(function):
    def inner(*arguments):
        print("now")
        return function(*arguments)
    return inner
""",
    "schema.sql": """CREATE TABLE listing_status (id bigint PRIMARY KEY);
CREATE TABLE prices (id bigint PRIMARY KEY, parent bigint
    REFERENCES listing_status ON DELETE CASCADE);
CREATE TABLE quotes (id bigint PRIMARY KEY, parent bigint REFERENCES prices ON DELETE CASCADE);
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE TABLE items (id bigint PRIMARY KEY, parent bigint REFERENCES orders ON DELETE RESTRICT);
""",
    "models.py": """from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Quote(Base):
    __tablename__ = "quotes_of_models"
    id = Column(Integer, primary_key=True)


class Tick(Base):
    __tablename__ = "ticks"
    id = Column(Integer, primary_key=True)
    quote = Column(Integer, ForeignKey("quotes_of_models.id", ondelete="CASCADE"))
""",
    "names.py": 'TABLE = "prices"\nOTHER = "orders"\nEVERY = ["prices", "quotes"]\n',
}

IMPORTS = """import json
import logging
import threading

import pandas as pd
import psycopg2
from db import Database
from names import EVERY, OTHER, TABLE
from safety import backup, logged, quote, retry, safe_delete
"""

STATEMENTS = (
    'db.execute_query("DELETE FROM {table}")',
    'db.execute_query("TRUNCATE {table} CASCADE")',
    'db.execute_query("TRUNCATE TABLE {table}")',
    'db.execute_query(f"DELETE FROM {{table}}")',
    'db.execute_query(f"DELETE FROM {{name}} WHERE id = 1")',
    'db.execute_query("UPDATE {table} SET x = 1")',
    'db.execute_query("INSERT INTO {table} SELECT * FROM {other}")',
    'db.execute_query("CREATE TABLE {table}_backup AS SELECT * FROM {table}")',
    'db.execute_query("DROP TABLE {table}_backup")',
    'db.execute_query("SELECT count(*) FROM {table}")',
    "db.execute_query(table)",
    "db.execute_query(unknown())",
    'Database("").execute_query("DELETE FROM {table}")',
    "db.read_rows('{table}')",
    'safe_delete(db, "{table}")',
    'backup(db, "{table}")',
    "backup(db, TABLE)",
    'db.execute_query("DELETE FROM " + quote(TABLE))',
    'db.execute_query("DELETE FROM " + OTHER)',
    'retry(db.execute_query, "DELETE FROM {table}")',
    "threading.Thread(target=step_{step}).start()",
    'db.execute_query("DELETE FROM " + step_{step}(db))',
    'db.execute_query(f"DELETE FROM {{step_{step}(db, table)}}")',
    'db.execute_query(f"TRUNCATE {{names[0]}}")',
    "Loader(db).wipe()",
    "job_{job}.Loader(db, table).wipe()",
    "it.wipe_{job}(db)",
    "self.loader.wipe()",
    "step_{step}(db)",
    "job_{job}.step_{step}(db)",
    "job_{job}.main()",
    'pd.DataFrame([]).to_sql("{table}", engine, if_exists="replace")',
    'pd.DataFrame([]).to_sql("{table}", engine, if_exists="append")',
    "session.query(Quote).delete()",
    "total = json.dumps([1, 2, 3])",
    'logging.info("DELETE FROM {table}")',
    "registry.append(step_{step})",
    'text = "DROP TABLE {table}"',
    "return step_{step}",
    "return step_{step}(db)",
    'return "{table}"',
    "return TABLE",
    "return",
    'raise ValueError("{table}")',
    "sys.exit(1)",
)

FRAMES: tuple[tuple[str, ...], ...] = (
    ("if dry_run:",),
    ("if name is None:",),
    ("for table in EVERY:",),
    ('for name in ("{table}", "{other}"):',),
    ("for name in names:",),
    ('with Database("") as db:',),
    ("try:", "except Exception:\n    db.connection.rollback()"),
    ("while more():",),
)

HEAVY = ("CREATE", "DROP", "to_sql", "Quote", "job_", "safe_delete", "backup", "it.wipe")
"""Words of statements that take part in what is said of other files."""

CLASS = """

class Loader{base}:
    table = "{table}"

    def __init__(self, db, table="{other}"):
        self.db = db
        self.name = table

    def wipe(self):
        self.db.execute_query(f"DELETE FROM {{self.{attribute}}}")

    def wipe_{job}(self, db):
        db.execute_query("TRUNCATE " + self.table)
"""

SIGNATURES = (
    "(db)",
    "(db, dry_run=False)",
    "(db, table)",
    '(db, name="{table}", table=TABLE)',
    "(db, names, dry_run=True)",
    "()",
)


@dataclass
class Function:
    signature: str
    decorator: str = ""
    lines: list[str] = field(default_factory=list)


@dataclass
class Job:
    """A file: the functions `step_0`, `step_1`, …, and what its module does by itself."""

    imports: list[str] = field(default_factory=list)
    steps: dict[str, Function] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)
    has_main: bool = True
    comment: int = 0
    owner: str = ""

    def text(self) -> str:
        parts = [
            f"# {'x' * self.comment}\n",
            IMPORTS,
            *(f"import {each}\n" for each in self.imports),
        ]
        parts.append(self.owner)
        for name, function in self.steps.items():
            head = f"{function.decorator}def {name}{function.signature}:\n"
            lines = function.lines or ["pass"]
            parts.append("\n\n" + head + "".join(_indented(line, 1) for line in lines))
        parts += ["\n\n", *(_indented(line, 0) for line in self.body)]
        if self.has_main:
            called = "".join(f"    {name}(Database(''))\n" for name in self.steps) or "    pass\n"
            parts.append(f'\n\nif __name__ == "__main__":\n{called}')
        return "".join(parts)


def _indented(text: str, depth: int) -> str:
    return "".join("    " * depth + line + "\n" for line in text.splitlines())


class History:
    """A project in a directory, and one edit of it after another."""

    def __init__(self, directory: Path, seed: int, jobs: int = 4, is_light: bool = False) -> None:
        self.chance = random.Random(seed)
        self.is_light = is_light
        self.directory = directory
        self.files: dict[str, str] = {}
        self.jobs: dict[str, Job] = {}
        for number in range(jobs):
            self.jobs[f"job_{number}.py"] = self._job()
        self.fixed = dict(FIXED)
        self.write()

    def edit(self) -> str:
        """Change something; what it was."""
        edits: list[tuple[int, Callable[[], str]]] = [
            (10, self._add_statement),
            (5, self._remove_statement),
            (3, self._move_statement),
            (2, self._add_step),
            (2, self._remove_step),
            (2, self._change_signature),
            (2, self._change_body),
            (2, self._comment),
            (1, self._rename_step),
            (1, self._toggle_main),
            (1, self._rename_file),
            (1, self._change_class),
            (1, self._change_schema),
            (1, self._change_helper),
            (1, self._two_edits),
        ]
        weights = [weight for weight, _ in edits]
        done = self.chance.choices([edit for _, edit in edits], weights)[0]()
        self.write()
        return done

    def write(self) -> None:
        """Bring the directory up to date."""
        wanted = {**self.fixed, **{name: job.text() for name, job in self.jobs.items()}}
        for name in self.files.keys() - wanted.keys():
            (self.directory / name).unlink()
        for name, text in wanted.items():
            if self.files.get(name) != text:
                (self.directory / name).write_text(text)
        self.files = wanted

    # --- edits -------------------------------------------------------------------------------

    def _add_statement(self) -> str:
        name, function = self._function()
        at = self.chance.randint(0, len(function.lines))
        function.lines.insert(at, self._statement())
        return f"{name}: a statement"

    def _remove_statement(self) -> str:
        name, function = self._function()
        if function.lines:
            del function.lines[self.chance.randrange(len(function.lines))]
        return f"{name}: a statement less"

    def _move_statement(self) -> str:
        name, function = self._function()
        self.chance.shuffle(function.lines)
        return f"{name}: another order"

    def _add_step(self) -> str:
        name, job = self._one()
        job.steps[f"step_{self.chance.randrange(6)}"] = self._new_function()
        return f"{name}: a step"

    def _remove_step(self) -> str:
        name, job = self._one()
        if job.steps:
            del job.steps[self.chance.choice(list(job.steps))]
        return f"{name}: a step less"

    def _change_signature(self) -> str:
        name, function = self._function()
        function.signature = self._filled(self.chance.choice(SIGNATURES))
        return f"{name}: a signature"

    def _change_body(self) -> str:
        name, job = self._one()
        if job.body and self.chance.random() < 0.5:
            job.body.pop()
        else:
            job.body.append(self._statement(deep=False))
        return f"{name}: the module"

    def _comment(self) -> str:
        name, job = self._one()
        job.comment = self.chance.randrange(9)
        return f"{name}: a comment"

    def _rename_step(self) -> str:
        name, job = self._one()
        if job.steps:
            old = self.chance.choice(list(job.steps))
            job.steps[f"step_{self.chance.randrange(6)}"] = job.steps.pop(old)
        return f"{name}: a step's name"

    def _toggle_main(self) -> str:
        name, job = self._one()
        job.has_main = not job.has_main
        return f"{name}: its main"

    def _change_class(self) -> str:
        name, job = self._one()
        job.owner = "" if self.chance.random() < 0.3 else self._class()
        return f"{name}: a class"

    def _rename_file(self) -> str:
        name, job = self._one()
        del self.jobs[name]
        new = f"job_{self.chance.randrange(8)}.py"
        self.jobs[new] = job
        return f"{name}: now {new}"

    def _change_schema(self) -> str:
        child, parent = self.chance.sample(TABLES, 2)
        action = self.chance.choice(("CASCADE", "RESTRICT", "SET NULL"))
        self.fixed["schema.sql"] = FIXED["schema.sql"] + (
            f"ALTER TABLE {child} ADD CONSTRAINT c FOREIGN KEY (parent)"
            f" REFERENCES {parent} (id) ON DELETE {action};\n"
        )
        return "a foreign key"

    def _change_helper(self) -> str:
        text = FIXED["safety.py"]
        change = self.chance.randrange(4)
        if change == 1:
            text = text.replace("    backup(db, table)\n", "")
        elif change == 2:
            text = text.replace("return '\"' + name + '\"'", "return name")
        elif change == 3:
            text += '\n\nsafe_delete(Database(""), "prices")\n'
        self.fixed["safety.py"] = text
        return f"the helper: {change}"

    def _two_edits(self) -> str:
        return f"{self._add_statement()}, {self._add_statement()}"

    # --- what they are made of -----------------------------------------------------------------

    def _one(self) -> tuple[str, Job]:
        name = self.chance.choice(sorted(self.jobs))
        return name, self.jobs[name]

    def _function(self) -> tuple[str, Function]:
        name, job = self._one()
        if not job.steps:
            job.steps["step_0"] = self._new_function()
        return name, self.chance.choice(list(job.steps.values()))

    def _job(self) -> Job:
        job = Job(has_main=self.chance.random() < 0.7)
        if self.chance.random() < 0.3:
            job.owner = self._class()
        for _ in range(self.chance.randint(1, 4)):
            job.steps[f"step_{self.chance.randrange(6)}"] = self._new_function()
        most = 1 if self.is_light else 3
        job.imports = [
            f"job_{self.chance.randrange(6)}" for _ in range(self.chance.randrange(most))
        ]
        if not self.is_light and self.chance.random() < 0.3:
            job.imports.append("models as Quote")
        if self.chance.random() < 0.4:
            job.body.append(self._statement(deep=False))
        return job

    def _new_function(self) -> Function:
        function = Function(self._filled(self.chance.choice(SIGNATURES)))
        if self.chance.random() < 0.1:
            function.decorator = "@logged\n"
        function.lines = [self._statement() for _ in range(self.chance.randint(0, 4))]
        return function

    def _class(self) -> str:
        other = f"(job_{self.chance.randrange(6)}.Loader)"
        base = "" if self.is_light else self.chance.choice(("", other))
        attribute = self.chance.choice(("table", "name", "missing"))
        return self._filled(CLASS.replace("{base}", base).replace("{attribute}", attribute))

    def _statement(self, deep: bool = True) -> str:
        usual = [
            each
            for each in STATEMENTS
            if (deep or not each.startswith(("return", "raise", "sys")))
            and not (self.is_light and any(word in each for word in HEAVY))
        ]
        text = self._filled(self.chance.choice(usual))
        if deep and self.chance.random() < 0.35:
            first, *rest = self.chance.choice(FRAMES)
            text = self._filled(first) + "\n" + _indented(text, 1) + "\n".join(rest)
        return text.rstrip("\n")

    def _filled(self, text: str) -> str:
        table, other = self.chance.sample(TABLES, 2)
        return text.format(
            table=table,
            other=other,
            step=self.chance.randrange(6),
            job=self.chance.randrange(6),
        )
