"""JSON as entries hold it."""

from __future__ import annotations

import json


class DamagedError(ValueError):
    """Something that this program cannot have written; the message says what."""


def compact(value: object) -> str:
    """JSON on one line of ASCII, without white space. Raises `TypeError`, `ValueError` or
    `RecursionError` for what JSON cannot hold."""
    return json.dumps(value, separators=(",", ":"))
