"""What a page says of an audited database besides the findings: rows, foreign keys, backups."""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.audit.collect import Live
from ftc_lint.audit.verdicts import TableRows, table_rows
from ftc_lint.auditfacts import age
from ftc_lint.catalog import ForeignKey, RelationName
from ftc_lint.operations import Action
from ftc_lint.report import Report
from ftc_lint.reports import graph
from ftc_lint.reports.coverage import coverage_line
from ftc_lint.reports.live_text import cells
from ftc_lint.reports.numbers import count
from ftc_lint.reports.page import text
from ftc_lint.reports.sparkline import sparkline

MOST_DRAWN = 120
"""Tables that a drawing shows; one with more is a carpet."""


def about(report: Report) -> Iterator[str]:
    """Which database, when, and how much of it."""
    if report.live is None:
        yield '<p class="bad">The database was not audited.</p>'
    else:
        catalog = report.live.catalog
        keys = count(len(catalog.root_foreign_keys()), "foreign key")
        tables = count(len(catalog.audited_tables()), "table")
        what = f"{catalog.engine.product} {catalog.version}; {tables}, {keys}"
        yield f"<p><strong>{text(catalog.server or catalog.database)}</strong> ({text(what)})</p>"
        taken = report.live.facts.now.isoformat(" ", "seconds")
        role = "" if catalog.role is None else f", as {catalog.role.name}"
        yield f'<p class="faint">{text(taken + role)}</p>'
    if report.summary.files:
        yield f"<p>{text(coverage_line(report))}</p>"


def sections(live: Live) -> Iterator[str]:
    """The rows of every table, the foreign keys as a drawing, the backups."""
    yield from _rows(live)
    yield from _keys(live)
    yield from _backups(live)


def _rows(live: Live) -> Iterator[str]:
    rows = sorted(table_rows(live), key=lambda each: (each.is_fine, each.name))
    if not rows:
        return
    yield '<h2>Rows</h2>\n<div class="wide"><table>'
    yield (
        '<tr><th>table</th><th class="number">rows</th><th class="number">range</th>'
        '<th class="number">before</th><th>audits</th><th>verdict</th></tr>'
    )
    for each in rows:
        yield _row(each)
    yield "</table></div>"


def _row(rows: TableRows) -> str:
    name, *numbers, verdict = cells(rows)
    shown = [f'<td class="number">{text(number)}</td>' for number in numbers]
    chart = sparkline(rows.history, rows.count.value, rows.limits, rows.is_fine)
    kind = "ok" if rows.is_fine else "bad"
    return (
        f"<tr><td>{text(name)}</td>{''.join(shown)}<td>{chart}</td>"
        f'<td class="{kind}">{text(verdict)}</td></tr>'
    )


def _keys(live: Live) -> Iterator[str]:
    keys = [k for k in live.catalog.root_foreign_keys() if _audited(live, k)]
    if not keys:
        return
    yield "<h2>Foreign keys</h2>"
    yield (
        "<p>An arrow leads from a table to one that refers to it: deleting a row deletes along "
        "the arrows of on delete cascade. TRUNCATE … CASCADE follows them all.</p>"
    )
    drawn, left = _drawn(keys)
    if left:
        yield f"<p>{text(left)}</p>"
    if drawn:
        yield graph.LEGEND
        yield '<div class="wide">'
        yield from graph.drawing(_boxes(live, drawn), [_arrow(k) for k in drawn], "foreign keys")
        yield "</div>"


def _audited(live: Live, key: ForeignKey) -> bool:
    return live.catalog.is_audited(key.child) or live.catalog.is_audited(key.parent)


def _drawn(keys: list[ForeignKey]) -> tuple[list[ForeignKey], str]:
    """The keys to draw: all of them, else those that cascade, else those that cascade from the
    tables most of them lead from; with what was left out, in words."""
    if len(_tables(keys)) <= MOST_DRAWN:
        return keys, ""
    cascading = [key for key in keys if key.on_delete is Action.CASCADE]
    of = f"of {len(keys):,} foreign keys between {len(_tables(keys)):,} tables"
    if len(_tables(cascading)) <= MOST_DRAWN:
        return cascading, f"Drawn are the {len(cascading):,} that cascade, {of}."
    numbers: dict[RelationName, int] = {}
    for key in cascading:
        numbers[key.parent] = numbers.get(key.parent, 0) + 1
    chosen: list[ForeignKey] = []
    for parent in sorted(numbers, key=lambda name: (-numbers[name], name)):
        more = [*chosen, *(key for key in cascading if key.parent == parent)]
        if len(_tables(more)) <= MOST_DRAWN:
            chosen = more
    return chosen, (
        f"Drawn are {len(chosen):,} of the {len(cascading):,} that cascade, from the tables that "
        f"most of them lead from, {of}; --blast-radius TABLE draws one table's."
    )


def _tables(keys: list[ForeignKey]) -> dict[RelationName, None]:
    return dict.fromkeys(name for key in keys for name in (key.parent, key.child))


def _boxes(live: Live, keys: list[ForeignKey]) -> list[graph.Box]:
    counts = live.catalog.counts
    return [
        graph.Box(str(name), counts[name].value if name in counts else None)
        for name in sorted(_tables(keys))
    ]


def _arrow(key: ForeignKey) -> graph.Arrow:
    return graph.Arrow(str(key.parent), str(key.child), key.label, key.on_delete.value)


def _backups(live: Live) -> Iterator[str]:
    facts = live.facts
    if not facts.files and not facts.backup_tables:
        return
    yield '<h2>Backups</h2>\n<div class="wide"><table>'
    yield "<tr><th>backup</th><th>kind</th><th>of</th><th>age</th><th></th></tr>"
    for file in facts.files or ():
        state = f"<td>{text(file.unread or 'whole')}</td>"
        if file.problem:
            state = f'<td class="bad">{text(file.problem)}</td>'
        old = "" if file.problem else age((facts.now - file.taken).total_seconds())
        yield (
            f"<tr><td>{text(file.path)}</td><td>{text(file.kind)}</td>"
            f"<td>{text(file.database or '')}</td><td>{old}</td>{state}</tr>"
        )
    for table in facts.backup_tables:
        old = "" if table.taken is None else age((facts.now - table.taken).total_seconds())
        of = "" if table.original is None else str(table.original)
        rows = live.catalog.counts.get(table.name)
        held = "" if rows is None or rows.value is None else count(rows.value, "row")
        yield (
            f"<tr><td>{text(str(table.name))}</td><td>table</td><td>{text(of)}</td>"
            f"<td>{old}</td><td>{held}</td></tr>"
        )
    yield "</table></div>"
