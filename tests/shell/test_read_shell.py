"""What a shell script makes a database do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftc_lint.cli import main
from ftc_lint.evaluate import texts
from ftc_lint.flow import Block, Branch, Construct, Execute, Loop
from ftc_lint.shell.read import read_shell
from ftc_lint.text import Source
from ftc_lint.values import Text


def executed(script: str) -> list[str]:
    """Every SQL text of a script, in order, loops and branches flattened."""
    found: list[str] = []

    def walk(block: Block) -> None:
        for step in block:
            if isinstance(step, Execute):
                found.extend(text.excerpt.text for text in texts(step.text))
            elif isinstance(step, Branch):
                walk(step.then)
                walk(step.otherwise)
            elif isinstance(step, Loop):
                walk(step.body)

    walk(read_shell(Source("load.sh", script)).functions[0].body)
    return found


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('psql "$DSN" -c "DROP TABLE prices"', ["DROP TABLE prices"]),
        ("sudo -u postgres psql -c 'DROP TABLE prices'\n", ["DROP TABLE prices"]),
        ('SQL="DELETE FROM prices"\npsql -c "$SQL"\n', ["DELETE FROM prices"]),
        ('T=prices\nmysql -e "TRUNCATE ${T}_old"\n', ["TRUNCATE prices_old"]),
        ('mysql -e "TRUNCATE $T"\n', ["TRUNCATE {T}"]),
        ('T=a\nif cd x; then exit 1; fi\npsql -c "DROP TABLE $T"\n', ["DROP TABLE a"]),
        ('f() {\n  D=$1\n  shift\n  psql "$D" -c "$@"\n}\nf db "DROP TABLE a"\n', ["DROP TABLE a"]),
        ('x=$(psql -At -c "DELETE FROM a RETURNING 1")\n', ["DELETE FROM a RETURNING 1"]),
        ("echo \"got `mysql -e 'DROP TABLE a'` rows\"\n", ["DROP TABLE a"]),
        ('T=a\nif [ "$(psql -c "DROP TABLE $T")" ]; then :; fi\n', ["DROP TABLE a"]),
        ('x=$(( $(date) + 1 ))\ny=$(echo $(psql -c "DROP TABLE b"))\n', ["DROP TABLE b"]),
        ('f() { shift 2; psql -c "$1"; }\nf a b "DROP TABLE a"\n', ["DROP TABLE a"]),
        ("psql -d db <<EOF\nDROP TABLE a;\nEOF\necho done\n", ["DROP TABLE a;\n"]),
        ("psql <<'EOF'\nDROP TABLE $x;\nEOF\n", ["DROP TABLE $x;\n"]),
        ("cat <<EOF | psql\nDROP TABLE a;\nEOF\n", ["DROP TABLE a;\n"]),
        ('echo "DROP TABLE a" | psql "$DSN"\n', ["DROP TABLE a"]),
        ('psql <<< "DROP TABLE a"\n', ["DROP TABLE a"]),
        ('PSQL="psql -qAt -d $DB"\n$PSQL -c "DROP TABLE a"\n', ["DROP TABLE a"]),
        ("PSQL='psql -d db'\n$PSQL <<SQL\nDROP TABLE a;\nSQL\n", ["DROP TABLE a;\n"]),
        ('OPTS="-q -d db"\npsql $OPTS -c "DROP TABLE a"\n', ["DROP TABLE a"]),
        ('$PSQL -c "DROP TABLE a"\n', ["DROP TABLE a"]),
        (
            'run() { psql -c "$1"; }\nrun "DROP TABLE a"\nrun "DROP TABLE b"\n',
            ["DROP TABLE a", "DROP TABLE b"],
        ),
        ('function run {\n  mysql -e "$@"\n}\nrun DROP TABLE a\n', ["DROP TABLE a"]),
        (
            'drop() {\n  psql -c "DROP TABLE $1"\n  return 0\n}\ndrop a; psql -c "DROP TABLE b"\n',
            ["DROP TABLE a", "DROP TABLE b"],
        ),
        (
            'drop() { psql -c "DROP TABLE $1"; }\ng() { for t in a b; do drop "$t"; done; }\ng\n',
            ["DROP TABLE {t}"],
        ),
        ('drop() { psql -c "DROP TABLE $1"; }\n', ["DROP TABLE {1}"]),
        ('f() { f; psql -c "DROP TABLE a"; f; }\n', ["DROP TABLE a"]),
        ('run() { echo "$1"; }\nrun "DROP TABLE a"\n', []),
        ('sqlite3 a.db "DROP TABLE a"; exit\n', ["DROP TABLE a"]),
        ("psql -c \\\n  'DROP TABLE a'\n", ["DROP TABLE a"]),
        ("if [ -n x ]; then psql -c 'DROP TABLE a'; fi\n", ["DROP TABLE a"]),
        ("case $1 in\n  drop) psql -c 'DROP TABLE a' ;;\nesac\n", ["DROP TABLE a"]),
        ("wipe() {\n  psql -c 'DROP TABLE a'\n}\n", ["DROP TABLE a"]),
        ("test -f x && psql -c 'DROP TABLE a' || exit 1\n", ["DROP TABLE a"]),
        ("psql -c 'DROP TABLE a' > log 2>&1\r\n", ["DROP TABLE a"]),
    ],
)
def test_sql_of_a_client_is_found(script: str, expected: list[str]) -> None:
    assert executed(script) == expected


@pytest.mark.parametrize(
    "script",
    [
        'echo "DROP TABLE a"\n',
        "# psql -c 'DROP TABLE a'\n",
        "printf 'run: psql -c \"DROP TABLE a\"\\n'\n",
        'log "psql -c DROP TABLE a"\n',
        "cat <<EOF\npsql -c 'DROP TABLE a'\nEOF\n",
        "git commit -m 'DROP TABLE a'\n",
    ],
)
def test_sql_that_is_only_mentioned_is_left_alone(script: str) -> None:
    assert executed(script) == []


def test_every_character_points_at_the_script() -> None:
    script = 'x=1\npsql -c "DROP TABLE \\"Prices\\""\n'
    (step,) = read_shell(Source("load.sh", script)).functions[0].body
    assert isinstance(step, Execute)
    assert isinstance(step.text, Text)
    excerpt = step.text.excerpt
    at = excerpt.text.index("DROP")
    span = excerpt.span(at, at + 4)
    assert span is not None
    assert script[span.start : span.end] == "DROP"


def test_a_loop_over_words_is_known_item_by_item() -> None:
    (step,) = (
        read_shell(Source("load.sh", 'for t in a b; do\n  psql -c "DROP TABLE $t"\ndone\n'))
        .functions[0]
        .body
    )
    assert isinstance(step, Loop)
    assert step.at_least_once
    assert step.items is not None


def test_a_dump_is_a_copy() -> None:
    (step,) = (
        read_shell(Source("save.sh", "pg_dump -t prices shop > prices.sql\n")).functions[0].body
    )
    assert isinstance(step, Construct)
    assert step.operation.source == "shell"


@given(st.text(alphabet="psql -c'\"$({})`<\n|;&#if then fi do done esac EOF=\\x", max_size=120))
def test_any_text_is_read(script: str) -> None:
    read_shell(Source("x.sh", script))


@pytest.mark.parametrize("piece", ["$(", "`", "'", '"', "<<E\n", "if ", "${", "(", "case "])
def test_long_hostile_scripts_end(piece: str) -> None:
    read_shell(Source("x.sh", piece * 20_000))


def test_a_script_is_linted_like_any_other_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "load.sh").write_text(
        "#!/bin/bash\n"
        'for t in a b; do psql -c "TRUNCATE $t CASCADE"; done\n'
        "pg_dump -t prices shop > prices.sql\n"
        "psql <<EOF\nDELETE FROM prices;\nDELETE FROM orders;\nEOF\n"
        "psql -c 'DROP TABLE c'  # ftc-lint: ignore[FTC104] rebuilt every night\n"
    )
    monkeypatch.chdir(tmp_path)
    assert main(["--isolated", "load.sh"]) == 1
    found = [line.split(" ")[:2] for line in capsys.readouterr().out.splitlines()]
    assert found[:2] == [["load.sh:2:27:", "FTC101"], ["load.sh:6:1:", "FTC201"]]
    assert len(found) == 3


@pytest.mark.parametrize(
    "before",
    [
        "cd /data || exit 1",
        "[ -f new.csv ] || exit 1",
        "test -f lock && exit 0",
        "test -f lock &&\n  exit 0",
        'pg_dump db > "db.sql" || { echo failed; exit 1; }',
        "(cd /data; exit 1)",
        "X=$(date)\nif [ -z $X ]; then exit 1; fi",
        'case "$1" in\n  a) exit 1;;\n  *) echo b;;\nesac',
        "usage() { echo usage; exit 1; }\n[ $# -gt 0 ] || usage",
    ],
)
def test_what_stands_behind_an_exit_that_need_not_happen_is_reached(
    before: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "load.sh").write_text(f'#!/bin/sh\n{before}\npsql -c "TRUNCATE prices CASCADE"\n')
    monkeypatch.chdir(tmp_path)
    main(["--isolated", "load.sh"])
    assert "FTC101" in capsys.readouterr().out


def test_the_arms_of_a_case_are_no_paths_of_each_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arms = 'save) pg_dump db > db.sql; exit 0;;\n  drop) psql -c "DELETE FROM prices";;'
    (tmp_path / "load.sh").write_text(f'#!/bin/sh\ncase "$1" in\n  {arms}\nesac\n')
    monkeypatch.chdir(tmp_path)
    main(["--isolated", "load.sh"])
    assert "This DELETE empties prices, and no backup" in capsys.readouterr().out


def test_a_function_that_nothing_calls_is_reached_behind_the_end_of_the_script(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    script = 'reset() { psql -c "TRUNCATE prices CASCADE"; exit 0; }\n"$1"\nexit 0\n'
    (tmp_path / "load.sh").write_text("#!/bin/sh\n" + script)
    monkeypatch.chdir(tmp_path)
    main(["--isolated", "load.sh"])
    assert "FTC101" in capsys.readouterr().out
