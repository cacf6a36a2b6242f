"""What a run is asked to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ftc_lint.configuration.root import Root
from ftc_lint.configuration.tree import SettingsTree
from ftc_lint.files import Listing, Targets
from ftc_lint.records import dataclass, field
from ftc_lint.schema_files import SchemaFiles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftc_lint.audit.collect import Live
    from ftc_lint.findings import Finding
    from ftc_lint.registry import Registry
    from ftc_lint.text import Span


@dataclass(frozen=True)
class Request:
    """What to run on: the whole project, and what of it to report (None: all of it).

    `buffers` stand for files on disk; None for one that is not to be there. `show` turns a path
    relative to the root into the one to show. `registry` gives the rules; it is only asked when
    there is something to check. `live` is a database to compare with. `cache`
    is the directory of what earlier runs found, None to do without.
    """

    root: Root
    tree: SettingsTree
    listing: Listing
    registry: Callable[[], Registry]
    targets: Targets | None = None
    buffers: Mapping[str, bytes | None] = field(default_factory=dict)
    schema: SchemaFiles = SchemaFiles()
    jobs: int = 1
    prefilter: bool = True
    with_operations: bool = False
    show: Callable[[str], str] = str
    live: Live | None = None
    cache: str | None = None

    def asks_for(self, finding: Finding) -> bool:
        """Whether a finding is to be reported: its own place or a related one lies in PATHS, or it
        is of the live database."""
        if self.targets is None or finding.span is None:
            return True
        places = (finding.span, *(related.span for related in finding.related))
        return any(self.lies_in(place) for place in places)

    def lies_in(self, span: Span | None) -> bool:
        """Whether a place lies in PATHS."""
        return self.targets is None or span is None or self.targets.include(span.path)
