"""Numbers with what they count."""

from __future__ import annotations


def count(number: int, thing: str) -> str:
    """`1 file`, `1,302 files`."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
