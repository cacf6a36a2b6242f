"""Command-line programs of databases: what a command does to a database.

`psql -c`, `mysql -e` and the like run SQL; `pg_dump` copies out; `dropdb` destroys. A command may
stand behind others: `sudo -u postgres psql …`, `docker exec db psql …`, `bash -c "psql …"`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ftc_lint.flow import Execute, Step
from ftc_lint.operations import Kind
from ftc_lint.python.calls import CallSite
from ftc_lint.python.frameworks import shell_words
from ftc_lint.python.frameworks.building import Place, construct
from ftc_lint.python.frameworks.reading import called, last_name, literal
from ftc_lint.python.frameworks.shell_words import Command
from ftc_lint.records import dataclass
from ftc_lint.templates import connected, cut, plain
from ftc_lint.values import FileText, Text, Value

SOURCE = "subprocess"


# --- finding the program ---------------------------------------------------------------------

_IN_FRONT = frozenset(
    {
        "sudo", "docker", "docker-compose", "podman", "kubectl", "oc", "env", "time", "nohup",
        "nice", "timeout", "gosu", "runuser", "heroku", "flyctl", "xargs", "command", "exec",
        "doas",
        "su-exec", "nerdctl", "wsl", "strace", "ionice", "setsid", "watch", "poetry", "uv",
    }
)  # fmt: skip
_SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ksh", "su", "/bin/sh"})


def steps(commands: list[Command], site: CallSite) -> tuple[Step, ...]:
    """The steps that the commands of one line are."""
    found: list[Step] = []
    for position, command in enumerate(commands):
        before = commands[position - 1] if position and commands[position - 1].pipes_on else None
        _take_pipe(command, before)
        found.extend(_of_command(command, site))
    return tuple(found)


def _take_pipe(command: Command, before: Command | None) -> None:
    """`echo "DROP …" | psql`, `cat wipe.sql | psql`: what the pipe carries."""
    if before is None or command.text_in is not None or not before.words:
        return
    program = _program(before.words[0])
    if program in ("echo", "printf"):
        command.text_in = _joined(before.words[1:])
    elif program == "cat" and len(before.words) > 1:
        command.file_in = before.words[-1]
    elif program == "cat":
        command.text_in, command.file_in = before.text_in, before.file_in


def _joined(words: Iterable[Value]) -> Value | None:
    texts = [w for w in words if isinstance(w, Text) and w.excerpt.text not in ("-e", "-n", "-ne")]
    parts: list[Text] = []
    for text in texts:
        if parts:
            parts.append(plain(" "))
        parts.append(text)
    return connected(parts) if parts else None


def _program(word: Value) -> str:
    """The name of a program, without its directory; of one that is not known, the client that its
    variable is named after: `self.psql`, `PSQL_PATH`, `shutil.which("psql")`."""
    if isinstance(word, Text) and not _is_hole(word):
        name = word.excerpt.text.replace("\\", "/").rpartition("/")[2].lower()
        return name.removesuffix(".exe")
    value = word.holes[0].value if isinstance(word, Text) else word
    found = called(value, "which")
    if found is not None and found.arguments.get(0) is not None:
        return literal(found.arguments.get(0)) or ""
    parts = last_name(value).lower().split("_")
    return next((part for part in parts if part in _CLIENTS), "")


def _is_hole(word: Text) -> bool:
    return [(each.start, each.end) for each in word.holes] == [(0, len(word.excerpt.text))]


def _of_command(command: Command, site: CallSite) -> tuple[Step, ...]:
    words = command.words
    skipped = 0
    while skipped < len(words) and _is_assignment(words[skipped]):
        skipped += 1
    if skipped == len(words):
        return ()
    first = _program(words[skipped])
    if first in _SHELLS or first == "ssh":
        return _of_shell(words[skipped + 1 :], site, command, ssh=first == "ssh")
    stop = len(words) if first in _IN_FRONT else skipped + 1
    for position in range(skipped, stop):
        name = _program(words[position])
        client = _CLIENTS.get(name)
        if client is not None:
            return client(_Run(name, words[position + 1 :], command, site))
        if position > skipped and name in _SHELLS:
            return _of_shell(words[position + 1 :], site, command)
    return ()


def _is_assignment(word: Value) -> bool:
    if not isinstance(word, Text):
        return False
    name, equals, _ = word.excerpt.text.partition("=")
    return bool(equals) and name.isidentifier()


def _of_shell(
    words: list[Value], site: CallSite, around: Command, ssh: bool = False
) -> tuple[Step, ...]:
    """`bash -c "psql …"`, `ssh host "psql …"`: the command line inside."""
    inner: Value | None = None
    for position, word in enumerate(words):
        if isinstance(word, Text) and word.excerpt.text in ("-c", "-lc", "-ec", "-xc", "--command"):
            inner = words[position + 1] if position + 1 < len(words) else None
            break
    if inner is None and ssh and words:
        inner = words[-1]
    if not isinstance(inner, Text):
        return ()
    commands = shell_words.split(inner)
    if commands and commands[-1].text_in is None and commands[-1].file_in is None:
        commands[-1].text_in, commands[-1].file_in = around.text_in, around.file_in
    return steps(commands, site)


# --- options ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Run:
    """A client that is run: its name and arguments."""

    name: str
    words: list[Value]
    command: Command
    site: CallSite


@dataclass(frozen=True, slots=True)
class _Parsed:
    """The options of a command with their values, in order, and the other words."""

    options: list[tuple[str, Value]]
    others: list[Value]

    def all(self, *names: str) -> list[Value]:
        return [value for name, value in self.options if name in names]

    def has(self, *names: str) -> bool:
        return any(name in names for name, _ in self.options)


_NOTHING = plain("")


def _parse(
    words: list[Value], shorts: str, longs: frozenset[str], clusters: bool = True
) -> _Parsed:
    """Options as getopt reads them.

    `shorts` and `longs` are those that take a value, a short one followed by `?` only if it is
    attached (`-psecret`); without `clusters` a word after one dash is a long option (sqlite3, bq).
    """
    options: list[tuple[str, Value]] = []
    others: list[Value] = []
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        text = word.excerpt.text if isinstance(word, Text) else ""
        following = words[position] if position < len(words) else None
        if text.startswith("--") or (text.startswith("-") and len(text) > 1 and not clusters):
            assert isinstance(word, Text)
            used = _long(word, following, longs, options)
        elif text.startswith("-") and len(text) > 1:
            assert isinstance(word, Text)
            used = _shorts(word, following, shorts, options)
        else:
            others.append(word)
            used = False
        position += used
    return _Parsed(options, others)


def _long(
    word: Text, following: Value | None, longs: frozenset[str], options: list[tuple[str, Value]]
) -> bool:
    """Adds a long option; whether it took the following word."""
    text = word.excerpt.text
    name, equals, _ = text.lstrip("-").partition("=")
    if equals:
        options.append((name, cut(word, text.index("=") + 1, len(text))))
        return False
    if name in longs and following is not None:
        options.append((name, following))
        return True
    options.append((name, _NOTHING))
    return False


def _shorts(
    word: Text, following: Value | None, shorts: str, options: list[tuple[str, Value]]
) -> bool:
    """Adds the short options of one word (`-Atc`); whether the last took the following word."""
    text = word.excerpt.text
    for position in range(1, len(text)):
        name = text[position]
        if name + "?" in shorts and position + 1 < len(text):  # only what is attached: -psecret
            options.append((name, cut(word, position + 1, len(text))))
            return False
        if name not in shorts or name + "?" in shorts:
            options.append((name, _NOTHING))
            continue
        if position + 1 < len(text):
            options.append((name, cut(word, position + 1, len(text))))
            return False
        if following is not None:
            options.append((name, following))
            return True
    return False


# --- clients that run SQL --------------------------------------------------------------------


def _executed(
    run: _Run, texts: Iterable[Value], files: Iterable[Value], dialect: str
) -> list[Step]:
    found: list[Step] = []
    values = [*texts, *(FileText(path) for path in files)]
    if run.command.text_in is not None:
        values.append(run.command.text_in)
    elif run.command.file_in is not None:
        values.append(FileText(run.command.file_in))
    for value in values:
        found.append(
            Execute(value, run.name, run.site.name_span, SOURCE, dialect=dialect, commits=True)
        )
    return found


def _psql(run: _Run) -> tuple[Step, ...]:
    longs = frozenset(
        {
            "command", "file", "dbname", "host", "port", "username", "set", "variable", "output",
            "pset", "field-separator", "log-file",
        }
    )  # fmt: skip
    parsed = _parse(run.words, "cdfvoFPRThpUL", longs)
    files = [f for f in parsed.all("f", "file") if not _is_dash(f)]
    found: list[Step] = []
    for value in parsed.all("c", "command"):
        if isinstance(value, Text) and value.excerpt.text.lstrip().startswith("\\"):
            found.extend(_meta_command(run, value))
        else:
            found.extend(_executed(_quiet(run), (value,), (), "postgres"))
    return (*found, *_executed(run, (), files, "postgres"))


def _quiet(run: _Run) -> _Run:
    """The same without its standard input, which is run once only."""
    return _Run(run.name, run.words, Command(), run.site)


def _meta_command(run: _Run, value: Text) -> list[Step]:
    """`psql -c "\\copy prices to 'prices.csv'"`: psql's own commands are SQL enough for `sql/`."""
    return _executed(_quiet(run), (value,), (), "postgres")


