"""What a model inherits, and the label of its application, come from other files: a kept run says
what a fresh one says when one of them changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_cache_runs import request_of, told

from ftc_lint.engine import run

BASE = """
from django.db import models


class Stamped(models.Model):
    owner = models.ForeignKey("people.Person", on_delete=models.CASCADE)

    class Meta:
        abstract = {abstract}
"""
PEOPLE = """
from django.db import models


class Person(models.Model):
    name = models.TextField()


def clear():
    Person.objects.all().delete()
"""
SHOP = """
from common.models import Stamped


class {name}(Stamped):
    pass


def clear():
    {name}.objects.all().delete()
"""
OTHER = "def clear(cur):\n    cur.execute('DELETE FROM shop_order')\n"
APPS = "from django.apps import AppConfig\n\n\nclass Shop(AppConfig):\n    name = 'shop'\n"

EDITS = {
    "the child is renamed": ("shop/models.py", SHOP.format(name="Invoice")),
    "the child is gone": ("shop/models.py", "def clear():\n    pass\n"),
    "another child": ("other/models.py", SHOP.format(name="Note") + OTHER),
    "no child any more": ("common/models.py", BASE.format(abstract="False")),
    "a label": ("shop/apps.py", APPS + "    label = 'store'\n"),
}


@pytest.mark.parametrize("edits", [(each,) for each in EDITS] + [tuple(EDITS)], ids=str)
def test_a_kept_run_says_what_a_fresh_one_says(edits: tuple[str, ...], tmp_path: Path) -> None:
    project, cache = tmp_path / "project", str(tmp_path / "cache")
    files = {
        "common/models.py": BASE.format(abstract="True"),
        "people/models.py": PEOPLE,
        "shop/models.py": SHOP.format(name="Order"),
        "shop/apps.py": APPS,
        "other/models.py": OTHER,
    }
    for name, text in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    before = told(run(request_of(project, cache=cache)))
    for edit in edits:
        name, text = EDITS[edit]
        (project / name).write_text(text)
        after = told(run(request_of(project, cache=cache)))
        assert after == told(run(request_of(project)))
        assert len(edits) > 1 or after != before
