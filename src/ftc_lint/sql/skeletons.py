"""What statements have in common whose words stand alike, seen in their text: without tokens.

A statement that was taken as one token (`wholes`) is cut at its words. The pieces of two statements
that differ in nothing but names are the same but for those, so they have the same tokens at the
same pieces, and one shape (`alike`). Once there is a model for that shape, it makes the operations
of the others from where their pieces stand.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from ftc_lint.records import dataclass
from ftc_lint.sql.alike import Model, Read, is_free, model_of, read_alike, shape_of
from ftc_lint.sql.cursor import Output
from ftc_lint.sql.lexer import inside
from ftc_lint.sql.tokens import Kind, Lexeme

Skeleton = tuple[object, ...]

# Whatever is no word, and the word, the number or the string behind it.
_PIECES = re.compile(r"[^A-Za-z0-9_']*(?:[A-Za-z0-9_]+|'[^']*')|[^A-Za-z0-9_']+")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_MOST_PIECES = 240
_MOST_SKELETONS = 4000
_MOST_WORDS = 50_000


class _Cuts(dict[str, tuple[str, str]]):
    """What a piece has in common with others, and the name in it, if any."""

    def __missing__(self, piece: str) -> tuple[str, str]:
        if len(self) > _MOST_WORDS:
            self.clear()
        word = _WORD.search(piece)
        cut = piece, ""
        if word is not None and is_free(word[0].upper()):
            cut = f"{piece[: word.start()]}\0", word[0]
        self[piece] = cut
        return cut


@dataclass(frozen=True, slots=True)
class _Placed:
    """A model with the places of the tokens it uses: the number, the pieces in which the token
    begins and ends, and how far behind their beginnings."""

    model: Model
    places: tuple[tuple[int, int, int, int, int], ...]


_cuts = _Cuts()
_known: dict[Skeleton | None, _Placed] = {}


def read_by_skeleton(whole: Lexeme, out: Output, in_body: bool, read: Read) -> None:
    """Leaves what a statement that was taken as one token does in `out`; `read` reads one."""
    _, start, end, _, _ = whole
    text = out.text
    pieces = _PIECES.findall(text, start, end)
    skeleton = _skeleton(pieces, out, in_body)
    placed = _known.get(skeleton)
    if placed is not None:
        at = [*accumulate(map(len, pieces), initial=start)]
        tokens = {
            number: (Kind.WORD, at[first] + begin, at[last] + stop, "", False)
            for number, first, begin, last, stop in placed.places
        }
        out.operations += placed.model.make(tokens, text, out.path, out.function)
        return
    read_tokens = inside(whole, text, out.dialect)[:-1]
    shape = shape_of(read_tokens, out, in_body)
    if shape is None:
        read(read_tokens, out, in_body)
        return
    read_alike(shape, read_tokens, out, in_body, read)
    model = model_of(shape)
    if model is not None and skeleton is not None:
        if len(_known) >= _MOST_SKELETONS:
            _known.clear()
        _known[skeleton] = _placed(model, read_tokens, pieces, start)


def _skeleton(pieces: list[str], out: Output, in_body: bool) -> Skeleton | None:
    """The pieces without their names, and which names are the same; None for none of these."""
    if len(pieces) > _MOST_PIECES:
        return None
    common, written = zip(*map(_cuts.__getitem__, pieces), strict=True)
    names = [*filter(None, written)]
    joined = "".join(names)
    if joined != joined.lower() and _differ_in_case(names):
        return None
    return (out.dialect, in_body, *map(names.index, names), *common)


def _differ_in_case(names: Sequence[str]) -> bool:
    """Whether `Id` and `ID` are among the names: they may be one name, or two."""
    distinct = set(names)
    return len({name.upper() for name in distinct}) < len(distinct)


def _placed(model: Model, tokens: Sequence[Lexeme], pieces: Sequence[str], start: int) -> _Placed:
    at = [*accumulate(map(len, pieces), initial=start)]
    places = []
    for number in model.uses:
        _, begin, stop, _, _ = tokens[number]
        first = bisect_right(at, begin) - 1
        last = bisect_right(at, stop) - 1
        places.append((number, first, begin - at[first], last, stop - at[last]))
    return _Placed(model, tuple(places))
