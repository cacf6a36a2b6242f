"""Whether packages with rules of their own are installed, without loading anything of them."""

from __future__ import annotations

import os
import sys

GROUP = "ftc_lint.rules"
"""The group of their entry points."""


def offers_rules() -> bool:
    """Whether an installed package has entry points of our group. Asking importlib.metadata costs
    more than all the rest of a start; this looks into the same files."""
    return any(_offers_rules(directory) for directory in dict.fromkeys(sys.path))


def _offers_rules(directory: str) -> bool:
    try:
        entries = [entry.path for entry in os.scandir(directory or ".")]
    except OSError:
        return os.path.isfile(directory)  # an archive, which Python itself names before it exists
    return any(
        _mentions_group(os.path.join(path, "entry_points.txt"))
        for path in entries
        if path.endswith((".dist-info", ".egg-info"))
    )


def _mentions_group(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return GROUP.encode() in file.read()
    except OSError:
        return False
