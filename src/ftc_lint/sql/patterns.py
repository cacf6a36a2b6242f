"""One regular expression per dialect family: every alternative is one kind of token.

Each alternative has at most one group, so `match.lastgroup` names it; comments have none.
Every alternative fails within the text that no later attempt looks at again (or only once per
kind of quote), which keeps the whole pass linear; what may need to look further is matched by
its opener only and left to the lexer.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ftc_lint.sql.dialects import Lexis

NAME = r"[^\W\d][\w$]*"
SIMPLE_HOLE = r"""%\(\w+\)[sdifrILb]|%(?:\d+\$)?[sdifrIL](?![A-Za-z0-9])|\$\(\w+\)|\$\d+"""
COLON_HOLE = r""":\w+|:'\w+'|:"\w+\""""


def _quotes(lexis: Lexis) -> list[str]:
    found = []
    if lexis.triple_quotes:
        found.append(r"(?P<triple>(?:[rR][bB]?|[bB][rR]?)?(?:'''|\"\"\"))")
        found.append(r"(?P<prefixed>(?:[rR][bB]?|[bB][rR]?)(?=['\"]))")
    if lexis.escape_strings:
        found.append(r"(?P<prefixed>[eE](?='))")
    if lexis.alternative_quoting:
        found.append(r"(?P<alternative>[nN]?[qQ]'[^\s])")
    return found


def _strings(lexis: Lexis) -> list[str]:
    if lexis.backslash_escapes:
        plain = r"'[^'\\]*'(?!')"
        double = r'"[^"\\]*"(?!")'
        openers = [r"(?P<single>')"]
    else:
        plain = r"'[^']*(?:''[^']*)*'"
        double = r'"[^"]*(?:""[^"]*)*"'
        openers = []
    if lexis.double_quoted_strings:
        found = [f"(?P<string>{plain}|{double})"]
        openers.append(r'(?P<double>")')
    else:
        found = [f"(?P<string>{plain})", r'(?P<quoted>"[^"]*(?:""[^"]*)*")']
    return found + openers


def _comments(lexis: Lexis) -> list[str]:
    dash = r"--(?=\s|\Z)[^\r\n]*" if lexis.dash_comment_needs_space else r"--[^\r\n]*"
    found = [dash]
    if lexis.executable_comments:
        found += [r"(?P<executable>/\*M?!\d*)", r"(?P<closer>\*/)"]
    if lexis.hash_comments:
        found.append(r"#[^\r\n]*")
    found.append(r"/\*[^*/]*\*/")
    found.append(r"(?P<comment>/\*)")
    return found


def _holes(lexis: Lexis) -> list[str]:
    found = [r"(?P<tag>\{%)", r"(?P<note>\{#)", r"(?P<brace>\$?\{)"]
    if lexis.dollar_quotes:
        found.append(r"(?P<dollar>\$(?:[^\W\d]\w*)?\$)")
    found.append(rf"(?P<hole>{SIMPLE_HOLE})")
    found.append(r"(?P<hole_name>\$[^\W\d]\w*)")
    found.append(r"(?P<mark>\?(?![|&?]))")
    if lexis.ampersand_variables:
        found.append(r"(?P<ampersand>&&?\w+\.?)")
    return found


def _commands(lexis: Lexis) -> list[str]:
    """Openers of a client's own commands; the lexer takes the line if it is one."""
    found = [r"(?P<delimiter>(?i:delimiter)[ \t]+[^\s]+)"]
    if lexis.mysql_commands:
        found.append(r"(?P<command>(?i:source)[ \t]+(?=\S))")
    if lexis.dot_commands:
        found.append(r"(?P<command>(?<![\w\"\]`})])\.[a-z]+)")
    if lexis.sqlcmd_commands:
        found.append(
            r"(?P<command>(?i::(?:r|setvar|on|connect|out|error|listvar|reset|quit|exit|help"
            r"|serverlist|xml|list)\b|!!))"
        )
    if lexis.sqlplus_commands:
        found.append(
            r"(?P<command>(?i:(?:rem|remark|prompt|spool|whenever|start|accept|define|undefine"
            r"|connect|host|clear|column|set[ \t]+(?:echo|define|feedback|heading|linesize"
            r"|pagesize|serveroutput|sqlblanklines|termout|timing|trimspool|verify))\b)"
            r"|@@?(?=[^\s@]))"
        )
    return found


def _names(lexis: Lexis) -> list[str]:
    # MySQL's `END$$` is a word and a delimiter.
    word = r"[^\W\d]\w*(?:\$+\w+)*" if lexis.mysql_commands else NAME
    if lexis.hash_names:
        word = rf"{NAME}|##?[\w$]+"
    if lexis.digit_names:
        word += r"|\d+(?!(?:[eE]\d+|[xX][0-9a-fA-F]+|[bB][01]+)\b)[^\W\d][\w$]*"
    return [f"(?P<word>{word})"]


def _back_quotes(lexis: Lexis) -> list[str]:
    found = [r"(?P<quoted>`[^`]*(?:``[^`]*)*`)"]
    if lexis.bracket_names:
        found.append(r"(?P<quoted>\[[^\[\]\r\n]*(?:\]\][^\[\]\r\n]*)*\])")
    return found


@lru_cache(maxsize=64)
def master(lexis: Lexis, commands: bool) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """The expression for one dialect and, by group number, what each group is.

    Without `commands` a client's own commands are read as SQL.
    """
    colon = r"(?P<colon>" + COLON_HOLE + ")"
    parts = [
        *(_commands(lexis) if commands else []),
        *_quotes(lexis),
        *_names(lexis),
        r"(?P<op>[(),.])",
        *_strings(lexis),
        r"(?P<number>\d\w*(?:\.\d\w*)?)",
        r"(?P<end>;)",
        *_back_quotes(lexis),
        *_comments(lexis),
        r"(?P<op>::|:=|->>?|=>|[<>!]=|<>|\|\||\?[|&?]|\.\.)"
        if not lexis.bracket_names
        else r"(?P<op>::|:=|->>?|=>|[<>!]=|<>|\|\||\.\.)",
        *_holes(lexis),
        colon,
        r"(?P<variable>@[\w$]+|@@[\w$]+)" if not lexis.psql_commands else r"(?P<variable>@[\w$]+)",
        r"(?P<backslash>\\)",
        r"[\x00\ufeff\u200b]+",
        r"(?P<op>@@|[^\s])",
    ]
    return _compile(parts)


_GROUP = re.compile(r"\(\?P<(\w+)>")


def _compile(parts: list[str]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    names: list[str] = [""]

    def number(match: re.Match[str]) -> str:
        names.append(match.group(1))
        return "("

    body = "|".join(_GROUP.sub(number, part) for part in parts)
    return re.compile(rf"\s*(?:{body}|\Z)"), tuple(names)
