"""The structure of a shell script: lists of commands, if, case, loops, what variables hold."""

from __future__ import annotations

from collections.abc import Callable

from ftc_lint.evaluate import substitute
from ftc_lint.flow import Block, Branch, Loop, Step
from ftc_lint.python.frameworks.shell_words import Command, split
from ftc_lint.shell.functions import Definition, definition, parameters
from ftc_lint.shell.leaving import condition, need_not_run
from ftc_lint.shell.words import HereDocument, Operator, Token, Word, substituted, words
from ftc_lint.templates import cut
from ftc_lint.text import Source, Span
from ftc_lint.values import Items, LoopItem, Parameter, Text, Unknown, Value

Interpret = Callable[[list[Command], Span], Block]
"""What the commands of one pipeline do to a database."""

_CLOSERS = {"if": "fi", "while": "done", "until": "done", "for": "done", "case": "esac"}
_SKIPPED = frozenset({"then", "elif", "else", "do", "fi", "done", "esac", "{", "}", "!", "time"})
_GROUPS = {"{": "}", "(": ")"}
_ARM_ENDS = frozenset({";;", ";&", ";;&"})
_MOST_ARMS = 40
_DECLARE = frozenset({"export", "local", "readonly", "declare", "typeset"})
_OUTPUT = frozenset({">", ">>", ">|", "&>", "&>>"})
_REDIRECTIONS = _OUTPUT | {"<", "<>", ">&", "<&"}
_DEEPEST = 60
_MOST_CALLS = 200
"""Calls of a script's own functions that are followed."""


