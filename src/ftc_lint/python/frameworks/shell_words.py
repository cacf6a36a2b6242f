"""A shell command line, split into commands and words that know where they were written."""

from __future__ import annotations

import re

from ftc_lint.records import dataclass, field
from ftc_lint.templates import connected, cut, plain
from ftc_lint.values import Text, Value

_OPERATOR = re.compile(r"\|\||&&|\|&?|;|&(?!>)|\n")
_REDIRECT = re.compile(r"\d*(?:<<<|<<-?|>>|>\||&>|>&|<|>)")
_HEREDOC_END = re.compile(r"[ \t]*['\"]?(\w+)['\"]?")


@dataclass(slots=True)
class Command:
    """One command: its words, what is fed to it, and where its output goes.

    `file_in` and `text_in` are the file and the text on its standard input, `pipes_on` whether
    the next command reads its output.
    """

    words: list[Value] = field(default_factory=list)
    file_in: Value | None = None
    text_in: Value | None = None
    file_out: Value | None = None
    pipes_on: bool = False


def split(line: Text) -> list[Command]:
    """The commands of a command line, in order; never fails: an open quote ends with the text."""
    return _Splitter(line).commands()


class _Splitter:
    """Reads a command line from left to right; holes of the template are never looked into."""

    def __init__(self, line: Text) -> None:
        self._line = line
        self._text = line.excerpt.text
        self._holes = {hole.start: hole.end for hole in line.holes}
        self._at = 0
        self._done: list[Command] = []
        self._command = Command()
        self._pending: tuple[Command, str] | None = None  # a here-document still to come

    def commands(self) -> list[Command]:
        while self._at < len(self._text):
            self._step()
        self._end(False)
        return self._done

    def _step(self) -> None:
        character = self._text[self._at]
        if character in " \t\r" and self._at not in self._holes:
            self._at += 1
            return
        if self._text.startswith("\\\n", self._at):
            self._at += 2
            return
        redirect = self._match(_REDIRECT)
        if redirect is not None:
            self._redirect(redirect)
            return
        operator = self._match(_OPERATOR)
        if operator is not None:
            self._at += len(operator)
            self._end(operator.startswith("|") and operator != "||")
            if operator == "\n":
                self._here_document()
            return
        self._command.words.append(self._word())

    def _match(self, pattern: re.Pattern[str]) -> str | None:
        if self._at in self._holes:
            return None
        match = pattern.match(self._text, self._at)
        return match.group() if match else None

    def _end(self, pipes_on: bool) -> None:
        command = self._command
        if command.words:
            command.pipes_on = pipes_on
            self._done.append(command)
        self._command = Command()

    def _redirect(self, operator: str) -> None:
        self._at += len(operator)
        kind = operator.lstrip("0123456789")
        if kind in ("<<", "<<-"):
            end = _HEREDOC_END.match(self._text, self._at)
            if end is not None:
                self._at = end.end()
                self._pending = (self._command, end[1])
            return
        while self._at < len(self._text) and self._text[self._at] in " \t":
            self._at += 1
        target = self._word()
        if kind == "<":
            self._command.file_in = target
        elif kind == "<<<":
            self._command.text_in = target
        elif operator in (">", ">>", ">|", "1>", "&>"):
            self._command.file_out = target

    def _here_document(self) -> None:
        if self._pending is None:
            return
        command, word = self._pending
        self._pending = None
        end = re.compile(rf"^[ \t]*{re.escape(word)}[ \t]*$", re.MULTILINE).search(
            self._text, self._at
        )
        stop = len(self._text) if end is None else end.start()
        command.text_in = cut(self._line, self._at, stop)
        self._at = len(self._text) if end is None else end.end()

    def _word(self) -> Text:
        parts: list[Text] = []
        while self._at < len(self._text):
            hole_end = self._holes.get(self._at)
            if hole_end is not None:
                parts.append(cut(self._line, self._at, hole_end))
                self._at = hole_end
                continue
            character = self._text[self._at]
            if character in " \t\r\n;|&<>":
                break
            if character in "'\"":
                parts.extend(self._quoted(character))
            elif character == "\\":
                parts.append(cut(self._line, self._at + 1, self._at + 2))
                self._at += 2
            else:
                parts.append(self._bare())
        return connected(parts) if parts else plain("")

    def _bare(self) -> Text:
        start = self._at
        while self._at < len(self._text) and self._at not in self._holes:
            if self._text[self._at] in " \t\r\n;|&<>'\"\\":
                break
            self._at += 1
        return cut(self._line, start, self._at)

    def _quoted(self, quote: str) -> list[Text]:
        self._at += 1
        parts: list[Text] = []
        start = self._at
        while self._at < len(self._text):
            hole_end = self._holes.get(self._at)
            if hole_end is not None:
                self._at = hole_end
                continue
            character = self._text[self._at]
            if character == quote:
                break
            if character == "\\" and quote == '"' and self._text[self._at + 1 : self._at + 2] in (
                '"', "\\", "$", "`",
            ):  # fmt: skip
                parts.append(cut(self._line, start, self._at))
                start = self._at + 1
                self._at += 1
            self._at += 1
        parts.append(cut(self._line, start, min(self._at, len(self._text))))
        self._at += 1
        return parts
