"""ON DELETE CASCADE to RESTRICT, wherever and however it is written."""

from __future__ import annotations

import pytest

from .mended_project import fixed, mend, refusal

HEAD = "import psycopg\ndb = psycopg.connect()\n"
TABLE = "CREATE TABLE overview (id int REFERENCES listing"


@pytest.mark.parametrize(
    "sql",
    [
        f"{TABLE} ON DELETE ⟦CASCADE⟧);",
        f"{TABLE}(id) ON UPDATE CASCADE ON DELETE ⟦CASCADE⟧ DEFERRABLE);",
        f"{TABLE} ON DELETE ⟦CASCADE⟧ ON UPDATE CASCADE);",
        f"{TABLE} on delete\n  ⟦cascade⟧);",
        f"{TABLE} ON /* ON DELETE CASCADE */ DELETE -- CASCADE\n ⟦CASCADE⟧);",
        f"{TABLE}\r\n ON DELETE\r\n\t⟦CASCADE⟧\r\n);\r\n",
        "CREATE TABLE a (b int, FOREIGN KEY (b) REFERENCES c ON DELETE ⟦CASCADE⟧)",
        "ALTER TABLE a ADD CONSTRAINT k FOREIGN KEY (b) REFERENCES c (d) ON DELETE ⟦CASCADE⟧;",
        "ALTER TABLE a ADD COLUMN b int REFERENCES c ON DELETE ⟦CASCADE⟧;",
        f"DO $$ BEGIN {TABLE} ON DELETE ⟦CASCADE⟧); END $$;",
        f"{TABLE} ON DELETE ⟦CASCADE⟧, b int REFERENCES c ON DELETE ⟦CASCADE⟧);",
        f"-- größe 表 🗝\n{TABLE} ON DELETE ⟦CASCADE⟧);",
    ],
)
def test_sql(sql: str) -> None:
    text = sql.replace("⟦", "").replace("⟧", "")
    wanted = sql.replace("⟦CASCADE⟧", "RESTRICT").replace("⟦cascade⟧", "restrict")
    assert fixed(text, "FTC301", "a.sql") == wanted


@pytest.mark.parametrize(
    "call",
    [
        f'db.execute("{TABLE} ON DELETE ⟦CASCADE⟧)")',
        f"db.execute('{TABLE} ON DELETE ⟦CASCADE⟧)')",
        f'db.execute("""\n  {TABLE}\n    ON DELETE ⟦CASCADE⟧\n  )""")',
        f'db.execute("{TABLE} ON DELETE\\n⟦CASCADE⟧)")',
        f'db.execute("{TABLE} ON DELETE\\t⟦cascade⟧)")',
        f'db.execute("{TABLE} ON DELETE \\\n⟦CASCADE⟧)")',
        f'db.execute(r"{TABLE} ON DELETE ⟦CASCADE⟧)")',
        f'db.execute("{TABLE} " "ON DELETE " "⟦CASCADE⟧)")',
        f'db.execute("{TABLE} ON DELETE "\n    # why\n    "⟦CASCADE⟧)")',
        f'db.execute("{TABLE} " + "ON DELETE ⟦CASCADE⟧" + ")")',
        'def f(t):\n    db.execute(f"CREATE TABLE {t} (a §)")',
        'def f(t):\n    db.execute(f"""CREATE TABLE {t!s:>1} (\n a §)""")',
        "def f(t):\n    db.execute(f\"CREATE TABLE a (x text DEFAULT '{{}}' {t}, b §)\")",
        'def f(t):\n    db.execute("CREATE TABLE %s (a §)" % t)',
        'def f(t):\n    db.execute("CREATE TABLE {} (a §)".format(t))',
        'from textwrap import dedent\ndb.execute(dedent("""\n    CREATE TABLE a (\n      b §)"""))',
        'SQL = "CREATE TABLE a (b §)"\ndb.execute(SQL)',
        'DO = "ON DELETE ⟦CASCADE⟧"\ndb.execute(f"CREATE TABLE a (b int REFERENCES c {DO})")',
        'for t in ("a", "b"):\n    db.execute(f"CREATE TABLE {t} (b §)")',
        "from psycopg.sql import SQL, Identifier as I\n"
        'db.execute(SQL("CREATE TABLE {} (b §)").format(I("a")))',
        'größe = "表🗝"; db.execute("CREATE TABLE a (b §)")',
        'db.execute("create table a (b int references c on delete ⟦cascade⟧)".upper())',
    ],
)
def test_sql_in_python(call: str) -> None:
    call = call.replace("§", "int REFERENCES c ON DELETE ⟦CASCADE⟧")
    text = HEAD + call.replace("⟦", "").replace("⟧", "") + "\n"
    wanted = HEAD + call.replace("⟦CASCADE⟧", "RESTRICT").replace("⟦cascade⟧", "restrict") + "\n"
    assert fixed(text, "FTC301") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "from sqlalchemy import Column, ForeignKey\nfrom models import Base\n\n\n"
        'class A(Base):\n    __tablename__ = "a"\n'
        '    b = Column(ForeignKey("c.id", ondelete="⟦CASCADE⟧"))\n',
        "from sqlalchemy import Column, ForeignKeyConstraint, Integer, MetaData, Table\n"
        'Table("a", MetaData(), Column("b", Integer),\n'
        "      ForeignKeyConstraint(['b'], ['c.id'], ondelete='⟦cascade⟧'))\n",
        "import sqlalchemy as sa\nfrom alembic import op\n\n\ndef upgrade():\n"
        '    op.create_foreign_key("k", "a", "c", ["b"], ["id"], ondelete="⟦CASCADE⟧")\n',
        "import sqlalchemy as sa\nfrom alembic import op\n\n\ndef upgrade():\n"
        '    op.create_table("a", sa.Column("b", sa.Integer),\n'
        '        sa.ForeignKeyConstraint(["b"], ["c.id"], ondelete=(\n            "⟦CASCADE⟧")))\n',
        "from sqlmodel import Field, SQLModel\n\n\nclass A(SQLModel, table=True):\n"
        '    b: int = Field(foreign_key="c.id", ondelete="⟦CASCADE⟧")\n',
        "from peewee import ForeignKeyField, Model\n\n\nclass C(Model):\n    pass\n\n\n"
        'class A(Model):\n    b = ForeignKeyField(C, on_delete="⟦CASCADE⟧")\n',
    ],
    ids=["column", "table", "alembic key", "alembic table", "sqlmodel", "peewee"],
)
def test_models_and_migrations(text: str) -> None:
    wanted = text.replace("⟦CASCADE⟧", "RESTRICT").replace("⟦cascade⟧", "restrict")
    assert fixed(text.replace("⟦", "").replace("⟧", ""), "FTC301") == wanted


