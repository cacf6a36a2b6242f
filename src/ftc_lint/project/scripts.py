"""SQL files as flows: their statements in order, with the files they include."""

from __future__ import annotations

from collections.abc import Iterable

from ftc_lint.facts import FileFacts, Include
from ftc_lint.flow import Block, Invoke, Perform, Step
from ftc_lint.operations import Operation
from ftc_lint.project.contexts import Contexts
from ftc_lint.project.paths import ProjectPaths
from ftc_lint.records import replace

DEEPEST_INCLUDE = 8


class Scripts:
    """Makes blocks of SQL files; an included file's steps stand where it is included."""

    def __init__(self, files: Iterable[FileFacts], paths: ProjectPaths, contexts: Contexts) -> None:
        self._files = {facts.path: facts for facts in files if facts.parsed is not None}
        self._paths = paths
        self._contexts = contexts
        self._blocks: dict[str, Block] = {}
        self.operations: dict[str, tuple[Operation, ...]] = {
            path: self._placed(path, _parsed_operations(facts))
            for path, facts in self._files.items()
        }
        self.included = frozenset(
            found
            for path, facts in self._files.items()
            if facts.parsed is not None
            for each in facts.parsed.includes
            if (found := paths.find(each.path, path)) is not None and found != path
        )

    def _placed(self, path: str, operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
        """The operations of a file with the kind of code that they are in."""
        whole = self._contexts.of_whole(path)
        if whole is None:
            of = self._contexts.of
            contexts = [of(path, None, operation.span.start) for operation in operations]
        else:
            contexts = [whole] * len(operations)
        return tuple(
            operation if context is operation.context else replace(operation, context=context)
            for operation, context in zip(operations, contexts, strict=True)
        )

    def block(self, path: str, inside: tuple[str, ...] = ()) -> Block:
        """The steps of a file."""
        known = self._blocks.get(path)
        if known is not None:
            return known
        facts = self._files[path]
        includes = facts.parsed.includes if facts.parsed is not None else ()
        steps: list[tuple[int, Step]] = [
            (each.statement.start, Perform(each))
            for each in self.operations[path]
            if each.function is None
        ]
        for each in includes:
            step = self._include(each, path, (*inside, path))
            if step is not None:
                steps.append((each.span.start, step))
        if includes:
            steps.sort(key=lambda pair: pair[0])
        block = tuple(step for _, step in steps)
        if not inside:
            self._blocks[path] = block
        return block

    def bodies(self, path: str) -> dict[str, Block]:
        """The steps of the functions that a file defines, by name: they run when called, not
        where they are written."""
        found: dict[str, list[Step]] = {}
        for each in self.operations[path]:
            if each.function is not None:
                found.setdefault(each.function, []).append(Perform(each))
        return {name: tuple(steps) for name, steps in found.items()}

    def _include(self, include: Include, path: str, inside: tuple[str, ...]) -> Invoke | None:
        found = self._paths.find(include.path, path)
        if found is None or found in inside or found not in self._files:
            return None
        if len(inside) > DEEPEST_INCLUDE:
            return None
        return Invoke(found, include.span, self.block(found, inside), include.path)


def _parsed_operations(facts: FileFacts) -> tuple[Operation, ...]:
    return facts.parsed.operations if facts.parsed is not None else ()
