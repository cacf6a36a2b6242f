"""Text of a source file that must not act: on a terminal, in an annotation, in a page."""

from __future__ import annotations

import re

_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Without control characters, marks that turn the direction of writing, and lone
    surrogates: they are shown as escapes. Line ends and tabs stay."""
    return _CONTROL.sub(_escaped, text)


def one_line(text: str) -> str:
    """Cleaned, with line ends and tabs as blanks too."""
    return clean(" ".join(text.split()))


def listing(text: str) -> list[str]:
    """The lines of a text of several, cleaned; none of them is a command to a CI's log."""
    lines = clean(text).splitlines()
    return [f"-- {line}" if line.lstrip().startswith("::") else line for line in lines]


def _escaped(match: re.Match[str]) -> str:
    code = ord(match.group())
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
