"""JSON with two spaces for each level: what `json.dump(value, stream, indent=2)` writes, several
times as fast. The standard library indents in Python, with a generator inside another for every
bracket, and writes each piece by itself."""

from __future__ import annotations

from typing import Any, TextIO

try:
    from _json import encode_basestring_ascii  # the standard library's, without its parser
except ImportError:
    from json.encoder import encode_basestring_ascii

_MANY = 10_000
"""Pieces that are written at once, at least."""


def dump(value: Any, stream: TextIO) -> None:
    """Write the JSON of dictionaries with texts as keys, of lists, tuples, texts, numbers, truth
    values and None, and a line end. Raises `TypeError` for anything else."""
    pieces: list[str] = []
    _add(value, "\n", pieces, stream)
    stream.write(f"{''.join(pieces)}\n")


def _add(value: Any, margin: str, pieces: list[str], stream: TextIO) -> None:
    """Add a value that stands behind `margin`: a line end and the indentation."""
    is_object = isinstance(value, dict)
    if not is_object and not isinstance(value, (list, tuple)):
        pieces.append(_scalar(value))
        return
    if not value:
        pieces.append("{}" if is_object else "[]")
        return
    inner = f"{margin}  "
    before = ("{" if is_object else "[") + inner
    for each in value:
        head = before
        if is_object:
            head = f"{before}{encode_basestring_ascii(each)}: "
            each = value[each]
        if each.__class__ is str:  # most of them are texts and numbers: without a call
            pieces.append(head + encode_basestring_ascii(each))
        elif each.__class__ is int:
            pieces.append(f"{head}{each}")
        else:
            pieces.append(head)
            _add(each, inner, pieces, stream)
        before = f",{inner}"
    pieces.append(margin + ("}" if is_object else "]"))
    if len(pieces) > _MANY:
        stream.write("".join(pieces))
        pieces.clear()


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    from json import dumps

    return dumps(value)