def _is_dash(value: Value) -> bool:
    return isinstance(value, Text) and value.excerpt.text == "-"


def _simple(
    dialect: str, shorts: str, longs: frozenset[str], text: tuple[str, ...], file: tuple[str, ...]
) -> Callable[[_Run], tuple[Step, ...]]:
    """A client that takes SQL with one option and a file with another."""

    def client(run: _Run) -> tuple[Step, ...]:
        parsed = _parse(run.words, shorts, longs)
        return tuple(_executed(run, parsed.all(*text), parsed.all(*file), dialect))

    return client


_MYSQL_LONGS = frozenset({"execute", "host", "user", "port", "database", "init-command", "socket"})


def _sqlite3(run: _Run) -> tuple[Step, ...]:
    longs = frozenset({"cmd", "init", "separator", "newline", "nullvalue", "mmap", "vfs"})
    parsed = _parse(run.words, "", longs, clusters=False)
    found: list[Step] = []
    for value in [*parsed.all("cmd"), *parsed.others[1:]]:
        text = value.excerpt.text.strip() if isinstance(value, Text) else ""
        word, _, rest = text.partition(" ")
        if word in (".backup", ".dump", ".clone", ".save"):
            found.append(_copy_out(run, ()))
        elif word == ".read" and rest:
            found.extend(_executed(_quiet(run), (), (plain(rest.strip("'\" ")),), "sqlite"))
        elif not word.startswith("."):
            found.extend(_executed(_quiet(run), (value,), (), "sqlite"))
    return (*found, *_executed(run, (), (), "sqlite"))


