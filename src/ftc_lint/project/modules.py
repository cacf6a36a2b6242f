"""Absolute dotted names to what the project defines under them.

Modules match by the end of their path, so that `src/` layouts, scripts beside each other and
installed packages all resolve; a name that a module only imports is followed to where it is
defined.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Union

from ftc_lint.facts import ClassFacts, FileFacts, FunctionFacts
from ftc_lint.project.digests import Digest, digest_of
from ftc_lint.records import dataclass, field
from ftc_lint.values import Value

Key = tuple[str, str, int]
"""A function by its file, its qualified name, and where it begins."""

MOST_REEXPORTS = 200
"""Modules through which one name is looked for."""


@dataclass(frozen=True, eq=False)
class ProjectFunction:
    """A function with the file that defines it. `key` is unique in the project."""

    facts: FileFacts
    function: FunctionFacts

    @property
    def key(self) -> Key:
        return (self.facts.path, self.function.qualname, self.function.span.start)

    @cached_property
    def digest(self) -> Digest:
        """What it says of itself at a glance."""
        return digest_of(self.function)

    @property
    def name(self) -> str:
        """How messages name it: the qualified name, the file for a module's body."""
        return self.function.qualname or self.facts.path

    @property
    def full_name(self) -> str:
        """Its absolute dotted name."""
        return f"{self.facts.module}.{self.function.qualname}"


@dataclass(frozen=True, eq=False)
class ProjectClass:
    """A class with the file that defines it."""

    facts: FileFacts
    definition: ClassFacts

    @property
    def full_name(self) -> str:
        return f"{self.facts.module}.{self.definition.name}"


@dataclass(frozen=True)
class ProjectConstant:
    """A module-level name, or an attribute of a class, with its value as its file has it."""

    facts: FileFacts
    name: str
    value: Value


Definition = Union["tuple[ProjectFunction, ...]", ProjectClass, ProjectConstant, FileFacts]
"""What a dotted name stands for; functions are several where a name is defined repeatedly."""


@dataclass
class _Names:
    """What one module defines, by name."""

    functions: dict[str, list[ProjectFunction]] = field(default_factory=dict)
    classes: dict[str, ProjectClass] = field(default_factory=dict)
    constants: dict[str, Value] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)


