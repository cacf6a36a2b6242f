"""What kind of code a place is in: the application, tests, migrations up or down."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from ftc_lint.facts import FileFacts
from ftc_lint.globs import matcher
from ftc_lint.operations import CodeContext
from ftc_lint.sql.sections import sections

_FLYWAY = re.compile(r"(?:^|/)(?P<kind>[VURB])(?P<version>[\d._]*)__[^/]*\.sql$")
_DOWN_FILE = re.compile(r"[._-](?:down|rollback|undo|revert)\.(?:sql|py)$", re.IGNORECASE)
_UP_FILE = re.compile(r"[._-]up\.sql$", re.IGNORECASE)
_REVERT_FOLDER = re.compile(r"(?:^|/)(?:revert|rollback|rollbacks|down|downgrade|undo)/[^/]*$")
_FOLDER = re.compile(
    r"(?:^|/)(?:migrations?|migrate|alembic|versions|db_migrations|changelogs?|sqitch|deploy"
    r"|upgrades?)/",
    re.IGNORECASE,
)
_MODULE = re.compile(r"(?:^|/)(?:db_?|schema_?)?migrations?\.py$")  # home-made: one for all
_NUMBERED = re.compile(r"(?:^|/)(?:[Vv]|db)?_?\d[\w.-]*\.(?:sql|py)$")
_DOWN_FUNCTIONS = frozenset(
    {"downgrade", "down", "backward", "backwards", "rollback", "reverse", "revert", "undo",
     "migrate_down", "unapply"}
)  # fmt: skip


class Contexts:
    """Tells contexts; remembers the sections of .sql migrations."""

    def __init__(
        self,
        files: Sequence[FileFacts],
        test_paths: tuple[str, ...],
        read_text: Callable[[str], str | None],
    ) -> None:
        self.is_test: Callable[[str], bool] = lru_cache(maxsize=None)(matcher(test_paths))
        self._files = {facts.path: facts for facts in files}
        self._read_text = read_text
        self._kinds: dict[str, CodeContext] = {}
        self._sections: dict[str, tuple[list[int], list[CodeContext]]] = {}

    def of(self, path: str, function: str | None, offset: int) -> CodeContext:
        """The context of a place."""
        kind = self._kinds.get(path)
        if kind is None:
            kind = self._kinds[path] = self._of_file(path)
        if kind is CodeContext.MIGRATION_UP:
            if path.endswith(".sql"):
                return self._section(path, offset)
            if function is not None and _down(function):
                return CodeContext.MIGRATION_DOWN
        return kind

    def of_whole(self, path: str) -> CodeContext | None:
        """The context of every place of a script; None where its parts are of several kinds."""
        kind = self.of(path, None, 0)
        return kind if path not in self._sections or not self._sections[path][0] else None

    def _of_file(self, path: str) -> CodeContext:
        if self.is_test(path):
            return CodeContext.TEST
        flyway = _FLYWAY.search(path)
        if flyway is not None:
            down = flyway["kind"] == "U"
            return CodeContext.MIGRATION_DOWN if down else CodeContext.MIGRATION_UP
        if _DOWN_FILE.search(path):
            return CodeContext.MIGRATION_DOWN
        if path.endswith(".sql"):
            return self._of_script(path)
        facts = self._files.get(path)
        return self._of_module(path, facts)

    def _of_script(self, path: str) -> CodeContext:
        in_folder = _FOLDER.search(path) is not None
        if in_folder and _REVERT_FOLDER.search(path):
            return CodeContext.MIGRATION_DOWN
        if _UP_FILE.search(path) or (in_folder and _NUMBERED.search(path)):
            return CodeContext.MIGRATION_UP
        if re.search(r"(?:^|/)(?:migrations?|migrate|changelogs?)/", path, re.IGNORECASE):
            return CodeContext.MIGRATION_UP
        if self._markers(path)[0]:
            return CodeContext.MIGRATION_UP
        return CodeContext.APP

    def _of_module(self, path: str, facts: FileFacts | None) -> CodeContext:
        if facts is None:
            return CodeContext.APP
        targets = [target for _, target in facts.imports]
        names = {function.qualname.rpartition(".")[2] for function in facts.functions}
        alembic = any(target == "alembic" or target.startswith("alembic.") for target in targets)
        if alembic and names & {"upgrade", "downgrade"}:
            return CodeContext.MIGRATION_UP
        if any(_is_migration(each.name, each.bases) for each in facts.classes):
            return CodeContext.MIGRATION_UP
        if any(target.partition(".")[0] == "yoyo" for target in targets) and _FOLDER.search(path):
            return CodeContext.MIGRATION_UP
        if (_FOLDER.search(path) and _NUMBERED.search(path)) or _MODULE.search(path):
            return CodeContext.MIGRATION_UP
        return CodeContext.APP

    def _section(self, path: str, offset: int) -> CodeContext:
        starts, kinds = self._markers(path)
        index = bisect.bisect_right(starts, offset) - 1
        return kinds[index] if index >= 0 else CodeContext.MIGRATION_UP

    def _markers(self, path: str) -> tuple[list[int], list[CodeContext]]:
        known = self._sections.get(path)
        if known is None:
            found = self._found(path)
            known = self._sections[path] = ([at for at, _ in found], [way for _, way in found])
        return known

    def _found(self, path: str) -> Iterable[tuple[int, CodeContext]]:
        facts = self._files.get(path)
        if facts is not None and facts.parsed is not None:
            return facts.parsed.sections
        return sections(self._read_text(path) or "")


def _down(function: str) -> bool:
    return any(part in _DOWN_FUNCTIONS for part in function.split("."))


def _is_migration(name: str, bases: tuple[object, ...]) -> bool:
    if name != "Migration":
        return False
    written = [getattr(base, "name", "") for base in bases]
    return any(isinstance(each, str) and each.endswith("Migration") for each in written)
