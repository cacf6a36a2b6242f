"""Frameworks across files: the tables that models give, and helpers that are handed commands."""

from __future__ import annotations

from textwrap import dedent

from ftc_lint.module_names import module_name
from ftc_lint.project.build import Project, build
from ftc_lint.python.read import read_python
from ftc_lint.settings import Settings
from ftc_lint.sql.parse import parse
from ftc_lint.text import Source


def project_of(files: dict[str, str]) -> Project:
    texts = {path: dedent(text) for path, text in files.items()}
    facts = [
        read_python(Source(path, text), Settings(), module_name(path))
        for path, text in texts.items()
    ]
    return build(facts, Settings(), parse, texts.get)


def operations(files: dict[str, str]) -> list[str]:
    return [
        f"{each.kind.value} {', '.join(map(str, each.tables))}"
        for each in project_of(files).operations
    ]


DJANGO = {
    "shop/models/price.py": """
        from django.db import models
        class Price(models.Model):
            listing = models.ForeignKey("Listing", on_delete=models.CASCADE)
            class Meta:
                db_table = "prices"
    """,
    "shop/models/listing.py": """
        from django.db import models
        class Listing(models.Model):
            pass
    """,
}


def test_migration_calls_a_table_as_its_model_does() -> None:
    migration = """
        from django.db import migrations
        class Migration(migrations.Migration):
            operations = [migrations.RemoveField("price", "a"), migrations.DeleteModel("Gone")]
    """
    found = operations({**DJANGO, "shop/migrations/0002_next.py": migration})
    assert "drop-column prices" in found
    assert "drop-table shop_gone" in found


def test_model_named_by_a_string_may_be_in_another_module() -> None:
    keys = [
        each.foreign_key for each in project_of(DJANGO).operations if each.foreign_key is not None
    ]
    assert [(str(key.child), str(key.parent)) for key in keys] == [("prices", "shop_listing")]


def test_query_set_names_the_table_of_its_model() -> None:
    job = "from .models.price import Price\ndef run():\n    Price.objects.all().delete()\n"
    assert "delete prices" in operations({**DJANGO, "shop/jobs.py": job})


def test_helper_runs_the_command_that_it_is_handed() -> None:
    code = """
        import os, subprocess
        def run(command):
            subprocess.run(command, check=True)
        def shell(line):
            os.system(line)
        def main():
            run(["psql", "-c", "DROP TABLE a"])
            shell("psql -c 'DROP TABLE b'")
        main()
    """
    assert operations({"a.py": code}) == ["drop-table a", "drop-table b"]


def test_helper_executes_the_statement_that_it_is_handed() -> None:
    code = """
        from sqlalchemy import delete
        from .models import Price
        def execute(session, statement):
            session.execute(statement)
        def wipe(query):
            query.delete()
        def main(session):
            execute(session, delete(Price))
            wipe(session.query(Price))
    """
    models = """
        from sqlalchemy import Column, Integer
        from sqlalchemy.orm import declarative_base
        class Price(declarative_base()):
            __tablename__ = "prices"
            id = Column(Integer, primary_key=True)
    """
    found = operations({"shop/load.py": code, "shop/models.py": models})
    assert found.count("delete prices") == 2