class Modules:
    """All modules of a project. Lookups never raise: None means that the project has no such.

    Names are looked up in all `files`; `functions` are those of the files that are worked on (of
    `scope`, or of all), `everything` are those of all. `uses` tells which files each has looked
    into, by the names that it has looked up.
    """

    def __init__(self, files: Sequence[FileFacts], scope: frozenset[str] | None = None) -> None:
        self.files = tuple(files)
        self.worked_on = tuple(each for each in files if scope is None or each.path in scope)
        self._scope = scope
        self.uses: dict[str, set[str]] = {}
        self.functions: list[ProjectFunction] = []
        self.everything: list[ProjectFunction] = []
        self.classes: list[ProjectClass] = []
        self._by_module: dict[str, FileFacts] = {}
        self._by_last: dict[str, list[FileFacts]] = {}
        self._names: dict[str, _Names] = {}
        self._found: dict[tuple[str, str], Definition | None] = {}
        for facts in files:
            if facts.language != "sql":
                self._add(facts)

    def _add(self, facts: FileFacts) -> None:
        self._by_module.setdefault(facts.module, facts)
        self._by_last.setdefault(facts.module.rpartition(".")[2], []).append(facts)
        names = self._names[facts.path] = _Names()
        for function in facts.functions:
            known = ProjectFunction(facts, function)
            self.everything.append(known)
            if self._scope is None or facts.path in self._scope:
                self.functions.append(known)
            names.functions.setdefault(function.qualname, []).append(known)
        for definition in facts.classes:
            found = ProjectClass(facts, definition)
            self.classes.append(found)
            names.classes[definition.name] = found
        names.constants.update(facts.constants)
        for local, target in facts.imports:
            if local.startswith("*"):
                names.stars.append(target)
            else:
                names.imports[local] = target

    def body(self, facts: FileFacts) -> ProjectFunction | None:
        """The module's own body."""
        found = self._names[facts.path].functions.get("")
        return found[0] if found else None

    def in_file(self, facts: FileFacts, qualname: str) -> tuple[ProjectFunction, ...]:
        """The functions of this qualified name in a file."""
        return _callable(self._names[facts.path].functions.get(qualname, ()))

    def constant(self, facts: FileFacts, name: str) -> Value | None:
        """A module-level name's value, as its file has it."""
        return self._names[facts.path].constants.get(name)

    def find(self, dotted: str, importer: FileFacts | None = None) -> Definition | None:
        """What an absolute dotted name stands for, as `importer` would see it."""
        key = (dotted, importer.path.rpartition("/")[0] if importer else "")
        if key not in self._found:
            self._found[key] = self._search(dotted, importer, set())
        found = self._found[key]
        if importer is not None and found is not None:
            self.note(importer, _home(found))
        return found

    def note(self, user: FileFacts, used: FileFacts | None) -> None:
        """What is said of one file depends on another."""
        if used is not None and used is not user:
            self.uses.setdefault(user.path, set()).add(used.path)

    def _search(
        self, dotted: str, importer: FileFacts | None, seen: set[tuple[str, str]]
    ) -> Definition | None:
        """Through re-exports, each module asked for each name once: they may form circles."""
        parts = dotted.split(".")
        for cut in range(len(parts), 0, -1):
            for facts in self._modules(parts[:cut], importer):
                if cut == len(parts):
                    return facts
                found = self._inside(facts, parts[cut:], seen)
                if found is not None:
                    return found
        return None

    def _modules(self, parts: list[str], importer: FileFacts | None) -> Iterable[FileFacts]:
        name = ".".join(parts)
        exact = self._by_module.get(name)
        if exact is not None:
            return (exact,)
        ending = "." + name
        matching = [
            facts
            for facts in self._by_last.get(parts[-1], ())
            if facts.module.endswith(ending)
            or ("." in facts.module and name.endswith("." + facts.module))
        ]
        if importer is None or len(matching) < 2:
            return matching[:1] if len(matching) == 1 else ()
        nearest = sorted(matching, key=lambda f: (-_shared(f.path, importer.path), f.path))
        return nearest[:1]

    def _inside(
        self, facts: FileFacts, rest: list[str], seen: set[tuple[str, str]]
    ) -> Definition | None:
        names = self._names[facts.path]
        qualname = ".".join(rest)
        if (facts.path, qualname) in seen or len(seen) > MOST_REEXPORTS:
            return None
        seen.add((facts.path, qualname))
        functions = names.functions.get(qualname)
        if functions:
            return _callable(functions)
        if qualname in names.classes:
            return names.classes[qualname]
        if len(rest) == 1 and qualname in names.constants:
            return ProjectConstant(facts, qualname, names.constants[qualname])
        owner = names.classes.get(".".join(rest[:-1]))
        if owner is not None:
            for name, value in owner.definition.attributes:
                if name == rest[-1]:
                    return ProjectConstant(facts, qualname, value)
        imported = names.imports.get(rest[0])
        if imported is not None:
            target = ".".join([imported, *rest[1:]])
            if target != f"{facts.module}.{qualname}":
                return self._search(target, facts, seen)
        for star in names.stars:
            for module in self._modules(star.split("."), facts):
                found = self._inside(module, rest, seen)
                if found is not None:
                    return found
        return None


def _home(found: Definition) -> FileFacts | None:
    """The file that defines something."""
    if isinstance(found, FileFacts):
        return found
    if isinstance(found, tuple):
        return found[0].facts if found else None
    return found.facts


def _callable(functions: Sequence[ProjectFunction]) -> tuple[ProjectFunction, ...]:
    """The definitions that a call may mean: without overloads, setters and superseded ones."""
    if len(functions) < 2:
        return tuple(functions)
    kept = [e for e in functions if not _is_overload(e) and not e.function.superseded]
    return tuple(kept or functions)


def _is_overload(known: ProjectFunction) -> bool:
    for decorator in known.function.decorators:
        name = getattr(decorator, "name", getattr(decorator, "display", ""))
        if name.rpartition(".")[2] in ("overload", "setter", "deleter", "register"):
            return True
    return False


def _shared(one: str, other: str) -> int:
    """The number of leading directories that two paths share."""
    count = 0
    for mine, theirs in zip(one.split("/")[:-1], other.split("/")[:-1], strict=False):
        if mine != theirs:
            break
        count += 1
    return count
