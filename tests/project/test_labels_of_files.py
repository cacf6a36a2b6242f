"""What unknown names are called in one file does not depend on what others call theirs."""

from __future__ import annotations

from ftc_lint.project.labels import Labels
from ftc_lint.values import Parameter, Reference, Unknown

TABLE, OTHER = Parameter("table"), Unknown("rows[0]")


def test_two_values_of_one_file_have_two_names() -> None:
    labels = Labels()
    labels.enter("a.py")
    assert labels.label(TABLE, "table") == "table"
    assert labels.label(OTHER, "table") == "table#2"
    assert labels.label(TABLE, "name") == "table"


def test_values_of_two_files_may_have_one_name() -> None:
    labels = Labels()
    labels.enter("a.py")
    assert labels.label(TABLE, "table") == "table"
    labels.enter("b.py")
    assert labels.label(OTHER, "table") == "table"
    assert labels.label(TABLE, "table") == "table#2"
    labels.enter("a.py")
    assert labels.label(OTHER, "table") == "table#2", "the names of before are kept"


def test_what_was_labelled_is_labelled_again_for_another_file() -> None:
    labels = Labels()
    labels.enter("a.py")
    labels.label(TABLE, "table")
    wishes = tuple(labels.log)
    labels.enter("b.py")
    assert labels.repeat(wishes)
    assert labels.label(OTHER, "table") == "table#2"
    labels.enter("c.py")
    labels.label(Reference("table"), "table")
    assert not labels.repeat(wishes), "the name is taken there"
