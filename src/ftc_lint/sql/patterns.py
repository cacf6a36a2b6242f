"""One regular expression per dialect: every alternative is one kind of token.

Each alternative has at most one group; `master` says by group number what it is. Comments that
are closed have no group. The commonest come first: the order decides the speed. Every
alternative fails within text that no later attempt looks at again (or once per kind of quote),
which keeps the whole pass linear; what may have to look further is matched by its opener only
and left to the lexer.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ftc_lint.sql.dialects import Lexis

# Every character above ASCII may be part of a name, as in PostgreSQL, but for spaces, general
# punctuation, surrogates, the byte order mark and their neighbours. Ranges are twice as fast
# as `\w`; and as `re` goes through every character of a range in Python, those that are no part
# of a name are a third of the work.
_NO_NAME = "\x80-\xa0\u1680\u2000-\u2bff\u3000\ud800-\uf8ff\ufe00-\uff0f\uffdd-\uffff"


def letters(also: str = "", digits: bool = True) -> str:
    """The set of the characters that a name is made of, and those of ASCII given besides."""
    ascii_ones = map(chr, range(128))
    ours = {each for each in ascii_ones if each.isalpha() or (digits and each.isdigit())}
    ours |= {"_", *also}
    others = "".join(f"\\x{code:02x}" for code in range(128) if chr(code) not in ours)
    return f"[^{others}{_NO_NAME}]"


NAME_START = letters(digits=False)
NAME_PART = letters()
SIMPLE_HOLE = r"""%\(\w+\)[sdifrILb]|%(?:\d+\$)?[sdifrIL](?![A-Za-z0-9])|\$\(\w+\)"""
COLON_HOLE = r""":\w+|:'\w+'|:"\w+\""""
_GROUP = re.compile(r"\(\?P<(\w+)>")


@lru_cache(maxsize=64)
def master(lexis: Lexis) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """The expression for one dialect and, by group number, what each group is."""
    parts = [
        *_names(lexis),
        r"(?P<op>[(),=+])",
        *_dots(lexis),
        *_strings(lexis),
        *_numbers(lexis),
        r"(?P<end>;)",
        *_comments(lexis),
        r"(?P<quoted>`[^`]*(?:``[^`]*)*`)",
        *_brackets(lexis),
        *_operators(lexis),
        *_holes(lexis),
        r"(?P<backslash>\\)",
        r"[\x00\ufeff\u200b]+",
        r"(?P<op>\S)",
    ]
    return _compile(parts)


def string_prefixes(lexis: Lexis) -> frozenset[str]:
    """Words that belong to the string behind them: N'…', X'…', E'…', r"…", q'[…]'."""
    found = {"N", "X", "B"}
    if lexis.triple_quotes:
        found |= {"R", "RB", "BR"}
    if lexis.alternative_quoting:
        found |= {"Q", "NQ"}
    if lexis.escape_strings:
        found |= {"E"}
    return frozenset(found)


def _compile(parts: list[str]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    names: list[str] = [""]

    def number(match: re.Match[str]) -> str:
        names.append(match.group(1))
        return "("

    body = "|".join(_GROUP.sub(number, part) for part in parts)
    return re.compile(rf"\s*(?:{body}|\Z)"), tuple(names)


def _names(lexis: Lexis) -> list[str]:
    if lexis.mysql_commands:  # `END$$` is a word and a delimiter
        found = [f"(?P<word>{NAME_START}{NAME_PART}*(?:\\$+{NAME_PART}+)*)"]
    else:
        found = [f"(?P<word>{NAME_START}{letters('$')}*)"]
    if lexis.hash_names:
        found.append(f"(?P<word>##?{letters('$')}+)")
    return found


def _dots(lexis: Lexis) -> list[str]:
    if lexis.dot_commands:
        return [r"(?P<dot>(?<![\w\"\]`})])\.[a-z]+)", r"(?P<op>\.)"]
    return [r"(?P<op>\.)"]


def _numbers(lexis: Lexis) -> list[str]:
    found = [r"(?P<number>[0-9][0-9A-Za-z_]*(?:\.[0-9][0-9A-Za-z_]*)?)"]
    if lexis.digit_names:
        exponent = r"(?!(?:[eE][0-9]+|[xX][0-9a-fA-F]+|[bB][01]+)\b)"
        found.insert(0, f"(?P<word>[0-9]+{exponent}[A-Za-z_]{NAME_PART}*)")
    return found


def _strings(lexis: Lexis) -> list[str]:
    found = [r"(?P<triple>'''|\"\"\")"] if lexis.triple_quotes else []
    if lexis.backslash_escapes:
        single, double = r"'[^'\\]*'(?!')", r'"[^"\\]*"(?!")'
    else:
        single, double = r"'[^']*(?:''[^']*)*'", r'"[^"]*(?:""[^"]*)*"'
    found.append(f"(?P<string>{single})")
    if lexis.double_quoted_strings:
        found.append(f"(?P<string>{double})")
        found.append('(?P<quote>")')
    else:
        found.append(r'(?P<quoted>"[^"]*(?:""[^"]*)*")')
    if lexis.backslash_escapes:
        found.append("(?P<quote>')")
    return found


def _comments(lexis: Lexis) -> list[str]:
    found = [r"--[^\r\n]*"]
    if lexis.dash_comment_needs_space:  # `5--3` is a sum, but `-----` on a line is a ruler
        found = [r"--(?=\s|\Z)[^\r\n]*", r"(?<![^\r\n])-{3}[^\r\n]*"]
    if lexis.executable_comments:
        found += [r"(?P<executable>/\*M?!\d*)", r"(?P<closer>\*/)"]
    if lexis.hash_comments:
        found.append(r"#[^\r\n]*")
    found.append(r"/\*[^*/]*\*/")
    found.append(r"(?P<comment>/\*)")
    return found


def _brackets(lexis: Lexis) -> list[str]:
    if lexis.bracket_names:
        return [r"(?P<quoted>\[[^\[\]\r\n]*(?:\]\][^\[\]\r\n]*)*\])"]
    return []


def _operators(lexis: Lexis) -> list[str]:
    found = []
    if lexis.psql_commands:
        found.append(r"(?P<op>\?[|&]|@@|@\?)")
    if lexis.sqlcmd_commands:
        found.append(
            r"(?P<command>(?i::(?:r|setvar|on|connect|out|error|listvar|reset|quit|exit|help"
            r"|serverlist|xml|list)\b)|!!)"
        )
    if lexis.sqlplus_commands:
        found.append(r"(?P<script>@@?(?=[^\s@]))")
    found.append(r"(?P<op>::|:=|->>?|<=>|[<>!]=|<>|\|\|)")
    found.append(r"(?P<variable>@@?[\w$]+)")
    return found


def _holes(lexis: Lexis) -> list[str]:
    found = [r"(?P<tag>\{%)", r"(?P<note>\{#)", r"(?P<brace>\$?\{)"]
    if lexis.dollar_quotes:
        found.append(r"(?P<dollar>\$(?:[^\W\d]\w*)?\$)")
    found.append(rf"(?P<hole>{SIMPLE_HOLE}|\$[^\W\d]\w*)")
    found.append(rf"(?P<colon>{COLON_HOLE})")
    found.append(r"(?P<mark>\?|\$\d+)")
    if lexis.ampersand_variables:
        found.append(r"(?P<hole>&&?\w+\.?)" if lexis.dot_ends_variable else r"(?P<hole>&\w+)")
    return found
