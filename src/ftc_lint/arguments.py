"""The options of the command line, as argparse reads them."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import Any, NoReturn

from ftc_lint.formats import FORMATS
from ftc_lint.pipes import print_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _typeshed import SupportsWrite


def parsed(arguments: Sequence[str]) -> dict[str, Any]:
    """The options that were given, by the names of the fields of `Options`.

    Raises `SystemExit` for a mistake, and after --help; `UsageError` if that cannot be written.
    """
    return vars(_parser().parse_all(arguments))


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, without the usage."""
        self.exit(2, f"ftc-lint: error: {message}\n")

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:  # noqa: ARG002
        """Raises `UsageError` where it cannot be written; argparse would say nothing."""
        print_text(self.format_help())

    def parse_all(self, arguments: Sequence[str]) -> argparse.Namespace:
        """The options; one that does not exist is answered with the nearest that does."""
        space, unknown = self.parse_known_args(arguments)
        if unknown:
            from ftc_lint.configuration.place import nearest

            word = unknown[0].partition("=")[0]
            self.error(f"unknown option {word}{nearest(word, self._option_string_actions)}")
        for name in ("write_snapshot", "write_remedy", "accept"):
            if name in space and "db" not in space:
                self.error(f"{_spelled(name)} goes with --db, which names the database")
        self._check_only_new(space)
        if "unsafe_fixes" in space and not ("fix" in space or "diff" in space):
            self.error("--unsafe-fixes goes with --fix or --diff")
        return space

    def _check_only_new(self, space: argparse.Namespace) -> None:
        given = [name for name in ("since", "baseline", "write_baseline") if name in space]
        asked = next((name for name in _ASKING if name in space), None)
        if given and asked is not None:
            self.error(f"{_spelled(given[0])} goes with linting, not with {_spelled(asked)}")
        if "write_baseline" in given and ("fix" in space or "diff" in space):
            self.error("--write-baseline writes what is left; run --fix before it")
        if "since" in given and "write_baseline" in given:
            self.error("--write-baseline writes what is found today; leave out --since")


_ASKING = (
    "version", "explain", "list_rules", "show_settings", "show_files", "show_operations",
    "checklist", "blast_radius", "init",
)  # fmt: skip
"""Options for which findings are not compared."""


def _spelled(name: str) -> str:
    return "--" + name.replace("_", "-")


