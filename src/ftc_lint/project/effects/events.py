"""An operation as a walk comes by."""

from __future__ import annotations

from ftc_lint.operations import Operation
from ftc_lint.project.order import Place
from ftc_lint.project.records import Record, RecordKey, Records
from ftc_lint.records import dataclass
from ftc_lint.settings import Settings


@dataclass(frozen=True, slots=True)
class Event:
    """An operation with its record, those of the whole flow, and what the project decides."""

    key: RecordKey
    record: Record
    place: Place
    records: Records
    settings: Settings

    @property
    def operation(self) -> Operation:
        """What is done."""
        return self.record.operation
