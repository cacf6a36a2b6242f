"""DDL in its order ends up as the right tables and keys."""

from __future__ import annotations

import pytest

from ftc_lint.operations import (
    Action,
    CodeContext,
    ForeignKeySpec,
    Kind,
    Operation,
    TableName,
)
from ftc_lint.records import replace
from ftc_lint.schema import Schema, build
from ftc_lint.schema.constraints import default_name
from ftc_lint.sql.parse import parse
from ftc_lint.text import Span


def operations(
    sql: str,
    path: str = "schema.sql",
    context: CodeContext = CodeContext.APP,
    dialect: str = "postgres",
) -> list[Operation]:
    return [
        replace(
            operation,
            span=Span(path, operation.span.start, operation.span.end),
            statement=Span(path, operation.statement.start, operation.statement.end),
            context=context,
        )
        for operation in parse(sql, dialect).operations
    ]


def schema_of(*files: str, dialect: str = "postgres") -> Schema:
    found = []
    for number, text in enumerate(files):
        found += operations(text, f"{chr(97 + number)}.sql", dialect=dialect)
    return build(found)


def keys(schema: Schema) -> set[tuple[str, str, str]]:
    return {
        (".".join(key.child), ".".join(key.parent), key.on_delete.value)
        for key in schema.foreign_keys
    }


PARENT = "CREATE TABLE p (id int PRIMARY KEY);"
CHILD = "CREATE TABLE c (p_id int REFERENCES p ON DELETE CASCADE);"


@pytest.mark.parametrize(
    ("ddl", "expected"),
    [
        (PARENT + CHILD, {("c", "p", "cascade")}),
        (CHILD, {("c", "p", "cascade")}),
        (CHILD + PARENT, {("c", "p", "cascade")}),
        (PARENT + CHILD + "ALTER TABLE c DROP CONSTRAINT c_p_id_fkey;", set()),
        (
            PARENT + CHILD + "ALTER TABLE c ADD CONSTRAINT c_p_id_fkey FOREIGN KEY (p_id)"
            " REFERENCES p ON DELETE RESTRICT, DROP CONSTRAINT IF EXISTS c_p_id_fkey;",
            {("c", "p", "restrict")},
        ),
        (
            PARENT + CHILD + "ALTER TABLE c ADD FOREIGN KEY (p_id) REFERENCES p;"
            "ALTER TABLE c DROP CONSTRAINT c_p_id_fkey1;",
            {("c", "p", "cascade")},
        ),
        (PARENT + CHILD + "ALTER TABLE c DROP COLUMN p_id;", set()),
        (PARENT + CHILD + "ALTER TABLE p DROP COLUMN id CASCADE;", {("c", "p", "cascade")}),
        (
            PARENT + "CREATE TABLE c (p_id int REFERENCES p (id) ON DELETE CASCADE);"
            "ALTER TABLE p DROP COLUMN id CASCADE;",
            set(),
        ),
        (PARENT + CHILD + "ALTER TABLE p DROP CONSTRAINT p_pkey CASCADE;", set()),
        (PARENT + CHILD + "DROP TABLE c;", set()),
        (PARENT + CHILD + "DROP TABLE p CASCADE;", set()),
        (PARENT + CHILD + "DROP TABLE p CASCADE;" + PARENT, set()),
        (PARENT + CHILD + "ALTER TABLE p RENAME TO q;", {("c", "q", "cascade")}),
        (PARENT + CHILD + "ALTER TABLE c RENAME TO d;", {("d", "p", "cascade")}),
        (PARENT + CHILD + "CREATE TABLE d (LIKE c INCLUDING ALL);", {("c", "p", "cascade")}),
        (
            PARENT + CHILD + "CREATE TABLE IF NOT EXISTS c (p_id int REFERENCES p);",
            {("c", "p", "cascade")},
        ),
        (
            PARENT + CHILD + "ALTER TABLE c ADD COLUMN IF NOT EXISTS p_id int REFERENCES p;",
            {("c", "p", "cascade")},
        ),
        (
            "CREATE TABLE s.p (id int PRIMARY KEY); CREATE TABLE s.c (p_id int REFERENCES s.p);"
            "DROP SCHEMA s CASCADE;",
            set(),
        ),
        (
            'CREATE TABLE "P" (id int); CREATE TABLE p (id int);'
            'CREATE TABLE c (a int REFERENCES "P", b int REFERENCES P);',
            {("c", "P", "no action"), ("c", "p", "no action")},
        ),
        (
            "CREATE TABLE public.p (id int); CREATE TABLE c (a int REFERENCES p);",
            {("c", "public.p", "no action")},
        ),
        ("CREATE TEMP TABLE c (p_id int REFERENCES p ON DELETE CASCADE);", set()),
    ],
)
def test_one_script(ddl: str, expected: set[tuple[str, str, str]]) -> None:
    assert keys(schema_of(ddl)) == expected


