"""A data frame is appended instead of replacing its table."""

from __future__ import annotations

from ftc_lint.findings import Edit, Fix, NoFix, ReadSource
from ftc_lint.fixes.words import is_plain
from ftc_lint.records import dataclass
from ftc_lint.text import Span


@dataclass(frozen=True, slots=True)
class AppendFrame:
    """`option` is where the mode ("replace") is written, None if nowhere; `call` the write."""

    option: Span | None
    mode: str
    call: Span

    def fix(self, read: ReadSource) -> Fix | NoFix:
        """The mode replaced by "append"."""
        option = self.option
        if option is None:
            return NoFix("the mode is not written out as a string")
        if option.path != self.call.path:
            return NoFix(f"the mode is written in {option.path}")
        source = read(option.path)
        if source is None:
            return NoFix("the file cannot be read")
        written = source.text[option.start : option.end]
        if written.lower() != self.mode or not is_plain(source, option.start, option.end):
            return NoFix("the mode is not written out as a string")
        message = (
            "append, and before it empty the table by the backup-before-replace pattern: "
            "back it up, DELETE, load, verify, restore on an error"
        )
        return Fix("unsafe", message, (Edit(option, "append"),))
