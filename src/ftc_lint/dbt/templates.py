"""The SQL in a template's own strings: `config(pre_hook="…")`, `run_query("…")`.

The SQL around the tags is read like any other; what dbt runs from within a tag stands in strings
of Jinja (https://docs.getdbt.com/reference/resource-configs/pre-hook-post-hook and
https://docs.getdbt.com/reference/dbt-jinja-functions/run_query).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftc_lint.text import Excerpt, Run, Span, joined

_TAG = re.compile(r"\{\{|\{%|\{#")
_STRING = r"'(?:[^'\\]|\\.){0,9999}'|\"(?:[^\"\\]|\\.){0,9999}\""
_STRING_OR_CLOSER = re.compile(_STRING + r"|\}\}|%\}", re.DOTALL)
_CLOSERS = {"{{": "}}", "{%": "%}"}
_RUNS = re.compile(
    r"\b(?:(?:pre|post)_hook\s*=|(?P<call>run_query|adapter\.execute)\s*\()"
    r"|['\"](?:pre|post)[-_]hook['\"]\s*:"
)
_SET = re.compile(r"[-+]?\s*set\s+(?P<name>\w+)\s*(?:=(?!=)|(?P<block>(?:\|.*)?[-+]?\Z))")
_NAME_ALONE = re.compile(r"\s*(?P<name>\w+)\s*\)")
_PART = re.compile(
    rf"(?P<string>{_STRING})"
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])"
    r"|(?P<join>~|\+)|(?P<comma>,)|(?P<colon>:)|(?P<word>[\w.]+)",
    re.DOTALL,
)


def tags(text: str) -> Iterator[tuple[int, int]]:
    """The stretches between the marks of every expression and statement of Jinja."""
    at = 0
    while (match := _TAG.search(text, at)) is not None:
        if match[0] == "{#":
            at = text.find("#}", match.end())
            if at < 0:
                return
            continue
        end = _tag_end(text, match.end(), _CLOSERS[match[0]])
        yield match.end(), end
        at = end


def _tag_end(text: str, start: int, closer: str) -> int:
    """Where a tag ends; a closer within a string is none."""
    for match in _STRING_OR_CLOSER.finditer(text, start):
        if match[0] == closer:
            return match.start()
    return len(text)


def sql_strings(text: str) -> Iterator[Excerpt]:
    """Every SQL text that the tags of a template run, with `{name}` for what is not known. A name
    stands for the texts that any `{% set %}` before it gave it, each of which comes once."""
    given: dict[str, list[Excerpt]] = {}
    for start, end in tags(text):
        assigned = _SET.match(text, start, end)
        if assigned is not None:
            given.setdefault(assigned["name"], []).extend(_given(text, assigned, end))
        for match in _RUNS.finditer(text, start, end):
            is_call = match["call"] is not None
            named = _NAME_ALONE.match(text, match.end(), end) if is_call else None
            if named is not None and named["name"] in given:
                yield from given[named["name"]]
                given[named["name"]].clear()
            else:
                yield from _values(text, match.end(), end, is_call)


def _given(text: str, assigned: re.Match[str], end: int) -> tuple[Excerpt, ...]:
    """The texts of a `{% set %}`: those of a block are read where they stand."""
    if assigned["block"] is not None:
        return ()
    return tuple(_values(text, assigned.end(), end, is_call=True))


def _values(text: str, at: int, end: int, is_call: bool) -> Iterator[Excerpt]:
    """The strings of one argument: a string, a list of them, or dictionaries with "sql"."""
    depth = 0
    parts: list[Excerpt] = []
    joins = True
    for match in _PART.finditer(text, at, end):
        kind = match.lastgroup
        if kind == "string":
            if not joins:
                yield from _whole(parts)
                parts = []
            parts.append(_string(text, match))
            joins = False
        elif kind == "join":
            joins = True
        elif kind == "open":
            depth += 1
        elif kind == "close":
            if depth == 0:
                break
            depth -= 1
        elif kind == "colon":
            parts = []  # the key of a dictionary
            joins = True
        elif kind == "comma":
            yield from _whole(parts)
            parts = []
            joins = True
            if depth == 0:
                return
        elif joins and (parts or is_call) and depth == 0:
            parts.append(_unknown(text, match))
            joins = False
    yield from _whole(parts)


def _whole(parts: list[Excerpt]) -> Iterator[Excerpt]:
    if parts:
        yield joined(parts)


def _string(text: str, match: re.Match[str]) -> Excerpt:
    start, end = match.start() + 1, match.end() - 1
    content = text[start:end]
    if "\\" not in content:
        return Excerpt(content, (Run(0, len(content), Span("", start, end)),))
    parts: list[Excerpt] = []
    last = start
    for escape in re.finditer(r"\\(.)", content, re.DOTALL):
        at = start + escape.start()
        parts.append(Excerpt(text[last:at], (Run(0, at - last, Span("", last, at)),)))
        meaning = {"n": "\n", "t": "\t"}.get(escape[1], escape[1])
        parts.append(Excerpt(meaning, (Run(0, 1, Span("", at, at + 2)),)))
        last = at + 2
    parts.append(Excerpt(text[last:end], (Run(0, end - last, Span("", last, end)),)))
    return joined(parts)


def _unknown(text: str, match: re.Match[str]) -> Excerpt:
    shown = "{" + text[match.start() : match.end()] + "}"
    return Excerpt(shown, (Run(0, len(shown), Span("", match.start(), match.end())),))
