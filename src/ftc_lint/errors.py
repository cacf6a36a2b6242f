"""Why a run could not begin or go on."""

from __future__ import annotations


class UsageError(Exception):
    """The command line or the configuration is wrong: exit status 2. The message is one line
    that says what, where and what to do."""
