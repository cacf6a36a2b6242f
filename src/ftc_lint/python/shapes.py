"""Which strings look like SQL, and which are whole statements that destroy or define."""

from __future__ import annotations

import re

_COMMENTS = r"(?:\s|--[^\n]*(?:\n|\Z)|/\*(?:(?!\*/)[\s\S])*\*/)*"
_VERBS = "select|insert|update|delete|truncate|drop|alter|create|merge|replace|with|copy|pragma"
_CAPITALS = (
    "GRANT|REVOKE|SET|DO|CALL|EXEC|EXECUTE|VACUUM|ANALYZE|EXPLAIN|USE|SHOW|DESCRIBE|LOCK|REFRESH"
    "|ATTACH|DETACH|START|SAVEPOINT|RELEASE|COMMENT|REINDEX|CLUSTER|DECLARE|IF|UNLOAD|LOAD|EXPORT"
    "|IMPORT|VALUES|TABLE|NOTIFY|LISTEN|UNLISTEN|FETCH|PREPARE|OPTIMIZE|WITH|RESET|DISCARD"
)
_STARTS = re.compile(
    rf"{_COMMENTS}\(?\s*(?:(?i:{_VERBS})(?=[\s(\[/*\"`{{]|--)|(?:{_CAPITALS})(?=[\s(/*{{]|--)"
    r"|(?i:begin|commit|rollback|vacuum|end)\s*(?:;|\Z|--)"
    rf"|(?i:begin\s+(?:{_VERBS}|execute\s+immediate|dbms_\w+\.\w+|for|if)\b[\s\S]*\bend\b))"
)
"""Verbs that people use in sentences too count in capitals only."""

_PIECE = r"(?:\w|\$|\{[^{}\n]*\}|%\(\w+\)s|%s|\"[^\"\n]+\"|`[^`\n]+`|\[[^\]\n]+\])"
_NAME = rf"(?::?{_PIECE}+(?:\s?\.\s?{_PIECE}+){{0,3}})"
_END = r"(?=\s*(?:\Z|;|--|/\*|\)))"
_IF = r"(?:if\s+(?:not\s+)?exists\s+)?"
_STATEMENT = re.compile(
    rf"""(?:\A|;){_COMMENTS}(?P<verb>
      truncate\s+table\s+(?:only\s+)?{_NAME}
    | (?P<bare>truncate)\s+{_NAME}\s*(?:{_END}|,|\b(?:cascade|restrict|restart|continue)\b)
    | delete\s+from\s+(?:only\s+)?{_NAME}\s*
        (?:{_END}|\{{|%s|\b(?:where|using|returning|order|limit|output|as)\b|\w+\s+where\b)
    | drop\s+(?:table|schema|database|type|domain|extension|tablespace|owned\s+by|user|role)\s+
        {_IF}{_NAME}\s*(?:{_END}|,|\{{|\b(?:cascade|restrict|purge|with)\b)
    | alter\s+table\s+{_IF}(?:only\s+)?{_NAME}\s+(?:add|drop|alter|rename|modify|change|disable
        |enable|detach|attach|nocheck|with|set|owner|engine|convert|truncate)\b
    | update\s+(?:only\s+)?{_NAME}(?:\s+(?:as\s+)?\w+)?\s+set\s+{_PIECE}
    | (?:replace|insert\s+or\s+replace)\s+into\s+{_NAME}\s*(?:\(|\{{|\b(?:values|select|set)\b)
    | merge\s+into\s+{_NAME}[\s\S]*?\busing\b
    | create\s+(?:or\s+replace\s+)?(?:(?:global|local|temp|temporary|unlogged|foreign|external
        |transient)\s+)*table\s+{_IF}{_NAME}\s*(?:\(|\{{|\b(?:as|like|partition|using|clone)\b)
    | create\s+(?:or\s+replace\s+)?(?:function|procedure|trigger|rule)\s+{_IF}{_NAME}
    | set\s+(?:session\s+|local\s+|global\s+|@@)?(?:session_replication_role|foreign_key_checks)
    | pragma\s+foreign_keys\s*=
    | do\s+\$\w*\$
    | with\s+(?:recursive\s+)?{_NAME}\s+as\s*\([\s\S]*?
        \b(?:delete\s+from|update|merge\s+into)\s+{_NAME}
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SPACE = re.compile(r"\s")
_WORDS = (
    "truncate", "delete", "drop", "alter", "update", "replace", "merge", "create", "foreign_key",
    "session_rep", "do $",
)  # fmt: skip


def looks_like_sql(text: str) -> bool:
    """Whether a text begins as an SQL statement does."""
    return _STARTS.match(text) is not None


def may_hold_statement(text: str) -> bool:
    """Whether the words of such a statement are in the text at all: a quick look."""
    if len(text) < 9 or not _SPACE.search(text):
        return False
    lowered = text.lower()
    return any(word in lowered for word in _WORDS)


def is_whole_statement(text: str) -> bool:
    """Whether a text is, at its start or after a semicolon, a whole statement that destroys or
    defines tables, in capitals or in small letters, as nobody writes prose."""
    for match in _STATEMENT.finditer(text):
        verb = match["verb"].split(None, 1)[0]
        if verb.isupper() or (verb.islower() and match["bare"] is None):
            return True
    return False
