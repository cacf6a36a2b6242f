"""The hooks in dbt_project.yml: `on-run-start`, `on-run-end`, `+pre-hook`, `+post-hook`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from ftc_lint.text import Excerpt, Run, Span, joined

_HOOK = re.compile(r"\+?(?:pre|post)[-_]hook\Z|on-run-(?:start|end)\Z")


class ProjectFileError(ValueError):
    """The file is no valid YAML; the message says where."""


def hooks(text: str) -> list[Excerpt]:
    """The SQL of every hook, in order. Raises `ProjectFileError`."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = "" if mark is None else f" in line {mark.line + 1}"
        raise ProjectFileError(f"it is not valid YAML{where}: {error.problem}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise ProjectFileError(f"it is not valid YAML: {error}".splitlines()[0]) from None
    return list(_hooks(text, root, set())) if root is not None else []


def _hooks(text: str, node: yaml.Node, seen: set[int]) -> Iterator[Excerpt]:
    if id(node) in seen:  # an alias
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _hooks(text, item, seen)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and _HOOK.match(key.value):
                yield from _scalars(text, value)
            else:
                yield from _hooks(text, value, seen)


def _scalars(text: str, node: yaml.Node) -> Iterator[Excerpt]:
    """A string, a list of them, or mappings with the key "sql"."""
    if isinstance(node, yaml.ScalarNode):
        yield _excerpt(text, node)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(text, item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value == "sql":
                yield from _scalars(text, value)


def _excerpt(text: str, node: yaml.ScalarNode) -> Excerpt:
    """A scalar's text; lines that stand in the file as they are keep every character's place."""
    start, end = node.start_mark.index, node.end_mark.index
    lines = node.value.split("\n") if node.style in ("|", ">") else [node.value]
    parts: list[Excerpt] = []
    at = start
    for number, line in enumerate(lines):
        if number:
            parts.append(Excerpt("\n"))
        found = text.find(line, at, end) if line else -1
        if found >= 0:
            span = Span("", found, found + len(line))
            at = span.end
        else:  # folded or with escapes: the whole scalar stands for it
            span = Span("", start, end)
        parts.append(Excerpt(line, (Run(0, len(line), span),)))
    return joined(parts)
