"""The tokens of a Python file that tell where things stand: names, strings, brackets, line ends.

A tree has no comments, no logical lines, and no pieces of a string; and where a text is no Python
there is no tree. Operators are left out: nothing is placed at them.
"""

from __future__ import annotations

import re

from ftc_lint.records import dataclass, field

DEEPEST_BRACKETS = 90
"""Nested brackets that are parsed; deeper ones overflow the stack of the parser."""

_DOUBLE = r'"[^"\\\r\n]*(?:\\(?:\r\n|[\s\S])[^"\\\r\n]*)*"'
_SINGLE = r"'[^'\\\r\n]*(?:\\(?:\r\n|[\s\S])[^'\\\r\n]*)*'"
_LONG_DOUBLE = r'"""[^"\\]*(?:(?:\\[\s\S]|"(?!""))[^"\\]*)*"""'
_LONG_SINGLE = r"'''[^'\\]*(?:(?:\\[\s\S]|'(?!''))[^'\\]*)*'''"
STRING = re.compile(rf"[rRbBuUfFtT]{{0,2}}(?:{_LONG_DOUBLE}|{_LONG_SINGLE}|{_DOUBLE}|{_SINGLE})")
"""One string literal, without regard to what braces mean in an f-string."""

_TOKEN = re.compile(
    r"[^\"'#()\[\]{}\\\r\n]*"
    rf"(?:([(\[{{])|([)\]}}])|({_LONG_DOUBLE}|{_LONG_SINGLE}|{_DOUBLE}|{_SINGLE})"
    r"|(\r\n|\n|\r)|(\#[^\r\n]*)"
    r"|(\\(?:\r\n|\n|\r)?)|([\"'])|\Z)"
)
_OPEN, _CLOSE, _STRING, _NEWLINE, _COMMENT, _CONTINUED, _QUOTE, _END = range(1, 9)
_LETTERS = frozenset("rRbBuUfFtT")
_PREFIX = re.compile(r"(?<!\w)[rRbBuUfFtT]{1,2}\Z")

_BRACES = re.compile(r"\{\{|\}\}|[{}]|\\[\s\S]|\"\"\"|'''|[\"']|[\r\n]")
_INSIDE = re.compile(rf"{STRING.pattern}|[(\[{{]|[)\]}}]|!=|!|:|\blambda\b")


@dataclass(frozen=True, slots=True)
class Line:
    """A logical line: its stretch of the text, without indentation and comments around it."""

    start: int
    end: int


