"""What holds for the lexer, the splitter and the heads, whatever the text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftc_lint.sql import lexer, pairs
from ftc_lint.sql.dialects import lexis
from ftc_lint.sql.heads import VERBS, heads
from ftc_lint.sql.lexer import Kind, Token, tokenize
from ftc_lint.sql.split import TextKind, split

DIALECTS = ["postgres", "mysql", "sqlite", "tsql", "snowflake", "bigquery", "duckdb", "redshift"]
DIALECTS += ["oracle", "spark", "clickhouse", ""]

PIECES = [
    *("'", '"', "`", "[", "]", "{", "}", "(", ")", "/*", "*/", "--", "#", "$$", "$a$", "$", "\\"),
    *(
        "{%",
        "%}",
        "{#",
        "#}",
        "{{",
        "}}",
        "E'",
        "q'[",
        "]'",
        "'''",
        '"""',
        "N'",
        "%s",
        "%(x)s",
        "%",
    ),
    *(
        ":x",
        ":'x'",
        "::",
        "?",
        "@x",
        "&x",
        "${",
        "/*!50003 ",
        ";",
        ",",
        ".",
        "\n",
        "\r\n",
        " ",
        "\t",
    ),
    *(
        "\x00",
        "\ufeff",
        "\ud800",
        "é",
        "表",
        "\U0001f600",
        "\u2028",
        "\xa0",
        "1",
        "1a",
        "0x1",
        "1.5",
    ),
    *("DELETE", "FROM", "t", "t_", "UPDATE", "SET", "TRUNCATE", "DROP TABLE", "BEGIN", "END", "IF"),
    *("CASE", "CREATE", "PROCEDURE", "FUNCTION", "TRIGGER", "RULE", "AS", "DO", "THEN", "MERGE"),
    *("\nGO\n", "\n/\n", "\nDELIMITER //\n", "\nDELIMITER ;\n", "//", "\nsource x\n", "\n\\i x\n"),
    *("\n.read x\n", "\n:r x\n", "\n@x\n", "\\g", "\\G", "\n\\.\n", "COPY t FROM stdin;\n", "IS"),
]
scripts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
texts = st.one_of(scripts, st.text(max_size=200))
dialects = st.sampled_from(DIALECTS)


@given(texts, dialects)
@settings(max_examples=150, deadline=None)
def test_tokens_are_ordered_and_leave_only_space_and_comments_between(
    text: str, dialect: str
) -> None:
    end = 0
    for token in tokenize(text, dialect):
        assert end <= token.start < token.end <= len(text)
        assert_is_gap(text[end : token.start], dialect)
        end = token.end
    assert_is_gap(text[end:], dialect)


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("postgres", "/*!50003 '*/"),  # a comment like any other: only MySQL runs what is in it
        ("postgres", "/* /* ' */ ' */"),
        ("mysql", "/*!50003 /* ' */ */"),
    ],
)
def test_a_quote_in_a_comment_opens_nothing(dialect: str, text: str) -> None:
    assert tokenize(text, dialect) == []
    assert_is_gap(text, dialect)


GAP = re.compile(r"--[^\r\n]*|#[^\r\n]*|\s+|[\x00\ufeff\u200b]+|\\[nrt]|\{#.*?#\}", re.DOTALL)
EXECUTABLE = re.compile(r"/\*M?!\d*|\*/")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
MARK = re.compile(r"/\*|\*/")


def assert_is_gap(gap: str, dialect: str) -> None:
    """Nothing but white space and comments, read from left to right."""
    habits = lexis(dialect)
    at = 0
    while at < len(gap):
        match = GAP.match(gap, at)
        if match is None and habits.executable_comments:
            match = EXECUTABLE.match(gap, at)
        end = match.end() if match else None
        if end is None and habits.nested_comments:
            end = end_of_nested(gap, at)
        if end is None:
            match = COMMENT.match(gap, at)
            end = match.end() if match else None
        assert end is not None, gap
        at = end


def end_of_nested(text: str, start: int) -> int | None:
    """Where a comment ends in which others may stand; None where none begins, or it has no end."""
    if not text.startswith("/*", start):
        return None
    depth = 0
    for mark in MARK.finditer(text, start):
        depth += 1 if mark.group() == "/*" else -1
        if not depth:
            return mark.end()
    return None


@given(texts, dialects)
@settings(max_examples=150, deadline=None)
def test_values_and_holes_follow_from_the_text(text: str, dialect: str) -> None:
    for token in tokenize(text, dialect):
        word = text[token.start : token.end]
        if token.kind is Kind.WORD:
            assert token.value == word.upper()
        elif token.kind is Kind.OP:
            assert token.value == word
        if token.kind is Kind.HOLE:
            assert token.has_hole
        if token.kind in (Kind.STRING, Kind.DOLLAR, Kind.NUMBER, Kind.OP, Kind.META):
            assert not token.has_hole


