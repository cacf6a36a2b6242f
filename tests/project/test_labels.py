"""Labels of what is not known: the same name for the same value, and for no other."""

from __future__ import annotations

from ftc_lint.project.labels import Labels
from ftc_lint.values import Constant, Parameter, Unknown


def test_a_value_keeps_its_label() -> None:
    labels = Labels()
    assert labels.label(Parameter("table"), "name") == "table"
    assert labels.label(Parameter("table"), "target") == "table"


def test_none_is_not_named_after_another_none() -> None:
    labels = Labels()
    assert labels.label(Constant(None), "suffix") == "suffix"
    assert labels.label(Constant(None), "self.name") == "self.name"


def test_what_nothing_is_known_of_is_not_one_value() -> None:
    labels = Labels()
    first, second = (labels.label(Unknown("…"), shown) for shown in ("source", "target"))
    assert first != second
    assert labels.label(Parameter("source"), "source") != first
