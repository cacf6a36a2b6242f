"""Tables, columns and foreign keys that SQLAlchemy and SQLModel declare."""

from __future__ import annotations

import pytest

from ftc_lint.facts import ClassFacts
from ftc_lint.operations import TableName
from ftc_lint.python.frameworks import table_name_of
from ftc_lint.text import Span
from ftc_lint.values import Reference

from ..reading import facts_of
from .snippets import constructs, pointed_at, recognised

IMPORTS = """
from typing import List, Optional
from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, MetaData, Table
from sqlalchemy.orm import Mapped, backref, declared_attr, mapped_column, relationship
from sqlmodel import Field, SQLModel
from .base import Base, Team
"""


def model(*lines: str) -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"{IMPORTS}class Price(Base):\n    __tablename__ = 'prices'\n{body}"


def keys(code: str) -> list[str]:
    return [each for each in recognised(code) if each.startswith("foreign-key")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('a = Column(Integer, ForeignKey("team.id"))', "prices -> team no action"),
        ('a = Column(ForeignKey("team.id", ondelete="CASCADE"))', "prices -> team cascade"),
        ('a = Column(ForeignKey("team.id", ondelete="cascade"))', "prices -> team cascade"),
        ('a = Column(ForeignKey("hr.team.id", ondelete="SET NULL"))', "prices -> hr.team set null"),
        ('a = mapped_column(ForeignKey(Team.id, ondelete="CASCADE"))', "prices -> Team cascade"),
        ('a: Mapped[int] = mapped_column(ForeignKey("t.id"))', "prices -> t no action"),
        (
            '__table_args__ = (ForeignKeyConstraint(["a"], ["team.id"], ondelete="CASCADE"),)',
            "prices -> team cascade",
        ),
        ('kids = relationship("Kid", cascade="all, delete-orphan")', "Kid -> prices cascade (orm)"),
        (
            'kids: Mapped[List["Kid"]] = relationship(cascade="all, delete")',
            "Kid -> prices cascade (orm)",
        ),
        (
            'team = relationship("Team", backref=backref("prices", cascade="all"))',
            "prices -> Team cascade (orm)",
        ),
    ],
)
def test_key_of_a_declarative_class(line: str, expected: str) -> None:
    assert keys(model(line)) == [f"foreign-key {expected}"]


def test_relationship_that_only_saves_is_no_key() -> None:
    assert keys(model('kids = relationship("Kid", cascade="save-update, merge")')) == []


def test_key_points_at_its_action() -> None:
    code = model('a = Column(ForeignKey("team.id", ondelete="CASCADE"))')
    assert pointed_at(code) == ["Price", "CASCADE"]


def test_action_from_a_variable_is_read_and_the_call_pointed_at() -> None:
    code = "ACTION = 'CASCADE'\n" + model('a = Column(ForeignKey("team.id", ondelete=ACTION))')
    assert keys(code) == ["foreign-key prices -> team cascade"]
    assert pointed_at(code)[-1] == "ForeignKey"


def test_schema_of_table_arguments_belongs_to_the_name() -> None:
    code = model("__table_args__ = {'schema': 'raw'}", "id = Column(Integer, primary_key=True)")
    assert recognised(code) == ["create-table raw.prices"]


def test_columns_know_whether_they_may_be_null() -> None:
    code = model(
        "id = Column(Integer, primary_key=True)",
        "a = Column(Integer, nullable=False)",
        "b: Mapped[int] = mapped_column()",
        "c: Mapped[Optional[int]] = mapped_column()",
        "d = Column('renamed', Integer)",
    )
    (created,) = constructs(code)
    columns = {column.name: column.nullable for column in created.operation.columns}
    assert columns == {"id": False, "a": False, "b": False, "c": True, "renamed": True}


def test_declared_table_is_not_created_there() -> None:
    (created,) = constructs(model("id = Column(Integer, primary_key=True)"))
    assert not created.operation.executed


def test_table_object_declares_its_keys() -> None:
    code = IMPORTS + (
        "prices = Table('prices', MetaData(), Column('id', Integer, primary_key=True),\n"
        "    Column('team', ForeignKey('team.id', ondelete='CASCADE')), schema='raw')\n"
    )
    assert recognised(code) == [
        "create-table raw.prices",
        "foreign-key raw.prices -> team cascade",
    ]


def test_key_of_a_mixin_is_found_in_its_function() -> None:
    code = f"""{IMPORTS}
class Owned:
    @declared_attr
    def owner_id(cls):
        return Column(Integer, ForeignKey("users.id", ondelete="CASCADE"))
"""
    assert keys(code) == ["foreign-key Owned -> users cascade"]


def test_sqlmodel_field_is_a_key() -> None:
    code = f"""{IMPORTS}
class Hero(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
"""
    assert recognised(code) == ["create-table Hero", "foreign-key Hero -> team cascade"]


def test_plain_class_is_left_alone() -> None:
    assert recognised("class Settings:\n    name = 'a'\n    size = int('3')\n") == []


def test_table_names_of_classes() -> None:
    code = f"""{IMPORTS}
class Price(Base):
    __tablename__ = "prices"
    __table_args__ = {{"schema": "raw"}}
class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
class Plain:
    pass
"""
    facts = facts_of(code, module="shop.models")
    names = {each.name.rpartition(".")[2]: each for each in facts.classes}
    assert table_name_of(names["Price"], "shop.models") == TableName(("raw", "prices"))
    assert table_name_of(names["Hero"], "shop.models") == TableName(("hero",))
    assert table_name_of(names["Plain"], "shop.models") is None


def test_flask_model_is_named_after_its_class() -> None:
    facts = ClassFacts(
        "ListingStatus", (Reference("shop.db.Model"),), (), (), (), Span("models.py", 0, 1)
    )
    assert table_name_of(facts, "shop.models") == TableName(("listing_status",))