@given(texts, dialects)
@settings(max_examples=150, deadline=None)
def test_parts_are_ordered_and_lose_no_token(text: str, dialect: str) -> None:
    tokens = tokenize(text, dialect)
    seen: set[Token] = set()
    end = 0
    for part in split(text, dialect):
        assert end <= part.start < part.end <= len(text)
        assert part.tokens
        assert (part.tokens[0][1], part.tokens[-1][2]) == (part.start, part.end)
        seen.update(part.tokens)
        end = part.end
    lost = [token for token in tokens if token not in seen]
    assert all(is_separator(token) for token in lost)


def is_separator(token: Token) -> bool:
    """A terminator, a delimiter, or a template tag on the edge of a statement."""
    return (
        token.kind in (Kind.TEMPLATE, Kind.META, Kind.NUMBER)
        or token.value in (";", "GO")
        or token.value in ("/", "//")
    )


@given(texts, dialects)
@settings(max_examples=150, deadline=None)
def test_a_statement_read_alone_has_the_same_tokens(text: str, dialect: str) -> None:
    # Not true of what looks around itself: commands, executable comments, unclosed quotes.
    for part in split(text, dialect):
        if part.kind is not TextKind.SQL or not set(text).isdisjoint("'\"`{[/*\\$&@%:."):
            continue
        alone = tokenize(text[part.start : part.end], dialect)
        assert [(t.kind, t.start + part.start) for t in alone] == [
            (t[0], t[1]) for t in part.tokens
        ]


@given(texts, dialects)
@settings(max_examples=150, deadline=None)
def test_heads_are_verbs_or_holes_in_order(text: str, dialect: str) -> None:
    tokens = tokenize(text, dialect)
    found = heads(tokens, dialect)
    assert found == sorted(set(found))
    assert all(tokens[i].value in VERBS or tokens[i].has_hole for i in found)
    if tokens and tokens[0].value in VERBS:
        assert found[0] == 0


@given(st.lists(st.sampled_from(["DELETE FROM t", "DROP TABLE t_{x}", "SELECT 'a;b' -- c;\n"])))
def test_statements_are_found_again(statements: list[str]) -> None:
    text = ";".join(statements)
    assert len(split(text, "postgres")) == len(statements)


# Time grows linearly: the searches that look ahead are counted, not timed.


class Counting:
    """A regular expression that counts the characters its searches pass over."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.passed = 0

    def search(self, text: str, position: int) -> re.Match[str] | None:
        match = self.pattern.search(text, position)
        self.passed += (match.end() if match else len(text)) - position
        return match

    def finditer(self, text: str, position: int) -> "CountedMatches":
        return CountedMatches(self, text, position)


class CountedMatches:
    def __init__(self, counter: Counting, text: str, position: int) -> None:
        self.counter, self.last = counter, position
        self.matches = counter.pattern.finditer(text, position)
        self.size = len(text)

    def __iter__(self) -> "CountedMatches":
        return self

    def __next__(self) -> re.Match[str]:
        match = next(self.matches, None)
        end = self.size if match is None else match.end()
        self.counter.passed += end - self.last
        self.last = end
        if match is None:
            raise StopIteration
        return match


HOSTILE = [
    *("/* ", "/*/ ", "{", "{'", "{;", "{{", "{%", "{# ", "'", "''", "\\'", '"', "`", "$$", "$a$"),
    *(
        "$a$ $b$ ",
        "E'\\'",
        "q'[",
        "[",
        "(",
        "%(",
        ":'a",
        "COPY t FROM stdin;\n",
        "\\copy t from stdin\n",
    ),
    *(
        "COPY t FROM stdin;\n\\.x\n",
        "BEGIN ",
        "CREATE PROCEDURE p() BEGIN ",
        "CASE ",
        "\n.a",
        "\n:r x",
    ),
    *(
        "\n@x",
        "\nsource x",
        "\nDELIMITER x\n",
        "DELIMITER x ",
        "GO ",
        "\nGO\n",
        "references t ",
        " ",
    ),
    *(
        "CREATE RULE (",
        "{%a%}",
        "{%a%}BEGIN ",
        "\\i x\n",
        "/*!",
        "*/",
        "-- \n",
        "THEN ",
        "WITH a AS (",
    ),
]
SEARCHES = [
    (module, name, getattr(module, name))
    for module, name in [
        *((pairs, "_BRACES"), (pairs, "_COMMENTS"), (lexer, "_END_OF_COMMENT")),
        *((lexer, "_END_OF_TAG"), (lexer, "_END_OF_NOTE"), (lexer, "_END_OF_DATA")),
    ]
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_is_looked_at_a_constant_number_of_times(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for end in ("", "}", "*/", "%}", "\n\\.\n"):
        text = unit * (2_000 // len(unit)) + end
        for dialect in ("postgres", "mysql", "tsql", "oracle"):
            counters = [Counting(original) for _, _, original in SEARCHES]
            for (module, name, _), counter in zip(SEARCHES, counters, strict=True):
                monkeypatch.setattr(module, name, counter)
            parts = split(text, dialect)
            assert sum(counter.passed for counter in counters) <= 8 * len(text)
            assert sum(len(part.tokens) for part in parts) <= len(text)


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_is_read(unit: str) -> None:
    # Quadratic time would show as minutes here.
    text = unit * (20_000 // len(unit))
    for dialect in ("postgres", "mysql", "tsql", "oracle"):
        assert len(tokenize(text, dialect)) <= len(text)
