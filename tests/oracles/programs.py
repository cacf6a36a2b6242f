"""Python programs that run one SQL statement, put together at random.

A program is made of a way to build a string (`STRINGS`, nested in one another) and a way to run it
(`SINKS`). Each takes and gives source code; what they leave to chance they draw.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random


@dataclass
class Program:
    """The lines of a program before its last statement, and the files besides."""

    chance: Random
    imports: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    names: int = 0

    def name(self, stem: str) -> str:
        self.names += 1
        return f"{stem}{self.names}"

    def number(self, most: int) -> int:
        return self.chance.randint(0, most)

    def add(self, code: str) -> None:
        self.lines += textwrap.dedent(code).strip("\n").splitlines()


Build = Callable[[Program, str], str]
"""Lines into the program, and the expression that gives the text."""


def split(program: Program, text: str) -> tuple[str, str]:
    at = program.number(len(text))
    return text[:at], text[at:]


def word(program: Program, text: str) -> tuple[str, str, str]:
    """The text around one of its words, and the word."""
    words = text.split(" ")
    index = program.number(len(words) - 1)
    before = " ".join(words[:index]) + (" " if index else "")
    after = (" " if index + 1 < len(words) else "") + " ".join(words[index + 1 :])
    return before, words[index], after


def literal(program: Program, text: str) -> str:
    return repr(text)


def triple(program: Program, text: str) -> str:
    return f'"""{text}"""'


def concatenated(program: Program, text: str) -> str:
    left, right = split(program, text)
    return f"({left!r} {right!r})"


def plus(program: Program, text: str) -> str:
    left, right = split(program, text)
    return f"{build(program, left)} + {build(program, right)}"


def f_string(program: Program, text: str) -> str:
    before, middle, after = word(program, text)
    variable = program.name("part")
    program.add(f"{variable} = {build(program, middle)}")
    return f'f"{before}{{{variable}}}{after}"'


def percent(program: Program, text: str) -> str:
    before, middle, after = word(program, text)
    return (
        f'"{before}%s{after}" % {build(program, middle)}'
        if program.number(1)
        else (f'"{before}%(w)s{after}" % {{"w": {build(program, middle)}}}')
    )


def formatted(program: Program, text: str) -> str:
    before, middle, after = word(program, text)
    inner = build(program, middle)
    return [
        f'"{before}{{}}{after}".format({inner})',
        f'"{before}{{0}}{after}".format({inner})',
        f'"{before}{{w}}{after}".format(w={inner})',
        f'"{before}{{w}}{after}".format(**{{"w": {inner}}})',
        f'"{before}{{w}}{after}".format_map({{"w": {inner}}})',
    ][program.number(4)]


def template(program: Program, text: str) -> str:
    before, middle, after = word(program, text)
    program.imports.append("from string import Template")
    return f'Template("{before}${{w}}{after}").substitute(w={build(program, middle)})'


def joined(program: Program, text: str) -> str:
    parts = ", ".join(repr(part) for part in text.split(" "))
    return f'" ".join([{parts}])' if program.number(1) else f'" ".join(({parts},))'


def appended(program: Program, text: str) -> str:
    parts = program.name("parts")
    program.add(f"{parts} = []")
    for part in text.split(" "):
        program.add(f"{parts}.append({part!r})")
    return f'" ".join({parts})'


def added_to(program: Program, text: str) -> str:
    left, right = split(program, text)
    query = program.name("query")
    program.add(f"{query} = {build(program, left)}")
    program.add(f"{query} += {build(program, right)}")
    return query


def variable(program: Program, text: str) -> str:
    query = program.name("query")
    program.add(f"{query} = {build(program, text)}")
    return query


def chained(program: Program, text: str) -> str:
    query = program.name("query")
    program.add(f"{query} = {query}_too = {build(program, text)}")
    return f"{query}_too"


def unpacked(program: Program, text: str) -> str:
    query = program.name("query")
    program.add(f"label, {query}, *rest = ('wipe', {build(program, text)}, 1, 2)")
    return query


def walrus(program: Program, text: str) -> str:
    return f"({program.name('query')} := {build(program, text)})"


def conditional(program: Program, text: str) -> str:
    return f"({build(program, text)} if flag else {build(program, text)})"


def branch(program: Program, text: str) -> str:
    query = program.name("query")
    inner = build(program, text)
    program.add(f"if flag:\n    {query} = {inner}\nelse:\n    {query} = {inner}")
    return query


def boolean(program: Program, text: str) -> str:
    return f"(None or {build(program, text)})"


def dictionary(program: Program, text: str) -> str:
    queries = program.name("QUERIES")
    program.add(f'{queries} = {{"wipe": {build(program, text)}, "other": "SELECT 1"}}')
    return f'{queries}["wipe"]' if program.number(1) else f'{queries}.get("wipe")'


def sequence(program: Program, text: str) -> str:
    queries = program.name("queries")
    program.add(f'{queries} = ["SELECT 1", {build(program, text)}]')
    return f"{queries}[{[1, -1][program.number(1)]}]"


def class_attribute(program: Program, text: str) -> str:
    owner = program.name("Queries")
    inner = build(program, text)
    program.add(f"class {owner}:\n    wipe = {inner}")
    return f"{owner}.wipe"


def enum_value(program: Program, text: str) -> str:
    owner = program.name("Queries")
    program.imports.append("import enum")
    inner = build(program, text)
    program.add(f"class {owner}(enum.Enum):\n    WIPE = {inner}")
    return f"{owner}.WIPE.value"


def returned(program: Program, text: str) -> str:
    function = program.name("make")
    inner = build(program, text)
    program.add(f"def {function}():\n    return {inner}")
    return f"{function}()"


def returned_with_argument(program: Program, text: str) -> str:
    before, middle, after = word(program, text)
    function = program.name("make")
    program.add(f'def {function}(w):\n    return f"{before}{{w}}{after}"')
    argument = build(program, middle)
    return f"{function}({argument})" if program.number(1) else f"{function}(w={argument})"


def default_argument(program: Program, text: str) -> str:
    function = program.name("make")
    inner = build(program, text)
    program.add(f"def {function}(query={inner}):\n    return query")
    return f"{function}()"


def from_lambda(program: Program, text: str) -> str:
    function = program.name("make")
    program.add(f"{function} = lambda: {build(program, text)}")
    return f"{function}()"


def stripped(program: Program, text: str) -> str:
    return f"{('  ' + text + ' ')!r}.strip()"


def replaced(program: Program, text: str) -> str:
    before, middle, after = word(program, text)
    return f'"{before}@@{after}".replace("@@", {build(program, middle)})'


def dedented(program: Program, text: str) -> str:
    program.imports.append("import textwrap")
    return f'textwrap.dedent("""\\\n    {text}""")'


def from_module(program: Program, text: str) -> str:
    module = program.name("queries_")
    program.files[f"{module}.py"] = f"WIPE = {text!r}\n"
    if program.number(1):
        program.imports.append(f"import {module}")
        return f"{module}.WIPE"
    program.imports.append(f"from {module} import WIPE as {module}_wipe")
    return f"{module}_wipe"


def from_file(program: Program, text: str) -> str:
    name = program.name("wipe") + ".sql"
    program.files[name] = text
    if program.number(1):
        program.imports.append("from pathlib import Path")
        return f'(Path(__file__).parent / "{name}").read_text()'
    handle = program.name("handle")
    program.imports.append("import os")
    program.add(
        f'with open(os.path.join(os.path.dirname(__file__), "{name}")) as {handle}:\n'
        f"    {handle}_text = {handle}.read()"
    )
    return f"{handle}_text"


LEAVES: tuple[Build, ...] = (literal, triple, concatenated, joined, appended, stripped, dedented,
                             from_module, from_file)  # fmt: skip
TRIMMING = (stripped, dedented)
NESTED: tuple[Build, ...] = (
    plus, f_string, percent, formatted, template, added_to, variable, chained, unpacked, walrus,
    conditional, branch, boolean, dictionary, sequence, class_attribute, enum_value, returned,
    returned_with_argument, default_argument, from_lambda, replaced,
)  # fmt: skip


def build(program: Program, text: str) -> str:
    """An expression that gives the text; the deeper, the plainer."""
    if not text or program.names > 6 or program.number(2) == 0:
        leaves = [leaf for leaf in LEAVES if text == text.strip() or leaf not in TRIMMING]
        choice = leaves[program.number(len(leaves) - 1)] if " " in text.strip() else literal
        return choice(program, text)
    return NESTED[program.number(len(NESTED) - 1)](program, text)


Sink = Callable[[Program, str], None]


def execute(program: Program, query: str) -> None:
    program.add(f"connection.execute({query})")


def cursor(program: Program, query: str) -> None:
    program.add(f"cursor = connection.cursor()\ncursor.execute({query})")


def script(program: Program, query: str) -> None:
    program.add(f"connection.executescript({query})")


def bound_method(program: Program, query: str) -> None:
    program.add(f"run = connection.execute\nrun({query})")


def helper(program: Program, query: str) -> None:
    function = program.name("run")
    program.add(f"def {function}(query):\n    connection.execute(query)")
    program.add(f"{function}({query})")


def helper_of_helper(program: Program, query: str) -> None:
    program.add(
        "def inner(db, query):\n    db.execute(query)\n"
        "def outer(query, db=None):\n    inner(db or connection, query=query)"
    )
    program.add(f"outer({query})")


def passed_on(program: Program, query: str) -> None:
    program.add("def run(*args, **kwargs):\n    connection.execute(*args, **kwargs)")
    program.add(f"run({query})")


def wrapper_class(program: Program, query: str) -> None:
    program.add(
        "class Database:\n"
        "    def __init__(self, connection):\n        self.connection = connection\n"
        "    def execute_query(self, sql):\n        self.connection.execute(sql)\n"
    )
    program.add(f"Database(connection).execute_query({query})")


def inherited(program: Program, query: str) -> None:
    program.add(
        "class Base:\n    def run(self, sql):\n        connection.execute(sql)\n"
        "class Loader(Base):\n"
        "    def load(self, sql):\n        self.run(sql)\n"
    )
    program.add(f"loader = Loader()\nloader.load({query})")


def static_method(program: Program, query: str) -> None:
    program.add(
        "class Tools:\n    @staticmethod\n    def run(sql):\n        connection.execute(sql)"
    )
    program.add(f"Tools.run({query})")


def attribute_of_self(program: Program, query: str) -> None:
    program.add(
        "class Step:\n"
        "    def __init__(self, sql):\n        self.sql = sql\n"
        "    def run(self):\n        connection.execute(self.sql)\n"
    )
    program.add(f"Step({query}).run()")


def decorated(program: Program, query: str) -> None:
    program.imports.append("import functools")
    program.add(
        "def logged(function):\n"
        "    @functools.wraps(function)\n"
        "    def wrapper(*args, **kwargs):\n"
        "        return function(*args, **kwargs)\n"
        "    return wrapper\n"
        "@logged\n"
        "def run(sql):\n    connection.execute(sql)"
    )
    program.add(f"run({query})")


def partial(program: Program, query: str) -> None:
    program.imports.append("from functools import partial")
    program.add("def run(db, sql):\n    db.execute(sql)")
    program.add(f"run_here = partial(run, connection)\nrun_here({query})")


def loop(program: Program, query: str) -> None:
    program.add(f"for query in [{query}]:\n    connection.execute(query)")


def loop_over_pairs(program: Program, query: str) -> None:
    program.add(
        f'for label, query in (("wipe", {query}), ("none", "SELECT 1")):\n'
        "    connection.execute(query)"
    )


def loop_over_items(program: Program, query: str) -> None:
    program.add(f'for label, query in {{"wipe": {query}}}.items():\n    connection.execute(query)')


def comprehension(program: Program, query: str) -> None:
    program.add(f"chosen = {query}\n[connection.execute(query) for query in (chosen,)]")


def generator(program: Program, query: str) -> None:
    program.add(f"def queries():\n    yield {query}")
    program.add("for query in queries():\n    connection.execute(query)")


def with_block(program: Program, query: str) -> None:
    program.add(f"with connection:\n    connection.execute({query})")


def try_block(program: Program, query: str) -> None:
    program.add(f"try:\n    connection.execute({query})\nfinally:\n    connection.commit()")


def main_guard(program: Program, query: str) -> None:
    program.add(f"def main():\n    connection.execute({query})")
    program.add('if __name__ == "__main__":\n    main()')


def other_module(program: Program, query: str) -> None:
    program.files["helpers.py"] = "def run(db, sql):\n    db.execute(sql)\n"
    program.imports.append("import helpers")
    program.add(f"helpers.run(connection, {query})")


SINKS: tuple[Sink, ...] = (
    execute, cursor, script, bound_method, helper, helper_of_helper, passed_on, wrapper_class,
    inherited, static_method, attribute_of_self, decorated, partial, loop, loop_over_pairs,
    loop_over_items, comprehension, generator, with_block, try_block, main_guard, other_module,
)  # fmt: skip


def write(
    chance: Random, statement: str, string: Build | None = None, sink: Sink | None = None
) -> dict[str, str]:
    """The files of a program that runs the statement; `main.py` is to be run. What is not given is
    left to chance."""
    program = Program(chance)
    query = (string or build)(program, statement)
    (sink or SINKS[program.number(len(SINKS) - 1)])(program, query)
    head = ["import sqlite3", "import sys", *dict.fromkeys(program.imports), "",
            "connection = sqlite3.connect(':memory:')", "flag = len(sys.argv) > 5"]  # fmt: skip
    return {"main.py": "\n".join([*head, *program.lines]) + "\n", **program.files}
