"""Text back to the bytes of its file."""

from __future__ import annotations

import codecs

from ftc_lint.encoding import decode
from ftc_lint.files import language
from ftc_lint.text import Source

_MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


class EncodingError(Exception):
    """A text cannot be written in its file's encoding so that it is read again as it was."""


def encoded(source: Source, text: str) -> bytes:
    """A text as the bytes of the source's file, with its byte order mark. Raises
    `EncodingError`."""
    try:
        data = text.encode(source.encoding)
    except (UnicodeError, LookupError) as error:
        raise EncodingError(f"it cannot be written as {source.encoding}: {error}") from None
    if source.has_byte_order_mark:
        data = _MARKS[source.encoding] + data
    again, problem = decode(source.path, data, language(source.path, data))
    if problem is not None or again.text != text:
        raise EncodingError(f"it would not be read again as it is written, in {source.encoding}")
    return data
