"""--fix, --unsafe-fixes and --diff: what is written, what is printed, and what is left alone."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ftc_lint.commands import fix as fix_command
from ftc_lint.commands.fixing import Mending
from ftc_lint.options import Options

UNUSED = "SELECT 1; -- ftc-lint: ignore[FTC101] why\n"
CASCADE = "CREATE TABLE c (a int REFERENCES p ON DELETE CASCADE);\n"
RESTRICT = CASCADE.replace("CASCADE", "RESTRICT")


def test_safe_fixes_are_made_and_the_rest_is_reported(run, write) -> None:
    write({"a.sql": UNUSED, "b.sql": CASCADE})
    ran = run("--fix")
    assert Path("a.sql").read_text() == "SELECT 1;\n"
    assert Path("b.sql").read_text() == CASCADE
    assert ran.status == 1
    assert "b.sql:1:36: FTC301" in ran.out
    assert ran.out.splitlines()[-2:] == [
        "Fixed 1 finding in 1 file. 1 more can be fixed with --fix --unsafe-fixes.",
        "Found 1 error in 1 of 2 files (2 SQL statements).",
    ]


def test_unsafe_fixes_are_made_where_they_are_asked_for(run, write) -> None:
    write({"a.sql": UNUSED, "b.sql": CASCADE})
    ran = run("--fix", "--unsafe-fixes")
    assert Path("b.sql").read_text() == RESTRICT
    assert ran.status == 0
    assert ran.out.splitlines()[0] == "Fixed 2 findings in 2 files."
    again = run("--fix", "--unsafe-fixes")
    assert again.out.splitlines() == ["Found nothing in 2 files (2 SQL statements)."]


def test_what_can_be_fixed_is_said_of_a_plain_run(run, write) -> None:
    write({"a.sql": UNUSED, "b.sql": CASCADE * 2})
    lines = run().out.splitlines()
    assert lines[-2] == "1 can be fixed with --fix, 1 more with --fix --unsafe-fixes."
    summary = json.loads(run("--output-format", "json").out)["summary"]
    assert (summary["fixed"], summary["fixable"], summary["fixable_unsafe"]) == (0, 1, 1)


def test_why_something_is_not_fixed_is_shown(run, write) -> None:
    write({"a.sql": "TRUNCATE t CASCADE;\n"})
    reason = "  = no fix: which tables reference t is not known"
    assert reason in run("--fix", "--unsafe-fixes", "--output-format", "full").out
    assert reason in run("-v", "--output-format", "full").out
    assert "no fix" not in run("--output-format", "full").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--unsafe-fixes",), "--unsafe-fixes goes with --fix or --diff"),
        (("--diff", "--output-format", "json"), "--diff prints a patch: leave --output-format out"),
        (("--fix", "--db", "sqlite:///x"), "--fix and --diff change files: leave --db out"),
        (
            ("--fix", "--write-baseline", "b.json"),
            "--write-baseline writes what is left; run --fix before it",
        ),
    ],
)
def test_what_does_not_go_together(run, write, arguments: tuple[str, ...], message: str) -> None:
    write({"a.sql": UNUSED})
    ran = run(*arguments)
    assert (ran.status, ran.err) == (2, f"ftc-lint: error: {message}\n")
    assert Path("a.sql").read_text() == UNUSED


# --- what stays as it is ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("latin.py", "# coding: latin-1\nx = 'größe'\ny = 1  # noqa: FTC101\n".encode("latin-1")),
        ("mark.sql", b"\xef\xbb\xbf-- gr\xc3\xb6\xc3\x9fe\r\n" + UNUSED.encode()),
        ("only_mark.sql", b"\xef\xbb\xbf" + UNUSED.encode()),
        ("wide.sql", ("-- größe 表\r\n" + UNUSED).encode("utf-16")),
        (
            "win.sql",
            "SET client_encoding = 'win1252';\n-- größe €\n".encode("cp1252") + UNUSED.encode(),
        ),
        ("mixed.sql", b"SELECT 1;\r\n\nSELECT 2;\rSELECT 3;\n\x0c" + UNUSED.encode().rstrip()),
        ("mixed.py", b"x = 1\r\n\n\x0c\ny = '''\r\r\n\t'''  # noqa: FTC101"),
    ],
)
def test_bytes_that_no_fix_touches_stay(run, write, name: str, before: bytes) -> None:
    write({name: before})
    encoding = "utf-16-le" if name == "wide.sql" else "latin-1"
    wanted = before
    for words in (" -- ftc-lint: ignore[FTC101] why", "  # noqa: FTC101"):
        wanted = wanted.replace(words.encode(encoding), b"")
    assert wanted != before
    ran = run("--fix", "--select", "FTC901,FTC101")
    assert Path(name).read_bytes() == wanted
    assert ran.status == 0


def test_a_file_that_cannot_be_decoded_is_not_touched(run, write) -> None:
    before = UNUSED.encode() + b"-- \xff\xfe\n"
    write({"a.sql": before, "b.sql": UNUSED})
    ran = run("--fix")
    assert Path("a.sql").read_bytes() == before
    assert Path("b.sql").read_text() == "SELECT 1;\n"
    assert ran.status == 1
    assert "FTC900" in ran.out


def test_mode_and_links_stay(run, write, tmp_path: Path) -> None:
    write({"real/a.sql": UNUSED})
    outside = tmp_path.parent / f"{tmp_path.name}-outside.sql"
    outside.write_text(UNUSED)
    os.chmod("real/a.sql", 0o754)
    os.symlink(outside, "link.sql")
    try:
        run("--fix")
        assert os.stat("real/a.sql").st_mode & 0o7777 == 0o754
        assert os.path.islink("link.sql")
        assert outside.read_text() == "SELECT 1;\n"
        assert sorted(os.listdir("real")) == ["a.sql"]
    finally:
        outside.unlink()


def test_another_hard_link_keeps_the_old_text_and_that_is_said(run, write) -> None:
    write({"a.sql": UNUSED})
    os.link("a.sql", "a.backup")
    ran = run("--fix")
    assert Path("a.sql").read_text() == "SELECT 1;\n"
    assert Path("a.backup").read_text() == UNUSED
    assert ran.err == "ftc-lint: a.sql: its other hard links keep the old text\n"


def test_a_file_that_changed_meanwhile_is_not_overwritten(
    run, write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"a.sql": UNUSED, "b.sql": UNUSED})
    real = fix_command.mend

    def mend_and_type(options: Options) -> Mending:
        result = real(options)
        Path("a.sql").write_text(f"SELECT 0;\n{UNUSED}")
        return result

    monkeypatch.setattr(fix_command, "mend", mend_and_type)
    ran = run("--fix")
    assert Path("a.sql").read_text() == f"SELECT 0;\n{UNUSED}"
    assert Path("b.sql").read_text() == "SELECT 1;\n"
    assert ran.status == 1
    assert ran.err == "ftc-lint: a.sql: not fixed: it changed since it was read\n"
    assert "Fixed 1 finding in 1 file. 1 more can be fixed with --fix." in ran.out


def test_a_file_that_is_read_only_is_not_written(
    run, write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"a.sql": UNUSED})
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)  # root may write all
    ran = run("--fix")
    assert Path("a.sql").read_text() == UNUSED
    assert ran.status == 1
    assert ran.err == "ftc-lint: a.sql: not fixed: it is read-only\n"


# --- which files -----------------------------------------------------------------------------


def test_only_what_paths_name_is_changed(run, write) -> None:
    write({"a/x.sql": UNUSED, "b/y.sql": UNUSED})
    ran = run("--fix", "a")
    assert Path("a/x.sql").read_text() == "SELECT 1;\n"
    assert Path("b/y.sql").read_text() == UNUSED
    assert ran.status == 0


def test_a_finding_that_is_reported_for_a_related_place_is_fixed_only_where_it_stands(
    run, write
) -> None:
    job = (
        "import psycopg\nfrom steps import wipe\n\n\ndef run_etl():\n    wipe(psycopg.connect())\n"
    )
    steps = 'def wipe(db):\n    db.execute("DELETE FROM t")\n'
    write({"job.py": job, "steps.py": steps})
    ran = run(
        "--fix", "--unsafe-fixes", "--select", "FTC401", "--output-format", "full", "steps.py"
    )
    assert "missing-dry-run" in ran.out
    assert "no fix: job.py is not among the PATHS" in ran.out
    assert Path("job.py").read_text() == job


def test_only_what_is_reported_is_fixed(run, write) -> None:
    write({"a.sql": UNUSED + CASCADE})
    run("--fix", "--unsafe-fixes", "--min-severity", "error")
    assert Path("a.sql").read_text() == UNUSED + RESTRICT
    run("--fix", "--unsafe-fixes", "--ignore", "FTC901")
    assert Path("a.sql").read_text() == UNUSED + RESTRICT


def test_what_a_baseline_knows_is_not_fixed(run, write) -> None:
    write({"a.sql": CASCADE})
    assert run("--write-baseline", "known.json").status == 0
    write({"b.sql": CASCADE.replace("TABLE c", "TABLE d")})
    ran = run("--fix", "--unsafe-fixes", "--baseline", "known.json")
    assert Path("a.sql").read_text() == CASCADE
    assert "RESTRICT" in Path("b.sql").read_text()
    assert ran.status == 0


def test_what_was_there_before_a_revision_is_not_fixed(run, write) -> None:
    write({"a.sql": CASCADE})
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    added = CASCADE.replace("TABLE c", "TABLE d")
    write({"a.sql": CASCADE + added})
    ran = run("--fix", "--unsafe-fixes", "--since", "HEAD")
    assert Path("a.sql").read_text() == CASCADE + added.replace("CASCADE", "RESTRICT")
    assert ran.status == 0


def test_from_below_the_root(run, write, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"ftc-lint.toml": "", "a.sql": UNUSED, "sub/b.sql": UNUSED})
    monkeypatch.chdir("sub")
    ran = run("--diff")
    assert f"names in the patch are relative to {Path.cwd().parent}\n" in ran.err
    assert "+++ b/sub/b.sql\n" in ran.out
    assert "+++ b/b.sql\n" in run("--diff", ".").out
    run("--fix")
    assert Path("../a.sql").read_text() == Path("b.sql").read_text() == "SELECT 1;\n"


# --- standard input --------------------------------------------------------------------------


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def give(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return give


def test_standard_input_is_printed_fixed(run, type_in) -> None:
    type_in(b"-- \xef\xbb\xbfx\r\n" + UNUSED.encode() + CASCADE.encode())
    ran = run("--fix", "-")
    assert ran.out == "-- \ufeffx\r\nSELECT 1;\n" + CASCADE
    assert "FTC301" in ran.err
    assert ran.status == 1
    assert not os.listdir(".")


def test_standard_input_without_anything_to_fix_is_printed_as_it_is(run, type_in) -> None:
    type_in(b"SELECT 1;\r\n")
    ran = run("--fix", "--stdin-filename", "a.sql", "-")
    assert (ran.out, ran.status) == ("SELECT 1;\r\n", 0)


def test_standard_input_as_a_patch(run, type_in) -> None:
    type_in(UNUSED.encode())
    ran = run("--diff", "--stdin-filename", "d/a.sql", "-")
    assert ran.out == (
        "--- a/d/a.sql\n+++ b/d/a.sql\n@@ -1 +1 @@\n"
        "-SELECT 1; -- ftc-lint: ignore[FTC101] why\n+SELECT 1;\n"
    )
    assert ran.err == "Would fix 1 finding in 1 file.\n"


# --- patches ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [["git", "apply"], ["patch", "-p1", "-i"]], ids=["git", "patch"]
)
def test_the_patch_does_what_fix_does(run, write, command: list[str]) -> None:
    files: dict[str, str | bytes] = {
        "crlf.sql": (CASCADE + UNUSED).replace("\n", "\r\n"),
        "d e/ü.sql": UNUSED.rstrip("\n"),
        "mark.sql": b"\xef\xbb\xbf" + CASCADE.encode(),
        "latin.py": b"# coding: latin-1\nx = '\xe9'  # noqa: FTC101",
    }
    options = ("--unsafe-fixes", "--select", "FTC301,FTC901,FTC101")
    write(files)
    ran = run("--diff", "--output-file", "../fixes.patch", *options)
    assert ran.status == 1
    assert ran.err == "Would fix 5 findings in 4 files.\n"
    assert all(Path(name).read_bytes() == _bytes(text) for name, text in files.items())
    subprocess.run([*command, "../fixes.patch"], check=True, capture_output=True)
    patched = {name: Path(name).read_bytes() for name in files}
    write(files)
    assert run("--fix", *options).status == 0
    assert patched == {name: Path(name).read_bytes() for name in files}
    assert run("--diff", *options).out == ""


def test_no_patch_is_status_0(run, write) -> None:
    write({"a.sql": CASCADE})
    ran = run("--diff")
    assert (ran.out, ran.status) == ("", 0)
    assert ran.err == ("Nothing would be fixed. 1 can be fixed with --fix --unsafe-fixes.\n")
    assert run("--diff", "--unsafe-fixes").status == 1
    assert run("--diff", "--unsafe-fixes", "--exit-zero").status == 0
    assert run("--fix", "--diff", "--unsafe-fixes").status == 1
    assert Path("a.sql").read_text() == CASCADE


def test_a_file_that_no_patch_can_show_is_named(run, write) -> None:
    write({"wide.sql": UNUSED.encode("utf-16")})
    ran = run("--diff")
    assert (ran.out, ran.status) == ("", 1)
    assert (
        "ftc-lint: wide.sql: --fix would change it, but a patch cannot show utf-16-le\n" in ran.err
    )


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
