"""A shell script as a list of words, operators and here-documents.

Not a shell: it reads what POSIX shells and bash have in common, keeps where every character was
written, and shows expansions (`$x`, `$(…)`) as holes in braces. It never raises, and it is
linear: an unclosed quote or here-document ends with the text.
"""

from __future__ import annotations

import re

from ftc_lint.records import dataclass
from ftc_lint.templates import connected, hole, plain
from ftc_lint.text import Excerpt, Run, Source, Span
from ftc_lint.values import Parameter, Text, Unknown, Value


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its quotes removed. `bare` tells that no part of it was quoted, which is what
    makes `if` a keyword and `x=1` an assignment."""

    text: Text
    bare: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Operator:
    """`;`, `&&`, `||`, `|`, `(`, `)`, `{`, `}`, `;;`, a newline, or a redirection."""

    symbol: str
    span: Span


@dataclass(frozen=True, slots=True)
class HereDocument:
    """What `<<WORD` feeds to the command it stands in; `<<<` too."""

    text: Text
    span: Span


Token = Word | Operator | HereDocument

_OPERATOR = re.compile(
    r"\n|;;&?|;&|;|&&|&>>?|&|\|\||\|&?|\(|\)|(?:\d*)(?:<<<|<<-?|<>|<&|>>|>\||>&|<|>)"
)
_WORD_PART = re.compile(r"[^\s;&|()<>\"'\\$`]+")
_NAME = re.compile(r"[A-Za-z_]\w*|[0-9@*#?$!-]")
_BLANK = re.compile(r"(?:[ \t\r]|\\\r?\n)+")
_EXPANDED = re.compile(r"[^\"\\$`]+")


def words(source: Source) -> list[Token]:
    """The tokens of a script in order; comments are left out."""
    return _Reader(source).read()


def substituted(source: Source, span: Span) -> list[Token]:
    """The tokens of the commands whose output stands at `span`: `$(…)`, backquotes; none where
    something else does."""
    written = source.text[span.start : span.end]
    if written.startswith("$(") and not written.startswith("$((") and written.endswith(")"):
        return _Reader(source, span.start + 2, span.end - 1).read()
    if len(written) > 1 and written[0] == written[-1] == "`":
        return _Reader(source, span.start + 1, span.end - 1).read()
    return []


class _Reader:
    def __init__(self, source: Source, start: int = 0, end: int | None = None) -> None:
        self.source = source
        self.text = source.text[start:end]
        self.offset = start
        self.position = 0
        self.tokens: list[Token] = []
        self.waiting: list[tuple[int, Word, bool]] = []  # token's index, delimiter, strips tabs

    def read(self) -> list[Token]:
        text = self.text
        while self.position < len(text):
            blank = _BLANK.match(text, self.position)
            if blank:
                self.position = blank.end()
                continue
            if text[self.position] == "#":
                end = text.find("\n", self.position)
                self.position = len(text) if end < 0 else end
                continue
            operator = _OPERATOR.match(text, self.position)
            if operator:
                self._operator(operator)
            else:
                self.tokens.append(self._word())
        return self.tokens

    def _operator(self, match: re.Match[str]) -> None:
        symbol = match.group().lstrip("0123456789")
        self.position = match.end()
        self.tokens.append(Operator(symbol, self._span(match.start(), match.end())))
        if symbol in ("<<", "<<-"):
            self._skip_blank()
            self.waiting.append((len(self.tokens) - 1, self._word(), symbol == "<<-"))
        elif symbol == "<<<":
            self._skip_blank()
            word = self._word()
            self.tokens[-1] = HereDocument(word.text, word.span)
        elif symbol == "\n" and self.waiting:
            self._here_documents()

    def _here_documents(self) -> None:
        for index, delimiter, strips_tabs in self.waiting:
            start = self.position
            end, after = self._find_delimiter(delimiter.text.excerpt.text, strips_tabs)
            body = (
                connected([*self._expanded(end, ""), plain("")])
                if delimiter.bare
                else Text(self._cut(start, end))
            )
            self.tokens[index] = HereDocument(body, self._span(start, end))
            self.position = after
        self.waiting.clear()

    def _find_delimiter(self, delimiter: str, strips_tabs: bool) -> tuple[int, int]:
        """Where the body ends and where the line after the delimiter begins."""
        start = self.position
        while start < len(self.text):
            stop = self.text.find("\n", start)
            stop = len(self.text) if stop < 0 else stop
            line = self.text[start:stop].rstrip("\r")
            if (line.lstrip("\t") if strips_tabs else line) == delimiter:
                return start, min(stop + 1, len(self.text))
            start = stop + 1
        return len(self.text), len(self.text)

    def _skip_blank(self) -> None:
        blank = _BLANK.match(self.text, self.position)
        if blank:
            self.position = blank.end()

    def _word(self) -> Word:
        start = self.position
        parts: list[Text] = []
        bare = True
        while self.position < len(self.text):
            plain_part = _WORD_PART.match(self.text, self.position)
            if plain_part:
                self.position = plain_part.end()
                parts.append(self._exact(plain_part.start(), plain_part.end()))
                continue
            character = self.text[self.position]
            if character in " \t\r\n;&|()<>":
                break
            bare = bare and character not in "\"'\\"
            parts.extend(self._special(character))
        if self.position == start:  # never stand still
            self.position += 1
        return Word(connected(parts or [plain("")]), bare, self._span(start, self.position))

    def _special(self, character: str) -> list[Text]:
        start = self.position
        if character == "'":
            end = self.text.find("'", start + 1)
            end = len(self.text) if end < 0 else end
            self.position = min(end + 1, len(self.text))
            return [self._exact(start + 1, end)]
        if character == '"':
            self.position += 1
            parts = self._expanded(len(self.text), '"')
            self.position = min(self.position + 1, len(self.text))
            return parts
        if character == "\\":
            self.position = min(start + 2, len(self.text))
            escaped = self.text[start + 1 : start + 2]
            return [] if escaped in ("\n", "") else [self._whole(escaped, start)]
        return [self._expansion()]

    def _expanded(self, limit: int, stop: str) -> list[Text]:
        """Text in which `$` and backslashes count, up to `limit` or an unescaped stop."""
        parts: list[Text] = []
        while self.position < limit:
            known = _EXPANDED.match(self.text, self.position, limit)
            if known:
                self.position = known.end()
                parts.append(self._exact(known.start(), known.end()))
                continue
            character = self.text[self.position]
            if character == stop:
                break
            escaped = self.text[self.position + 1 : self.position + 2]
            if character == "\\" and escaped and escaped in '"\\$`\n':
                start = self.position
                self.position += 2
                if escaped != "\n":
                    parts.append(self._whole(escaped, start))
            elif character in "$`":
                parts.append(self._expansion())
            else:
                parts.append(self._exact(self.position, self.position + 1))
                self.position += 1
        return parts

    def _expansion(self) -> Text:
        start = self.position
        if self.text[start] == "`":
            end = self.text.find("`", start + 1)
            self.position = len(self.text) if end < 0 else end + 1
            return self._hole(start, self.text[start + 1 : self.position - 1], "`")
        following = self.text[start + 1 : start + 2]
        if following in ("{", "("):
            self.position = self._closing(start + 1, following, "})"["{(".index(following)])
            inner = self.text[start + 2 : self.position - 1]
            name = _NAME.match(inner)
            return self._hole(
                start, name.group() if name and following == "{" else inner, following
            )
        name = _NAME.match(self.text, start + 1)
        if name is None:
            self.position = start + 1
            return self._exact(start, start + 1)
        self.position = name.end()
        return self._hole(start, name.group(), "{")

    def _closing(self, start: int, opener: str, closer: str) -> int:
        """Behind the closer that belongs to the opener at `start`, or the end of its line's
        continuation when there is none."""
        depth = 0
        for match in re.compile(rf"[{re.escape(opener + closer)}]|\n\n").finditer(self.text, start):
            if match.group() == opener:
                depth += 1
            elif match.group() == closer:
                depth -= 1
                if depth == 0:
                    return match.end()
            else:
                return match.start()
        return len(self.text)

    def _hole(self, start: int, shown: str, opener: str) -> Text:
        """A variable is a `Parameter` of the script; what a command prints is unknown."""
        value: Value = Parameter(shown) if opener == "{" else Unknown(shown)
        return hole(value, self._span(start, self.position), shown or "…")

    def _exact(self, start: int, end: int) -> Text:
        return Text(self._cut(start, end))

    def _whole(self, text: str, start: int) -> Text:
        span = self._span(start, self.position)
        return Text(Excerpt(text, (Run(0, len(text), span),)))

    def _cut(self, start: int, end: int) -> Excerpt:
        return Excerpt.of(self.source, self.offset + start, self.offset + end)

    def _span(self, start: int, end: int) -> Span:
        return Span(self.source.path, self.offset + start, self.offset + end)
