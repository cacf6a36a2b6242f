"""Edits of the text that is analysed, as edits of the file: a notebook's code is a part of it."""

from __future__ import annotations

from collections.abc import Iterable

from ftc_lint.findings import Edit
from ftc_lint.text import Source, Span


def file_of(source: Source) -> Source:
    """The file's own text."""
    return source.in_file(Span(source.path, 0, 0))[0]


def edits_in_file(source: Source, edits: Iterable[Edit]) -> list[Edit]:
    """The edits in the file's own text, written as it has to hold them."""
    return [Edit(source.in_file(edit.span)[1], source.as_written(edit.content)) for edit in edits]