@dataclass(slots=True)
class Tokens:
    """What a file's text consists of. `texts` are its string literals and brackets, `starts` where
    they stand; `closers` gives the index of the bracket that closes one; `problem` says why the
    text is no Python, or is "". `too_deep` tells that no parser should be asked."""

    texts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    closers: dict[int, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    comments: list[tuple[int, int]] = field(default_factory=list)
    problem: str = ""
    too_deep: bool = False


def scan(text: str, start: int = 0, end: int | None = None) -> Tokens:
    """The tokens of a text, or of a stretch of it, in linear time. It never raises."""
    tokens = Tokens()
    stop = len(text) if end is None else end
    position: int | None = start
    state = _State()
    while position is not None:
        position = _scan(text, position, stop, tokens, state)
    if state.begin is not None:
        tokens.lines.append(Line(state.begin, state.last))
    if state.opened and not tokens.problem:
        tokens.problem = "a bracket is never closed"
    return tokens


@dataclass(slots=True)
class _State:
    """Between two stretches of one scan: the open brackets, where the logical line began, if it
    did, and where its last word ended."""

    opened: list[int] = field(default_factory=list)
    begin: int | None = None
    last: int = 0


def _scan(text: str, start: int, stop: int, tokens: Tokens, state: _State) -> int | None:
    """Scans until the end (None), or to an f-string whose end needs a closer look, and over it
    (the offset behind it)."""
    texts, starts, opened = tokens.texts, tokens.starts, state.opened
    begin, last = state.begin, state.last
    for match in _TOKEN.finditer(text, start, stop):
        kind = match.lastindex or _END
        skipped, at = match.start(), match.end() if kind == _END else match.start(kind)
        if begin is None or kind >= _NEWLINE:  # else the token itself is the end of the line so far
            words = text[skipped:at].strip()
            if words:
                skipped = text.index(words[0], skipped)
                begin = skipped if begin is None else begin
                last = skipped + len(words)
        if kind == _NEWLINE:
            if begin is not None and not opened:
                tokens.lines.append(Line(begin, last))
                begin = None
            continue
        if kind == _COMMENT:
            tokens.comments.append(match.span(_COMMENT))
        if kind > _NEWLINE and kind != _QUOTE:
            continue
        last = end = match.end()
        if kind == _OPEN:
            opened.append(len(texts))
            if len(opened) > DEEPEST_BRACKETS:
                tokens.too_deep = True
        elif kind != _CLOSE:
            at, last = _string(text, match, at, tokens)
        elif opened:
            tokens.closers[opened.pop()] = len(texts)
        else:
            tokens.problem = tokens.problem or "a bracket closes what was never opened"
        begin = at if begin is None else begin
        texts.append(text[at:last])
        starts.append(at)
        if last != end:
            state.begin, state.last = begin, last
            return last
    state.begin, state.last = begin, last
    return None


def _string(text: str, match: re.Match[str], quote: int, tokens: Tokens) -> tuple[int, int]:
    """Where the literal begins and ends whose quotes were found."""
    start, end = quote, match.end()
    if quote > match.start() and text[quote - 1] in _LETTERS:
        prefix = _PREFIX.search(text, max(match.start(), quote - 2), quote)
        start = quote if prefix is None else prefix.start()
    is_open = match.lastindex == _QUOTE
    if any(letter in "fFtT" for letter in text[start:quote]) and (
        is_open or text.count("{", quote, end) != text.count("}", quote, end)
    ):
        closed = end_of_formatted(text, start)
        if closed is not None:
            return start, closed
    if is_open:
        tokens.problem = tokens.problem or "a string is never closed"
    return start, end


def end_of_formatted(text: str, start: int) -> int | None:
    """Where the f-string ends that begins at `start`, as Python 3.12 reads it: its own quotes may
    stand in its braces. None where it does not end."""
    at = start
    while text[at] not in "\"'":
        at += 1
    quote = text[at : at + 3] if text[at : at + 3] in ('"""', "'''") else text[at]
    position = at + len(quote)
    while match := _BRACES.search(text, position):
        word = match.group()
        if word[0] in "\"'":
            if text.startswith(quote, match.start()):
                return match.start() + len(quote)
            position = match.start() + 1
        elif word == "{":
            closed = end_of_field(text, match.start())
            if closed is None:
                return None
            position = closed
        elif word in "\r\n" and len(quote) == 1:
            return None
        else:
            position = match.end()
    return None


def end_of_field(text: str, start: int) -> int | None:
    """The offset behind the brace that closes a replacement field; `start` is its `{`."""
    found = field_at(text, start)
    return None if found is None else found[1]


def field_at(text: str, start: int) -> tuple[int, int] | None:
    """Where the expression of the field ends that begins with the `{` at `start`, and the offset
    behind the brace that closes it; None where none does."""
    depth = 1
    position = start + 1
    in_lambda = False
    while match := _INSIDE.search(text, position):
        word = match.group()
        position = match.end()
        if word in "([{":
            depth += 1
        elif word in ")]}":
            depth -= 1
            if depth == 0:
                return match.start(), position
        elif word == "lambda":
            in_lambda = True
        elif word in (":", "!") and depth == 1 and not in_lambda:
            end = _end_of_specification(text, position)
            return None if end is None else (match.start(), end)
    return None


def _end_of_specification(text: str, start: int) -> int | None:
    """Behind the closing brace, from within a conversion or format specification."""
    position = start
    for index in range(start, len(text)):
        if index < position:
            continue
        if text[index] == "}":
            return index + 1
        if text[index] == "{":
            inner = end_of_field(text, index)
            if inner is None:
                return None
            position = inner
    return None


_CHAIN = re.compile(
    rf"{STRING.pattern}|[(\[{{]|[)\]}}]|[,;]|\*\*|//|<<|>>|[-+*/%|&^@.]|\b(?:and|or|not|else|await)\b"
)
LONGEST_CHAIN = 700
"""Operators, attributes or calls in one chain that are parsed; the parser's time grows with the
square of it, and its stack overflows in the end."""


def has_long_chain(text: str, line: Line) -> bool:
    """Whether an expression of the line is a chain so long that parsing it is not wise."""
    if line.end - line.start < LONGEST_CHAIN * 2:
        return False
    counts = [0]
    for match in _CHAIN.finditer(text, line.start, line.end):
        word = match.group()
        if word in "([{":
            counts.append(0)
        elif word in ")]}":
            if len(counts) > 1:
                counts.pop()
            counts[-1] += 1
        elif word in ",;":
            counts[-1] = 0
        elif word[0] not in "\"'" and word[-1] not in "\"'":
            counts[-1] += 1
        if counts[-1] > LONGEST_CHAIN:
            return True
    return False
