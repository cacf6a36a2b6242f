"""Functions as the dry-run rules see them: entry points, their switch, what they reach."""

from __future__ import annotations

import re
from enum import Enum

from ftc_lint.flow import Opaque
from ftc_lint.operations import CodeContext, Operation
from ftc_lint.records import dataclass
from ftc_lint.text import Span


class Entry(str, Enum):
    """Why a function is an entry point."""

    NAME = "name"  # it matches `entry-points`
    MAIN = "main"  # the `__main__` block calls it, and no named one is reached through it
    SCRIPT = "console script"
    COMMAND = "command"  # Click, Typer, a Django management command
    TASK = "task"  # Airflow, Prefect


@dataclass(frozen=True, slots=True)
class Switch:
    """What turns a dry run on: `name` as the source writes it (`dry_run`, `self.dry_run`,
    `args.dry_run`, `DRY_RUN`), `kind` one of "parameter", "attribute", "environment",
    "constant". `applies` is True for an opposite (`--apply`): the dry run is when it is off.
    """

    name: str
    kind: str
    applies: bool = False
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """An operation that a function reaches, with the calls that lead there, outermost first:
    their places and what they call."""

    operation: Operation
    calls: tuple[Span, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def sets_up(self) -> bool:
        """Whether only connecting, or making sure that something is there, leads to it: that is
        none of what a command is for."""
        return any(_SETS_UP.match(name.rpartition(".")[2]) for name in self.names)


_SETS_UP = re.compile(
    r"_*(?:connect|open_|ensure_|get_(?:db|conn|connection|engine|session|database)(?:_|$))", re.I
)


class Wiring(str, Enum):
    """What a call of an entry point does about its dry run."""

    PASSED = "passed"
    OMITTED = "omitted"
    CONSTANT = "constant"
    UNKNOWN = "unknown"  # `**kwargs` may hold it


@dataclass(frozen=True, slots=True)
class CommandLineCall:
    """How the script's command line (its `__main__` block or what that calls) calls it;
    `shown` is the constant that is passed, if any."""

    span: Span
    wiring: Wiring
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    """A function that is an entry point, or that has a dry run of its own (`entry` is None then).

    `writes` and `destroys` are the first operation of that sort it reaches with the dry run off:
    rather one of its own than one that sets up, rather one of many rows than one by key.
    `ignored` is a write it reaches with the dry run on; None where none is, or without a
    switch. `unfollowed` are calls that were handed the switch and could not be followed, where
    they may write. `sites` are the places in its own body that lead to writes, where it has no
    switch. `calls` is how a command line calls it; `has_command_line` tells that its file has one.
    """

    name: str
    path: str
    span: Span
    entry: Entry | None = None
    context: CodeContext = CodeContext.APP
    switch: Switch | None = None
    writes: Reach | None = None
    destroys: Reach | None = None
    ignored: Reach | None = None
    unfollowed: tuple[Opaque, ...] = ()
    sites: tuple[Span, ...] = ()
    has_command_line: bool = False
    calls: tuple[CommandLineCall, ...] = ()

    @property
    def told(self) -> Reach | None:
        """The write that tells what it does: one that destroys, if it is not there to set up."""
        for reach in (self.destroys, self.writes):
            if reach is not None and not reach.sets_up:
                return reach
        return self.destroys or self.writes
