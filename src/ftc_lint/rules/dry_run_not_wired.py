"""A script's command line does not reach the dry run of its entry point.

When: a file has a command line (argparse, Click, Typer, `sys.argv`), and calls its entry point
without the dry run, or with a constant in its place.

Effect: the dry run exists, and nobody who runs the script can ask for it.

Instead: add the option `--dry-run` and pass it on.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Related, Severity
from ftc_lint.functions import CommandLineCall, Function, Switch, Wiring
from ftc_lint.rule import Hit, Rule, python

_UNWIRED = (Wiring.OMITTED, Wiring.CONSTANT)


def check(function: Function, context: Context) -> Iterator[Hit]:
    """One hit for each call of an entry point that leaves its dry run out."""
    switch = function.switch
    if switch is None or not function.has_command_line or function.writes is None:
        return
    for call in function.calls:
        if call.wiring in _UNWIRED:
            yield _hit(function, switch, call)


def _hit(function: Function, switch: Switch, call: CommandLineCall) -> Hit:
    if call.wiring is Wiring.CONSTANT:
        fact = f"passes {switch.name}={call.shown}, whatever the command line says"
    else:
        fact = f"leaves out {switch.name}, so the command line cannot ask for it"
    option = "--" + switch.name.rpartition(".")[2].replace("_", "-").lower()
    return Hit(
        message=f"This call of {function.name} {fact}",
        help=f"add the option {option} and pass it to {function.name}",
        span=call.span,
        statement=call.span,
        related=(Related("the function it calls", function.span),),
    )


_RUN = (
    "import argparse\n"
    "\n"
    "import psycopg\n"
    "\n"
    "\n"
    "def run_etl(url: str, dry_run: bool = False) -> None:\n"
    "    if dry_run:\n"
    "        return\n"
    "    with psycopg.connect(url) as connection:\n"
    '        connection.execute("DELETE FROM overview WHERE day < now()")\n'
    "\n"
    "\n"
    'if __name__ == "__main__":\n'
    "    parser = argparse.ArgumentParser()\n"
    '    parser.add_argument("url")\n'
)
_WITH_OPTION = _RUN + '    parser.add_argument("--dry-run", action="store_true")\n'

RULE = Rule(
    code="FTC403",
    name="dry-run-not-wired",
    subject=Function,
    severity=Severity.WARNING,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        python(f"{_RUN}    run_etl(parser.parse_args().url)\n"),
        python(
            f"{_RUN}    run_etl(parser.parse_args().url, dry_run=False)\n",
            note="A constant.",
        ),
        python(
            f"{_WITH_OPTION}    arguments = parser.parse_args()\n    run_etl(arguments.url)\n",
            note="The option is there, and is not passed on.",
        ),
    ),
    good=(
        python(
            f"{_WITH_OPTION}"
            "    arguments = parser.parse_args()\n"
            "    run_etl(arguments.url, dry_run=arguments.dry_run)\n"
        ),
        python(
            f"{_WITH_OPTION}    run_etl(**vars(parser.parse_args()))\n",
            note="It may be among the keywords.",
        ),
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def run_etl(url: str, dry_run: bool = False) -> None:\n"
            "    if dry_run:\n"
            "        return\n"
            "    with psycopg.connect(url) as connection:\n"
            '        connection.execute("DELETE FROM overview WHERE day < now()")\n'
            "\n"
            "\n"
            "def nightly(url: str) -> None:\n"
            "    run_etl(url)\n",
            note="No command line.",
        ),
    ),
)
