"""What the tests of the Python reader share: a snippet read, its steps laid out flat."""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.evaluate import variants
from ftc_lint.facts import FileFacts, FunctionFacts
from ftc_lint.flow import Branch, Execute, Keep, Loop, Step, Try, With
from ftc_lint.python.read import read_python
from ftc_lint.settings import Settings
from ftc_lint.text import Source
from ftc_lint.values import Text, Value


def facts_of(
    code: str,
    *,
    path: str = "app/load.py",
    module: str = "app.load",
    settings: Settings | None = None,
) -> FileFacts:
    return read_python(Source(path, code), settings or Settings(), module)


def function(facts: FileFacts, name: str) -> FunctionFacts:
    return next(each for each in facts.functions if each.qualname == name)


def flat(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield step
        if isinstance(step, Branch):
            yield from flat(step.then)
            yield from flat(step.otherwise)
        elif isinstance(step, Loop):
            yield from flat(step.body)
            yield from flat(step.otherwise)
        elif isinstance(step, Try):
            yield from flat(step.body)
            for handler in step.handlers:
                yield from flat(handler.body)
            yield from flat(step.otherwise)
            yield from flat(step.final)
        elif isinstance(step, With):
            yield from flat(step.body)


def steps_of(facts: FileFacts) -> list[Step]:
    return [step for each in facts.functions for step in flat(each.body)]


def shown(value: Value) -> list[str]:
    """Every text that a value may be; what is no text by its type."""
    return sorted(
        each.excerpt.text if isinstance(each, Text) else type(each).__name__
        for each in variants(value)
    )


def executed(code: str, **options: object) -> list[list[str]]:
    """The texts of each call that runs SQL, in order."""
    facts = facts_of(code, **options)  # type: ignore[arg-type]
    return [shown(step.text) for step in steps_of(facts) if isinstance(step, Execute)]


def kept(code: str) -> list[str]:
    """The texts that are only kept."""
    steps = steps_of(facts_of(code))
    return [each for step in steps if isinstance(step, Keep) for each in shown(step.text)]
