"""One line for each table that was counted: what reports show of its rows."""

from __future__ import annotations

from ftc_lint.audit.collect import Live
from ftc_lint.auditfacts import Past
from ftc_lint.catalog import CountMethod, RelationName, RowCount
from ftc_lint.drops import drop_of
from ftc_lint.records import dataclass
from ftc_lint.watching import row_range


@dataclass(frozen=True, slots=True)
class TableRows:
    """`before` is the last count that the history trusts; `verdict` is ok, new, accepted, drop,
    out of range or unknown; `history` the counts before this one."""

    name: RelationName
    count: RowCount
    limits: tuple[int, int] | None
    before: int | None
    verdict: str
    history: tuple[int, ...] = ()

    @property
    def is_fine(self) -> bool:
        """Whether there is nothing to look at."""
        return self.verdict in ("ok", "new", "accepted")


def table_rows(live: Live) -> tuple[TableRows, ...]:
    """Every counted table, by name."""
    return tuple(_rows(live, name) for name in sorted(live.catalog.counts))


def _rows(live: Live, name: RelationName) -> TableRows:
    count = live.catalog.counts[name]
    past = live.facts.past.get(name, Past())
    limits = row_range(live.settings, name)
    before = past.counts[-1] if past.counts else None
    verdict = _verdict(live, name, count, limits, past)
    return TableRows(name, count, limits, before, verdict, past.counts)


def _verdict(
    live: Live,
    name: RelationName,
    count: RowCount,
    limits: tuple[int, int] | None,
    past: Past,
) -> str:
    if count.value is None:
        return "unknown"
    if limits is not None and not limits[0] <= count.value <= limits[1]:
        return "out of range"
    if name in live.facts.accepted:
        return "accepted"
    if count.method is not CountMethod.BOUNDED and drop_of(past.counts, count.value) is not None:
        return "drop"
    return "ok" if past.counts else "new"
