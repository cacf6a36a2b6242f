"""What the programs of a project come to, and what its scripts need of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ftc_lint.facts import FileFacts
from ftc_lint.flow import Flow
from ftc_lint.functions import Function
from ftc_lint.operations import Operation
from ftc_lint.project.contexts import Contexts
from ftc_lint.project.labels import Labels
from ftc_lint.project.paths import ProjectPaths
from ftc_lint.records import dataclass
from ftc_lint.settings import Settings
from ftc_lint.unchecked import Unchecked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftc_lint.project.bearings import Bearings


@dataclass(frozen=True)
class Programs:
    """`operations` lists what is written in programs, `run` the files that they read and run,
    `statements` the SQL statements in them, `unresolved` the calls that run SQL nobody can see,
    `unfollowed` the dry runs of which it is not known whether they write. The `bearings` are those
    of the files worked on; `is_self_contained` tells whether no call and no value came to itself,
    and no file was run."""

    paths: ProjectPaths
    contexts: Contexts
    labels: Labels
    flows: tuple[Flow, ...] = ()
    functions: tuple[Function, ...] = ()
    operations: tuple[Operation, ...] = ()
    run: frozenset[str] = frozenset()
    statements: int = 0
    unresolved: int = 0
    unchecked: tuple[Unchecked, ...] = ()
    unfollowed: tuple[Unchecked, ...] = ()
    bearings: Bearings | None = None
    is_self_contained: bool = True


def no_programs(
    facts: Sequence[FileFacts], settings: Settings, read_text: Callable[[str], str | None]
) -> Programs:
    """Where all files are SQL."""
    contexts = Contexts(facts, settings.test_paths, read_text)
    return Programs(ProjectPaths(facts, read_text), contexts, Labels())