def test_a_change_in_another_file_comes_after_the_definition() -> None:
    change = (
        "ALTER TABLE c DROP CONSTRAINT c_p_id_fkey,"
        " ADD CONSTRAINT c_p_id_fkey FOREIGN KEY (p_id) REFERENCES p ON DELETE RESTRICT;"
    )
    assert keys(schema_of(change, PARENT + CHILD)) == {("c", "p", "restrict")}


def test_two_definitions_in_different_files_both_stand() -> None:
    other = "CREATE TABLE c (p_id int REFERENCES p ON DELETE RESTRICT);"
    both = {("c", "p", "cascade"), ("c", "p", "restrict")}
    assert keys(schema_of(PARENT + CHILD, other)) == both
    assert keys(schema_of(other, PARENT + CHILD)) == both


def test_a_script_that_only_drops_takes_nothing_away() -> None:
    assert keys(schema_of(PARENT + CHILD, "DROP TABLE c; DROP TABLE p;")) == {("c", "p", "cascade")}


def test_a_drop_in_a_python_file_counts_only_before_its_create() -> None:
    found = operations(PARENT + CHILD + "DROP TABLE c;", "tables.py")
    assert keys(build(found)) == {("c", "p", "cascade")}
    again = operations(
        PARENT + CHILD + "DROP TABLE c; CREATE TABLE c (p_id int REFERENCES p);", "tables.py"
    )
    assert keys(build(again)) == {("c", "p", "no action")}


def test_numbered_files_apply_in_the_order_of_their_numbers() -> None:
    first = operations(PARENT + CHILD, "db/V2__tables.sql")
    second = operations("DROP TABLE c;", "db/V10__drop.sql")
    assert keys(build([*second, *first])) == set()


def test_migrations_apply_in_the_order_that_is_given() -> None:
    up = CodeContext.MIGRATION_UP
    make = operations(PARENT + CHILD, "versions/ff_make.py", up)
    change = operations("ALTER TABLE c DROP CONSTRAINT c_p_id_fkey;", "versions/aa_change.py", up)
    down = operations(CHILD.replace("TABLE c", "TABLE d"), "x.sql", CodeContext.MIGRATION_DOWN)
    schema = build([*change, *make, *down], ["versions/ff_make.py", "versions/aa_change.py"])
    assert keys(schema) == set()


def test_what_tests_declare_is_no_part_of_the_graph() -> None:
    schema = build(operations(PARENT + CHILD, "tests/x.sql", CodeContext.TEST))
    assert schema.foreign_keys == ()
    assert [key.on_delete for key in schema.test_foreign_keys] == [Action.CASCADE]


def test_models_come_after_all_ddl_and_an_orm_key_replaces_its_older_self() -> None:
    def key(path: str, action: Action, context: CodeContext = CodeContext.APP) -> Operation:
        spec = ForeignKeySpec(
            TableName.parse("c"), ("p_id",), TableName.parse("p"), on_delete=action,
            enforced_by="orm",
        )  # fmt: skip
        span = Span(path, 0, 5)
        return Operation(
            Kind.FOREIGN_KEY, (spec.child,), span, span, source="django", context=context,
            foreign_key=spec,
        )  # fmt: skip

    model = key("a/models.py", Action.RESTRICT)
    migration = key("a/migrations/0001_initial.py", Action.CASCADE, CodeContext.MIGRATION_UP)
    schema = build([model, migration])
    assert [each.span.path for each in schema.foreign_keys if each.span] == ["a/models.py"]


