"""Which files still need to be read because of what the files read so far say.

A file whose bytes hold no operation matters all the same if it calls a function that leads to one,
extends a class that does, or defines a name whose value goes into SQL.
"""

from __future__ import annotations

from collections.abc import Sequence

from ftc_lint.records import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftc_lint.asks import FileAsks, FunctionAsks

COMMON_METHODS = frozenset(
    """
    add all append clear close commit copy count create cursor delete execute exists extend fetch
    fetchall fetchone filter find first flush get insert items join keys list load log open pop
    put read refresh remove reset run save select set setdefault sort split start stop update
    values write
    """.split()
)
"""Methods so common that a call of one says nothing: the class must be named too."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What makes a file worth reading: names it holds as words, methods it calls, classes it
    extends, or being one of the modules (dotted) that a value comes from."""

    words: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    bases: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()

    def listed(self) -> list[list[str]]:
        """All of it as plain lists, in order."""
        return [sorted(each) for each in (self.words, self.methods, self.bases, self.modules)]

    def __sub__(self, other: Wanted) -> Wanted:
        return Wanted(
            self.words - other.words,
            self.methods - other.methods,
            self.bases - other.bases,
            self.modules - other.modules,
        )

    def __or__(self, other: Wanted) -> Wanted:
        return Wanted(
            self.words | other.words,
            self.methods | other.methods,
            self.bases | other.bases,
            self.modules | other.modules,
        )


def wanted(files: Sequence[FileAsks]) -> Wanted:
    """What the files read so far ask for."""
    functions = [(file, each) for file in files for each in file.functions]
    matter = _that_matter([function for _, function in functions])
    words: set[str] = set()
    methods: set[str] = set()
    bases: set[str] = set()
    modules: set[str] = set()
    for number in matter:
        file, function = functions[number]
        modules |= function.modules
        if not function.qualname:
            continue
        name = function.qualname.rpartition(".")[2]
        if function.class_name is not None:
            owner = function.class_name.rpartition(".")[2]
            bases.add(owner)
            if name in COMMON_METHODS or name.startswith("__"):
                words.add(owner)
            else:
                methods.add(name)
        else:
            words.add(file.module.rpartition(".")[2] if name in COMMON_METHODS else name)
    for file in files:
        words |= file.declaring
    return Wanted(frozenset(words), frozenset(methods), frozenset(bases), frozenset(modules))


def _that_matter(functions: Sequence[FunctionAsks]) -> set[int]:
    """The functions that do something to a database, or call one by name that does."""
    callers: dict[str, set[int]] = {}
    for number, function in enumerate(functions):
        for name in function.calls:
            callers.setdefault(name, set()).add(number)
    pending = [number for number, function in enumerate(functions) if function.acts]
    found = set(pending)
    while pending:
        function = functions[pending.pop()]
        name = function.qualname.rpartition(".")[2]
        names = [name]
        if name == "__init__" and function.class_name:
            names.append(function.class_name.rpartition(".")[2])
        for each in names:
            if each in COMMON_METHODS:
                continue
            for caller in callers.get(each, ()):
                if caller not in found:
                    found.add(caller)
                    pending.append(caller)
    return found
