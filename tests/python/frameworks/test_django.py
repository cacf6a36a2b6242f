"""Django's query sets, managers and commands."""

from __future__ import annotations

import pytest

from .snippets import constructs, recognised

HEAD = """
from django.db import connection, transaction
from django.db.models import Q
from django.core.management import call_command
from .models import Price
def run(self, queryset, author, price, lookups, apps, schema_editor):
"""


def inside(line: str) -> str:
    return HEAD + "".join(f"    {each}\n" for each in line.splitlines())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Price.objects.all().delete()", "delete Price none"),
        ("Price.objects.order_by('a').delete()", "delete Price none"),
        ("Price.objects.using('x').all().delete()", "delete Price none"),
        ("Price._default_manager.all().delete()", "delete Price none"),
        ("Price.objects.filter(pk=3).delete()", "delete Price key"),
        ("Price.objects.filter(name__exact='a').delete()", "delete Price key"),
        ("Price.objects.filter(name__startswith='a').delete()", "delete Price some"),
        ("Price.objects.filter(Q(a=1)).delete()", "delete Price key"),
        ("Price.objects.filter(lookups).delete()", "delete Price unknown"),
        ("Price.objects.filter(**lookups).delete()", "delete Price unknown"),
        ("Price.objects.filter().delete()", "delete Price none"),
        ("Price.objects.exclude(a=1).delete()", "delete Price some"),
        ("Price.objects.stale().delete()", "delete Price unknown"),
        ("Price.active.all().delete()", "delete Price unknown"),
        ("Price.objects.all()._raw_delete('default')", "delete Price none"),
        ("Price.objects.update(a=1)", "update Price none"),
        ("Price.objects.all().update(a=1)", "update Price none"),
        ("Price.objects.filter(a=1).update(a=2)", "update Price key"),
        ("author.prices.all().delete()", "delete author.prices some"),
        ("queryset.delete()", "delete queryset unknown"),
        ("apps.get_model('shop', 'Price').objects.all().delete()", "delete shop_price none"),
        ("self.filter(a=1).delete()", "delete self key"),
        ("self.all().delete()", "delete self unknown"),
        ("rows = Price.objects.all()\nrows.delete()", "delete Price none"),
        ("Price.objects.bulk_create([])", "insert Price"),
        ("schema_editor.delete_model(Price)", "drop-table Price"),
        ("call_command('flush', interactive=False)", "truncate"),
        ("call_command('migrate', 'shop', 'zero')", "drop-table"),
    ],
)
def test_call_is_its_operation(line: str, expected: str) -> None:
    assert recognised(inside(line)) == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "price.delete()",
        "Price.objects.get(pk=1).delete()",
        "Price.objects.first().delete()",
        "author.avatar.delete(save=True)",
        "lookups.update(a=1)",
        "call_command('migrate')",
        "transaction.on_commit(price.delete)",
    ],
)
def test_call_is_left_alone(line: str) -> None:
    assert recognised(inside(line)) == []


def test_query_set_in_a_file_without_django() -> None:
    code = "from .models import Price\ndef run():\n    Price.objects.all().delete()\n"
    assert recognised(code) == ["delete Price none"]


def test_documents_of_mongoengine_are_no_rows() -> None:
    code = "import mongoengine\nfrom .models import Price\nPrice.objects.all().delete()\n"
    assert recognised(code) == []


def test_delete_of_a_query_set_follows_the_orm_and_raw_delete_does_not() -> None:
    (followed,) = constructs(inside("Price.objects.all().delete()"))
    (raw,) = constructs(inside("Price.objects.all()._raw_delete('default')"))
    assert followed.operation.via_orm
    assert not raw.operation.via_orm


@pytest.mark.parametrize(
    ("owner", "expected"),
    [("PostgresSchemaEditor", ["drop-table model"]), ("ModelRegistry", [])],
)
def test_editor_of_a_backend_drops_through_its_base(owner: str, expected: list[str]) -> None:
    code = f"""
    from django.db import models
    class {owner}(Base):
        def delete_model(self, model):
            super().delete_model(model)
    """
    assert recognised(code) == expected
