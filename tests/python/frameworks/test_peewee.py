"""Peewee, Tortoise, Piccolo and Pony."""

from __future__ import annotations

import pytest

from .snippets import recognised

HEAD = """
import peewee
from .models import Price, Listing, database
def run(condition, service, price):
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Price.delete().execute()", "delete Price none"),
        ("Price.delete().where(Price.id == 1).execute()", "delete Price key"),
        ("Price.delete().where(Price.id > 1).execute()", "delete Price some"),
        ("Price.delete().where(condition).execute()", "delete Price unknown"),
        ("Price.update(a=1).execute()", "update Price none"),
        ("Price.replace(a=1).execute()", "replace Price"),
        ("Price.drop_table()", "drop-table Price"),
        ("Price.drop_table(cascade=True)", "drop-table Price cascade"),
        ("Price.truncate_table(cascade=True)", "truncate Price cascade"),
        ("database.drop_tables([Price, Listing])", "drop-table Price, Listing"),
    ],
)
def test_peewee(line: str, expected: str) -> None:
    assert recognised(f"{HEAD}    {line}\n") == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "price.delete_instance()",
        "service.files().delete(fileId=3).execute()",
        "Price.delete()",
        "Price.select().execute()",
    ],
)
def test_left_alone(line: str) -> None:
    assert recognised(f"{HEAD}    {line}\n") == []


def test_model_declares_its_keys() -> None:
    code = """
    from peewee import ForeignKeyField, IntegerField, Model
    from .models import Listing
    class Price(Model):
        listing = ForeignKeyField(Listing, on_delete="CASCADE")
        amount = IntegerField(null=True)
    """
    assert recognised(code) == ["create-table Price", "foreign-key Price -> Listing cascade"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("await Price.all().delete()", "delete Price none"),
        ("await Price.filter(id=1).delete()", "delete Price key"),
        ("await Price.delete(force=True)", "delete Price none"),
    ],
)
def test_tortoise_and_piccolo(line: str, expected: str) -> None:
    code = f"from .models import Price\nasync def run():\n    {line}\n"
    assert recognised(code) == [expected]


def test_tortoise_cascades_unless_told_otherwise() -> None:
    code = """
    from tortoise import fields
    from tortoise.models import Model
    class Event(Model):
        a = fields.ForeignKeyField("models.Tournament")
        b = fields.ForeignKeyField("models.Team", on_delete=fields.RESTRICT)
    """
    assert recognised(code)[1:] == [
        "foreign-key Event -> Tournament cascade",
        "foreign-key Event -> Team restrict",
    ]


def test_pony_drops() -> None:
    code = "db.drop_table('prices', with_all_data=True)\ndb.drop_all_tables(with_all_data=True)\n"
    assert recognised(f"from pony.orm import Database\ndb = Database()\n{code}") == [
        "drop-table prices",
        "drop-table",
    ]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("drop_table('prices')", "drop-table prices"),
        ("drop_column('prices', 'old')", "drop-column prices cascade"),
        ("drop_column('prices', 'old', cascade=False)", "drop-column prices"),
        ("rename_table('prices', 'old_prices')", "rename-table prices, old_prices"),
        ("remove_model('prices', cascade=True)", "drop-table prices cascade"),
    ],
)
def test_migrator(call: str, expected: str) -> None:
    code = (
        f"from playhouse.migrate import migrate\ndef run(migrator):\n    migrate(migrator.{call})\n"
    )
    assert recognised(code) == [expected]


def test_pony_deletes_in_bulk() -> None:
    code = "from pony.orm import *\nfrom .models import Price\nPrice.select().delete(bulk=True)\n"
    assert recognised(code) == ["delete Price none"]
