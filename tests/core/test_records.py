"""Records behave as the standard library's data classes do, wherever they are used."""

from __future__ import annotations

import dataclasses
import pickle
import subprocess
import sys
from typing import Any

import pytest

from ftc_lint import records
from ftc_lint.files import Targets
from ftc_lint.operations import Kind, Operation, TableName
from ftc_lint.text import Span


def _define(library: Any) -> Any:
    @library.dataclass(frozen=True, slots=True)
    class Point:
        """Where it is."""

        x: int
        y: int = 2
        names: list[str] = library.field(default_factory=list)
        weight: float = library.field(default=1.0, repr=False, compare=False)
        known: dict[str, int] = library.field(init=False, repr=False, compare=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "known", {"x": self.x})

    return Point


def _define_open(library: Any) -> Any:
    @library.dataclass
    class Open:
        x: int
        y: str = "why"
        seen: set[int] = library.field(default_factory=set)

    return Open


def _define_ordered(library: Any) -> Any:
    @library.dataclass(frozen=True, slots=True, order=True)
    class Version:
        major: int
        minor: int = 0

    return Version


OURS, THEIRS = _define(records), _define(dataclasses)


@records.dataclass(frozen=True, slots=True)
class Kept:
    """One that can be found again by its name, as pickle needs it."""

    x: int
    rest: tuple[int, ...] = ()


@pytest.mark.parametrize(
    ("given", "named"),
    [((1,), {}), ((1, 3), {"names": ["a"]}), ((), {"y": 4, "x": 5, "weight": 2.5})],
)
def test_objects_are_the_same(given: tuple[int, ...], named: dict[str, Any]) -> None:
    ours, theirs = OURS(*given, **named), THEIRS(*given, **named)
    assert [getattr(ours, f.name) for f in records.fields(ours)] == [
        getattr(theirs, f.name) for f in dataclasses.fields(theirs)
    ]
    assert repr(ours).rpartition(".")[2] == repr(theirs).rpartition(".")[2]
    assert ours == OURS(*given, **named)
    assert not hasattr(ours, "__dict__")


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Point\.__init__\(\) missing 1 required"):
        OURS()
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        OURS(1, z=2)
    with pytest.raises(TypeError, match="unexpected keyword argument 'known'"):
        OURS(1, known={})


def test_equality_and_hash_look_at_the_compared_fields() -> None:
    first, second = (make(2, weight=weight) for make in (OURS,) for weight in (1.0, 2.0))
    assert first == second
    assert first != OURS(3)
    assert first != THEIRS(2)
    version = _define_ordered(records)
    assert hash(version(1, 2)) == hash(version(1, 2)) == hash((1, 2))
    assert version(1, 2) < version(1, 3) <= version(2) < version(2, 1)
    assert sorted([version(2), version(1, 9)])[0].major == 1


def test_open_records_have_no_hash_and_keep_their_defaults() -> None:
    ours, theirs = _define_open(records), _define_open(dataclasses)
    for made in (ours, theirs):
        assert made.y == "why"
        assert not hasattr(made, "seen")
        with pytest.raises(TypeError, match="unhashable"):
            hash(made(1))
        assert made(1).seen is not made(1).seen


def test_replace_changes_what_is_named() -> None:
    first = OURS(1, weight=3.0)
    second = records.replace(first, x=7)
    assert (second.x, second.y, second.weight, second.known) == (7, 2, 3.0, {"x": 7})
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        records.replace(first, z=1)


def test_records_pickle() -> None:
    kept = Kept(1, (2, 3))
    assert pickle.loads(pickle.dumps(kept)) == kept


_ASSIGN = """
import pickle
from ftc_lint.sql.split import split
(part,) = split("SELECT 1", "postgres")
assert pickle.loads(pickle.dumps(part)) == part
part.start = 3
"""


def test_development_mode_refuses_to_change_what_is_frozen() -> None:
    done = subprocess.run([sys.executable, "-X", "dev", "-c", _ASSIGN], capture_output=True)
    assert b"StatementText is frozen: start cannot be changed" in done.stderr


def test_positions_match() -> None:
    match Kept(1, (2,)):
        case Kept(x, rest):
            assert (x, rest) == (1, (2,))
        case _:
            pytest.fail("it does not match")


def test_a_record_that_inherits_has_the_fields_of_both() -> None:
    @records.dataclass(frozen=True)
    class Above:
        name: str
        size: int = 1

    @records.dataclass(frozen=True)
    class Below(Above):
        size: int = 2
        kind: str = ""

    assert [each.name for each in records.fields(Below)] == ["name", "size", "kind"]
    made = Below("a", kind="k")
    assert (made.name, made.size, made.kind) == ("a", 2, "k")
    assert records.replace(made, name="b") == Below("b", 2, "k")
    assert made != Below("b", 2, "k")


def test_records_of_all_kinds_are_pickled() -> None:
    span = Span("a.sql", 1, 2)
    operation = Operation(Kind.DROP_TABLE, (TableName(("s", "t")),), span, span, cascade=True)
    for record in (span, operation, Targets(("a",))):
        assert repr(pickle.loads(pickle.dumps(record))) == repr(record)
