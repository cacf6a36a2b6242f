"""Which functions are started by a person, a scheduler or the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from ftc_lint.flow import Block, Branch, Call, Execute
from ftc_lint.functions import Entry
from ftc_lint.parts import given
from ftc_lint.project.binding import Frame, decorator_name
from ftc_lint.project.graph import Graph
from ftc_lint.project.modules import Key, Modules, ProjectFunction
from ftc_lint.project.resolve import Resolver
from ftc_lint.project.steps import every
from ftc_lint.settings import Settings
from ftc_lint.values import Logic, Reference, Text, Value

_COMMAND_LIBRARIES = frozenset({"click", "typer", "rich_click", "asyncclick", "cyclopts"})
_TASKS = {
    "airflow": frozenset({"task", "python", "virtualenv", "branch", "short_circuit"}),
    "prefect": frozenset({"flow", "task"}),
}
_OPERATORS = frozenset({"PythonOperator", "BranchPythonOperator", "ShortCircuitOperator"})


def find_entries(
    modules: Modules,
    resolver: Resolver,
    settings: Settings,
    is_test: Callable[[str], bool],
    read_text: Callable[[str], str | None],
    abroad: set[tuple[str, str]],
) -> dict[Key, Entry]:
    """Every entry point outside tests, with the reason it is one. `abroad` gets the files that
    start one of another file, with that."""
    found: dict[Key, Entry] = {}
    started = _console_scripts(modules, read_text)
    for known in modules.functions:
        if not known.function.qualname or is_test(known.facts.path):
            continue
        entry = _by_itself(known, settings)
        if entry is None and known.key in started:
            entry = Entry.SCRIPT
        if entry is not None:
            found[known.key] = entry
    for facts in modules.worked_on:
        if facts.language == "sql" or is_test(facts.path):
            continue
        body = modules.body(facts)
        if body is None:
            continue
        if not body.digest.names.isdisjoint(_OPERATORS):
            for key in _operators(body, resolver):
                if key[0] != facts.path:
                    abroad.add((facts.path, key[0]))
                found.setdefault(key, Entry.TASK)
        if facts.main_guard is not None:
            for key in started_by_main(body, resolver):
                if key[0] != facts.path:
                    abroad.add((facts.path, key[0]))
                found.setdefault(key, Entry.MAIN)
    return found


def _by_itself(known: ProjectFunction, settings: Settings) -> Entry | None:
    name = known.function.qualname.rpartition(".")[2]
    decorated = _by_decorator(known)
    if decorated is not None:
        return decorated
    if any(fnmatchcase(name, pattern) for pattern in settings.entry_points):
        return Entry.NAME
    in_commands = "/management/commands/" in "/" + known.facts.path
    if name == "handle" and in_commands and known.function.class_name is not None:
        return Entry.COMMAND
    return None


def _by_decorator(known: ProjectFunction) -> Entry | None:
    libraries = {target.partition(".")[0] for _, target in known.facts.imports}
    for decorator in known.function.decorators:
        name = decorator_name(decorator)
        last = name.rpartition(".")[2]
        if last == "command" and (libraries & _COMMAND_LIBRARIES or "." in name):
            return Entry.COMMAND
        for library, names in _TASKS.items():
            if last in names and library in libraries:
                return Entry.TASK
    return None


def _operators(body: ProjectFunction, resolver: Resolver) -> Iterator[Key]:
    """The functions that Airflow's PythonOperator runs."""
    frame = Frame(body)
    for step in every(body.function.body):
        if isinstance(step, Call) and step.display.rpartition(".")[2] in _OPERATORS:
            value = step.arguments.get(None, "python_callable")
            if value is not None:
                for known, _ in resolver.callees(resolver.callee(value, frame), frame):
                    yield known.key


# --- the __main__ block ----------------------------------------------------------------------


def main_block(body: ProjectFunction) -> Block:
    """What stands under `if __name__ == "__main__"`."""
    for step in every(body.function.body):
        if isinstance(step, Branch) and _is_main_guard(step.condition):
            return step.then
    return ()


def _is_main_guard(condition: Value) -> bool:
    if not isinstance(condition, Logic) or condition.operator != "==":
        return False
    has_name = has_main = False
    for each in condition.operands:
        if isinstance(each, Reference):
            has_name |= each.name.rpartition(".")[2] == "__name__"
        elif isinstance(each, Text):
            has_main |= each.excerpt.text == "__main__"
    return has_name and has_main


def started_by_main(body: ProjectFunction, resolver: Resolver) -> Iterator[Key]:
    """The functions that the `__main__` block calls, or hands to something that calls them."""
    frame = Frame(body)
    for step in every(main_block(body)):
        if not isinstance(step, (Call, Execute)) or step.callee is None:
            continue
        targets = [step.callee]
        targets += [each for each in given(step.arguments) if isinstance(each, Reference)]
        for target in targets:
            for known, _ in resolver.callees(resolver.callee(target, frame), frame):
                if not known.function.qualname.endswith("__init__"):
                    yield known.key


# --- console scripts -------------------------------------------------------------------------


def _console_scripts(modules: Modules, read_text: Callable[[str], str | None]) -> frozenset[Key]:
    keys: set[Key] = set()
    for target in {*_in_pyproject(read_text), *_in_setup_cfg(read_text)}:
        found = modules.find(target.replace(":", ".").strip())
        if isinstance(found, tuple):
            keys.update(each.key for each in found)
    return frozenset(keys)


def _in_pyproject(read_text: Callable[[str], str | None]) -> Iterable[str]:
    text = read_text("pyproject.toml")
    if text is None or "scripts" not in text:
        return ()
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return ()
    scripts = [data.get("project", {}).get("scripts", {})]
    scripts.append(data.get("tool", {}).get("poetry", {}).get("scripts", {}))
    return [
        target
        for table in scripts
        if isinstance(table, dict)
        for target in table.values()
        if isinstance(target, str)
    ]


def _in_setup_cfg(read_text: Callable[[str], str | None]) -> Iterable[str]:
    text = read_text("setup.cfg")
    if text is None or "console_scripts" not in text:
        return ()
    import configparser

    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except configparser.Error:
        return ()
    lines = parser.get("options.entry_points", "console_scripts", fallback="").splitlines()
    return [line.partition("=")[2].partition("[")[0] for line in lines if "=" in line]


# --- which of them are named -----------------------------------------------------------------


def innermost(entries: dict[Key, Entry], graph: Graph) -> dict[Key, Entry]:
    """Without those that only start another one: under `main`, the named one inside is meant."""
    named = {key for key, entry in entries.items() if entry is not Entry.MAIN}
    return {
        key: entry
        for key, entry in entries.items()
        if entry in (Entry.COMMAND, Entry.TASK) or not _leads_to(key, named - {key}, graph)
    }


def _leads_to(start: Key, targets: set[Key], graph: Graph) -> bool:
    if not targets:
        return False
    seen: set[Key] = set()
    waiting = list(graph.callees.get(start, ()))
    while waiting:
        key = waiting.pop()
        if key in targets and key in graph.matter:
            return True
        if key not in seen:
            seen.add(key)
            waiting.extend(graph.callees.get(key, ()))
    return False
