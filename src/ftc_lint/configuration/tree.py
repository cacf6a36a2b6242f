"""The settings of a project: its own, and those of nested configuration files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from ftc_lint.configuration.root import FILES, Root, config_in
from ftc_lint.globs import matcher
from ftc_lint.records import dataclass, field
from ftc_lint.settings import Settings

TYPE_CHECKING = False  # `typing` is not worth its loading time in a run without work
if TYPE_CHECKING:
    from ftc_lint.configuration.place import Known


@dataclass(frozen=True, slots=True)
class SettingsTree:
    """`root` are the project's settings; `nested` those below a directory (relative)."""

    root: Settings
    nested: Mapping[str, Settings] = field(default_factory=dict)

    def of(self, path: str) -> Settings:
        """The settings of a file, by its path relative to the root."""
        if not self.nested:
            return self.root
        directory = path
        while "/" in directory:
            directory = directory.rpartition("/")[0]
            if directory in self.nested:
                return self.nested[directory]
        return self.root

    def dialect(self, path: str) -> str | None:
        """The dialect that the configuration gives a file; None if it says nothing."""
        settings = self.of(path)
        for glob, name in reversed(list(settings.dialects.items())):
            if matcher((glob,))(path):
                return name
        return settings.dialect


def settings_tree(
    root: Root, base: Settings, listed: Iterable[str], cwd: str, known: Known
) -> SettingsTree:
    """The tree with the nested configurations among the files `listed` (relative to the root).

    Raises `UsageError` for what is wrong in them.
    """
    directories = {path.rpartition("/")[0] for path in listed if path.rpartition("/")[2] in FILES}
    nested: dict[str, Settings] = {}
    for directory in sorted(directories - {""}):  # parents come before what lies in them
        config = config_in(os.path.join(root.directory, directory))
        if config is None or config == root.config:
            continue
        from ftc_lint.configuration.read import read_nested

        above = SettingsTree(base, nested).of(directory)
        shown = os.path.relpath(config, cwd)
        nested[directory] = read_nested(config, shown, known, above, directory)
    return SettingsTree(base, nested)
