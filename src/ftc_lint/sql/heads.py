"""Where in a statement a verb may begin a statement of its own.

    heads(tokens, dialect) -> list[int]

`tokens` are one statement's (or one body's); the result holds indices into them, ascending, of the
verbs (`VERBS`) and of the placeholders that may hold a verb. Head positions are: the start, after
`;`, after `(`, after BEGIN, THEN, ELSE, LOOP, DO [ALSO|INSTEAD], the AS of PREPARE and CREATE,
after the list of a WITH, after EXPLAIN and its options, after a template tag; and, because a
semicolon may be missing, every pair of words that nothing else contains (`DELETE FROM`,
`TRUNCATE TABLE`, `DROP TABLE`, …). In T-SQL, where verbs are reserved, every verb that nothing
before it claims.

None are `FOR UPDATE`, `BEFORE UPDATE ON`, `ON DELETE CASCADE`, `DO UPDATE SET`, `GRANT DELETE ON`,
`INSTEAD OF DELETE`, the DROP of an ALTER, a column called delete, and the DELETE, UPDATE and
INSERT of a MERGE. It says *may*: whoever reads on checks the shape.
"""

from __future__ import annotations

from collections.abc import Sequence

from ftc_lint.sql.dialects import TSQL
from ftc_lint.sql.tokens import Kind, Lexeme

__all__ = ["VERBS", "heads"]

