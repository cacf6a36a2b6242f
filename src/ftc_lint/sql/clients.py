"""The commands of psql, mysql, sqlite3, sqlcmd and SQL*Plus that stand between SQL statements."""

from __future__ import annotations

import re

from ftc_lint.sql.dialects import Lexis
from ftc_lint.sql.tokens import Kind

#: Tokens that are no part of a statement: behind them a new one begins.
NO_SQL = frozenset({Kind.META, Kind.DATA, Kind.TEMPLATE})

_SQLPLUS_WORDS = frozenset(
    {
        *("REM", "REMARK", "PROMPT", "SPOOL", "WHENEVER", "START", "ACCEPT", "DEFINE", "UNDEFINE"),
        *("CONNECT", "HOST", "CLEAR", "COLUMN", "SET"),
    }
)
_COMMAND = re.compile(
    r"(?i)delimiter[ \t]+\S+\Z|source[ \t]+[^\s=]"
    r"|(?:rem|remark|prompt|spool|whenever|start|accept|define|undefine|connect|host|clear|column"
    r"|set[ \t]+(?:arraysize|autocommit|define|echo|escape|feedback|heading|linesize|long|newpage"
    r"|pagesize|serveroutput|sqlblanklines|termout|timing|trimspool|verify))\b"
)
_PSQL = re.compile(
    r"\\(?:[!?;.]|(?:g\w*|d\w*\+?|i|ir|include|include_relative|a|bind\w*|c|C|cd|close\w*"
    r"|connect|conninfo|copy|copyright|crosstabview|e|echo|ef|elif|else|encoding|endif"
    r"|endpipeline|errverbose|ev|f|flush\w*|h|H|help|html|if|l\+?|list|lo_\w+|o|out|p|parse"
    r"|password|print|prompt|pset|q|qecho|quit|r|reset|restrict|s|sendpipeline|set|setenv|sf\+?"
    r"|startpipeline|sv\+?|syncpipeline|t|T|timing|unrestrict|unset|w|warn|watch|write|x|z)"
    r"(?!\w))"
)
_FROM_STDIN = re.compile(r"(?i)\bfrom\s+p?stdin\b")


def command_words(lexis: Lexis) -> frozenset[str]:
    """Words that may begin a client's command."""
    words = {"DELIMITER"}
    if lexis.mysql_commands:
        words.add("SOURCE")
    if lexis.sqlplus_commands:
        words |= _SQLPLUS_WORDS
    return frozenset(words)


def is_command(line: str) -> bool:
    """Whether a line that begins with a command's word is that command."""
    return _COMMAND.match(line) is not None


def psql_command(text: str, start: int) -> str | None:
    """The psql command whose backslash stands at `start`: `\\i`, `\\gexec`, …"""
    match = _PSQL.match(text, start)
    return match.group() if match else None


def copies_from_stdin(line: str) -> bool:
    """Whether a `\\copy` line is followed by its data."""
    return _FROM_STDIN.search(line) is not None
