"""Where a new configuration goes, and the file's text with it."""

from __future__ import annotations

import os

from ftc_lint.configuration.place import Known
from ftc_lint.configuration.read import check_text, parsed
from ftc_lint.configuration.root import OWN_FILE, SHARED_FILE
from ftc_lint.errors import UsageError
from ftc_lint.records import dataclass


@dataclass(frozen=True, slots=True)
class Placement:
    """The file, whether it is the project's pyproject.toml, and its whole new text."""

    path: str
    is_shared: bool
    text: str


def placed_in(directory: str, keys: str, known: Known) -> Placement:
    """The keys as a section at the end of the directory's pyproject.toml, whose own text stays as
    it is, or else in an ftc-lint.toml.

    Raises `UsageError` for a pyproject.toml that cannot be read, or that takes no section.
    """
    shared = os.path.join(directory, SHARED_FILE)
    if not os.path.lexists(shared):
        path = os.path.join(directory, OWN_FILE)
        check_text(keys, OWN_FILE, known)
        return Placement(path, False, keys)
    before = _text(shared)
    newline = "\r\n" if "\r\n" in before else "\n"
    section = f"[tool.ftc-lint]\n{keys}".replace("\n", newline)
    gap = "" if not before else newline if before.endswith("\n") else newline * 2
    text = before + gap + section
    parsed(before.encode(), SHARED_FILE)
    try:
        check_text(text, SHARED_FILE, known)
    except UsageError:
        raise UsageError(
            f"--init: {SHARED_FILE} takes no [tool.ftc-lint] the way `tool` is written there; make "
            f"an empty {OWN_FILE} and use that"
        ) from None
    return Placement(shared, True, text)


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except OSError as error:
        raise UsageError(f"{SHARED_FILE}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{SHARED_FILE}: is not UTF-8") from None