def test_a_model_that_says_what_ddl_says_speaks_for_both() -> None:
    def model(action: Action) -> Operation:
        spec = ForeignKeySpec(
            TableName.parse("c"), ("p_id",), TableName.parse("p"), ("id",), on_delete=action
        )
        span = Span("models.py", 0, 5)
        return Operation(
            Kind.FOREIGN_KEY, (spec.child,), span, span, source="sqlalchemy", foreign_key=spec
        )

    ddl = operations(PARENT + CHILD)
    (same,) = build([*ddl, model(Action.CASCADE)]).foreign_keys
    assert (same.span and same.span.path, same.name) == ("models.py", "c_p_id_fkey")
    other = build([*ddl, model(Action.RESTRICT)])
    assert keys(other) == {("c", "p", "cascade"), ("c", "p", "restrict")}


def test_an_ambiguous_name_is_said_to_be_ambiguous() -> None:
    schema = schema_of(
        "CREATE TABLE a.p (id int); CREATE TABLE b.p (id int);"
        "CREATE TABLE b.c (x int REFERENCES p); ALTER TABLE p DROP COLUMN id;"
    )
    assert keys(schema) == {("b.c", "b.p", "no action")}
    assert [entry.reason for entry in schema.unchecked] == [
        "p may mean a.p or b.p: this statement is left out of the schema",
        "p may mean a.p or b.p: the foreign key is taken to reference b.p",
    ]


def test_names_resolve_through_schemas_quotes_and_case() -> None:
    schema = schema_of('CREATE TABLE extracted.prices (id int); CREATE TABLE "Users" (id int);')
    assert schema.resolve(TableName.parse("prices")) == (("extracted", "prices"),)
    assert schema.resolve(TableName.parse("Extracted.PRICES")) == (("extracted", "prices"),)
    assert schema.resolve(TableName.parse("other.prices")) == ()
    assert schema.resolve(TableName.parse("users")) == (("Users",),)
    assert schema.resolve(TableName(("{schema}", "prices"))) == (("extracted", "prices"),)
    assert schema.resolve(TableName.parse("{table}")) == ()


def test_nullability_follows_the_statements() -> None:
    schema = schema_of(
        "CREATE TABLE c (a int NOT NULL, b int, d int);"
        "ALTER TABLE c ALTER COLUMN a DROP NOT NULL, ALTER COLUMN b SET NOT NULL;"
        "ALTER TABLE c ADD COLUMN e int NOT NULL;"
    )
    columns = {column.name: column.nullable for column in schema.tables[("c",)].columns}
    assert columns == {"a": True, "b": False, "d": None, "e": False}


def test_mysql_names_unnamed_keys_by_number() -> None:
    schema = schema_of(
        "CREATE TABLE p (id int PRIMARY KEY);"
        "CREATE TABLE c (a int, b int, FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE,"
        " FOREIGN KEY (b) REFERENCES p (id));"
        "ALTER TABLE c DROP FOREIGN KEY c_ibfk_1;",
        dialect="mysql",
    )
    assert keys(schema) == {("c", "p", "no action")}


def test_the_rebuild_of_a_table_in_sqlite_keeps_the_keys_to_it() -> None:
    schema = schema_of(
        PARENT + CHILD + "CREATE TABLE new_p (id int PRIMARY KEY, name text);"
        "INSERT INTO new_p SELECT id, '' FROM p; DROP TABLE p; ALTER TABLE new_p RENAME TO p;",
        dialect="sqlite",
    )
    assert keys(schema) == {("c", "p", "cascade")}


def test_a_warehouse_declares_keys_and_enforces_none() -> None:
    schema = schema_of(PARENT + CHILD, dialect="snowflake")
    assert schema.foreign_keys[0].enforced_by == ""
    assert schema.delete_reach([TableName.parse("p")]).tables() == ()
    assert schema.truncate_cascade([TableName.parse("p")]).tables() == ()


@pytest.mark.parametrize(
    ("table", "columns", "name"),
    [
        ("c", ("a", "b"), "c_a_b_fkey"),
        ("t" * 60, ("column",), "t" * 51 + "_column_fkey"),
        ("t" * 40, ("c" * 40,), "t" * 29 + "_" + "c" * 28 + "_fkey"),
    ],
)
def test_default_names_are_cut_as_postgresql_cuts_them(
    table: str, columns: tuple[str, ...], name: str
) -> None:
    assert default_name(table, columns) == name
