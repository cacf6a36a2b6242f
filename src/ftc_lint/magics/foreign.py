"""What in a notebook's code is not Python: magics, and commands for the shell.

The syntax is IPython's (https://ipython.readthedocs.io/en/stable/interactive/magics.html), with
the SQL magics of ipython-sql, JupySQL, BigQuery and Spark. A line of it becomes a Python statement
of the same length, `_#…`, so that every offset stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from ftc_lint.notebooks.source import NotebookSource
from ftc_lint.records import dataclass


class Language(str, Enum):
    SQL = "sql"
    SHELL = "shell"


@dataclass(frozen=True, slots=True)
class Foreign:
    """A stretch of the code in another language. `at` is the offset of the statement that stands
    for it in Python, `start` and `end` those of its text. `dialect` is what the magic or its
    connection tells."""

    at: int
    start: int
    end: int
    language: Language
    name: str
    dialect: str | None = None


_SQL_NAMES = {
    "bigquery": "bigquery", "bq": "bigquery", "bqsql": "bigquery", "duckdb": "duckdb",
    "sparksql": "spark", "snowflake": "snowflake", "trino": "trino", "presto": "presto",
    "athena": "athena", "sql": None, "read_sql": None, "ipython_sql": None, "dpl": None,
}  # fmt: skip
_WHOLE_LINE_OF_ARGUMENTS = frozenset({"bigquery", "bq", "sparksql"})
_SHELL_NAMES = frozenset({"bash", "sh", "zsh", "system", "sx", "!"})
_PYTHON_NAMES = frozenset(
    {"time", "timeit", "capture", "prun", "python", "python3", "pyspark", "px", "memit", "local",
     "mprun", "spark", "ipytest", "pypy", "debug", "autopx", "chime", "wandb", "skip", "run_cell"}
)  # fmt: skip
"""Cell magics that run the cell as Python."""

_SCHEMES = {
    "postgresql": "postgres", "postgres": "postgres", "mysql": "mysql", "mariadb": "mysql",
    "sqlite": "sqlite", "duckdb": "duckdb", "snowflake": "snowflake", "bigquery": "bigquery",
    "redshift": "redshift", "mssql": "tsql", "oracle": "oracle", "trino": "trino",
    "clickhouse": "clickhouse", "databricks": "databricks",
}  # fmt: skip

_CELL_MAGIC = re.compile(r"\s*%%(!|\w+)")
_LINE_MAGIC = re.compile(
    r"[ \t]*(?:[\w.,* ()\[\]'\"]+=[ \t]*)?(?=(%{1,2}(?=[A-Za-z])|!{1,2}(?=\S)))"
)
_HELP = re.compile(r"[ \t]*(?:\?{1,2}[\w.*%]+|[\w.*%\[\]()]+\?{1,2})[ \t]*$")
_NAME = re.compile(r"%{1,2}(\w+)")
_ARGUMENT = re.compile(
    r"[ \t]*(?:--(?:no-execute|no-index|alias-only)|--?[A-Za-z][\w-]*(?:[= \t]+[^\s;-]\S*)?"
    r"|(\w+)(?:\+\w+)?://\S*|@\w+|\$\w+|\{\w+\}|\w+[ \t]*=?<<)(?=\s|$)"
)
"""An argument before the statement: an option, a connection, the name of a result."""

_PIECE = re.compile(r"'''|\"\"\"|'|\"|#|[(\[{]|[)\]}]")


def foreign_code(source: NotebookSource) -> tuple[str, tuple[Foreign, ...]]:
    """The code with everything that is not Python blanked out, as long as before, and what was."""
    texts: list[str] = []
    found: list[Foreign] = []
    starts = [start for start, _ in source.cells]
    for (start, cell), end in zip(source.cells, [*starts[1:], len(source.text)], strict=False):
        code = source.text[start:end]
        reader = _CellReader(code, start)
        reader.read(cell.language)
        texts.append(reader.python)
        found += reader.found
    return "".join(texts), tuple(found)


class _CellReader:
    """Reads one cell; `python` is then its Python, of the same length, `found` the rest."""

    def __init__(self, code: str, shift: int) -> None:
        self.python = code
        self.found: list[Foreign] = []
        self._code = code
        self._shift = shift

    def read(self, language: str) -> None:
        magic = _CELL_MAGIC.match(self._code)
        if magic is not None:
            self._cell_magic(magic[1], magic.start(1) - 2, magic.end())
        elif language == "sql":
            self._note(0, 0, len(self._code), Language.SQL, "sql")
            self.python = _blanked(self._code, 0)
        elif _is_databricks_sql(self._code):
            at = self._code.index("%sql")
            self._sql_magic("sql", at, at + 4, len(self._code))
            self.python = _blanked(self._code, at)
        else:
            self._lines(0)

    def _cell_magic(self, name: str, at: int, arguments: int) -> None:
        newline = self._code.find("\n", arguments)
        body = len(self._code) if newline < 0 else newline + 1
        name = name.lower()
        if name == "script":
            words = self._code[arguments:body].split()
            name = next((word for word in words if not word.startswith("-")), name)
            name = name.rpartition("/")[2]
        if _is_sql(name):
            first = body if name in _WHOLE_LINE_OF_ARGUMENTS else arguments
            self._sql_magic(name, at, first, len(self._code), options=arguments)
        elif name in _SHELL_NAMES:
            self._note(at, body, len(self._code), Language.SHELL, name)
        elif name in _PYTHON_NAMES:
            self._lines(body)
            return
        self.python = _blanked(self._code, at)

    def _lines(self, start: int) -> None:
        """A cell of Python with magics on lines of their own."""
        pieces = [_blanked(self._code[:start], 0)] if start else []
        inside = _Inside()
        at = start
        while at < len(self._code):
            end = self._line_end(at)
            line = self._code[at:end]
            if inside.is_open:
                pieces.append(line)
                inside.read(line)
            elif (magic := _LINE_MAGIC.match(line)) is not None:
                end = self._magic_end(at)
                pieces.append(self._line_magic(self._code[at:end], at, at + magic.start(1)))
            elif _HELP.match(line.rstrip("\r\n")):
                pieces.append(_blanked(line, len(line) - len(line.lstrip())))
            else:
                pieces.append(line)
                inside.read(line)
            at = end
        self.python = "".join(pieces)

    def _line_magic(self, text: str, at: int, sign: int) -> str:
        """The Python that stands for a line magic; notes what it runs."""
        local = sign - at
        if text[local] == "!":
            start = sign + len(text[local:]) - len(text[local:].lstrip("!"))
            self._note(sign, start, at + len(text), Language.SHELL, "!")
            return _blanked(text, local)
        name = _NAME.match(text, local)
        assert name is not None
        word = name[1].lower()
        if word in ("time", "timeit", "prun") and not text[name.end() :].lstrip().startswith("-"):
            statement = text[name.end() :]
            return f"{text[:local]}_;{' ' * (name.end() - local - 2)}{statement}"
        if _is_sql(word):
            self._sql_magic(word, sign, at + name.end(), at + len(text))
        elif word in _SHELL_NAMES:
            self._note(sign, at + name.end(), at + len(text), Language.SHELL, word)
        return _blanked(text, local)

    def _sql_magic(self, name: str, at: int, start: int, end: int, options: int = -1) -> None:
        """A statement behind the arguments of its magic."""
        dialect = _SQL_NAMES.get(name)
        position = start if options < 0 else options
        limit = self._line_end(position)
        while (argument := _ARGUMENT.match(self._code, position, limit)) is not None:
            if argument[1]:
                dialect = _SCHEMES.get(argument[1].lower(), dialect)
            position = argument.end()
        if self._code[start:end].strip():
            self._note(at, max(position, start), end, Language.SQL, name, dialect)

    def _note(
        self, at: int, start: int, end: int, language: Language, name: str,
        dialect: str | None = None,
    ) -> None:  # fmt: skip
        shift = self._shift
        self.found.append(Foreign(at + shift, start + shift, end + shift, language, name, dialect))

    def _line_end(self, at: int) -> int:
        newline = self._code.find("\n", at)
        return len(self._code) if newline < 0 else newline + 1

    def _magic_end(self, at: int) -> int:
        """A magic goes on in the next line after a backslash."""
        end = self._line_end(at)
        while end < len(self._code) and self._code[at:end].rstrip("\r\n").endswith("\\"):
            end = self._line_end(end)
        return end


class _Inside:
    """Whether a line begins within brackets or a triple-quoted string of the lines before."""

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""
        self._continued = False

    @property
    def is_open(self) -> bool:
        return self._depth > 0 or bool(self._quote) or self._continued

    def read(self, line: str) -> None:
        at = 0
        while at < len(line):
            if self._quote:
                at = self._behind(self._quote, line, at)
                if at < 0:
                    return
                self._quote = ""
                continue
            piece = _PIECE.search(line, at)
            if piece is None or piece[0] == "#":
                break
            at = piece.end()
            if piece[0] in ("'", '"'):
                at = self._behind(piece[0], line, at)
                if at < 0:
                    break
            elif len(piece[0]) == 3:
                self._quote = piece[0]
            else:
                self._depth = max(0, self._depth + (1 if piece[0] in "([{" else -1))
        self._continued = not self._quote and line.rstrip("\r\n").endswith("\\")

    @staticmethod
    def _behind(quote: str, line: str, at: int) -> int:
        """The offset behind a closing quote that no backslash escapes; -1 if there is none."""
        while True:
            found = line.find(quote, at)
            if found < 0:
                return -1
            before = line[at:found]
            if (len(before) - len(before.rstrip("\\"))) % 2 == 0:
                return found + len(quote)
            at = found + 1


def _is_sql(name: str) -> bool:
    return name in _SQL_NAMES or name.endswith("sql")


def _is_databricks_sql(code: str) -> bool:
    """A cell of Databricks: `%sql` alone in its first line, the statements below."""
    first, _, rest = code.lstrip().partition("\n")
    return first.strip() == "%sql" and bool(rest.strip())


def _blanked(code: str, at: int) -> str:
    """`code` from `at` on as one Python statement that does nothing, of the same length."""
    lines = list(_lines_of(code[at:]))
    if not lines or not code[at:].strip():
        return code
    first, *others = lines
    return code[:at] + "".join((_as_comment(first, "_#"), *(_as_comment(o, "#") for o in others)))


def _as_comment(line: str, sign: str) -> str:
    content = line.rstrip("\r\n")
    if len(content) < len(sign):
        sign = sign[: len(content)]
    return sign + line[len(sign) :]


def _lines_of(text: str) -> Iterator[str]:
    return iter(text.splitlines(keepends=True))
