"""The file of findings that were there when a project began to use ftc-lint.

One entry a line, in the order of the paths, so that a change of it reads well in a review. The
messages are for people; only the other fields count.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from ftc_lint.errors import UsageError
from ftc_lint.findings import Severity
from ftc_lint.marks import Mark
from ftc_lint.operations import Backup
from ftc_lint.records import dataclass, replace
from ftc_lint.reports.clean import one_line

VERSION = 1

LONGEST = 120
"""Characters of a message that are kept."""


_LARGEST = 200_000_000
"""Bytes of a baseline; a finding takes some 300."""


@dataclass(frozen=True, slots=True)
class Entry:
    """As many findings with the same mark, and the beginning of what was said of the first."""

    mark: Mark
    count: int
    message: str


def entries_of(findings: Iterable[tuple[Mark, str]]) -> list[Entry]:
    """The entries of findings, from their marks and their messages."""
    return merged(Entry(mark, 1, _excerpt(message)) for mark, message in findings)


def merged(entries: Iterable[Entry]) -> list[Entry]:
    """Entries with the same mark as one."""
    found: dict[Mark, Entry] = {}
    for entry in entries:
        same = found.get(entry.mark)
        found[entry.mark] = entry if same is None else replace(same, count=same.count + entry.count)
    return list(found.values())


def _excerpt(message: str) -> str:
    text = one_line(message)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


# --- writing ---------------------------------------------------------------------------------


def as_json(entries: Iterable[Entry]) -> str:
    """The text of a baseline: the same for the same findings, in whatever order they come."""
    lines = [
        _escaped(json.dumps(_object(e), ensure_ascii=False)) for e in sorted(entries, key=_order)
    ]
    body = "".join(f"\n    {line}," for line in lines).removesuffix(",")
    return (
        f'{{\n  "version": {VERSION},\n  "findings": [{body}{chr(10) + "  " if body else ""}]\n}}\n'
    )


def _order(entry: Entry) -> tuple[Any, ...]:
    mark = entry.mark
    path = mark.path or ""
    rest = (mark.tables, entry.message, mark.content, mark.severity.rank, mark.reaches)
    return (mark.path is None, path, mark.rule, *rest, "" if mark.backup is None else mark.backup)


def _object(entry: Entry) -> dict[str, Any]:
    mark = entry.mark
    return {
        "path": mark.path,
        "rule": mark.rule,
        "message": entry.message,
        "count": entry.count,
        "tables": list(mark.tables),
        "severity": mark.severity.value,
        "reaches": list(mark.reaches),
        "backup": None if mark.backup is None else mark.backup.value,
        "content": mark.content,
    }


def _escaped(line: str) -> str:
    """Without characters that a reviewer cannot see: JSON has escapes for them."""
    return "".join(
        character if character.isprintable() else json.dumps(character)[1:-1] for character in line
    )


# --- reading ---------------------------------------------------------------------------------


def read_baseline(path: str, option: str = "--baseline") -> list[Entry]:
    """The entries of a baseline that an option names. Raises `UsageError` for a file that is
    none, with what to do."""
    file = f"{option} {path}"
    again = f"write it again with --write-baseline {path}"
    try:
        with open(path, "rb") as stream:
            content = stream.read(_LARGEST + 1)
    except FileNotFoundError:
        raise UsageError(f"{file}: there is no such file; write it with --write-baseline") from None
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from None
    if len(content) > _LARGEST:  # a device has no end
        raise UsageError(f"{file}: is too large to be a baseline; {again}")
    return _Reader(file, again).entries(content)


class _Reader:
    """Checks that a file is what `as_json` writes."""

    def __init__(self, file: str, again: str) -> None:
        self._file, self._again = file, again

    def entries(self, content: bytes) -> list[Entry]:
        document = self._document(content)
        version = document.get("version")
        if version != VERSION or isinstance(version, bool):
            shown = one_line(json.dumps(version))[:40]
            self._fail(f"is of version {shown}, and this ftc-lint reads version {VERSION}")
        found = document.get("findings")
        if not isinstance(found, list):
            self._fail("findings: expected a list")
        return [self._entry(value, f"findings[{index}]") for index, value in enumerate(found)]

    def _document(self, content: bytes) -> dict[str, Any]:
        try:
            document = json.loads(content.decode("utf-8"))
        except UnicodeDecodeError:
            self._fail("is not UTF-8")
        except json.JSONDecodeError as error:
            self._fail(f"line {error.lineno} is not JSON: {error.msg}")
        except (ValueError, RecursionError):
            self._fail("is not JSON that can be read")
        if not isinstance(document, dict) or "version" not in document:
            self._fail("is no baseline of ftc-lint")
        return document

    def _entry(self, value: Any, where: str) -> Entry:
        if not isinstance(value, dict):
            self._fail(f"{where}: expected an object")
        path, count = value.get("path"), value.get("count")
        if not (path is None or isinstance(path, str)) or "path" not in value:
            self._fail(f"{where}.path: expected a string or null")
        if not isinstance(count, int) or isinstance(count, bool) or count < 1:
            self._fail(f"{where}.count: expected a whole number from 1")
        mark = Mark(
            path=path,
            rule=self._text(value, "rule", where),
            content=self._text(value, "content", where),
            tables=self._texts(value, "tables", where),
            severity=self._severity(value, where),
            reaches=tuple(sorted(self._texts(value, "reaches", where))),
            backup=self._backup(value, where),
        )
        return Entry(mark, count, self._text(value, "message", where))

    def _text(self, value: dict[str, Any], name: str, where: str) -> str:
        text = value.get(name)
        if not isinstance(text, str):
            self._fail(f"{where}.{name}: expected a string")
        return text

    def _texts(self, value: dict[str, Any], name: str, where: str) -> tuple[str, ...]:
        texts = value.get(name)
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            self._fail(f"{where}.{name}: expected a list of strings")
        return tuple(texts)

    def _severity(self, value: dict[str, Any], where: str) -> Severity:
        try:
            return Severity(value.get("severity"))
        except ValueError:
            self._fail(f'{where}.severity: expected "error", "warning" or "info"')

    def _backup(self, value: dict[str, Any], where: str) -> Backup | None:
        word = value.get("backup")
        try:
            return None if word is None else Backup(word)
        except ValueError:
            self._fail(f"{where}.backup: expected null or a verdict on a backup")

    def _fail(self, message: str) -> NoReturn:
        raise UsageError(f"{self._file}: {message}; {self._again}")


# --- matching --------------------------------------------------------------------------------


def spread(entries: Sequence[Entry], now: Sequence[Mark]) -> tuple[list[Mark], list[int]]:
    """The marks of all entries, one for each of their findings, and the entry that each comes
    from; of no entry more than today's findings could need."""
    most = Counter(mark.key for mark in now)
    marks: list[Mark] = []
    origins: list[int] = []
    for index, entry in enumerate(entries):
        number = min(entry.count, most[entry.mark.key])
        marks += [entry.mark] * number
        origins += [index] * number
    return marks, origins
