"""Files that are not what their names say, and places that cannot be read: each is told, and no
other file's findings are lost."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "ftc_lint", "--no-cache"]
NOISE = bytes((i * 197 + i // 7) % 256 for i in range(4000))
SQL = "DELETE FROM found;\n"

FILES: dict[str, tuple[str, bytes, list[str]]] = {
    "noise as .py": ("x.py", NOISE, ["FTC900"]),
    "noise as .sql": ("x.sql", NOISE, ["FTC900"]),
    "noise as .ipynb": ("x.ipynb", NOISE, ["FTC900"]),
    "an empty .py": ("x.py", b"", []),
    "an empty .sql": ("x.sql", b"", []),
    "an unclosed quote": ("x.sql", b"SELECT 'a;\n" + SQL.encode(), ["DELETE empties found"]),
    "Python 2": (
        "x.py", b"print 'x'\ncur.execute('DELETE FROM found')\n",
        ["FTC900", "DELETE empties found"],
    ),
    "CRLF": ("x.sql", b"SELECT 1;\r\nDELETE FROM found;\r\n", ["x.sql:2:1: FTC201"]),
    "UTF-8 with a mark": ("x.sql", SQL.encode("utf-8-sig"), ["x.sql:1:1: FTC201"]),
    "UTF-16": ("x.sql", SQL.encode("utf-16"), ["x.sql:1:1: FTC201"]),
    "UTF-32": ("x.sql", SQL.encode("utf-32"), ["x.sql:1:1: FTC201"]),
    "brackets 3,000 deep": (
        "x.py", b"x = " + b"(" * 3000 + b")" * 3000 + b"\ncur.execute('DELETE FROM found')\n",
        ["nested too deeply", "DELETE empties found"],
    ),
    "parentheses 20,000 deep": (
        "x.sql", b"SELECT " + b"(" * 20_000 + b")" * 20_000 + b";\n" + SQL.encode(),
        ["x.sql:2:1: FTC201"],
    ),
}  # fmt: skip


def ran(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*COMMAND, *words], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_is_not_what_it_should_be(what: str, tmp_path: Path) -> None:
    name, content, expected = FILES[what]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.sql").write_text("DELETE FROM other;\n")
    done = ran(tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "good.sql:1:1: FTC201" in done.stdout
    for each in expected:
        assert each in done.stdout
    if not expected:
        assert "x." not in done.stdout


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that other users may look into, as pytest's own are not."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        yield Path(directory)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions are others there")
def test_a_file_that_nobody_may_read(open_directory: Path) -> None:
    tmp_path = open_directory
    (tmp_path / "secret.sql").write_text(SQL)
    (tmp_path / "good.sql").write_text("DELETE FROM other;\n")
    (tmp_path / "bad.sql").write_bytes(NOISE)
    (tmp_path / "secret.sql").chmod(0)
    code = (
        "import os, sys\n"
        "from ftc_lint.cli import main\n"
        "main(['--no-cache', 'good.sql', 'bad.sql'])\n"  # loads what the other user may not
        "os.geteuid() or os.seteuid(65534)\n"
        "sys.exit(main(['--no-cache', 'secret.sql', 'good.sql']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "secret.sql:1:1: FTC900" in done.stdout
    assert "Permission denied" in done.stdout
    assert "good.sql:1:1: FTC201" in done.stdout


@pytest.mark.slow
def test_one_line_of_ten_megabytes(tmp_path: Path) -> None:
    (tmp_path / "long.sql").write_text("INSERT INTO t VALUES " + "(1, 'a')," * 1_100_000 + "(2);\n")
    done = ran(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 SQL statement" in done.stdout


SIZE = int(os.environ.get("FTC_TEST_DUMP_BYTES", "60_000_000"))
"""Bytes of the dump below; 1_000_000_000 for the long run."""

MOST_MEMORY = 200_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells the memory of this process alone")
def test_a_large_dump_takes_little_memory(tmp_path: Path) -> None:
    rows = b"1\tsome text\t2026-01-01\n" * 40_000
    with (tmp_path / "dump.sql").open("wb") as file:
        file.write(b"COPY public.prices (a, b, c) FROM stdin;\n")
        while file.tell() < SIZE:
            file.write(rows)
        file.write(b"\\.\n\nDELETE FROM prices;\n")
    # Not ru_maxrss: that begins with what the process that started this one holds.
    code = (
        "import re\nfrom ftc_lint.cli import main\nstatus = main(['--no-cache'])\n"
        "told = re.search(r'VmHWM:\\s+(\\d+) kB', open('/proc/self/status').read())\n"
        "print(int(told[1]) * 1024, status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    *_, last = done.stdout.splitlines()
    most, status = map(int, last.split())
    assert status == 1
    assert most < MOST_MEMORY
    assert "FTC201" in done.stdout
