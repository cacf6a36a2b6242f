"""A dry run for an entry point: a parameter, and a return before the first write when it is on."""

from __future__ import annotations

from ftc_lint.context import Context
from ftc_lint.findings import Edit, Fix, Mend, NoFix, ReadSource
from ftc_lint.fixes.refused import Refused
from ftc_lint.fixes.words import language_of
from ftc_lint.functions import Entry, Function
from ftc_lint.records import dataclass, replace
from ftc_lint.text import Span
from ftc_lint.wording import deed


def dry_run(function: Function, context: Context) -> Mend:
    """The fix of an entry point without a dry run."""
    reach = function.told
    name = next((n for n in context.settings.dry_run_parameters if n.isidentifier()), "dry_run")
    if function.entry is Entry.COMMAND and function.name.endswith(".handle"):
        option = name.replace("_", "-")
        return Refused(f"a Django command takes options in add_arguments: add --{option} there")
    if reach is None:
        return Refused("what it writes is not known")
    named = tuple(table for table in reach.operation.tables if not table.has_hole)
    done = deed(replace(reach.operation, tables=named))
    shown = f"DRY RUN: nothing is changed. A real run {done}."
    return DryRun(function.span, function.sites, name, shown)


@dataclass(frozen=True, slots=True)
class DryRun:
    """`name` is where the function's name stands, `sites` the places in its body that lead to
    writes, `parameter` what to call the dry run, `shown` what it prints."""

    name: Span
    sites: tuple[Span, ...]
    parameter: str
    shown: str

    def fix(self, read: ReadSource) -> Fix | NoFix:
        """The parameter and the guard put in."""
        source = read(self.name.path)
        if source is None:
            return NoFix("the file cannot be read")
        if language_of(source) != "python":
            return NoFix("it is no Python file")
        from ftc_lint.python.guarding import CannotGuardError, guarded

        try:
            insertions = guarded(source, self.name, self.sites, self.parameter, self.shown)
        except CannotGuardError as error:
            return NoFix(str(error))
        edits = tuple(Edit(Span(source.path, i.at, i.at), i.text) for i in insertions)
        message = f"add a parameter {self.parameter}, and return before the first write if it is on"
        return Fix("unsafe", message, edits)
