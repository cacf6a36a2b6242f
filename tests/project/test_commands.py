"""Methods that are called as a driver's, and start programs: no SQL, unless that is possible."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

import pytest
from projects import project_of

COMMAND = """
    import subprocess

    class Command:
        def __init__(self, program):
            self.program = program

        def execute(self, *arguments):
            return self._start(arguments)

        def _start(self, arguments):
            return subprocess.run([self.program, *arguments], check=True)
"""

DATABASE = """
    import psycopg2

    class Database:
        def __init__(self):
            self.connection = psycopg2.connect()

        def execute(self, sql):
            self.connection.cursor().execute(sql)
"""


def unseen(files: Mapping[str, str]) -> list[str]:
    """The calls that are said to run SQL that cannot be seen."""
    project = project_of(files)
    return sorted(each.reason.split()[0] for each in project.unchecked if each.span is not None)


def executed(files: Mapping[str, str]) -> list[str]:
    """The operations that are executed, each as kind and tables."""
    return [
        f"{each.kind.value} {', '.join(map(str, each.tables))}"
        for each in project_of(files).operations
        if each.executed
    ]


def test_method_that_starts_programs_runs_no_sql() -> None:
    caller = """
        from command import Command

        def copy(source, target):
            rsync = Command("rsync")
            rsync.execute(source, target)

        class Copier:
            def __init__(self):
                self.rsync = Command("rsync")

            def copy(self, source):
                return self.rsync.execute(source)

        def copy_all(sources: list, rsync: Command):
            for each in sources:
                rsync.execute(each)
    """
    assert unseen({"command.py": COMMAND, "copies.py": caller}) == []


def test_method_of_its_own_class_that_starts_programs() -> None:
    code = (
        dedent(COMMAND)
        + """
    def retried(self, *arguments, **options):
        return self.execute(*arguments, **options)

def run(words):
    return Command("sh").retried(words)
"""
    )
    assert unseen({"command.py": code}) == []


def test_statement_written_here_counts_whatever_it_is_handed_to() -> None:
    caller = """
        from command import Command

        def wipe():
            Command("client").execute("DELETE FROM prices")
    """
    assert executed({"command.py": COMMAND, "wipe.py": caller}) == ["delete prices"]


def test_wrapper_of_a_driver_is_never_taken_for_one() -> None:
    caller = """
        from database import Database

        def apply(statement):
            Database().execute(statement)

        def wipe():
            apply("DELETE FROM prices")
    """
    files = {"database.py": DATABASE, "apply.py": caller}
    assert executed(files) == ["delete prices"]
    read = "from apply import apply\nimport os\napply(os.environ['STATEMENT'])\n"
    assert unseen({**files, "settings.py": read}) == ["self.connection.cursor().execute"]


def test_object_of_unknown_class_is_a_connection() -> None:
    caller = """
        class Loader:
            def __init__(self, connection):
                self.connection = connection

            def load(self, path):
                statement = path.open().read()
                self.connection.execute(statement)
    """
    assert unseen({"command.py": COMMAND, "load.py": caller}) == ["self.connection.execute"]


@pytest.mark.parametrize(
    "body",
    [
        "self.connection.cursor().execute(text)",  # a driver
        "self.backend.run_query(text)",  # something that may be one
        "raise NotImplementedError",  # what a subclass elsewhere does
        "return self.session.post(text)",  # no program
    ],
)
def test_subclass_or_branch_that_may_run_sql(body: str) -> None:
    code = (
        dedent(COMMAND)
        + f"""
class Client(Command):
    def execute(self, text):
        {body}

def apply(client: Command, text):
    client.execute(text)

def query(client, settings):
    apply(client, settings.query)
"""
    )
    assert "apply" in unseen({"command.py": code})


def test_all_subclasses_start_programs() -> None:
    code = (
        dedent(COMMAND)
        + """
class Client(Command):
    def execute(self, text):
        return super().execute("client", text)

def apply(client: Command, text):
    client.execute(text)

def copy(client, settings):
    apply(client, settings.source)
"""
    )
    assert unseen({"command.py": code}) == []


def test_one_method_that_starts_programs_and_runs_sql() -> None:
    code = """
        import subprocess
        import psycopg2

        class Step:
            def execute(self, text, shell):
                if shell:
                    subprocess.run(text, shell=True)
                else:
                    psycopg2.connect().cursor().execute(text)

        def run(database: Step, text):
            database.execute(text, False)

        def wipe(database):
            run(database, "DELETE FROM prices")
    """
    assert executed({"step.py": code}) == ["delete prices"]


def test_program_that_is_a_client_of_a_database() -> None:
    code = """
        import subprocess

        class Client:
            def execute(self, sql):
                subprocess.run(["psql", "-c", sql])

        def wipe(client: Client):
            client.execute("DELETE FROM prices")

        def apply(client: Client, sql):
            client.execute(sql)

        def empty(client):
            apply(client, "DELETE FROM orders")
    """
    assert executed({"client.py": code}) == ["delete prices", "delete orders"]
