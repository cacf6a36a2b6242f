"""What a run found out about every file at a glance, as an entry of the cache.

It depends on the bytes of a file and on this program alone: a file that has not changed need
not be looked at again to know whether it can hold an operation.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from ftc_lint.cache.plain import DamagedError, compact
from ftc_lint.records import dataclass, field
from ftc_lint.sources import digest_of
from ftc_lint.waves import Wanted

CHOSEN, HELD_BACK, REST = "c", "h", "r"


@dataclass(frozen=True, slots=True)
class KnownFiles:
    """`states` tells of each path, with the digest of its bytes before: they can hold an operation
    (CHOSEN), they cannot (HELD_BACK), nor do they hold anything of what was `asked` for (REST)."""

    states: Mapping[str, str] = field(default_factory=dict)
    asked: Wanted = Wanted()

    def is_chosen(self, path: str, digest: str) -> bool | None:
        """Whether a file can hold an operation; None where that is not known."""
        state = self.states.get(path, "")
        return state[-1] == CHOSEN if state[:-1] == digest else None

    def chosen_before(self, path: str) -> str | None:
        """The digest of a file that could hold an operation; None for any other."""
        state = self.states.get(path, "")
        return state[:-1] if state[-1:] == CHOSEN else None

    def is_rest(self, path: str, digest: str) -> bool:
        """Whether a file is known to hold nothing of what was asked for."""
        return self.states.get(path) == digest + REST

    def is_asked_for(self, path: str, digest: str) -> bool:
        """Whether a file that can hold no operation is known to have been read all the same."""
        return self.states.get(path) == digest + HELD_BACK


def name_of(identity: str) -> str:
    """The name of the entry."""
    return "files-" + digest_of(identity.encode())


def encoded(
    digests: Mapping[str, str], held_back: Iterable[str], rest: Iterable[str], asked: Wanted
) -> bytes:
    """The entry for files with these digests; all that are not held back are chosen."""
    states = {path: digest + CHOSEN for path, digest in digests.items()}
    states.update((path, digests[path] + HELD_BACK) for path in held_back)
    states.update((path, digests[path] + REST) for path in rest)
    return compact([asked.listed(), states]).encode("ascii")


def decoded(content: bytes) -> KnownFiles:
    """What an entry tells. Raises `DamagedError` for one that `encoded` cannot have written."""
    try:
        names, states = json.loads(content)
        if not (
            all(isinstance(word, str) for each in names for word in each)
            and isinstance(states, dict)
            and all(isinstance(state, str) for state in states.values())
        ):
            raise DamagedError("damaged: other types than were written")
        return KnownFiles(states, Wanted(*(frozenset(each) for each in names)))
    except (ValueError, TypeError, RecursionError) as error:
        raise DamagedError(f"damaged: {error}") from None
