"""A notebook as facts: its Python, with what its magics run in the order of the cells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence

from ftc_lint.evaluate import substitute, template
from ftc_lint.facts import Extent, FileFacts
from ftc_lint.flow import Block, Construct, Execute, Perform, Step
from ftc_lint.magics.foreign import Foreign, Language, foreign_code
from ftc_lint.notebooks.source import NotebookSource
from ftc_lint.python.frame import Insertion
from ftc_lint.python.read import read_python
from ftc_lint.records import replace
from ftc_lint.settings import Settings
from ftc_lint.shell.read import read_shell
from ftc_lint.text import Excerpt, Source, Span, joined
from ftc_lint.values import Parameter, Text, Unknown, Value

Meaning = Callable[[str], Value]

_CONTINUATION = re.compile(r"\\\r?\n")
_VARIABLE = re.compile(r"\{\{[ \t]*(\w+)[ \t]*\}\}|\{[ \t]*(\w+)[ \t]*\}|\$\{?(\w+)\}?")
"""A variable of Python in a magic: IPython fills in `{x}` and `$x`, JupySQL `{{x}}`."""


def read_notebook(source: NotebookSource, settings: Settings) -> FileFacts:
    """The facts of a notebook. Never raises for what is in it."""
    code, foreign = foreign_code(source)
    shell = _shell_steps(source, [each for each in foreign if each.language is Language.SHELL])
    inserted = tuple((each.at, _steps_of(source, each, shell.get(each.at, ()))) for each in foreign)
    facts = read_python(Source(source.path, code), settings, "", inserted)
    extents = {*facts.extents, *(Extent(each.start, each.end) for each in foreign)}
    return replace(facts, extents=tuple(sorted(extents, key=lambda e: (e.start, e.end))))


def _steps_of(source: NotebookSource, foreign: Foreign, shell: Block) -> Insertion:
    if foreign.language is Language.SHELL:
        return lambda meaning: tuple(_filled_step(step, meaning) for step in shell)
    written = Text(_without_continuations(Excerpt.of(source, foreign.start, foreign.end)))
    span = Span(source.path, foreign.start, foreign.end)

    def steps(meaning: Meaning) -> Block:
        text = _filled(written, meaning)
        return (Execute(text, f"%{foreign.name}", span, dialect=foreign.dialect),)

    return steps


def _without_continuations(excerpt: Excerpt) -> Excerpt:
    """IPython joins the lines of a magic where a backslash ends one."""
    parts: list[Excerpt] = []
    last = 0
    for match in _CONTINUATION.finditer(excerpt.text):
        parts.append(excerpt.cut(last, match.start()))
        last = match.end() - 1  # the line end stays, as white space
    return joined([*parts, excerpt.cut(last, len(excerpt.text))]) if parts else excerpt


def _filled(text: Text, meaning: Meaning) -> Value:
    """The text with the variables of Python in it."""
    words = text.excerpt.text
    parts: list[Value] = []
    spans: list[Span | None] = []
    shown: list[str | None] = []
    last = 0
    for match in _VARIABLE.finditer(words):
        name = match[1] or match[2] or match[3]
        if name.isdigit():
            continue
        parts += [_cut(text, last, match.start()), meaning(name)]
        spans += [None, text.excerpt.span(*match.span())]
        shown += [None, name]
        last = match.end()
    if not parts:
        return text
    return template([*parts, _cut(text, last, len(words))], spans, shown)


def _cut(text: Text, start: int, end: int) -> Text:
    return Text(text.excerpt.cut(start, end))


def _filled_step(step: Step, meaning: Meaning) -> Step:
    """A step of the shell, in which IPython has filled in variables of Python."""
    if not isinstance(step, Execute):
        return step

    def known(value: Value) -> Value | None:
        found = meaning(value.name) if isinstance(value, Parameter) else None
        return None if isinstance(found, Unknown) else found

    return replace(step, text=substitute(step.text, known))


def _start(step: Step) -> int:
    place = step.operation if isinstance(step, (Construct, Perform)) else step
    return place.span.start


def _shell_steps(source: NotebookSource, foreign: Sequence[Foreign]) -> dict[int, Block]:
    """What each of the commands does, by the offset of the statement that stands for it.

    They are read as one script in which everything else is blank, so that offsets stay.
    """
    if not foreign:
        return {}
    pieces: list[str] = []
    last = 0
    for each in foreign:
        pieces += [" " * (each.start - last), source.text[each.start : each.end]]
        last = each.end
    starts = [each.start for each in foreign]
    found: dict[int, list[Step]] = {}
    facts = read_shell(Source(source.path, "".join(pieces)))
    for step in facts.functions[0].body:
        index = bisect_right(starts, _start(step)) - 1
        found.setdefault(foreign[max(index, 0)].at, []).append(step)
    return {at: tuple(steps) for at, steps in found.items()}