def test_what_a_migration_that_has_run_needs_is_said() -> None:
    text = (
        "from alembic import op\n\n\ndef upgrade():\n"
        '    op.create_foreign_key("k", "a", "c", ["b"], ["id"], ondelete="CASCADE")\n'
    )
    report = mend({"migrations/versions/1.py": text}, ["FTC301"], unsafe=False).report
    (finding,) = report.findings
    assert finding.fix is not None
    assert finding.fix.message.endswith(
        "if this migration has run somewhere, write a new one instead"
    )


@pytest.mark.parametrize(
    "call",
    [
        'db.execute("§CASC" "ADE)")',
        'db.execute("§CASC\\x41DE)")',
        'db.execute("create table a (b int references c on delete {})".format("CASC" + "ADE"))',
        'CASCADE = "CASC" + "ADE"\ndb.execute("§" + CASCADE + ")")',
        'CASCADE = "CASC" "ADE"\ndb.execute(f"§{CASCADE})")',
    ],
)
def test_what_is_not_written_out_is_left_alone(call: str) -> None:
    call = call.replace("§", "CREATE TABLE a (b int REFERENCES c ON DELETE ")
    assert "CASCADE is not written out" in refusal(f"{HEAD}{call}\n", "FTC301")


def test_an_action_of_another_place_is_left_alone() -> None:
    text = (
        "from sqlalchemy import Column, ForeignKey\nfrom models import Base\n"
        'ACTION = "CASCADE"\n\n\nclass A(Base):\n    __tablename__ = "a"\n'
        '    b = Column(ForeignKey("c.id", ondelete=ACTION))\n'
    )
    assert "CASCADE is not written out" in refusal(text, "FTC301")


@pytest.mark.parametrize(
    ("dialect", "wanted"),
    [
        ("oracle", "CREATE TABLE a (b int REFERENCES c (d));"),
        ("tsql", "CREATE TABLE a (b int REFERENCES c (d) ON DELETE NO ACTION);"),
        ("sqlite", "CREATE TABLE a (b int REFERENCES c (d) ON DELETE RESTRICT);"),
        ("mysql", "CREATE TABLE a (b int REFERENCES c (d) ON DELETE RESTRICT);"),
    ],
)
def test_each_dialect_gets_an_action_that_it_has(dialect: str, wanted: str) -> None:
    text = "CREATE TABLE a (b int REFERENCES c (d) ON DELETE CASCADE);"
    assert fixed(text, "FTC301", "a.sql", dialect=dialect) == wanted


def test_shell_scripts() -> None:
    text = "psql <<'SQL'\nCREATE TABLE a (b int REFERENCES c ON DELETE CASCADE);\nSQL\n"
    assert fixed(text, "FTC301", "a.sh") == text.replace("CASCADE", "RESTRICT")
    text = 'psql -c "CREATE TABLE a (b int REFERENCES c ON DELETE $CASCADE)"\n'
    assert mend({"a.sh": text}, ["FTC301"]).files == {}
