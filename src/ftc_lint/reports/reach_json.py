"""--blast-radius as data: each radius as a finding has it."""

from __future__ import annotations

import json
from typing import TextIO

from ftc_lint.findings import BlastRadius
from ftc_lint.reach import Reach
from ftc_lint.reports.json import VERSION, radius_object
from ftc_lint.reports.style import Style


def render(reach: Reach, stream: TextIO, style: Style) -> None:
    """Write one object."""

    def written(radius: BlastRadius | None) -> object:
        return None if radius is None else radius_object(radius)

    document = {
        "version": VERSION,
        "table": reach.table,
        "source": reach.source,
        "blast_radius": {
            "truncate": written(reach.truncate),
            "delete": written(reach.delete),
            "orm_delete": written(reach.through_orm),
        },
        "unchecked": [{"reason": u.reason, "subject": u.subject} for u in reach.unchecked],
    }
    json.dump(document, stream, indent=2)
    stream.write("\n")