def _duckdb(run: _Run) -> tuple[Step, ...]:
    longs = frozenset({"c", "s", "cmd", "init", "f", "separator", "nullvalue", "newline"})
    parsed = _parse(run.words, "", longs, clusters=False)
    texts = [*parsed.all("c", "s", "cmd"), *parsed.others[1:]]
    return tuple(_executed(run, texts, parsed.all("f"), "duckdb"))


def _bq(run: _Run) -> tuple[Step, ...]:
    longs = frozenset({"project_id", "location", "dataset_id", "destination_table", "format"})
    parsed = _parse(run.words, "", longs, clusters=False)
    verb = _program(parsed.others[0]) if parsed.others else ""
    if verb == "query":
        return tuple(_executed(run, parsed.others[1:2], (), "bigquery"))
    if verb != "rm" or len(parsed.others) < 2:
        return ()
    kind = Kind.DROP_SCHEMA if parsed.has("r", "d", "dataset", "recursive") else Kind.DROP_TABLE
    cascade = kind is Kind.DROP_SCHEMA and parsed.has("r", "recursive")
    return (
        construct(
            kind,
            Place.of(run.site),
            SOURCE,
            (parsed.others[1],),
            cascade=cascade,
            dialect="bigquery",
        ),
    )


def _snow(run: _Run) -> tuple[Step, ...]:
    """`snow sql -q "…"`."""
    if not run.words or _program(run.words[0]) != "sql":
        return ()
    return _SNOWSQL(_Run(run.name, run.words[1:], run.command, run.site))


_SNOWSQL = _simple(
    "snowflake", "qfacudswrho", frozenset({"query", "filename"}), ("q", "query"), ("f", "filename")
)


# --- clients that copy or destroy ------------------------------------------------------------


def _copy_out(run: _Run, tables: Iterable[Value]) -> Step:
    named = tuple(tables)
    return _copied(run, named, "" if named else "database")


def _left_out(run: _Run, tables: Iterable[Value]) -> tuple[Step, ...]:
    """The tables that a dump is told to leave out."""
    named = tuple(tables)
    return (_copied(run, named, "left out"),) if named else ()


