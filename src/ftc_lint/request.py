"""What a run is asked to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ftc_lint.configuration.root import Root
from ftc_lint.configuration.tree import SettingsTree
from ftc_lint.files import Listing, Targets
from ftc_lint.schema_files import SchemaFiles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftc_lint.audit.collect import Live
    from ftc_lint.registry import Registry


@dataclass(frozen=True)
class Request:
    """What to run on: the whole project, and what of it to report (None: all of it).

    `buffers` stand for files on disk. `show` turns a path relative to the root into the one to
    show. `registry` gives the rules; it is only asked when there is something to check. `live` is a
    database to compare with.
    """

    root: Root
    tree: SettingsTree
    listing: Listing
    registry: Callable[[], Registry]
    targets: Targets | None = None
    buffers: Mapping[str, bytes] = field(default_factory=dict)
    schema: SchemaFiles = SchemaFiles()
    jobs: int = 1
    prefilter: bool = True
    with_operations: bool = False
    show: Callable[[str], str] = str
    live: Live | None = None
