"""A notebook as text: the code of its cells, every character's place in the file known."""

from __future__ import annotations

import bisect
import json
import re
from functools import cached_property

from ftc_lint.notebooks.cells import Cell, NotebookError, Piece, read_cells
from ftc_lint.records import dataclass, replace
from ftc_lint.text import Source, Span

_ESCAPE = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.", re.DOTALL)


@dataclass(frozen=True)
class NotebookSource(Source):
    """`text` is the code of all cells, each ended by a line break; `file` is the file itself.

    `cells` are those of the notebook with the offset in `text` where each begins. In a notebook of
    another language than Python, only its cells of SQL are read.
    """

    file: Source = Source("", "")
    cells: tuple[tuple[int, Cell], ...] = ()
    language: str = "python"

    def cell(self, offset: int) -> tuple[int, int] | None:
        """The number of the cell that an offset lies in, and the row (from 1) it begins at."""
        if not self.cells:
            return None
        index = max(0, bisect.bisect_right(self._cell_starts, offset) - 1)
        start, cell = self.cells[index]
        return cell.number, self.location(start).row

    def in_file(self, span: Span) -> tuple[Source, Span]:
        """The file and the same stretch in it, between the quotes of its JSON strings."""
        start = self._file_offset(span.start)
        end = max(start, self._file_offset(span.end, is_end=span.end > span.start))
        return self.file, Span(span.path, start, end)

    def as_written(self, content: str) -> str:
        """A replacement as it is written into one of the file's JSON strings."""
        return json.dumps(content, ensure_ascii=self.file.text.isascii())[1:-1]

    @cached_property
    def _cell_starts(self) -> list[int]:
        return [start for start, _ in self.cells]

    @cached_property
    def _pieces(self) -> list[tuple[int, Piece]]:
        found = []
        for start, cell in self.cells:
            at = start
            for piece in cell.pieces:
                found.append((at, piece))
                at += len(piece.text)
        return found

    def _file_offset(self, offset: int, is_end: bool = False) -> int:
        """Where a character of `text` stands in the file; an end belongs to what is before it."""
        pieces = self._pieces
        looked_up = offset - 1 if is_end else offset
        index = bisect.bisect_right(pieces, looked_up, key=lambda pair: pair[0]) - 1
        if index < 0:
            return 0
        start, piece = pieces[index]
        within = min(offset - start, len(piece.text))
        if piece.end - piece.start == len(piece.text):
            return piece.start + within
        raw = self.file.text[piece.start : piece.end]
        return piece.start + _raw_length(raw, within)


def _raw_length(raw: str, characters: int) -> int:
    """How many characters of a JSON string its first so many decoded ones take."""
    decoded = at = 0
    for match in _ESCAPE.finditer(raw):
        if decoded + match.start() - at >= characters:
            break
        decoded += match.start() - at + 1
        at = match.end()
    return at + max(0, characters - decoded)


def notebook_source(source: Source) -> NotebookSource:
    """The code of a notebook's file. Raises `NotebookError`."""
    notebook = read_cells(source.text)
    is_python = notebook.language == "python"
    texts: list[str] = []
    cells: list[tuple[int, Cell]] = []
    at = 0
    for cell in notebook.cells:
        language = cell.language or notebook.language
        if not is_python and language != "sql":
            continue
        code = "".join(piece.text for piece in cell.pieces)
        code += "" if code.endswith("\n") else "\n"
        cells.append((at, replace(cell, language=language)))
        texts.append(code)
        at += len(code)
    return NotebookSource(
        source.path,
        "".join(texts),
        source.encoding,
        source.has_byte_order_mark,
        file=source,
        cells=tuple(cells),
        language=notebook.language,
    )


def decoded_notebook(source: Source) -> tuple[Source, str | None]:
    """The code of a notebook, or its file's text and why there is no code in it."""
    try:
        return notebook_source(source), None
    except NotebookError as error:
        return source, str(error)