def _copied(run: _Run, named: Iterable[Value], what: str) -> Step:
    return construct(
        Kind.COPY_OUT, Place.of(run.site), SOURCE, named, object_type=what, detail=run.name
    )


_DUMP_LONGS = frozenset(
    {
        "table", "file", "format", "jobs", "dbname", "host", "port", "username", "schema",
        "exclude-table", "exclude-table-data", "exclude-schema", "compress", "encoding", "role",
    }
)  # fmt: skip


def _pg_dump(run: _Run) -> tuple[Step, ...]:
    parsed = _parse(run.words, "tfFjdhpUnTNZEeSw", _DUMP_LONGS)
    if parsed.has("s", "schema-only"):
        return ()
    named = parsed.all("t", "table")
    schemas = () if named else parsed.all("n", "schema")
    without = parsed.all("T", "exclude-table", "exclude-table-data")
    if schemas:
        return (_copied(run, schemas, "schema"), *_left_out(run, without))
    return (_copy_out(run, named), *_left_out(run, without))


def _dump_all(run: _Run) -> tuple[Step, ...]:
    if _parse(run.words, "fhpUl", _DUMP_LONGS).has("s", "schema-only", "g", "globals-only"):
        return ()
    return (_copy_out(run, ()),)


def _mysqldump(run: _Run) -> tuple[Step, ...]:
    longs = frozenset({"host", "user", "port", "result-file", "where", "ignore-table", "tables"})
    parsed = _parse(run.words, "huPrwSp?", longs)
    if parsed.has("d", "no-data", "w", "where"):
        return ()
    named = [] if parsed.has("databases", "B", "A", "all-databases") else parsed.others[1:]
    return (_copy_out(run, named), *_left_out(run, parsed.all("ignore-table")))


def _pg_restore(run: _Run) -> tuple[Step, ...]:
    """`pg_restore --clean` drops what it restores."""
    parsed = _parse(run.words, "dhpUnNtTPIjFfL", _DUMP_LONGS)
    if not parsed.has("c", "clean"):
        return ()
    tables = parsed.all("t", "table")
    return (
        construct(
            Kind.DROP_TABLE,
            Place.of(run.site),
            SOURCE,
            tables,
            is_rebuild=True,
            detail="pg_restore --clean",
        ),
    )


def _dropdb(run: _Run) -> tuple[Step, ...]:
    longs = frozenset({"host", "port", "username", "maintenance-db"})
    parsed = _parse(run.words, "hpU", longs)
    exists = parsed.has("if-exists")
    return (
        construct(
            Kind.DROP_DATABASE, Place.of(run.site), SOURCE, parsed.others[:1], if_exists=exists
        ),
    )


def _mysqladmin(run: _Run) -> tuple[Step, ...]:
    parsed = _parse(run.words, "huPSp?", _MYSQL_LONGS)
    if len(parsed.others) < 2 or _program(parsed.others[0]) != "drop":
        return ()
    return (
        construct(
            Kind.DROP_DATABASE, Place.of(run.site), SOURCE, parsed.others[1:2], dialect="mysql"
        ),
    )


_mysql = _simple("mysql", "ehuPDSp?", _MYSQL_LONGS, ("e", "execute"), ())

_CLIENTS: dict[str, Callable[[_Run], tuple[Step, ...]]] = {
    "psql": _psql,
    "mysql": _mysql,
    "mariadb": _mysql,
    "sqlite3": _sqlite3,
    "sqlite": _sqlite3,
    "duckdb": _duckdb,
    "sqlcmd": _simple("tsql", "QqiSUPdovb", frozenset(), ("Q", "q"), ("i",)),
    "snowsql": _SNOWSQL,
    "snow": _snow,
    "bq": _bq,
    "clickhouse-client": _simple(
        "clickhouse", "qhud", frozenset({"query", "host", "user"}), ("q", "query"), ()
    ),
    "clickhouse": _simple("clickhouse", "qhud", frozenset({"query"}), ("q", "query"), ()),
    "cockroach": _simple("postgres", "e", frozenset({"execute", "url"}), ("e", "execute"), ()),
    "dropdb": _dropdb,
    "mysqladmin": _mysqladmin,
    "pg_dump": _pg_dump,
    "pg_dumpall": _dump_all,
    "pg_basebackup": _dump_all,
    "mysqldump": _mysqldump,
    "mariadb-dump": _mysqldump,
    "pg_restore": _pg_restore,
}
