"""Backup files as the real programs write them, whole and cut off anywhere."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import shutil
import sqlite3
import subprocess
import tarfile
from pathlib import Path

import pytest

from ftc_lint.audit.dumps import DumpError, read_dump
from servers.accounts import environment
from servers.postgres import PostgresDatabase

TABLES = (
    "CREATE TABLE a (x int PRIMARY KEY, y text)",
    "INSERT INTO a SELECT n, repeat(md5(n::text), 20) FROM generate_series(1, 400) n",
    'CREATE TABLE "Ü b" (x int REFERENCES a)',
    'INSERT INTO "Ü b" SELECT n FROM generate_series(1, 50) n',
    "SELECT lo_from_bytea(0, 'large object')",
)


def pg_dump(pg: PostgresDatabase, target: Path, *options: str) -> Path:
    programs = getattr(pg.server, "programs", None)
    if programs is None:
        pytest.skip("postgres: pg_dump of the server's own version is needed")
    place = pg.server.place
    command = [programs / "pg_dump", "-h", place.host, "-p", str(place.port), "-U", place.user]
    done = subprocess.run(
        [*command, "-f", str(target), *options, pg.name],
        env=environment(), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return target


def cuts(size: int) -> list[int]:
    """Lengths to cut a file to: some everywhere, all near the end."""
    return sorted({*range(1, size, max(1, size // 60)), *range(max(1, size - 12), size)})


def is_whole(path: Path) -> bool:
    try:
        read_dump(str(path))
    except DumpError:
        return False
    return True


@pytest.mark.parametrize("options", [("-Fc",), ("-Fc", "-Z0"), ("-Ft",)], ids=str)
def test_an_archive_says_what_it_is_and_every_cut_shows(pg, tmp_path, options) -> None:
    pg.run(*TABLES)
    path = pg_dump(pg, tmp_path / "a.dump", *options)
    dump = read_dump(str(path))
    assert dump.database == pg.name
    assert dump.taken is not None
    assert abs(dump.taken.timestamp() - os.stat(path).st_mtime) < 90_000  # a dump knows no zone
    data = path.read_bytes()
    cut = tmp_path / "cut.dump"
    for length in cuts(len(data)):
        cut.write_bytes(data[:length])
        if is_whole(cut):  # a tar archive may lose its padding and be whole all the same
            assert options == ("-Ft",)
            assert set(data[length:]) == {0}


def test_a_directory_needs_all_its_files(pg, tmp_path) -> None:
    pg.run(*TABLES)
    path = pg_dump(pg, tmp_path / "a.dump", "-Fd")
    assert read_dump(str(path)).database == pg.name
    files = sorted(each for each in path.iterdir() if each.name != "toc.dat")
    assert len(files) >= 2
    for file in files:
        if file.suffix != ".gz":
            continue
        data = file.read_bytes()
        file.write_bytes(data[: len(data) // 2])
        assert not is_whole(path)
        file.unlink()
        assert not is_whole(path)
        file.write_bytes(data)
    assert is_whole(path)


@pytest.mark.parametrize("options", [(), ("-C",), ("--inserts",)], ids=str)
def test_a_plain_dump_and_a_packed_one(pg_newest, tmp_path, options) -> None:
    pg_newest.run(*TABLES)
    path = pg_dump(pg_newest, tmp_path / "a.sql", *options)
    dump = read_dump(str(path))
    assert dump.database == (pg_newest.name if "-C" in options else None)
    data = path.read_bytes()
    cut = tmp_path / "cut.sql"
    for length in cuts(data.rindex(b"dump complete")):
        cut.write_bytes(data[:length])
        assert not is_whole(cut)
    packed = tmp_path / "a.sql.packed"
    for kind, module in (("gzip", gzip), ("bzip2", bz2), ("xz", lzma)):
        whole = module.compress(data)
        packed.write_bytes(whole)
        assert read_dump(str(packed)).kind == f"pg_dump, plain, {kind}"
        for length in cuts(len(whole)):
            packed.write_bytes(whole[:length])
            assert not is_whole(packed)


def test_mariadb_dumps(mariadb, tmp_path) -> None:
    program = shutil.which("mariadb-dump") or shutil.which("mysqldump")
    socket = mariadb.server.connection.get("unix_socket")
    if program is None or socket is None:
        pytest.skip("mariadb: mysqldump and a server of our own are needed")
    mariadb.run("CREATE TABLE a (x int)", "INSERT INTO a VALUES (1)")
    done = subprocess.run(
        [program, "--no-defaults", f"--socket={socket}", "-uroot", mariadb.name],
        capture_output=True, env=environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    path = tmp_path / "a.sql"
    path.write_bytes(done.stdout)
    dump = read_dump(str(path))
    assert dump.database == mariadb.name
    assert dump.taken is not None
    path.write_bytes(done.stdout[:-60])
    assert not is_whole(path)


def test_sqlite_files(tmp_path) -> None:
    path = tmp_path / "a.db"
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE a (b); INSERT INTO a VALUES (zeroblob(20000));")
    connection.close()
    assert read_dump(str(path)).kind == "SQLite"
    data = path.read_bytes()
    path.write_bytes(data[:-4096])
    assert not is_whole(path)


@pytest.mark.parametrize("data", [b"", b"hello\n", b"PGDMP", b"\x1f\x8b", b"PGDMP\x01\x63" * 9])
def test_what_is_no_dump_is_told(tmp_path, data) -> None:
    path = tmp_path / "a.dump"
    path.write_bytes(data)
    assert not is_whole(path)


def test_a_tar_file_of_something_else_is_no_dump(tmp_path) -> None:
    (tmp_path / "a.txt").write_text("a")
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        archive.add(tmp_path / "a.txt", "a.txt")
    with pytest.raises(DumpError, match="no archive of pg_dump"):
        read_dump(str(path))