_DML = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "REPLACE"})
#: The words that begin a statement.
VERBS = _DML | {
    *("TRUNCATE", "DROP", "ALTER", "CREATE", "COPY", "GRANT", "REVOKE", "DENY", "AUDIT"),
    *("EXPLAIN", "PREPARE", "EXECUTE", "EXEC", "CALL", "DO", "UNLOAD", "LOAD", "RENAME", "UNDROP"),
    *("PRAGMA", "SET", "ATTACH", "DETACH", "VACUUM", "EXCHANGE", "OPTIMIZE", "UPSERT", "IMPORT"),
    *("BEGIN", "START", "COMMIT", "ROLLBACK", "END", "ABORT", "SAVEPOINT", "DISABLE", "PURGE"),
    *("SHUTDOWN", "REASSIGN", "CLUSTER", "LOCK", "FLUSH", "RESET", "DECLARE", "RESTORE"),
}
_OPENERS = frozenset(
    {
        *(";", "BEGIN", "LOOP", "REPEAT", "DO", "ALSO", "INSTEAD", "ATOMIC", "TRY", "CATCH"),
        *("WORK", "TRANSACTION", "TRAN", "QUERY", "ROW", "EXPLAIN", "PROFILE", "IN"),
    }
)
#: What a parenthesis may stand behind that holds a statement.
_BEFORE_STATEMENT = frozenset(
    {
        *("AS", "MATERIALIZED", "COPY", "DO", "ALSO", "INSTEAD", "IN", "EXISTS", "FROM", "JOIN"),
        *("TABLE", "THEN", "ELSE", "UNLOAD", "LATERAL", "NOT", "EXPLAIN", "ANALYZE"),
    }
)
_PRIVILEGES = frozenset({"GRANT", "REVOKE", "DENY", "AUDIT"})
_DEFINERS = frozenset({"", "CREATE", "PREPARE", "ALTER", "EXPLAIN", "DECLARE", "REPLACE"})
_OBJECTS = frozenset(
    {
        *("TABLE", "TABLES", "VIEW", "SCHEMA", "DATABASE", "INDEX", "SEQUENCE", "TYPE", "FUNCTION"),
        *("PROCEDURE", "PROC", "TRIGGER", "MATERIALIZED", "FOREIGN", "EXTERNAL", "TEMPORARY"),
        *("TEMP", "ROLE", "USER", "EXTENSION", "OWNED", "DOMAIN", "DATASET", "STAGE", "TABLESPACE"),
    }
)
_PAIRS = {
    "TRUNCATE": frozenset({"TABLE", "TABLES"}),
    "DELETE": frozenset({"FROM"}),
    "INSERT": frozenset({"INTO", "OVERWRITE"}),
    "MERGE": frozenset({"INTO"}),
    "DROP": _OBJECTS,
    "ALTER": frozenset({"TABLE"}),
    "CREATE": _OBJECTS | {"OR"},
}
_CLAIMED = frozenset(
    {
        *(".", ",", "=", "SELECT", "DISTINCT", "ON", "FOR", "AFTER", "BEFORE", "OF", "OR"),
        *("GRANT", "REVOKE", "DENY", "AUDIT", "NOAUDIT"),
    }
)
_TSQL_VERBS = frozenset(
    {
        *("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "DROP", "ALTER", "CREATE"),
        *("EXEC", "EXECUTE", "GRANT", "REVOKE", "DENY", "DECLARE", "COMMIT", "ROLLBACK"),
    }
)
_TSQL_CLAIMED = frozenset({".", ",", "=", "FOR", "AFTER", "BEFORE", "OF", "OR", "GRANT", "REVOKE"})
_REFERENTIAL = frozenset({"CASCADE", "NO", "SET", "RESTRICT"})


def heads(tokens: Sequence[Lexeme], dialect: str) -> list[int]:
    """Indices of the tokens at which a statement may begin."""
    tsql = dialect.lower() in TSQL
    found: list[int] = []
    outer: list[str] = []  # what was being read where each open parenthesis began
    reading = ""  # the verb of the statement being read; FROM behind the list of a SELECT
    for index, token in enumerate(tokens):
        value = token[3]
        if value in VERBS or token[4]:
            if _calls_trigger_function(tokens, index):
                continue
            if _is_head(tokens, index, reading, found) or (
                tsql and value in _TSQL_VERBS and _is_tsql_head(tokens, index, reading)
            ):
                found.append(index)
                reading = value
        elif value == "(":
            outer.append(reading)
            reading = ""
        elif value == ")":
            reading = outer.pop() if outer else reading
        elif value == ";":
            reading = ""
        elif value == "FROM" and reading == "SELECT":
            reading = "FROM"
    return found


def _calls_trigger_function(tokens: Sequence[Lexeme], index: int) -> bool:
    """The EXECUTE FUNCTION of a CREATE TRIGGER."""
    following = tokens[index + 1][3] if index + 1 < len(tokens) else ""
    return tokens[index][3] == "EXECUTE" and following in ("FUNCTION", "PROCEDURE")


def _is_head(tokens: Sequence[Lexeme], index: int, reading: str, found: list[int]) -> bool:
    if index == 0:
        return True
    token, before = tokens[index], tokens[index - 1]
    following = tokens[index + 1][3] if index + 1 < len(tokens) else ""
    if before[0] in (Kind.TEMPLATE, Kind.META):
        return True
    if before[4] and found and found[-1] == index - 1:
        return True
    if before[3] == "(":
        return _opens_parenthesis(tokens, index)
    if before[3] in _OPENERS:
        return _opens(token, before[3], following)
    if before[3] in ("THEN", "ELSE"):
        return reading not in _DML and reading != "FROM"
    if before[3] == "AS":
        return reading in _DEFINERS
    if token[4]:
        return False
    if reading == "EXPLAIN":
        return True
    if before[3] == ")":
        if reading == "WITH" and token[3] in _DML:
            return True
        if reading == "CREATE" and token[3] in ("UPDATE", "TRUNCATE"):
            return True
    if reading == "ALTER" and token[3] in ("DROP", "ALTER"):
        return _ends_alter(tokens, index, found[-1])
    return _is_pair(token, before, following, reading)


def _opens_parenthesis(tokens: Sequence[Lexeme], index: int) -> bool:
    """Whether a verb behind `(` is a statement, and no column or option of that name."""
    if tokens[index][4]:
        return False
    if index == 1 or tokens[index][3] in ("SELECT", "WITH"):
        return True
    before = tokens[index - 2]
    return before[3] in _BEFORE_STATEMENT or (before[0] is Kind.OP and before[3] != ".")


def _ends_alter(tokens: Sequence[Lexeme], index: int, alter: int) -> bool:
    """Whether DROP or ALTER behind an ALTER is a statement that nothing parts from it."""
    altered = tokens[alter + 1][3]
    following = tokens[index + 1][3] if index + 1 < len(tokens) else ""
    return altered not in ("EXTENSION", "PUBLICATION") and following in (
        "TABLE",
        "SCHEMA",
        "DATABASE",
        "VIEW",
    )


def _opens(token: Lexeme, before: str, following: str) -> bool:
    """Whether what stands behind an opener begins a statement."""
    if token[4]:
        return before not in ("IN", "ROW")
    return not (before == "DO" and token[3] == "UPDATE" and following == "SET")


def _is_pair(token: Lexeme, before: Lexeme, following: str, reading: str) -> bool:
    """Two words that are found nowhere but at the beginning of a statement."""
    if following not in _PAIRS.get(token[3], ()):
        return False
    if before[3] in _CLAIMED or reading in _PRIVILEGES:
        return False
    return not (token[3] == "DELETE" and reading == "SELECT")


def _is_tsql_head(tokens: Sequence[Lexeme], index: int, reading: str) -> bool:
    """A verb in T-SQL, where it is a reserved word, if nothing before it claims it."""
    value, before = tokens[index][3], tokens[index - 1][3]
    following = tokens[index + 1][3] if index + 1 < len(tokens) else ""
    if before in _TSQL_CLAIMED or reading in _PRIVILEGES:
        return False
    if before == "ON":
        return following not in _REFERENTIAL
    if reading == "MERGE" and before == "THEN":
        return False
    if value == "UPDATE" and (following in ("(", "SET") or before == "KEY"):
        return False
    return not (reading == "ALTER" and value in ("DROP", "ALTER"))
