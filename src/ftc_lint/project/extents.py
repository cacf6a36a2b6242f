"""Which function a place in a file belongs to."""

from __future__ import annotations

import bisect

from ftc_lint.project.modules import Modules, ProjectFunction
from ftc_lint.project.steps import end_of
from ftc_lint.text import Span


class Extents:
    """Finds the innermost function around an offset, by the steps that its facts hold."""

    def __init__(self, modules: Modules) -> None:
        self._functions: dict[str, list[ProjectFunction]] = {}
        for known in modules.functions:
            if known.function.qualname:
                self._functions.setdefault(known.facts.path, []).append(known)
        self._sorted: dict[str, tuple[list[int], list[ProjectFunction]]] = {}
        self._ends: dict[ProjectFunction, int] = {}

    def function_at(self, span: Span) -> ProjectFunction | None:
        """The function that a place stands in; None for the module's own code."""
        if span.path not in self._functions:
            return None
        starts, functions = self._of(span.path)
        index = bisect.bisect_right(starts, span.start) - 1
        while index >= 0:
            if span.start < self._end(functions[index]):
                return functions[index]
            outer = functions[index].function.qualname.rpartition(".")[0]
            index -= 1
            while index >= 0 and not _is_around(functions[index], outer):
                index -= 1
        return None

    def _end(self, known: ProjectFunction) -> int:
        end = self._ends.get(known)
        if end is None:
            end = self._ends[known] = end_of(known.function.body, known.function.span.end)
        return end

    def _of(self, path: str) -> tuple[list[int], list[ProjectFunction]]:
        known = self._sorted.get(path)
        if known is None:
            functions = sorted(self._functions[path], key=lambda each: each.function.span.start)
            starts = [each.function.span.start for each in functions]
            known = self._sorted[path] = (starts, functions)
        return known


def _is_around(known: ProjectFunction, outer: str) -> bool:
    name = known.function.qualname
    return bool(outer) and (outer == name or outer.startswith(name + "."))
