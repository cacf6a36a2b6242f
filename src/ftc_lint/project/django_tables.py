"""What Django calls the tables of models that only the whole project tells: children of abstract
models, and models of an application whose label is not its package's name.

Source: Django's documentation of `Options.abstract`, `Options.app_label` and `AppConfig.label`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.operations import TableName
from ftc_lint.project.classes import Classes
from ftc_lint.project.modules import Modules, ProjectClass
from ftc_lint.python.frameworks import default_table_name, is_django_model
from ftc_lint.python.frameworks.reading import last_name, literal
from ftc_lint.values import Constant, Reference, Value

Place = tuple[str, int]


class DjangoTables:
    """`of_class` gives the tables of classes that inherit all of a model, by place; `children` the
    tables that stand for an abstract model's own, which there is none of; `declaring` are the files
    that this comes from."""

    def __init__(self, modules: Modules, classes: Classes) -> None:
        self.of_class: dict[Place, TableName] = {}
        self.children: dict[TableName, tuple[TableName, ...]] = {}
        self.declaring: set[str] = set()
        self._classes = classes
        self._modules = modules
        self._labels: dict[str, str] = {}
        for each in modules.classes:
            if each.definition.attributes:
                self._note_label(each)
        for each in modules.classes:
            if each.definition.attributes and self._is_abstract(each) and self._is_model(each):
                self._inherit(each)

    def default(self, owner: ProjectClass) -> TableName:
        """The table of a model that names none."""
        name = owner.definition.name.rpartition(".")[2]
        label = self._label(owner)
        if label is None:
            return default_table_name(name, owner.facts.module)
        return TableName((f"{label}_{name}".lower(),))

    def _label(self, owner: ProjectClass) -> str | None:
        given = self._option(owner, "app_label")
        if given is not None or not self._labels:
            return given
        package = owner.facts.module
        while package:
            if package in self._labels:
                return self._labels[package]
            package = package.rpartition(".")[0]
        return None

    def _note_label(self, each: ProjectClass) -> None:
        if not any(last_name(base) == "AppConfig" for base in each.definition.bases):
            return
        attributes = dict(each.definition.attributes)
        name, label = literal(attributes.get("name")), literal(attributes.get("label"))
        if name and label and name.rpartition(".")[2] != label:
            self._labels[name] = label
            self.declaring.add(each.facts.path)

    def _is_model(self, owner: ProjectClass) -> bool:
        return any(
            is_django_model(each.definition.bases, each.definition.attributes)
            for each in self._classes.lineage(owner)
        )

    def _inherit(self, abstract: ProjectClass) -> None:
        """The tables of the models that an abstract one is there for."""
        found: dict[TableName, None] = {}
        for each in self._concrete(abstract):
            given = self._option(each, "db_table")
            table = self.default(each) if given is None else TableName.parse(given)
            found.setdefault(table)
            place = (each.definition.span.path, each.definition.span.start)
            self.of_class[place] = table
            self.declaring.add(each.facts.path)
        if found:
            self.declaring.add(abstract.facts.path)
            self.children[self.default(abstract)] = tuple(found)

    def _concrete(self, abstract: ProjectClass) -> Iterator[ProjectClass]:
        waiting, seen = [abstract], {abstract.full_name}
        while waiting:
            for each in self._classes.subclasses(waiting.pop()):
                if each.full_name in seen:
                    continue
                seen.add(each.full_name)
                waiting.append(each)
                if not self._is_abstract(each):
                    yield each

    def _option(self, owner: ProjectClass, name: str) -> str | None:
        """An option of the nearest `Meta`, which a class without one inherits."""
        for each in self._classes.lineage(owner):
            meta = self._meta(each)
            if meta is not None:
                return literal(meta.get(name))
        return None

    def _is_abstract(self, each: ProjectClass) -> bool:
        meta = self._meta(each)
        return meta is not None and meta.get("abstract") == Constant(True)

    def _meta(self, each: ProjectClass) -> dict[str, Value] | None:
        """The options of a class's own `Meta`."""
        for name, value in each.definition.attributes:
            if name == "Meta" and isinstance(value, Reference):
                found = self._modules.find(value.name, each.facts)
                return dict(found.definition.attributes) if isinstance(found, ProjectClass) else {}
        return None
