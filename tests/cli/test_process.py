"""What only a process of its own can show: signals, pipes, start-up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

COMMAND = [sys.executable, "-m", "ftc_lint"]


def test_a_closed_pipe_ends_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("TRUNCATE a CASCADE;\n" * 3000)
    process = subprocess.Popen(
        [*COMMAND, "--select", "FTC101"], cwd=tmp_path,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.wait(60)
    assert process.returncode == 1


def test_modules_of_a_project_are_not_run(tmp_path: Path) -> None:
    (tmp_path / "datetime.py").write_text("raise SystemExit('run')\n")
    (tmp_path / "_datetime").mkdir()
    (tmp_path / "a.sql").write_text("TRUNCATE a CASCADE;\n")
    done = subprocess.run(COMMAND, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert "a.sql:1:" in done.stdout


def test_an_interrupt_is_130_in_one_line(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "-"], cwd=tmp_path, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    wait_until_reading(process.pid)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == b"ftc-lint: interrupted\n"


def wait_until_reading(pid: int) -> None:
    """Until the process sleeps in a read of standard input, as the kernel tells."""
    path = Path(f"/proc/{pid}/wchan")
    for _ in range(600):
        state = Path(f"/proc/{pid}/stat").read_text().split()[2]
        if state == "S" and "pipe" in path.read_text():
            return
        time.sleep(0.05)


def test_an_interrupt_while_several_processes_read_is_clean_too(tmp_path: Path) -> None:
    text = "INSERT INTO prices VALUES (1, 'a');\n" * 8000
    for number in range(12):
        (tmp_path / f"{number}.sql").write_text(text)
    process = subprocess.Popen(
        [*COMMAND, "--jobs", "2", "--output-file", "report.txt"], cwd=tmp_path,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    while process.poll() is None and not children_of(process.pid):
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out, err) == (130, b"", b"ftc-lint: interrupted\n")
    assert not [path for path in tmp_path.iterdir() if path.suffix != ".sql"]


def children_of(pid: int) -> str:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text()


def test_a_run_without_work_loads_neither_parsers_nor_rules(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    code = (
        "import sys\nfrom ftc_lint.cli import main\nstatus = main(['a.py'])\n"
        "heavy = {'sqlglot', 'libcst', 'json', 'typing', 'argparse', 'subprocess', 'difflib',\n"
        "         'multiprocessing', 'tomllib', 'dataclasses', 'inspect', 'ast', 'tokenize',\n"
        "         'ftc_lint.rules', 'ftc_lint.operations'}\n"
        "print(sorted(heavy & set(sys.modules)), status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[] 0", done.stderr


def test_output_that_the_terminal_cannot_show_is_escaped(tmp_path: Path) -> None:
    (tmp_path / "größe.sql").write_text("TRUNCATE a CASCADE;\n")
    done = subprocess.run(
        [*COMMAND, "--select", "FTC101"], cwd=tmp_path, capture_output=True, check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert done.stdout.startswith(b"gr\\xf6\\xdfe.sql:1:1: FTC101")
    assert done.stderr == b""
