"""Parts of Markdown in which text stays text."""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.reports.clean import one_line

_SPECIAL = set("\\`*_{}[]<>()#+-.!|~&@$:")


def fenced(language: str, lines: list[str]) -> Iterator[str]:
    """A block of code, with a fence that is longer than any in it."""
    longest = max((len(run) for line in lines for run in _backticks(line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}{language}"
    yield from lines
    yield fence


def _backticks(line: str) -> Iterator[str]:
    run = ""
    for character in line + " ":
        if character == "`":
            run += character
        elif run:
            yield run
            run = ""


def plain(text: str) -> str:
    """Plain text: nothing in it is Markdown, HTML, a mention or a link."""
    escaped = "".join(
        f"&#{ord(c)};" if c in _SPECIAL and c not in "-.:()" else c for c in one_line(text)
    )
    return escaped.replace("::", "&#58;&#58;")  # a CI's log would take it for a command