class Script:
    """Reads a script's tokens into steps."""

    def __init__(self, source: Source, interpret: Interpret) -> None:
        self._source = source
        self._path = source.path
        self._tokens: list[Token] = words(source)
        self._interpret = interpret
        self._at = 0
        self._variables: dict[str, Value] = {}
        self._loops = 0
        self._depth = 0
        self._functions: dict[str, Definition] = {}
        self._called: set[str] = set()
        self._inside: list[str] = []  # the functions that are being read
        self._calls = 0
        self._arguments: list[Value] = []  # what the function that is being read is called with

    def steps(self) -> Block:
        """All steps of the script, with those of its functions where they are called; what nothing
        calls comes last."""
        span = Span(self._path, 0, 0)
        found = need_not_run(self._all(), "script", span)
        for name in [*self._functions]:
            if name not in self._called:
                found += need_not_run(self._call(name, []), name, span)
        return found

    def _all(self) -> Block:
        """All steps of the tokens; a closer without its opener is passed over."""
        found = self._block(frozenset())
        while self._at < len(self._tokens):
            self._at += 1
            found += self._block(frozenset())
        return found

    def _block(self, until: frozenset[str], ends: frozenset[str] = frozenset()) -> Block:
        """Steps up to a keyword of `until` or an operator of `ends`."""
        steps: list[Step] = []
        joined = ""  # the && or || before the next command
        while self._at < len(self._tokens):
            keyword, symbol = self._keyword(), self._symbol()
            if keyword in until or symbol in ends:
                break
            if symbol in _GROUPS or keyword in _GROUPS:
                steps += self._group(keyword or symbol, joined)
                joined = ""
                continue
            if symbol:
                joined = symbol if symbol in ("&&", "||") else joined if symbol == "\n" else ""
                self._at += 1
                continue
            defined = definition(self._tokens, self._at) if keyword else None
            if defined is not None:
                self._functions[defined.name] = defined
                self._at = defined.after
                continue
            span = self._tokens[self._at].span
            if keyword in _CLOSERS and self._depth < _DEEPEST:
                self._depth += 1
                found = self._compound(keyword)
                self._depth -= 1
            elif keyword in _SKIPPED:
                self._at += 1
                continue
            else:
                found = self._pipeline()
            steps += need_not_run(found, joined, span) if joined else found
            joined = ""
        return tuple(steps)

    def _group(self, opener: str, joined: str) -> Block:
        """`{ …; }`, or `( … )`: what leaves that leaves no more than the subshell."""
        span = self._tokens[self._at].span
        self._at += 1
        if self._depth >= _DEEPEST:
            return ()
        self._depth += 1
        closer = frozenset({_GROUPS[opener]})
        found = self._block(closer) if opener == "{" else self._block(frozenset(), closer)
        self._at += self._at < len(self._tokens)
        self._depth -= 1
        return need_not_run(found, joined or opener, span) if joined or opener == "(" else found

    def _symbol(self) -> str:
        token = self._tokens[self._at] if self._at < len(self._tokens) else None
        return token.symbol if isinstance(token, Operator) else ""

    def _keyword(self) -> str:
        token = self._tokens[self._at] if self._at < len(self._tokens) else None
        return token.text.excerpt.text if isinstance(token, Word) and token.bare else ""

    def _compound(self, keyword: str) -> Block:
        span = self._tokens[self._at].span
        self._at += 1
        closer = _CLOSERS[keyword]
        if keyword == "if":
            steps = self._if(span)
        elif keyword == "case":
            steps = self._case(span)
        elif keyword == "for":
            steps = self._for(span)
        else:
            tested = self._block(frozenset({"do", closer}))
            steps = (*tested, self._loop(None, span))
        if self._keyword() == closer:
            self._at += 1
        return steps

    def _case(self, span: Span) -> Block:
        """The arms of a case, of which one runs."""
        arms: list[Block] = []
        while True:
            ends = _ARM_ENDS if len(arms) < _MOST_ARMS else frozenset[str]()
            arms.append(self._block(frozenset({"esac"}), ends))
            if self._symbol() not in ends:
                break
            self._at += 1
        steps: Block = ()
        for number, arm in reversed([*enumerate(arms)]):
            steps = (Branch(condition(f"arm {number}", span), arm, steps, span),)
        return steps

    def _if(self, span: Span) -> Block:
        tested = self._block(frozenset({"then", "fi"}))
        then = self._after("then", "elif", "else", "fi")
        otherwise: Block = ()
        if self._keyword() == "elif":
            following = self._tokens[self._at].span
            self._at += 1
            otherwise = self._if(following)
        elif self._keyword() == "else":
            otherwise = self._after("else", "fi")
        return (*tested, Branch(condition("if", span), then, otherwise, span))

    def _after(self, first: str, *until: str) -> Block:
        if self._keyword() == first:
            self._at += 1
        return self._block(frozenset(until))

    def _for(self, span: Span) -> Block:
        names: list[Text] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if not isinstance(token, Word):
                break
            names.append(token.text)
            self._at += 1
        items: Items | None = None
        if len(names) > 2 and not any(name.holes for name in names[2:]):
            items = Items(tuple(names[2:]))
        if names:
            self._variables[names[0].excerpt.text] = LoopItem(self._loops + 1)
        self._block(frozenset({"do", "done"}))
        return (self._loop(items, span),)

    def _loop(self, items: Items | None, span: Span) -> Loop:
        self._loops += 1
        number = self._loops
        body = self._after("do", "done")
        return Loop(number, items, body, (), items is not None, span)

    def _pipeline(self) -> Block:
        """Commands that pipes join, up to the next separator."""
        start = end = self._tokens[self._at].span
        commands = [Command()]
        first: Block = ()  # what runs before them: $(…)
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if isinstance(token, Operator):
                if token.symbol in ("|", "|&"):
                    commands[-1].pipes_on = True
                    commands.append(Command())
                elif token.symbol in _REDIRECTIONS:
                    self._redirect(token.symbol, commands[-1])
                elif not (token.symbol == "\n" and commands[1:] and commands[-1] == Command()):
                    break  # but for the end of a line behind a pipe
            elif isinstance(token, HereDocument):
                commands[-1].text_in = self._filled(token.text)
            else:
                first += self._substituted(token)
                self._word(token, commands[-1])
                end = token.span
            self._at += 1
        found = [command for command in commands if command.words]
        if not found or (self._inside and _name(found[0]) == "return"):
            return first
        if self._inside and _name(found[0]) == "shift":
            self._shift(found[0])
        steps = first + self._interpret(found, Span(self._path, start.start, end.end))
        for command in found:
            if _name(command) in self._functions:
                steps += self._call(_name(command), command.words[1:])
        return steps

    def _substituted(self, word: Word) -> Block:
        """The steps of the commands whose output is in a word."""
        found: Block = ()
        for hole in word.text.holes:
            span = word.text.excerpt.span(hole.start, hole.end)
            if span is None or not isinstance(hole.value, Unknown) or self._depth >= _DEEPEST:
                continue
            outer = self._tokens, self._at
            self._tokens, self._at = substituted(self._source, span), 0
            self._depth += 1
            found += need_not_run(self._all(), "substitution", span)
            self._depth -= 1
            self._tokens, self._at = outer
        return found

    def _call(self, name: str, words: list[Value]) -> Block:
        """The steps of a function, called with some words."""
        self._called.add(name)
        if name in self._inside or self._calls >= _MOST_CALLS:
            return ()
        outer = self._tokens, self._at, self._variables, self._depth, self._arguments
        self._tokens, self._at, self._depth = [*self._functions[name].body], 0, 0
        self._variables = {**self._variables, **dict(parameters(words))}
        self._arguments = words
        self._inside.append(name)
        self._calls += 1
        steps = self._all()
        self._inside.pop()
        self._tokens, self._at, self._variables, self._depth, self._arguments = outer
        return steps

    def _shift(self, command: Command) -> None:
        """`shift`, `shift 2`: what follows becomes $1."""
        count = command.words[1] if len(command.words) > 1 else None
        said = count.excerpt.text if isinstance(count, Text) else "1"
        for number in range(len(self._arguments)):
            self._variables.pop(str(number + 1), None)
        self._arguments = self._arguments[int(said) if said.isdecimal() else 1 :]
        self._variables.update(parameters(self._arguments))

    def _word(self, word: Word, command: Command) -> None:
        text = word.text
        name, equals, _ = text.excerpt.text.partition("=")
        if not command.words and equals and name.isidentifier():
            value = cut(text, len(name) + 1, len(text.excerpt.text))
            self._variables[name] = self._filled(value)
        elif command.words or not (word.bare and text.excerpt.text in _DECLARE):
            command.words.extend(_expanded(word, self._filled(text), command))

    def _redirect(self, symbol: str, command: Command) -> None:
        following = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else None
        if not isinstance(following, Word):
            return
        self._at += 1
        if symbol == "<":
            command.file_in = self._filled(following.text)
        elif symbol in _OUTPUT:
            command.file_out = self._filled(following.text)

    def _filled(self, text: Text) -> Value:
        return substitute(text, self._variable) if text.holes else text

    def _variable(self, value: Value) -> Value | None:
        return self._variables.get(value.name) if isinstance(value, Parameter) else None


def _name(command: Command) -> str:
    first = command.words[0]
    return first.excerpt.text if isinstance(first, Text) else ""


def _expanded(word: Word, filled: Value, command: Command) -> list[Value]:
    """The words that one word is: `$PSQL` may hold a program with its options, `$OPTIONS` several
    of them."""
    holes = word.text.holes
    alone = len(holes) == 1 and (holes[0].start, holes[0].end) == (0, len(word.text.excerpt.text))
    if not (alone and word.bare and isinstance(filled, Text)):
        return [filled]
    if command.words and not filled.excerpt.text.startswith("-"):
        return [filled]
    commands = split(filled)
    return commands[0].words if commands else []
