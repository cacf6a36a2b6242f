"""Where the cache of a project lies, and whether what lies there may be trusted."""

from __future__ import annotations

import os

from ftc_lint.configuration.root import Root
from ftc_lint.files import OWN_DIRECTORY, Listing


def place_of(root: Root, listing: Listing) -> tuple[str | None, str]:
    """The cache's directory, or None and why there is none (empty: nobody expects one).

    What comes with the code that is checked could say of it what it likes: a cache that is
    tracked, or leads elsewhere, is not used.
    """
    if not root.is_project or not root.directory:
        return None, ""
    own = os.path.join(root.directory, OWN_DIRECTORY)
    directory = os.path.join(own, "cache")
    if os.path.islink(own) or os.path.islink(directory):
        return None, f"no cache is used: {OWN_DIRECTORY} is a link"
    if listing.tracks_own:
        return None, f"no cache is used: git tracks files in {OWN_DIRECTORY}"
    return directory, ""
