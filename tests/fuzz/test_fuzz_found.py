"""What fuzzing has found, each by the name of what was wrong."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from ftc_lint.audit.dumps import DumpError, read_dump
from ftc_lint.cache.lazy import LazyFunction
from ftc_lint.cache.plain import DamagedError
from ftc_lint.cli import main
from ftc_lint.commands.prepare import known
from ftc_lint.configuration.read import check_text
from ftc_lint.errors import UsageError
from ftc_lint.schema import snapshot

HEADER = b"PGDMP\x01\x0e\x00\x04\x08\x01"
ZERO = b"\0\0\0\0\0"


def test_a_number_of_thousands_of_digits_in_the_configuration() -> None:
    with pytest.raises(UsageError, match=r"^a\.toml: the configuration cannot be read: Exceeds"):
        check_text(f"x = {'9' * 5000}", "a.toml", known())


def test_a_hexadecimal_number_of_thousands_of_digits_where_a_list_is_wanted() -> None:
    with pytest.raises(UsageError, match="expected a list of strings, found an enormous number"):
        check_text(f"test-paths = 0x{'f' * 5000}", ".ftc-lint.toml", known())


@pytest.mark.parametrize("text", ["9" * 5000, "[" * 200_000])
def test_a_snapshot_that_json_cannot_read(text: str) -> None:
    with pytest.raises(snapshot.SnapshotError, match="not JSON that can be read"):
        snapshot.read(text)


def test_a_function_in_the_cache_that_is_no_json() -> None:
    function = LazyFunction(["f", None, 0, 1, 0, 0, 0, [], []], "no JSON", "a.py")
    with pytest.raises(DamagedError):
        function.whole()


DUMPS: Mapping[str, tuple[bytes, str]] = {
    "a day that no calendar has": (
        b"-- MySQL dump 10\n-- Dump completed on 2026-13-99 25:61:61\n",
        "it is damaged: it was completed on 2026-13-99 25:61:61",
    ),
    "a text longer than any memory": (
        b"PGDMP\x01\x0e\x00\xff\x08\x01" + (b"\0" + b"\0" * 255) * 8 + b"\0" + b"\x7f" * 255,
        "it is damaged: a text in it is too long",
    ),
}


@pytest.mark.parametrize("name", DUMPS)
def test_a_damaged_dump(name: str, tmp_path: Path) -> None:
    content, message = DUMPS[name]
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(DumpError, match=f"^{message}$"):
        read_dump(str(tmp_path / "a"))


def test_a_year_that_no_calendar_has(tmp_path: Path) -> None:
    times = ZERO * 5 + b"\0\xff\xff\xff\x7f" + ZERO
    (tmp_path / "a").write_bytes(HEADER + ZERO + times + ZERO * 3 + ZERO)
    (dump,) = [read_dump(str(tmp_path / "a"))]
    assert dump.kind == "pg_dump, custom"


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_a_tar_file_whose_contents_are_a_link_to_nowhere(kind: bytes, tmp_path: Path) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        member = tarfile.TarInfo("toc.dat")
        member.type, member.linkname = kind, "nowhere"
        archive.addfile(member)
    (tmp_path / "a").write_bytes(stream.getvalue())
    with pytest.raises(DumpError, match=r"toc\.dat is not in it"):
        read_dump(str(tmp_path / "a"))


@pytest.mark.parametrize(
    "key",
    ["\\u001b[31m", "a\\nb", "\u2028", "\\u202e"],
    ids=["escape", "line end", "U+2028", "turned"],
)
def test_a_key_that_would_act_on_a_terminal(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ftc-lint.toml").write_text(f'"{key}" = 1\n')
    monkeypatch.chdir(tmp_path)
    assert main([]) == 2
    error = capfd.readouterr().err
    assert error.removesuffix("\n").isprintable()
    assert error.startswith("ftc-lint: error: ftc-lint.toml:1: ")
