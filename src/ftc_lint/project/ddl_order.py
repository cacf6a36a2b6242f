"""The order in which migrations apply, where something besides their file names says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ftc_lint.facts import FileFacts
from ftc_lint.values import Items, Text, Value


def migrations_in_order(facts: Sequence[FileFacts]) -> tuple[str, ...]:
    """The paths of Alembic's and Django's migrations in the order in which they apply.

    Migrations in a circle, or after one that is not in the project, keep the order of their
    paths.
    """
    after: dict[str, tuple[str, ...]] = {}
    paths: dict[str, str] = {}
    for file in facts:
        found = _alembic(file) or _django(file)
        if found is not None:
            name, before = found
            paths.setdefault(name, file.path)
            after[name] = before
    return tuple(paths[name] for name in _sorted(after))


def _alembic(facts: FileFacts) -> tuple[str, tuple[str, ...]] | None:
    constants = dict(facts.constants)
    revision = constants.get("revision")
    if not isinstance(revision, Text) or "down_revision" not in constants:
        return None
    names = [*_strings(constants["down_revision"])]
    if "depends_on" in constants:
        names.extend(_strings(constants["depends_on"]))
    return revision.excerpt.text, tuple(names)


def _strings(value: Value) -> Iterable[str]:
    for each in value.values if isinstance(value, Items) else (value,):
        if isinstance(each, Text):
            yield each.excerpt.text


def _django(facts: FileFacts) -> tuple[str, tuple[str, ...]] | None:
    parts = facts.path.split("/")
    if len(parts) < 2 or parts[-2] != "migrations":
        return None
    for definition in facts.classes:
        if definition.name == "Migration":
            dependencies = dict(definition.attributes).get("dependencies")
            app = parts[-3] if len(parts) > 2 else ""
            name = parts[-1].removesuffix(".py")
            return f"{app}.{name}", tuple(_pairs(dependencies))
    return None


def _pairs(value: Value | None) -> Iterable[str]:
    if isinstance(value, Items):
        for each in value.values:
            if isinstance(each, Items) and len(each.values) == 2:
                yield ".".join(_strings(each))


def _sorted(after: dict[str, tuple[str, ...]]) -> list[str]:
    """Every name after all that it comes after; depth first, without recursion."""
    done: dict[str, None] = {}
    open_names: set[str] = set()
    for first in sorted(after):
        stack = [(first, False)]
        while stack:
            name, finished = stack.pop()
            if finished:
                done.setdefault(name)
                continue
            if name in done or name in open_names or name not in after:
                continue
            open_names.add(name)
            stack.append((name, True))
            stack.extend((each, False) for each in reversed(after[name]))
    return list(done)
