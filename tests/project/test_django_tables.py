"""Tables that Django names after what other files say."""

from __future__ import annotations

from projects import project_of, verdicts

ABSTRACT = {
    "partner/abstract.py": """
        from django.db import models

        class AbstractPartner(models.Model):
            class Meta:
                abstract = True
                app_label = "partner"

        class AbstractStock(models.Model):
            partner = models.ForeignKey("partner.Partner", on_delete=models.CASCADE)

            class Meta:
                abstract = True
                app_label = "partner"
    """,
    "partner/models.py": """
        from partner.abstract import AbstractPartner, AbstractStock

        if not is_model_registered("partner", "Partner"):
            class Partner(AbstractPartner):
                pass

        class Stock(AbstractStock):
            pass

        class Reserve(AbstractStock):
            class Meta:
                db_table = "reserves"

        def clean():
            Partner.objects.all().delete()
    """,
}


def keys(files: dict[str, str]) -> list[str]:
    """The foreign keys of a project."""
    return sorted(
        f"{key.foreign_key.child} -> {key.foreign_key.parent}"
        for key in project_of(files).operations
        if key.foreign_key is not None
    )


def test_an_abstract_model_has_no_table_but_its_children_have() -> None:
    assert keys(ABSTRACT) == ["partner_stock -> partner_partner", "reserves -> partner_partner"]
    assert verdicts(ABSTRACT) == {"delete partner_partner": "none"}


def test_a_child_without_an_abstract_parent_is_named_as_ever() -> None:
    plain = {"shop/models.py": "from lib import Base\n\nclass Order(Base):\n    pass\n\n"}
    plain["shop/models.py"] += "def clean():\n    Order.objects.all().delete()\n"
    assert verdicts(plain) == {"delete Order": "none"}


FORUM = {
    "forum/category/models.py": """
        from django.db import models

        class Category(models.Model):
            title = models.TextField()

        class Topic(models.Model):
            category = models.ForeignKey(Category, on_delete=models.CASCADE)

        def clean():
            Category.objects.all().delete()
    """,
    "forum/category/apps.py": """
        from django.apps import AppConfig

        class CategoryConfig(AppConfig):
            name = "forum.category"
            label = "forum_category"
    """,
}


def test_the_label_of_an_application_stands_before_its_tables() -> None:
    assert keys(FORUM) == ["forum_category_topic -> forum_category_category"]
    assert verdicts(FORUM) == {"delete forum_category_category": "none"}
    apps = FORUM["forum/category/apps.py"].replace("forum.category", "elsewhere")
    assert keys({**FORUM, "forum/category/apps.py": apps}) == [
        "category_topic -> category_category"
    ]
