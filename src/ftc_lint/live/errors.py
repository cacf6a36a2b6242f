"""What can go wrong with a database, as one line that never holds a password."""

from __future__ import annotations


class LiveError(Exception):
    """The base of everything a live session raises; `str(error)` is one printable line."""


class AddressError(LiveError):
    """What follows --db is malformed (exit status 2)."""


class DriverMissing(LiveError):  # noqa: N818 - says what happened
    """The driver is not installed; the message names the extra to install (exit status 4)."""


class ConnectionFailed(LiveError):  # noqa: N818 - says what happened
    """No connection, or the connection was lost (exit status 4)."""


class QueryFailed(LiveError):  # noqa: N818 - says what happened
    """The server refused or failed a query of ours (exit status 4)."""


class TimedOut(QueryFailed):
    """A query ran longer than it may, or waited too long for a lock (exit status 4)."""
