"""The statuses that the files of a project had when they were read, as an entry of the cache.

It speaks of one directory as one user sees it: another may not be allowed to read the same files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from ftc_lint.cache.plain import DamagedError, compact
from ftc_lint.sources import digest_of
from ftc_lint.statuses import Status

Recalled = Mapping[str, tuple[Status, str]]
"""By path: the status that a file had when it was read, and the digest of what it held."""


def name_of(directory: str) -> str:
    """The name of the entry for the files of a directory."""
    user = os.geteuid() if hasattr(os, "geteuid") else None
    told = (os.path.realpath(directory), user)
    return "statuses-" + digest_of(repr(told).encode("utf-8", "surrogatepass"))


def encoded(settled: Recalled) -> bytes:
    """The entry."""
    told = {path: [*status, digest] for path, (status, digest) in settled.items()}
    return compact(told).encode("ascii")


def decoded(content: bytes) -> Recalled:
    """What an entry tells. Raises `DamagedError` for one that `encoded` cannot have written."""
    try:
        told = json.loads(content)
        if not all(each[-1] and isinstance(each[-1], str) for each in told.values()):
            raise DamagedError("damaged: other types than were written")
        return {
            path: ((size, modified, changed, number), digest)
            for path, (size, modified, changed, number, digest) in told.items()
        }
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise DamagedError(f"damaged: {error}") from None
