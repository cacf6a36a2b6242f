"""The configuration reference in Markdown, made from the table of keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ftc_lint.configuration.keys import BACKUP_KEYS, KEYS, LIVE_KEYS, Key
from ftc_lint.configuration.kinds import describe
from ftc_lint.configuration.show import shown_value
from ftc_lint.settings import Settings

_HEAD = """\
# Configuration

ftc-lint reads `[tool.ftc-lint]` of `pyproject.toml`, or the same keys at the top of
`ftc-lint.toml`, at the project's root: the directory of the nearest such file above the working
directory, else the top of the git tree. A nested file may set the keys that say so, for what lies
below it. `ftc-lint --show-settings` prints what a project comes to.

A key, a value or a rule that does not exist ends the run with exit status 2 and one line that
names the file, the line, the key and the nearest right spelling.

Path patterns work as in `.gitignore`: one without a slash matches a name at any depth, one with a
slash is anchored at the project's root, `**` stands for any number of directories. Patterns for
tables match without regard to case unless they are quoted, and one without a dot matches the last
part of a name.
"""


def reference() -> str:
    """The page."""
    live = Settings().live
    parts = [
        _HEAD,
        _section("## Keys of `[tool.ftc-lint]`", KEYS, Settings()),
        _section("## Keys of `[tool.ftc-lint.live]`", LIVE_KEYS, live),
        _section("## Keys of `[tool.ftc-lint.live.backups]`", BACKUP_KEYS, live.backups),
    ]
    return "\n".join(parts)


def _section(title: str, keys: Sequence[Key], defaults: Any) -> str:
    lines = [title, ""]
    for key in keys:
        value = getattr(defaults, key.field)
        default = "not set" if value is None else f"`{shown_value(key, value)}`"
        lines += [
            f"### `{key.name}`",
            "",
            key.doc,
            "",
            f"- value: {describe(key.kind)}",
            f"- default: {default}",
            f"- example: `{key.name} = {key.example}`",
            *(["- a nested file may set it"] if key.nested else []),
            "",
        ]
    return "\n".join(lines)
