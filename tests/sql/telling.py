"""Operations in short, for tables of expectations."""

from __future__ import annotations

from pathlib import Path

from ftc_lint.operations import Kind, Operation
from ftc_lint.sql.parse import parse


def told(text: str, operation: Operation) -> str:
    """Kind, tables, where, what else matters, and the text that the span points at."""
    words = [operation.kind.value, ",".join(map(str, operation.tables)) or "-"]
    if operation.where is not None:
        words.append(operation.where.value)
    words += [
        flag for flag in ("cascade", "only", "temporary", "is_rebuild") if getattr(operation, flag)
    ]
    if operation.kind in (Kind.DROP, Kind.DISABLE_ENFORCEMENT, Kind.ENABLE_ENFORCEMENT):
        words.append(operation.object_type.replace(" ", "-"))
    if operation.new_name is not None:
        words.append(f"to {operation.new_name}")
    if operation.constraint is not None:
        words.append(f"constraint {operation.constraint}")
    if operation.function is not None:
        words.append(f"in {operation.function}")
    if operation.foreign_key is not None:
        key = operation.foreign_key
        words.append(f"-> {key.parent} {key.on_delete.value}")
    for copy in operation.copies:
        words.append(f"{'all' if copy.full else 'part'} of {copy.source}")
    span = text[operation.span.start : operation.span.end]
    return " ".join([*words, f"[{span}]"])


def tell(text: str, dialect: str) -> list[str]:
    """Every operation of a text, and what could not be read."""
    parsed = parse(text, dialect)
    lines = [told(text, operation) for operation in parsed.operations]
    for unchecked in parsed.unchecked:
        assert unchecked.span is not None
        lines.append(f"? {unchecked.reason} [{text[unchecked.span.start : unchecked.span.end]}]")
    return lines


def cases() -> list[tuple[str, str, str, list[str]]]:
    """The tables in `cases/`: a name, the dialect, the text, and what is told of it."""
    found = []
    for path in sorted((Path(__file__).parent / "cases").glob("*.txt")):
        for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
            text, expected = block.split("\n=> ", 1)
            name = f"{path.stem}: {text[:60]}"
            found.append((name, path.stem, text, expected.split("\n=> ")))
    return found
