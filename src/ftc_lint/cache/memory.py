"""What a run may take from earlier ones, and what it leaves to later ones.

Kept are the facts of each file, what was seen of every file at a glance, by which status each is
known to hold what it held, what SQL texts say, the fixes that were made, and the outcome of a whole
analysis. Each is found by a name that tells all it depends on.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from functools import cached_property
from types import MappingProxyType

from ftc_lint.cache import files_entry, outcome_entry, statuses_entry
from ftc_lint.cache.files_entry import KnownFiles
from ftc_lint.cache.identity import identity
from ftc_lint.cache.plain import DamagedError
from ftc_lint.cache.store import Store
from ftc_lint.installed import offers_rules
from ftc_lint.records import dataclass
from ftc_lint.request import Request
from ftc_lint.sources import Sources, UnreadableFileError, digest_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftc_lint.cache.parses import KeptParses
    from ftc_lint.cache.table import Table
    from ftc_lint.outcome import Outcome
    from ftc_lint.result import Result
    from ftc_lint.searching import Asks
    from ftc_lint.settings import Settings
    from ftc_lint.waves import Wanted


def _beside(name: str) -> str:
    """The name of the bearings that belong to an outcome."""
    return name.replace("outcome", "bearings")


_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Change:
    """The only file that has changed: its path, the digest of what it held, the outcome then, and
    the name of the entry with the bearings that belong to it."""

    path: str
    digest: str
    outcome: Outcome
    bearings: str


@dataclass(frozen=True)
class FactsKey:
    """What the facts of a file depend on, besides this program."""

    path: str
    digest: str
    dialect: str | None
    settings: Settings


@dataclass(frozen=True)
class Keeper:
    """Keeps facts where they are made: it can be sent to another process."""

    directory: str
    identity: str

    @cached_property
    def _store(self) -> Store:
        return Store(self.directory)

    def keep(self, key: FactsKey, result: Result) -> None:
        """Keep the facts of a file; what cannot be kept is read again the next time."""
        from ftc_lint.cache import facts_entry

        try:
            content = facts_entry.encoded(result)
        except (ValueError, TypeError, RecursionError):
            return
        if content is not None:
            name = facts_entry.name_of(
                self.identity, key.path, key.digest, key.dialect, key.settings
            )
            self._store.write(name, content)


class Memory:
    """What is kept in the cache of a request, for the files `paths` as they are now."""

    def __init__(self, request: Request, sources: Sources, paths: Sequence[str]) -> None:
        assert request.cache is not None
        self.keeper = Keeper(request.cache, identity())
        self._request = request
        self._sources = sources
        self._paths = paths
        self._store = Store(request.cache)
        self._facts_are_good = True
        self._tables: dict[str, Table] = {}
        self._change: tuple[Change | None] | None = None
        sources.recalled = self._recalled = self._statuses()

    def _statuses(self) -> statuses_entry.Recalled:
        content = self._store.read(statuses_entry.name_of(self._sources.directory))
        if content is None:
            return {}
        try:
            return statuses_entry.decoded(content)
        except DamagedError:
            return {}

    def keep_statuses(self) -> None:
        """Keep the statuses that the files of this run are known by."""
        settled = self._sources.settled()
        if self._request.buffers or settled == self._recalled:
            return
        name = statuses_entry.name_of(self._sources.directory)
        self._store.write(name, statuses_entry.encoded(settled))

    def outcome(self, held_back: Sequence[str]) -> Outcome | None:
        """The outcome of an earlier run over the same; None if there is none. Of `held_back`, the
        files that hold no operation, those that nobody asks for may be others than then."""
        return self._outcome(held_back, {})

    def change(self, held_back: Sequence[str]) -> Change | None:
        """The only Python file that has changed since the last run, where that knew the outcome of
        all others as they are; it could and can hold an operation."""
        if self._change is None:
            self._change = (self._find_change(held_back),)
        return self._change[0]

    def _find_change(self, held_back: Sequence[str]) -> Change | None:
        if self._request.buffers:
            return None
        unknown = {*self._paths}.difference(held_back, self._same)
        if len(unknown) != 1:
            return None
        path = unknown.pop()
        digest = self.files.chosen_before(path)
        if digest is None or not path.endswith(".py"):
            return None
        outcome = self._outcome(held_back, {path: digest})
        if outcome is None:
            return None
        name = self._outcome_name(self.rest(held_back), self.files.asked, {path: digest})
        return Change(path, digest, outcome, _beside(name))

    def bearings(self, change: Change) -> bytes | None:
        """The bearings of all files before a change, as `bearings_entry` writes them."""
        return self._store.read(change.bearings) if self._facts_are_good else None

    @property
    def _same(self) -> list[str]:
        known, sources = self.files, self._sources
        return [path for path in self._paths if known.is_chosen(path, sources.digest(path))]

    def _outcome(self, held_back: Sequence[str], before: Mapping[str, str]) -> Outcome | None:
        """The outcome with files as they were `before`, by their digests."""
        if not self._is_whole:
            return None
        name = self._outcome_name(self.rest(held_back), self.files.asked, before)
        content = self._store.read(name)
        if content is None:
            return None
        try:
            outcome, others = outcome_entry.decoded(content)
        except DamagedError:
            return None
        same = all(self._sources.digest(path) == digest for path, digest in others.items())
        return outcome if same else None

    @cached_property
    def files(self) -> KnownFiles:
        """What an earlier run saw of every file at a glance."""
        content = self._files_content
        if content is None:
            return KnownFiles()
        try:
            return files_entry.decoded(content)
        except DamagedError:
            return KnownFiles()

    def facts(self, key: FactsKey) -> Result | None:
        """The facts of a file that an earlier run had read."""
        if not self._facts_are_good:
            return None
        from ftc_lint.cache import facts_entry

        name = facts_entry.name_of(
            self.keeper.identity, key.path, key.digest, key.dialect, key.settings
        )
        content = self._store.read(name)
        if content is None:
            return None
        try:
            return facts_entry.decoded(content, key.path)
        except DamagedError:
            return None

    @cached_property
    def parse(self) -> KeptParses:
        """Parses SQL texts, but for those that the run before this one has parsed."""
        from ftc_lint.cache.parses import KeptParses

        return KeptParses(self._table("parses"))

    @property
    def fixes(self) -> Table:
        """The fixes that the run before this one has made."""
        return self._table("fixes")

    def _table(self, kind: str) -> Table:
        from ftc_lint.cache.table import Table

        if kind not in self._tables:
            content = self._store.read(self._table_name(kind)) if self._facts_are_good else None
            try:
                self._tables[kind] = Table(content)
            except DamagedError:
                self._tables[kind] = Table()
        return self._tables[kind]

    def _table_name(self, kind: str) -> str:
        told = (self.keeper.identity, os.path.realpath(self._sources.directory))
        return f"{kind}-" + digest_of(repr(told).encode("utf-8", "surrogatepass"))

    def keep_unasked(self) -> None:
        """Keep also what this run had no need to ask for."""
        for table in self._tables.values():
            table.keep_all()

    def _keep_tables(self) -> None:
        for kind, table in self._tables.items():
            if table.is_changed:
                self._store.write(self._table_name(kind), table.encoded())

    def forget(self) -> None:
        """Take no more facts from here, nor what follows from them."""
        self._facts_are_good = False
        self._tables.clear()
        self.__dict__.pop("parse", None)

    def keep(
        self,
        outcome: Outcome,
        rest: Sequence[str],
        asked: Wanted,
        bearings: bytes | None = None,
    ) -> None:
        """Keep the outcome of this run, if it would be the same in the next one, with the bearings
        of all files; the files `rest` hold no operation and nothing of what was `asked` for."""
        if self._request.buffers or not self._is_unchanged():
            return
        self._keep_tables()
        if not self._is_whole:
            return
        named = self._inputs.keys() - outcome.texts.intersection(rest)
        others = {
            path: digest for path, digest in self._sources.digests.items() if path not in named
        }
        try:
            content = outcome_entry.encoded(outcome, others)
        except (ValueError, TypeError, RecursionError):
            return
        name = self._outcome_name(rest, asked)
        self._store.write(name, content)
        if bearings is not None:
            self._store.write(_beside(name), bearings)

    def keep_files(self, held_back: Sequence[str], rest: Sequence[str], asked: Wanted) -> None:
        """Keep what was seen of every file, and clear away what nobody needs."""
        if self._request.buffers:
            return
        digests = {path: self._sources.digest(path) for path in self._paths}
        content = files_entry.encoded(digests, held_back, rest, asked)
        if content != self._files_content:
            self._store.write(files_entry.name_of(self.keeper.identity), content)
        self.keep_statuses()
        if self._store.wrote:
            self._store.evict()

    def notes(self) -> tuple[str, ...]:
        """What the user should know of the cache."""
        if self._store.problem is None:
            return ()
        place = os.path.relpath(self._store.directory, self._request.root.directory)
        return (
            f"the cache cannot be written: {place}: {self._store.problem}"
            " (--no-cache does without, --cache-dir names another place)",
        )

    @cached_property
    def _is_whole(self) -> bool:
        """Whether this run asks for no more than an outcome holds, and nothing that cannot be told
        takes part in it: rules of other packages may change without a trace."""
        request = self._request
        return request.live is None and not request.with_operations and not offers_rules()

    def _is_unchanged(self) -> bool:
        """Whether all files are still what they were when they were first read."""
        try:
            for path in self._request.schema.snapshots:
                self._sources.data(path)
        except UnreadableFileError:
            return False
        return not self._sources.changed

    @cached_property
    def _files_content(self) -> bytes | None:
        return self._store.read(files_entry.name_of(self.keeper.identity))

    @cached_property
    def _inputs(self) -> Mapping[str, str]:
        """The digests of the files that every run over this project reads."""
        paths = (*self._paths, *self._request.schema.snapshots)
        return {path: self._sources.digest(path) for path in paths}

    def rest(self, held_back: Sequence[str]) -> list[str]:
        """The files held back that hold nothing of what the run before this one asked for."""
        known = self.files
        rest = []
        for path in held_back:
            digest = self._sources.digest(path)
            if known.is_rest(path, digest) or not (
                known.is_asked_for(path, digest) or self._is_asked_for(path)
            ):
                rest.append(path)
        return rest

    def _is_asked_for(self, path: str) -> bool:
        try:
            return self._asks.meet(path, self._sources.code(path))
        except UnreadableFileError:
            return True

    @cached_property
    def _asks(self) -> Asks:
        from ftc_lint.searching import Asks

        return Asks(self.files.asked)

    def _outcome_name(
        self, rest: Sequence[str], asked: Wanted, before: Mapping[str, str] = _NOTHING
    ) -> str:
        """The name of the outcome for this project as it is, but for files as they were `before`;
        suppressions expire by the day.

        Of the files `rest` it tells no more than that they are there: they hold no operation and
        nothing of what was `asked` for, so no run that asks for the same reads them.
        """
        request = self._request
        told = (
            self.keeper.identity,
            datetime.now(timezone.utc).date().isoformat(),
            request.prefilter,
            request.tree,
            request.schema,
            request.listing.unreadable,
            {**self._inputs, **dict.fromkeys(rest, ""), **before},
            asked.listed(),
        )
        return "outcome-" + digest_of(repr(told).encode("utf-8", "surrogatepass"))
