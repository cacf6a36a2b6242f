"""The commented configuration that `--init` writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ftc_lint.configuration.show import toml_value
from ftc_lint.reports.clean import one_line
from ftc_lint.reports.numbers import count
from ftc_lint.settings import Settings
from ftc_lint.starting.survey import Start, Survey

WIDTH = 96
"""Characters of a line of comments."""

MOST = 12
"""Names that a comment lists."""


def proposal(survey: Survey) -> str:
    """The keys with their values, as TOML. What nothing was seen of is there as a comment."""
    parts = (
        _comment(
            f"Written by `ftc-lint --init` from {count(survey.files, 'file')}; change what is "
            "wrong. `ftc-lint --show-settings` prints every key."
        ),
        "\n",
        *_dialect(survey),
        "\n",
        *_protected(survey),
        "\n",
        *_entry_points(survey),
        "\n",
        *_functions(survey),
        "\n",
        *_tests(survey),
        *_schema(survey),
    )
    return "".join(parts)


def _dialect(survey: Survey) -> Iterator[str]:
    seen = survey.drivers or survey.signs
    what = "import a driver for it" if survey.drivers else "are written in it"
    shown = ", ".join(f"{name} ({count(number, 'file')})" for name, number in seen.items())
    if survey.dialect is not None:
        number = seen[survey.dialect]
        yield _comment(f"The SQL dialect: {count(number, 'file')} {_verb(number, what)}.")
        yield f"dialect = {toml_value(survey.dialect)}\n"
        return
    if seen:
        yield _comment(
            f"The SQL dialect. More than one was seen: {shown}. As it is, the driver that a Python "
            "file imports tells; for .sql files it is PostgreSQL, unless you say so here."
        )
        yield f'# dialects = {{ "**/*.sql" = {toml_value(next(iter(seen)))} }}\n'
        return
    yield _comment("The SQL dialect. No driver was seen; as it is, it is PostgreSQL.")
    yield '# dialect = "postgres"\n'


def _verb(number: int, what: str) -> str:
    """`imports a driver`, `are written`: the verb for one or for many."""
    if number != 1:
        return what
    return what.replace("import", "imports", 1).replace("are", "is", 1)


def _protected(survey: Survey) -> Iterator[str]:
    yield _comment(
        "Tables whose rows are precious: findings on them are never softened, and every DELETE on "
        "them needs a backup."
    )
    if survey.protected:
        yield _comment("Seen: a DELETE from these goes on to others, by ON DELETE CASCADE.")
        yield "protected-tables = [\n"
        for table in survey.protected:
            yield f"    {toml_value(table.pattern)},  # and {count(table.others, 'table')}\n"
        yield "]\n"
        return
    yield _comment(
        "Seen: no foreign key of the project cascades."
        if survey.has_tables
        else "Seen: no table at all. `ftc-lint --db URL --write-snapshot ftc-lint.snapshot.json` "
        "asks the database for its tables and keys; name that file in `schema`."
    )
    yield "# protected-tables = []\n"


def _entry_points(survey: Survey) -> Iterator[str]:
    yield _comment(
        "Names of functions that a run begins with, besides `main` blocks, console scripts, "
        "commands and tasks."
    )
    if survey.starts:
        names = [_start(start) for start in survey.starts]
        yield _comment("Recognised without help: " + _listed(names) + ".")
    defaults = Settings().entry_points
    names = [start.name.rpartition(".")[2] for start in survey.candidates]
    if names:
        places = [_start(start) for start in survey.candidates]
        yield _comment(
            "Nothing in the project calls these, and they destroy rows: " + _listed(places) + "."
        )
    yield f"# entry-points = {toml_value((*defaults, *dict.fromkeys(names[:MOST])))}\n"


def _start(start: Start) -> str:
    why = f", {start.why}" if start.why else ""
    return f"{start.name} ({start.path}{why})"


def _functions(survey: Survey) -> Iterator[str]:
    yield _comment(
        "Functions that back up the table they are given, or verify new data, where the analysis "
        "cannot see it. By their names; take away the # from what is true."
    )
    yield f"# backup-functions = {toml_value(survey.backups[:MOST])}\n"
    yield f"# verify-functions = {toml_value(survey.verifiers[:MOST])}\n"


def _tests(survey: Survey) -> Iterator[str]:
    yield _comment("Where tests are: there, findings are info.")
    defaults = Settings().test_paths
    if survey.tests:
        yield f"test-paths = {toml_value((*defaults, *survey.tests))}\n"
    else:
        yield f"# test-paths = {toml_value(defaults)}\n"


def _schema(survey: Survey) -> Iterator[str]:
    if survey.schema:
        yield "\n"
        yield _comment("What the database looks like.")
        yield f"schema = {toml_value(survey.schema)}\n"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST])
    return shown if len(names) <= MOST else f"{shown} and {len(names) - MOST} more"


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in _wrapped(one_line(text)))


def _wrapped(text: str) -> Iterable[str]:
    from textwrap import wrap

    return wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)
