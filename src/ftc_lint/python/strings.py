"""String literals: what they say, and where each character of it is written."""

from __future__ import annotations

import re
import unicodedata

from ftc_lint.text import Excerpt, Run, Span
from ftc_lint.values import Text

_ESCAPE = re.compile(
    r"\\(?:(\r\n|\n|\r)|([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})"
    r"|N\{([^}\n]+)\}|([\s\S]))"
)
_BYTES_ESCAPE = re.compile(r"\\(?:(\r\n|\n|\r)|([0-7]{1,3})|x([0-9a-fA-F]{2})|()()()([\s\S]))")
_FIELD_ESCAPE = re.compile(_ESCAPE.pattern + r"|(\{\{|\}\})")
_FIELD_BRACES = re.compile(r"()()()()()()()(\{\{|\}\})")
_SIMPLE = {
    "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r",
    "t": "\t", "v": "\v",
}  # fmt: skip


def literal(code: str, start: int, path: str) -> Text:
    """The value of a string literal without fields; `code` is the literal as it stands in the
    file at offset `start`. Bytes become text, line ends stay as they are written."""
    prefix, body, offset = _parts(code)
    if "\\" not in body or "r" in prefix:
        return _verbatim(body, start + offset, path)
    pattern = _BYTES_ESCAPE if "b" in prefix else _ESCAPE
    return Text(_decoded(body, pattern, start + offset, path))


def field_text(code: str, start: int, path: str, *, is_raw: bool) -> Text:
    """A stretch of an f-string between its fields."""
    if is_raw:
        if "{" in code or "}" in code:
            return Text(_decoded(code, _FIELD_BRACES, start, path))
    elif "\\" in code or "{" in code or "}" in code:
        return Text(_decoded(code, _FIELD_ESCAPE, start, path))
    return _verbatim(code, start, path)


def has_fields(code: str) -> bool:
    """Whether a literal is an f-string or a t-string."""
    if code[0] not in "fFtTrR":
        return False
    prefix = code[: code.index(code[-1])].lower()
    return "f" in prefix or "t" in prefix


def is_raw(code: str) -> bool:
    """Whether a backslash in a literal means itself."""
    return code[0] not in "\"'" and "r" in code[: code.index(code[-1])].lower()


def _parts(code: str) -> tuple[str, str, int]:
    """The prefix, the body and the offset of the body in the literal."""
    quote_at = 0
    while code[quote_at] not in "\"'":
        quote_at += 1
    quote = code[quote_at : quote_at + 3]
    width = 3 if quote in ('"""', "'''") and len(code) >= quote_at + 6 else 1
    offset = quote_at + width
    return code[:quote_at].lower(), code[offset : len(code) - width], offset


def _verbatim(body: str, start: int, path: str) -> Text:
    return Text(Excerpt(body, (Run(0, len(body), Span(path, start, start + len(body))),)))


def _decoded(body: str, pattern: re.Pattern[str], start: int, path: str) -> Excerpt:
    """The text with its escapes decoded; an escape is a run of its own."""
    texts: list[str] = []
    runs: list[Run] = []
    length = last = 0

    def add(text: str, begin: int, end: int) -> None:
        nonlocal length
        if text:
            texts.append(text)
            span = Span(path, start + begin, start + end)
            runs.append(Run(length, length + len(text), span))
            length += len(text)

    for match in pattern.finditer(body):
        add(body[last : match.start()], last, match.start())
        add(_unescaped(match), match.start(), match.end())
        last = match.end()
    add(body[last:], last, len(body))
    return Excerpt("".join(texts), tuple(runs))


def _unescaped(match: re.Match[str]) -> str:
    """What one escape stands for; one that Python does not know stays as it is."""
    groups = match.groups()
    if len(groups) > 7 and groups[7]:
        return str(groups[7][0])
    _, octal, byte, short, long, name, simple = groups[:7]
    if octal:
        return chr(int(octal, 8))
    code = byte or short or long
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else match.group()
    if name:
        try:
            return unicodedata.lookup(name)
        except KeyError:
            return match.group()
    if simple:
        return _SIMPLE.get(simple, match.group())
    return ""
