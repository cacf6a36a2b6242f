"""Keeps passwords out of messages.

Drivers quote parts of the address in their errors: all of it on a bad escape, half a password on
an unescaped `@`. So every text of a driver goes through a `Redactor` that knows the password as
it was written, as it decodes, and the pieces that a misreading would make of it.
"""

from __future__ import annotations

import re
from urllib.parse import quote, quote_plus, unquote, unquote_plus

MASK = "***"
_SHORTEST_PIECE = 3
_SEPARATORS = re.compile(r"[^\w.$!*+~-]+")


class Redactor:
    """Replaces secrets in a text. Immutable; `with_secret` makes one that knows more."""

    def __init__(self, *secrets: str) -> None:
        self._secrets = frozenset(filter(None, secrets))
        forms = {form for secret in self._secrets for form in _forms(secret)}
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(map(_literal, longest_first))) if forms else None

    def with_secret(self, *secrets: str | None) -> Redactor:
        """The same, also hiding these."""
        return Redactor(*self._secrets, *(secret for secret in secrets if secret))

    def __call__(self, text: str) -> str:
        """The text with every form of every secret masked."""
        return self._pattern.sub(MASK, text) if self._pattern else text

    def line(self, error: object) -> str:
        """An error's message, masked, as one line without control characters."""
        return one_line(self(str(error))).rstrip(".")

    def __repr__(self) -> str:
        return f"Redactor({len(self._secrets)} secrets)"


def one_line(text: str) -> str:
    """The text on one line, with nothing that a terminal would not print."""
    shown = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(shown.split())


def _literal(form: str) -> str:
    """A pattern for one form. A very short password is only masked as a word of its own, or it
    would make every message unreadable."""
    escaped = re.escape(form)
    return escaped if len(form) >= _SHORTEST_PIECE else rf"(?<!\w){escaped}(?!\w)"


def _forms(secret: str) -> set[str]:
    whole = {secret, unquote(secret), unquote_plus(secret), quote(secret, safe="")}
    whole |= {quote_plus(unquote(secret)), repr(secret)[1:-1]}
    pieces = {piece for form in whole for piece in _SEPARATORS.split(form)}
    return {form for form in whole if form} | {
        piece for piece in pieces if len(piece) >= _SHORTEST_PIECE
    }
