"""Django's models and the operations of its migrations."""

from __future__ import annotations

import pytest

from ftc_lint.flow import Execute
from ftc_lint.operations import CodeContext, TableName
from ftc_lint.python.frameworks import table_name_of

from ..reading import facts_of, steps_of
from .snippets import constructs, recognised

MODEL = """
from django.conf import settings
from django.db import models
class Price(models.Model):
"""
MIGRATION = """
import django.db.models.deletion
from django.db import migrations, models
class Migration(migrations.Migration):
    operations = [
"""


def model(*lines: str) -> list[str]:
    code = MODEL + "".join(f"    {line}\n" for line in lines)
    return recognised(code, module="shop.models")


def migration(*lines: str) -> list[str]:
    code = MIGRATION + "".join(f"        {line},\n" for line in lines) + "    ]\n"
    return recognised(code, module="shop.migrations.0002_next")


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("ForeignKey('Listing', on_delete=models.CASCADE)", "Listing cascade (orm)"),
        ("ForeignKey('Listing', models.CASCADE)", "Listing cascade (orm)"),
        ("ForeignKey('hr.Team', on_delete=models.PROTECT)", "hr_team restrict (orm)"),
        ("ForeignKey('self', on_delete=models.SET_NULL)", "shop_price set null (orm)"),
        ("OneToOneField('Listing', on_delete=models.DB_CASCADE)", "Listing cascade"),
        ("ForeignKey('Listing', on_delete=models.DO_NOTHING)", "Listing no action (orm)"),
        ("ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)", "auth_user cascade (orm)"),
    ],
)
def test_key_of_a_model(field: str, expected: str) -> None:
    assert model(f"a = models.{field}") == [
        "create-table shop_price",
        f"foreign-key shop_price -> {expected}",
    ]


def test_table_of_a_model() -> None:
    assert model("a = models.IntegerField()") == ["create-table shop_price"]
    named = model("a = models.IntegerField()", "class Meta:", "    db_table = 'prices'")
    assert named == ["create-table prices"]


@pytest.mark.parametrize("option", ["abstract = True", "managed = False"])
def test_model_without_a_table_of_its_own_declares_keys_only(option: str) -> None:
    found = model(
        "a = models.ForeignKey('B', on_delete=models.CASCADE)", "class Meta:", f"    {option}"
    )
    assert found == ["foreign-key shop_price -> B cascade (orm)"]


def test_columns_are_named_as_the_database_names_them() -> None:
    code = MODEL + (
        "    a = models.ForeignKey('B', on_delete=models.CASCADE, null=True)\n"
        "    b = models.IntegerField(db_column='bee')\n"
        "    c = models.ManyToManyField('C')\n"
    )
    created = constructs(code, module="shop.models")[0]
    columns = {column.name: column.nullable for column in created.operation.columns}
    assert columns == {"a_id": True, "bee": False}


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("migrations.DeleteModel(name='Price')", ["drop-table shop_price"]),
        ("migrations.RemoveField('price', 'a')", ["drop-column shop_price"]),
        ("migrations.RenameModel('Price', 'Quote')", ["rename-table shop_price, shop_quote"]),
        ("migrations.AlterModelTable('price', 'prices')", ["rename-table shop_price, prices"]),
        (
            "migrations.AddField('price', 'a', models.ForeignKey("
            "on_delete=django.db.models.deletion.CASCADE, to='shop.listing'))",
            ["add-column shop_price", "foreign-key shop_price -> shop_listing cascade (orm)"],
        ),
        (
            "migrations.CreateModel('Price', [('id', models.AutoField(primary_key=True)), "
            "('a', models.ForeignKey(on_delete=models.CASCADE, to='auth.User'))], "
            "options={'db_table': 'prices'})",
            ["create-table prices", "foreign-key prices -> auth_user cascade (orm)"],
        ),
        ("migrations.RunSQL('DELETE FROM a')", ["RunSQL: DELETE FROM a"]),
        (
            "migrations.RunSQL(['DELETE FROM a', ('DELETE FROM b WHERE c = %s', [1])])",
            ["RunSQL: DELETE FROM a", "RunSQL: DELETE FROM b WHERE c = %s"],
        ),
        ("migrations.RunSQL('DROP TABLE a', migrations.RunSQL.noop)", ["RunSQL: DROP TABLE a"]),
        (
            "migrations.SeparateDatabaseAndState("
            "database_operations=[migrations.RunSQL('DROP TABLE a')], "
            "state_operations=[migrations.DeleteModel('A')])",
            ["RunSQL: DROP TABLE a"],
        ),
    ],
)
def test_operation_of_a_migration(operation: str, expected: list[str]) -> None:
    assert migration(operation) == expected


def test_reverse_sql_is_a_migration_down() -> None:
    code = f"{MIGRATION}        migrations.RunSQL('DROP TABLE a', 'DROP TABLE b'),\n    ]\n"
    steps = steps_of(facts_of(code, module="shop.migrations.0002_next"))
    contexts = [step.context for step in steps if isinstance(step, Execute)]
    assert contexts == [CodeContext.MIGRATION_UP, CodeContext.MIGRATION_DOWN]


def test_table_names_of_models() -> None:
    code = MODEL + "    a = models.IntegerField()\n"
    (facts,) = facts_of(code, module="shop.models").classes
    assert table_name_of(facts, "shop.models.prices") == TableName(("shop_price",))
