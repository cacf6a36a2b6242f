"""The tables that values name: strings, model classes, `Table` objects."""

from __future__ import annotations

from collections.abc import Callable

from ftc_lint.evaluate import substitute, variants
from ftc_lint.flow import Construct
from ftc_lint.operations import Kind, TableName
from ftc_lint.project.binding import Frame
from ftc_lint.project.classes import Classes
from ftc_lint.project.django_tables import DjangoTables
from ftc_lint.project.labels import Labels
from ftc_lint.project.modules import Modules, ProjectClass
from ftc_lint.project.resolve import Resolver
from ftc_lint.python.frameworks import default_table_name, with_underscores
from ftc_lint.templates import display, hole
from ftc_lint.text import Excerpt, Source
from ftc_lint.values import (
    Attribute,
    CallResult,
    Constant,
    Reference,
    Text,
    Value,
)

DEEPEST = 6
_OF_A_CLASS = frozenset({"__table__", "objects", "_default_manager", "_meta", "c", "columns"})


class Models:
    """Finds table names.

    `declared` are the tables that classes declare, by the class's place; `renamed` what Django
    would call a table (and a migration does call it), with the name that its model gives. Only
    those files are looked into that `declares` says may declare a table; `declaring` do.
    """

    def __init__(
        self,
        modules: Modules,
        classes: Classes,
        labels: Labels,
        declares: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self._modules = modules
        self._classes = classes
        self._labels = labels
        self._declared: dict[tuple[str, int], Value] = {}
        self._of_django: set[tuple[str, int]] = set()
        self._temporary: set[tuple[str, int]] = set()
        self._named: dict[str, list[ProjectClass]] = {}
        self._renamed: dict[TableName, TableName] = {}
        self.declaring: set[str] = set()
        for known in modules.everything:
            if known.digest.plain or not declares(known.facts.path):
                continue
            for step in known.function.body:
                if isinstance(step, Construct) and step.operation.kind is Kind.CREATE_TABLE:
                    self._declare(step)
        self._django = DjangoTables(modules, classes)
        self.declaring |= self._django.declaring
        for each in modules.classes:
            self._name(each)

    def _declare(self, step: Construct) -> None:
        place = (step.operation.span.path, step.operation.span.start)
        self.declaring.add(step.operation.span.path)
        for table in step.tables[:1]:
            self._declared.setdefault(place, table)
        if step.operation.source == "django":
            self._of_django.add(place)
        if step.operation.temporary:
            self._temporary.add(place)

    def _name(self, owner: ProjectClass) -> None:
        place = (owner.definition.span.path, owner.definition.span.start)
        declared = self._declared.get(place)
        if declared is None:
            return
        name = owner.definition.name.rpartition(".")[2]
        self._named.setdefault(name, []).append(owner)
        if place in self._of_django and isinstance(declared, Text):
            default = default_table_name(name, owner.facts.module)
            written = TableName.parse(declared.excerpt.text)
            named = self._django.default(owner) if written == default else written
            self._renamed.setdefault(default, named)

    def tables(self, value: Value, frame: Frame, resolver: Resolver) -> tuple[TableName, ...]:
        """Every table that a filled value may name."""
        found: dict[TableName, None] = {}
        for each in variants(value):
            table = self._table(each, frame, resolver, DEEPEST)
            found.update(dict.fromkeys(self._django.children.get(table, (table,))))
        return tuple(found)

    def is_temporary(self, value: Value, frame: Frame, resolver: Resolver) -> bool:
        """Whether a value is a class whose table is a temporary one, whatever its name."""
        if not self._temporary or not isinstance(value, Reference):
            return False
        owner = resolver.class_named(value, frame.function.facts)
        span = None if owner is None else owner.definition.span
        return span is not None and (span.path, span.start) in self._temporary

    def _table(self, value: Value, frame: Frame, resolver: Resolver, depth: int) -> TableName:
        if isinstance(value, Text):
            written = TableName.parse(self._labels.named(value).excerpt.text)
            return self._renamed.get(written, written)
        if isinstance(value, Constant):
            return TableName.parse(str(value.value))
        if depth and isinstance(value, Reference):
            owner = resolver.class_named(value, frame.function.facts) or self._elsewhere(value)
            if owner is not None:
                self._modules.note(frame.function.facts, owner.facts)
                return self._of_class(owner, frame, resolver, depth)
        if depth and isinstance(value, Attribute) and value.name in _OF_A_CLASS:
            return self._table(value.base, frame, resolver, depth - 1)
        if depth and isinstance(value, CallResult):
            named = self._of_call(value, frame, resolver, depth)
            if named is not None:
                return named
        return self._unknown(value)

    def _elsewhere(self, value: Reference) -> ProjectClass | None:
        """The only model of this name, for one that is named by a string: `relationship("Price")`
        may mean a class of another module."""
        module, _, name = value.name.rpartition(".")
        found = self._named.get(name, [])
        if len(found) != 1 or self._modules.find(module) is None:
            return None
        return found[0]

    def _of_call(
        self, value: CallResult, frame: Frame, resolver: Resolver, depth: int
    ) -> TableName | None:
        name = getattr(value.callee, "name", "").rpartition(".")[2]
        if name in ("Table", "table", "quoted_name"):
            first = value.arguments.get(0, "name")
            schema = value.arguments.get(None, "schema")
            if first is not None:
                table = self._table(first, frame, resolver, depth - 1)
                if isinstance(schema, Text):
                    parts = self._table(schema, frame, resolver, depth - 1).parts
                    return TableName((*parts, *table.parts))
                return table
        owner = resolver.class_named(value.callee, frame.function.facts)
        if owner is not None:
            return self._of_class(owner, frame, resolver, depth)
        return None

    def _of_class(
        self, owner: ProjectClass, frame: Frame, resolver: Resolver, depth: int
    ) -> TableName:
        span = owner.definition.span
        declared = self._declared.get((span.path, span.start))
        if declared is not None and declared != Reference(owner.full_name):
            module = resolver.module_frame(owner.facts) or frame
            filled = resolver.value(declared, module)
            return self._table(filled, module, resolver, depth - 1)
        inherited = self._django.of_class.get((span.path, span.start))
        if inherited is not None:
            return inherited
        found = self._classes.attribute(owner, "__tablename__")
        if found is not None and isinstance(found.value, Text):
            return self._table(found.value, frame, resolver, depth - 1)
        return self._computed(owner, resolver) or TableName((owner.definition.name,))

    def _computed(self, owner: ProjectClass, resolver: Resolver) -> TableName | None:
        """What a method called `__tablename__` makes of the class's name: where that cannot be
        told, words with underscores between them, as nearly all do."""
        methods = self._classes.method(owner, "__tablename__")
        returns = methods[0].function.returns if methods else None
        if returns is None:
            return None
        name = owner.definition.name.rpartition(".")[2]
        called = Text(Excerpt.of(Source(owner.facts.path, name)))
        seen = False

        def lookup(value: Value) -> Value | None:
            nonlocal seen
            if isinstance(value, Attribute) and value.name == "__name__":
                seen = True
                return called
            return None

        made = resolver.value(substitute(returns, lookup), Frame(methods[0]))
        if isinstance(made, Text) and not made.holes:
            return TableName((made.excerpt.text,))
        return TableName((with_underscores(name),)) if seen else None

    def _unknown(self, value: Value) -> TableName:
        if isinstance(value, Reference):
            return TableName((value.name.rpartition(".")[2],))
        shown = hole(value, None, self._labels.label(value, display(value)))
        return TableName((shown.excerpt.text,))
