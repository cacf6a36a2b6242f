"""Bytes to text, as Python and database tools read them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftc_lint.text import Gap, Source

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PYTHON_HINT = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"[ \t\f]*(?:#[^\r\n]*)?(?:\r\n?|\n)")
_SQL_HINT = re.compile(
    rb"(?:coding[:=]|client_encoding\s*(?:=|to)|set\s+names|\\encoding)\s*'?([-\w.]+)",
    re.IGNORECASE,
)
_DATABASE_NAMES = {
    "latin1": "cp1252",  # what MySQL means by it, and a superset of the other's
    "latin9": "iso8859-15",
    "sql_ascii": "latin-1",
    "utf8mb4": "utf-8",
    "utf8mb3": "utf-8",
    "unicode": "utf-8",
    "sjis": "shift_jis",
    "uhc": "cp949",
}


def decode(
    path: str, data: bytes, language: str, gaps: Sequence[Gap] = ()
) -> tuple[Source, str | None]:
    """The text of a file, and what was wrong where its bytes are not what they say they are.

    `language` is "python" or "sql". A text is made in any case, so that it can be scanned.
    `gaps` are where bytes were left out of `data`, in bytes; the text has them in characters.
    """
    source, problem = _decode(path, data, language, gaps)
    return (_with_gaps(source, data, gaps) if gaps else source), problem


def _with_gaps(source: Source, data: bytes, gaps: Sequence[Gap]) -> Source:
    from ftc_lint.records import replace
    from ftc_lint.text import Gap

    begin = len(codecs.BOM_UTF8) if source.has_byte_order_mark else 0
    counted, characters = begin, 0
    placed = []
    for gap in gaps:
        characters += len(data[counted : gap.offset].decode(source.encoding, "replace"))
        counted = gap.offset
        placed.append(Gap(characters, gap.lines))
    return replace(source, gaps=tuple(placed))


def _decode(
    path: str, data: bytes, language: str, gaps: Sequence[Gap]
) -> tuple[Source, str | None]:
    from ftc_lint.text import Source

    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(path, data[len(mark) :], encoding, True, language, gaps)
    if data.isascii() and b"coding" not in data[:512]:
        return Source(path, data.decode("ascii")), None
    encoding = _python_hint(data) if language == "python" else _sql_hint(data)
    try:
        codec = codecs.lookup(encoding)
        codec_is_text = getattr(codec, "_is_text_encoding", True)
    except (LookupError, ValueError):
        codec_is_text = False
    if not codec_is_text:
        source, _ = _decoded(path, data, "utf-8", False, language, gaps)
        return source, f"unknown encoding {encoding}"
    return _decoded(path, data, encoding, False, language, gaps)


def _decoded(
    path: str, data: bytes, encoding: str, mark: bool, language: str, gaps: Sequence[Gap]
) -> tuple[Source, str | None]:
    from ftc_lint.text import Source

    try:
        return Source(path, data.decode(encoding), encoding, mark), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        line += sum(gap.lines for gap in gaps if gap.offset <= error.start)
        byte = data[error.start]
        reason = f"line {line} is not {_shown(encoding)} (byte 0x{byte:02x})"
    except UnicodeError as error:
        reason = f"not {_shown(encoding)}: {error}"
    if language == "sql" and encoding == "utf-8":
        return Source(path, data.decode("latin-1"), "latin-1", mark), reason
    return Source(path, data.decode(encoding, "replace"), encoding, mark), reason


def _python_hint(data: bytes) -> str:
    """PEP 263: a comment in the first line, or in the second after a blank one."""
    first = re.match(rb"[^\r\n]*", data)
    lines = [first.group() if first else b""]
    blank = _BLANK.match(data)
    if blank:
        second = re.match(rb"[^\r\n]*", data[blank.end() :])
        lines.append(second.group() if second else b"")
    for line in lines:
        hint = _PYTHON_HINT.match(line)
        if hint:
            return hint[1].decode("ascii", "replace")
    return "utf-8"


def _sql_hint(data: bytes) -> str:
    """UTF-8 if it can be; else what a dump or an editor wrote into the file's first lines."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        hint = _SQL_HINT.search(data[:4096])
        if hint:
            name = hint[1].decode("ascii", "replace").lower()
            name = re.sub(r"^win(\d+)$", r"cp\1", name)
            return _DATABASE_NAMES.get(name, name)
    return "utf-8"


def _shown(encoding: str) -> str:
    return encoding.upper() if encoding.startswith("utf") else encoding
