"""Classes: attributes and methods through their bases, and what a constructor puts into them."""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.facts import FileFacts
from ftc_lint.project.modules import Modules, ProjectClass, ProjectConstant, ProjectFunction
from ftc_lint.values import CallResult, Reference, Value

MOST_BASES = 24
"""Classes looked through for one attribute."""

COMMON_METHODS = frozenset(
    """
    add all append apply begin build call check clear close commit connect copy count create
    cursor data delete do drop emit end enter error exec execute executemany exists exit fetch
    fetchall fetchone filter find first flush format get handle info init insert items join keys
    last list load log main make name next open parse pop process push put query read refresh
    register remove replace reset rollback run save select send set setup start stop submit
    teardown test update upgrade downgrade validate values write
    """.split()
)
"""Method names that say nothing about whose they are."""


class Classes:
    """Looks attributes and methods up, in the order of the bases as they are written."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        self._lineages: dict[ProjectClass, list[ProjectClass]] = {}
        self._attributes: dict[ProjectClass, dict[str, Value]] = {}
        self._methods: dict[str, list[ProjectFunction]] = {}
        for known in modules.everything:
            if known.function.class_name is not None:
                name = known.function.qualname.rpartition(".")[2]
                self._methods.setdefault(name, []).append(known)
        self._subclasses: dict[str, list[ProjectClass]] = {}
        for definition in modules.classes:
            for base in self.bases(definition):
                self._subclasses.setdefault(base.full_name, []).append(definition)

    def bases(self, known: ProjectClass) -> Iterator[ProjectClass]:
        """The base classes that the project defines."""
        for base in known.definition.bases:
            found = self._base(base, known.facts)
            if found is not None:
                yield found

    def _base(self, base: Value, facts: FileFacts) -> ProjectClass | None:
        """The class that a base is, or that `Base = declarative_base(cls=Named)` is made of."""
        if isinstance(base, CallResult):
            named = base.arguments.get(None, "cls")
            return self._base(named, facts) if isinstance(named, Reference) else None
        if not isinstance(base, Reference):
            return None
        found = self._modules.find(base.name, facts)
        if isinstance(found, ProjectConstant) and isinstance(found.value, CallResult):
            return self._base(found.value, found.facts)
        return found if isinstance(found, ProjectClass) else None

    def lineage(self, known: ProjectClass) -> list[ProjectClass]:
        """The class and all its bases, nearest first."""
        cached = self._lineages.get(known)
        if cached is not None:
            return cached
        found: dict[str, ProjectClass] = {}
        waiting = [known]
        while waiting and len(found) < MOST_BASES:
            each = waiting.pop(0)
            if each.full_name not in found:
                found[each.full_name] = each
                waiting.extend(self.bases(each))
        self._lineages[known] = list(found.values())
        return self._lineages[known]

    def subclasses(self, known: ProjectClass) -> list[ProjectClass]:
        """The classes that name it as a base."""
        return self._subclasses.get(known.full_name, [])

    def descendants(self, known: ProjectClass) -> list[ProjectClass]:
        """Its subclasses, their subclasses, and so on."""
        found: dict[str, ProjectClass] = {}
        waiting = [known]
        while waiting:
            for each in self.subclasses(waiting.pop()):
                if each.full_name not in found:
                    found[each.full_name] = each
                    waiting.append(each)
        return list(found.values())

    def attribute(self, known: ProjectClass, name: str) -> ProjectConstant | None:
        """A class attribute's value."""
        for each in self.lineage(known):
            for key, value in each.definition.attributes:
                if key == name:
                    return ProjectConstant(each.facts, name, value)
        return None

    def instance_attribute(
        self, known: ProjectClass, name: str
    ) -> tuple[ProjectClass, Value] | None:
        """What `self.name = …` sets, and the class whose methods set it."""
        for each in self.lineage(known):
            own = self._attributes.get(each)
            if own is None:
                own = self._attributes[each] = dict(each.definition.instance_attributes)
            if name in own:
                return each, own[name]
        return None

    def method(self, known: ProjectClass, name: str) -> tuple[ProjectFunction, ...]:
        """A method, or () where neither the class nor a base defines it."""
        for each in self.lineage(known):
            found = self._modules.in_file(each.facts, f"{each.definition.name}.{name}")
            if found:
                return found
        return ()

    def overrides(self, known: ProjectClass, name: str) -> tuple[ProjectFunction, ...]:
        """The methods of this name in subclasses."""
        found: list[ProjectFunction] = []
        for each in self.subclasses(known):
            found += self._modules.in_file(each.facts, f"{each.definition.name}.{name}")
        return tuple(found)

    def named(self, name: str) -> tuple[ProjectFunction, ...]:
        """Every method of this name in the project, unless the name is a common one."""
        if name in COMMON_METHODS or name.startswith("__"):
            return ()
        return tuple(self._methods.get(name, ()))

    def all_named(self, name: str) -> tuple[ProjectFunction, ...]:
        """Every method of this name in the project, common or not."""
        return tuple(self._methods.get(name, ()))
