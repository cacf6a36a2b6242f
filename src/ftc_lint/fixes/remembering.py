"""Fixes that an earlier run made of the same, from texts that have not changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Protocol

from ftc_lint.findings import Edit, Finding, Fix, NoFix, ReadSource
from ftc_lint.fixes.keeping import written
from ftc_lint.text import Source, Span

Digest = Callable[[str], str]


class Table(Protocol):
    """Where texts are kept by keys."""

    def get(self, key: str) -> str | None: ...

    def put(self, key: str, value: str) -> None: ...


class Remembered:
    """Makes fixes, or takes them from a table; `digest` tells what a file's content is known by."""

    def __init__(self, table: Table, digest: Digest) -> None:
        self._table = table
        self._digest = digest

    def fix(self, finding: Finding, read: ReadSource) -> Fix | NoFix:
        """What `finding.mend.fix(read)` gives."""
        assert finding.mend is not None
        told = written(finding.mend)
        if told is None:
            return finding.mend.fix(read)
        key = json.dumps(told, separators=(",", ":"))
        kept = self._table.get(key)
        known = None if kept is None else self._known(kept)
        if known is not None:
            return known
        texts: dict[str, Source | None] = {}

        def noted(path: str) -> Source | None:
            texts[path] = read(path)
            return texts[path]

        fix = finding.mend.fix(noted)
        if None not in texts.values():  # what cannot be read now may be readable the next time
            paths = {path: self._digest(path) for path in texts}
            self._table.put(key, json.dumps([paths, _told(fix)], separators=(",", ":")))
        return fix

    def _known(self, kept: str) -> Fix | NoFix | None:
        """A fix that was made of texts as they are now; None for any other, and where what is kept
        is damaged."""
        try:
            paths, told = json.loads(kept)
            if all(self._digest(path) == digest for path, digest in paths.items()):
                return _read(told)
        except (ValueError, TypeError, AttributeError, RecursionError):
            return None
        return None


def _told(fix: Fix | NoFix) -> Any:
    if isinstance(fix, NoFix):
        return fix.reason
    edits = [[e.span.path, e.span.start, e.span.end, e.content] for e in fix.edits]
    return [fix.applicability, fix.message, edits]


def _read(told: Any) -> Fix | NoFix:
    """The fix that `_told` told of. Raises `ValueError` or `TypeError` for anything else."""
    if isinstance(told, str):
        return NoFix(told)
    applicability, message, edits = told
    made = []
    for path, start, end, content in edits:
        if not (type(start) is type(end) is int and isinstance(path, str) and path):
            raise ValueError("no place")
        made.append(Edit(Span(path, start, end), _text(content)))
    return Fix(_text(applicability), _text(message), tuple(made))


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError("no text")
    return told