class _Help(argparse.HelpFormatter):
    """Takes the width from the terminal itself: argparse loads a module for it, and asks it for
    every option."""

    def __init__(self, prog: str, **rest: Any) -> None:
        columns = os.environ.get("COLUMNS", "")
        super().__init__(prog, width=int(columns) - 2 if columns.isdigit() else 98, **rest)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _jobs(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, found {text!r}")
    return int(text)


def _parser() -> _Parser:
    parser = _Parser(
        prog="ftc-lint",
        description="Finds the SQL that destroys data, in Python and .sql files, before it runs.",
        allow_abbrev=False,
        argument_default=argparse.SUPPRESS,
        formatter_class=_Help,
    )
    parser.add_argument(
        "paths", nargs="*", metavar="PATHS",
        help="files and directories to report on; the whole project is analysed in any case; "
        "`-` is standard input",
    )  # fmt: skip
    _add_what_fires(parser.add_argument_group("what fires"))
    _add_what_is_read(parser.add_argument_group("what is read"))
    _add_only_new(parser.add_argument_group("only what is new"))
    _add_starting(parser.add_argument_group("starting"))
    _add_fixing(parser.add_argument_group("fixing"))
    _add_output(parser.add_argument_group("output"))
    _add_asking(parser.add_argument_group("asking"))
    _add_live(parser.add_argument_group("the live database"))
    return parser


def _add_what_fires(group: argparse._ArgumentGroup) -> None:
    _add_rules(
        group,
        "--select",
        "check these rules only: codes, beginnings of codes such as FTC2, or names, with commas",
    )
    _add_rules(group, "--ignore", "do not check these rules")
    _add_rules(group, "--extend-select", "check these rules too")
    group.add_argument(
        "--fail-on", choices=("error", "warning", "info", "never"),
        help="the least severity that makes the exit status 1 (default: warning)",
    )  # fmt: skip
    group.add_argument(
        "--min-severity", choices=("error", "warning", "info"),
        help="leave out findings below this severity",
    )  # fmt: skip
    group.add_argument("--exit-zero", action="store_true", help="0 instead of exit status 1")


def _add_rules(group: argparse._ArgumentGroup, option: str, text: str) -> None:
    group.add_argument(option, type=_words, action="extend", metavar="RULES", help=text)


def _add_what_is_read(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--config", metavar="FILE", help="the configuration to use")
    group.add_argument("--isolated", action="store_true", help="use no configuration file")
    group.add_argument("--dialect", metavar="NAME", help="the SQL dialect")
    group.add_argument(
        "--exclude", type=_words, action="extend", metavar="GLOBS",
        help="leave these paths out too, with commas",
    )  # fmt: skip
    group.add_argument(
        "--force-exclude", action="store_true",
        help="leave excluded files out even if they are named",
    )  # fmt: skip
    group.add_argument(
        "--no-respect-gitignore", action="store_false", dest="respect_gitignore",
        help="read what git ignores too",
    )  # fmt: skip
    group.add_argument(
        "--schema", action="append", metavar="FILE",
        help="a file that says what the database looks like (may be repeated)",
    )  # fmt: skip
    group.add_argument(
        "--jobs", type=_jobs, metavar="N", help="processes (default: all processors)"
    )
    group.add_argument(
        "--no-cache", action="store_false", dest="use_cache",
        help="neither use what earlier runs found nor keep what this one finds",
    )  # fmt: skip
    group.add_argument(
        "--cache-dir", metavar="DIR",
        help="where to keep it (default: .ftc_lint/cache in the project's root)",
    )  # fmt: skip
    group.add_argument(
        "--stdin-filename", metavar="PATH", help="the file that standard input stands for"
    )


def _add_only_new(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--since", metavar="REV",
        help="leave out what the merge base with this revision has too: both trees are analysed "
        "whole, under today's configuration",
    )  # fmt: skip
    group.add_argument(
        "--baseline", metavar="FILE", help="leave out the findings that this file lists"
    )
    group.add_argument(
        "--write-baseline", metavar="FILE",
        help="write the findings to such a file; with --baseline only those that it lists and that "
        "are still there",
    )  # fmt: skip


def _add_starting(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--init", action="store_true",
        help="write a commented configuration from what the project shows",
    )  # fmt: skip


def _add_fixing(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--fix", action="store_true",
        help="fix what can be fixed safely, and report the rest; standard input is printed fixed",
    )  # fmt: skip
    group.add_argument(
        "--unsafe-fixes", action="store_true",
        help="with --fix or --diff: make the fixes too that change what the code does",
    )  # fmt: skip
    group.add_argument(
        "--diff", action="store_true",
        help="print what --fix would do as a patch and write nothing; 1 if it is not empty",
    )  # fmt: skip


def _add_output(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--output-format", choices=FORMATS,
        help="full on a terminal, else concise",
    )  # fmt: skip
    group.add_argument("--output-file", metavar="FILE", help="write the report to a file")
    group.add_argument("--color", choices=("auto", "always", "never"))
    group.add_argument("--statistics", action="store_true", help="count findings by rule")
    group.add_argument("-q", "--quiet", action="store_true", help="print findings only")
    group.add_argument("-v", "--verbose", action="store_true", help="print what else is known")


def _add_asking(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--explain", metavar="RULE", help="print a rule's page")
    group.add_argument("--list-rules", action="store_true", help="print every rule in one line")
    group.add_argument(
        "--show-operations", action="store_true", help="print what the code does to the database"
    )
    group.add_argument("--show-files", action="store_true", help="print the files that are read")
    group.add_argument("--show-settings", action="store_true", help="print the configuration")
    group.add_argument(
        "--checklist", metavar="SCRIPT",
        help="print what is known before this script may run, as Markdown; with --db more of it",
    )  # fmt: skip
    group.add_argument(
        "--blast-radius", metavar="TABLE",
        help="print what a TRUNCATE … CASCADE and a DELETE of a table take with it, by the "
        "project's DDL, a snapshot (--schema) or --db: a tree, json, markdown (Mermaid) or html",
    )  # fmt: skip
    group.add_argument("--version", action="store_true", help="print the version")


def _add_live(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--db", nargs="?", const="", metavar="DATABASE",
        help="audit a database: a URL (postgresql://, mysql://, sqlite:///, duckdb:///), env:NAME, "
        "service=NAME, or an SQLite or DuckDB file; alone, the one that live.url-env, DATABASE_URL "
        "or PG* variables name. With PATHS, check them too and compare the two",
    )  # fmt: skip
    group.add_argument(
        "--write-snapshot", metavar="FILE",
        help="write the database's tables, keys and row counts for --schema",
    )  # fmt: skip
    group.add_argument(
        "--write-remedy", metavar="FILE",
        help="write the SQL that mends what was found; it is never run",
    )  # fmt: skip
    group.add_argument(
        "--accept", action="append", metavar="TABLE",
        help="this drop in the table's rows was meant (may be repeated)",
    )  # fmt: skip
