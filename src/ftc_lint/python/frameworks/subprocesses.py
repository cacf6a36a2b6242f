"""Programs that a Python program starts: psql, mysql, sqlite3, pg_dump, dropdb and their like."""

from __future__ import annotations

import re

from ftc_lint.evaluate import variants
from ftc_lint.flow import Step
from ftc_lint.operations import Kind
from ftc_lint.python.calls import CallSite
from ftc_lint.python.frameworks import clients, shell_words
from ftc_lint.python.frameworks.building import Place, construct
from ftc_lint.python.frameworks.reading import (
    called,
    chains,
    dotted,
    last_name,
    literal,
    member,
    receiver,
    uses,
)
from ftc_lint.python.frameworks.shell_words import Command
from ftc_lint.templates import plain
from ftc_lint.values import CallResult, FileText, Items, Text, Value

SOURCE = "subprocess"

_STARTERS = (
    "run", "call", "check_call", "check_output", "Popen", "system", "popen", "getoutput",
    "getstatusoutput", "create_subprocess_shell", "local", "sudo", "exec_run", "exec_command",
    "spawn", "run_process", "BashOperator", "SSHOperator", "ShellOperation",
)  # fmt: skip
_WORDS = ("create_subprocess_exec", "execvp", "execlp", "execv", "execl", "execve", "spawnlp")


def starts_program(callee: Value) -> bool:
    """Whether a function of the standard library is called that starts programs."""
    name = dotted(callee)
    if not name.startswith(("subprocess.", "os.", "asyncio.")):
        return False
    return name.rpartition(".")[2] in (*_STARTERS, *_WORDS)


def commands_of(value: Value | None, site: CallSite) -> list[Command]:
    """The commands that an argument stands for: a command line, or a list of words."""
    if isinstance(value, Items):
        return [Command(words=list(value.values))]
    if isinstance(value, Text):
        return shell_words.split(value)
    split = called(value, "split")
    if split is not None and dotted(split.callee) == "shlex.split":
        return commands_of(split.arguments.get(0), site)
    found = []
    for each in variants(value) if value is not None else ():
        if each is not value:
            found.extend(commands_of(each, site))
    return found


def start(site: CallSite) -> tuple[Step, ...]:
    """`subprocess.run(["psql", dsn, "-c", "…"])`, `os.system("psql -c …")`."""
    first = site.arguments.get(0, "args", "command", "cmd", "bash_command", "commands")
    commands = commands_of(first, site)
    if isinstance(first, Text) and not _is_command_line(site):
        words: list[Value] = list(site.arguments.positional)  # nox: session.run("psql", "-c", …)
        commands = [Command(words=words)]
    return _done(commands, site)


def start_words(site: CallSite) -> tuple[Step, ...]:
    """`asyncio.create_subprocess_exec("psql", "-c", …)`."""
    return _done([Command(words=list(site.arguments.positional))], site)


def _is_command_line(site: CallSite) -> bool:
    """Whether a first string is the whole command, not only the program's name."""
    rest = site.arguments.positional[1:]
    return not (rest and isinstance(rest[0], Text))


def _done(commands: list[Command], site: CallSite) -> tuple[Step, ...]:
    if not commands:
        return ()
    last = commands[-1]
    if last.text_in is None and last.file_in is None:
        last.text_in = _standard_input(site)
    return clients.steps(commands, site)


def _standard_input(site: CallSite) -> Value | None:
    """`input=sql`, `stdin=open("dump.sql")`."""
    given = site.arguments.get(None, "input")
    if given is not None:
        return given
    return opened(site.arguments.get(None, "stdin"))


def opened(value: Value | None) -> Value | None:
    """The text of a file that is opened; None for anything else."""
    if isinstance(value, FileText):
        return value
    call = called(value, "open")
    if call is None:
        return None
    base, _ = member(call.callee)
    path = call.arguments.get(0, "file") if base is None else base
    return None if path is None else FileText(path)


def communicate(site: CallSite) -> tuple[Step, ...]:
    """`Popen(["psql", dsn], stdin=PIPE).communicate(sql)`."""
    given = site.arguments.get(0, "input")
    if given is None:
        return ()
    for chain in chains(receiver(site)):
        if not chain.links or chain.links[0].name != "Popen":
            return ()
        commands = commands_of(chain.links[0].arguments.get(0, "args"), site)
        if commands:
            commands[-1].text_in = given
            return clients.steps(commands, site)
    return ()


def named_program(site: CallSite) -> tuple[Step, ...]:
    """`sh.psql("-c", "…")`, `sh.dropdb("prices")`."""
    if dotted(receiver(site)) != "sh":
        return ()
    return clients.steps([Command(words=[plain(site.name), *site.arguments.positional])], site)


# --- copies of database files ----------------------------------------------------------------

_DATABASE_FILES = (".db", ".sqlite", ".sqlite3", ".db3", ".duckdb", ".sdb", ".gpkg")


def copy_file(site: CallSite) -> tuple[Step, ...]:
    """`shutil.copy2("prices.db", "prices.db.bak")`: the whole database is kept."""
    if not dotted(site.callee).startswith("shutil."):
        return ()
    path = site.arguments.get(0, "src")
    if path is None or not (is_database_file(path) or _is_kept_copy(site)):
        return ()
    return (_whole_database(site),)


def _is_kept_copy(site: CallSite) -> bool:
    """A file of any name that is kept as a backup, in a program that works on database files."""
    target = site.arguments.get(1, "dst")
    if target is None or not uses(site.imports, "sqlite3", "aiosqlite", "apsw", "duckdb"):
        return False
    return any(
        isinstance(each, Text) and re.search(r"bak|backup", each.excerpt.text, re.IGNORECASE)
        for each in variants(target)
    )


def is_database_file(path: Value) -> bool:
    """Whether a path leads to a database file, by its ending or by what it is called."""
    for each in variants(path):
        text = each.excerpt.text if isinstance(each, Text) else None
        if text is not None and text.lower().rstrip("}").endswith(_DATABASE_FILES):
            return True
        if isinstance(each, CallResult) and last_name(each) in ("Path", "join", "str"):
            given = each.arguments.positional
            return bool(given) and is_database_file(given[-1])
    name = last_name(path).lower()
    parts = name.replace("-", "_").split("_")
    return any(
        part in ("db", "database", "sqlite", "sqlite3", "duckdb", "dbfile") for part in parts
    )


def sqlite_backup(site: CallSite) -> tuple[Step, ...]:
    """`connection.backup(target)` of sqlite3."""
    if not uses(site.imports, "sqlite3", "aiosqlite", "apsw") or not site.arguments.positional:
        return ()
    first = site.arguments.positional[0]
    if literal(first) is not None and not uses(site.imports, "apsw"):
        return ()
    return (_whole_database(site),)


def _whole_database(site: CallSite) -> Step:
    return construct(Kind.COPY_OUT, Place.of(site), SOURCE, object_type="database")


CALLS = {
    **dict.fromkeys(_STARTERS, start),
    **dict.fromkeys(_WORDS, start_words),
    "communicate": communicate,
    **dict.fromkeys(("copy", "copy2", "copyfile", "copytree", "move"), copy_file),
    "backup": sqlite_backup,
    **dict.fromkeys(("psql", "mysql", "sqlite3", "dropdb", "pg_dump", "mysqldump"), named_program),
}
