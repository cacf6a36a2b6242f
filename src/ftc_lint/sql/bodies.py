"""How far the body of a routine or trigger reaches: BEGIN … END with what nests inside.

Only bodies that are written as SQL; a body in a string or in dollar quotes is one token.
"""

from __future__ import annotations

_CLOSED_BY_NAME = frozenset({"IF", "LOOP", "WHILE", "REPEAT", "FOR"})
_NOT_A_BLOCK = frozenset({";", "", "TRANSACTION", "TRAN", "WORK", "ISOLATION"})
_ORACLE_TYPES = frozenset({"OBJECT", "TABLE", "VARRAY", "VARYING"})

#: The words `Body.read` wants to see.
WORDS = frozenset({"BEGIN", "CASE", "END", "DECLARE", "IF"})
ORACLE_WORDS = WORDS | {"IS", "AS", "PROCEDURE", "FUNCTION"}


class Body:
    """The blocks open in the routine that is being read; false while there are none."""

    __slots__ = ("_declares", "_oracle", "_package", "_stack")

    def __init__(self, oracle: bool) -> None:
        self._oracle = oracle
        self._stack: list[str] = []
        self._declares = False  # in Oracle: a routine inside the declarations has begun
        self._package = False

    def __bool__(self) -> bool:
        return bool(self._stack)

    def clear(self) -> None:
        """Nothing is open any more."""
        self._stack.clear()
        self._declares = self._package = False

    def read(self, word: str, before: str, following: str, package: bool) -> None:
        """One of the words in WORDS, in a routine; `package` if that is an Oracle package."""
        if word == "BEGIN":
            if following not in _NOT_A_BLOCK:
                self._stack.append(word)
        elif word == "END":
            self._end(following)
        elif word == "CASE":
            if self._stack and before != "END":
                self._stack.append(word)
        elif word == "IF":
            self._if(before)
        elif word == "DECLARE":
            if not self._stack:
                self._stack.append(word)
        elif self._oracle:
            self._oracle_word(word, following, package)

    def _end(self, following: str) -> None:
        if not self._stack:
            return
        top = self._stack[-1]
        if following in _CLOSED_BY_NAME:
            if top == following == "IF":
                self._stack.pop()
            return
        self._stack.pop()
        if self._stack and self._stack[-1] == "DECLARE":
            self._stack.pop()

    def _if(self, before: str) -> None:
        """MySQL's `FOR EACH ROW IF … END IF`: a body without BEGIN."""
        if before == "END":
            return
        nested = self._stack[:1] == ["IF"] and before in (";", "THEN", "ELSE", "DO", "BEGIN")
        if nested or (not self._stack and before == "ROW"):
            self._stack.append("IF")

    def _oracle_word(self, word: str, following: str, package: bool) -> None:
        if word in ("PROCEDURE", "FUNCTION"):
            self._declares = bool(self._stack)
        elif not self._stack:
            if following not in _ORACLE_TYPES:
                self._stack.append("PACKAGE" if package else "DECLARE")
        elif self._declares:
            self._declares = False
            self._stack.append("DECLARE")
