"""A run with a cache says what a run without one says: whole runs over many small projects."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ftc_lint import engine, reading
from ftc_lint.cache.lazy import LazyFunction
from ftc_lint.configuration.place import Known, Place
from ftc_lint.configuration.read import settings_of
from ftc_lint.engine import run
from ftc_lint.facts import FunctionFacts
from ftc_lint.files import Targets
from ftc_lint.processes import parallel
from ftc_lint.records import fields, replace
from ftc_lint.registry import registry
from ftc_lint.report import Report
from ftc_lint.reports import renderer
from ftc_lint.reports.style import Style
from ftc_lint.request import Request
from ftc_lint.settings import Settings
from ftc_lint.testing import request_for

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FIXTURES = Path(__file__).parent.parent / "fixtures"
PROJECTS = [
    entry
    for rule in sorted(FIXTURES.iterdir())
    if rule.is_dir()
    for kind in ("bad", "good")
    for entry in sorted((rule / kind).iterdir())
]


def request_of(directory: Path, **changes: Any) -> Request:
    values = Settings()
    config = directory / "ftc-lint.toml"
    if config.exists():
        rules = registry()
        known = Known(lambda: rules.codes, lambda: rules.names, lambda: True)
        values = settings_of(tomllib.loads(config.read_text()), Place("ftc-lint.toml", ""), known)
    return replace(request_for(str(directory), values, registry()), **changes)


def told(report: Report) -> tuple[object, ...]:
    """Everything of a report but how long it took, and how it is written."""
    output = io.StringIO()
    for name in ("json", "full"):
        plain = replace(report, summary=replace(report.summary, duration_s=0.0))
        renderer(name)(plain, output, Style(False, False, False, True))
    summary = replace(report.summary, duration_s=0.0)
    return (report.findings, report.unchecked, report.failures, summary, output.getvalue())


def entries(cache: Path, kind: str) -> list[Path]:
    return sorted(cache.glob(f"{kind}*-*")) if cache.exists() else []


def copied(entry: Path, directory: Path) -> Path:
    files = [entry] if entry.is_file() else sorted(p for p in entry.rglob("*") if p.is_file())
    top = entry.parent if entry.is_file() else entry
    for file in files:
        target = directory / file.relative_to(top)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    return directory


@pytest.mark.parametrize("entry", PROJECTS, ids=lambda e: e.relative_to(FIXTURES).as_posix())
def test_a_fixture_gives_the_same_with_and_without_a_cache(entry: Path, tmp_path: Path) -> None:
    project, cache = copied(entry, tmp_path / "project"), tmp_path / "cache"
    without = told(run(request_of(project)))
    request = request_of(project, cache=str(cache))
    assert told(run(request)) == without, "when it is filled"
    assert told(run(request)) == without, "from the outcome"
    for each in entries(cache, "outcome"):
        each.unlink()
    assert told(run(request)) == without, "from the facts"
    for each in entries(cache, "facts")[::2]:
        each.unlink()
    for each in entries(cache, "outcome"):
        each.unlink()
    assert told(run(request)) == without, "from some of the facts"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that are read, rather than taken from the cache."""
    found: list[str] = []
    read_file = reading.read_file

    def counting(source: Any, *rest: Any) -> Any:
        found.append(source.path)
        return read_file(source, *rest)

    monkeypatch.setattr(reading, "read_file", counting)
    return found


LOADER = """
import psycopg2
from names import TABLE

def empty(cur, table):
    cur.execute(f"DELETE FROM {table}")

def main(cur):
    empty(cur, TABLE)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    directory = tmp_path / "project"
    directory.mkdir()
    (directory / "loader.py").write_text(LOADER)
    (directory / "names.py").write_text("TABLE = 'prices'\n")
    (directory / "plain.py").write_text("x = 1\n")
    (directory / "schema.sql").write_text("CREATE TABLE prices (id int);\n")
    return directory


def lint(project: Path, **changes: Any) -> Report:
    return run(request_of(project, cache=str(project.parent / "cache"), **changes))


def test_only_what_changed_is_read_again(project: Path, counted: list[str]) -> None:
    lint(project)
    assert sorted(counted) == ["loader.py", "names.py", "schema.sql"]
    counted.clear()
    lint(project)
    assert counted == []
    (project / "schema.sql").write_text("CREATE TABLE prices (id bigint);\n")
    lint(project)
    assert counted == ["schema.sql"]


TWICE = """
import psycopg2

def empty(cur):
    cur.execute("DELETE FROM old")

def empty(cur):
    cur.execute("DELETE FROM new")

def main(cur):
    empty(cur)
"""


def test_a_function_that_is_defined_twice_is_taken_from_the_cache(
    project: Path, counted: list[str]
) -> None:
    (project / "twice.py").write_text(TWICE)
    lint(project)
    (project / "schema.sql").write_text("CREATE TABLE prices (id bigint);\n")
    counted.clear()
    report = lint(project)
    assert counted == ["schema.sql"]
    assert told(report) == told(run(request_of(project)))


def test_a_kept_function_tells_all_that_a_function_tells() -> None:
    kept = LazyFunction(["f", None, 0, 1, 0, 0, 0, [], []], "", "a.py")
    told = {each.name for each in fields(FunctionFacts)}
    assert told <= {name for name in dir(kept) if not name.startswith("_")}


def test_a_file_that_nobody_asks_for_any_more_is_left_out(project: Path) -> None:
    lint(project)
    (project / "loader.py").write_text(LOADER.replace("empty(cur, TABLE)", "empty(cur, 'a')"))
    assert told(lint(project)) == told(run(request_of(project)))


# --- files that do not matter ----------------------------------------------------------------


HELPER = "def empty_table(cur, table):\n    cur.execute(f'DELETE FROM {table}')\n"
CALLER = "import helper\n\n\ndef load(cur):\n    helper.empty_table(cur, 'prices')\n"
IDLE = "def total(rows):\n    return sum(rows)\n"


@pytest.fixture
def idle(tmp_path: Path) -> Path:
    """A project in which `idle.py` leads to nothing, and `base.py` is extended by nobody."""
    directory = tmp_path / "idle"
    directory.mkdir()
    for name, text in (("helper", HELPER), ("caller", CALLER), ("idle", IDLE)):
        (directory / f"{name}.py").write_text(text)
    (directory / "model.py").write_text(
        "class Loader:\n    table = 'a'\n\n    def wipe_all(self, cur):\n"
        "        cur.execute(f'TRUNCATE {self.table}')\n"
    )
    (directory / "uses.py").write_text("from names import TABLE\ncur.execute('DROP ' + TABLE)\n")
    return directory


@pytest.mark.parametrize("text", [IDLE + "\n\nTOTAL = 1\n", "", "def broken(:\n", "größe = 1\n"])
def test_a_change_that_leads_to_nothing_needs_no_analysis(
    idle: Path, analysed: list[int], text: str
) -> None:
    first = told(lint(idle))
    analysed.clear()
    (idle / "idle.py").write_text(text, encoding="utf-8")
    assert told(lint(idle)) == first
    assert analysed == []
    assert told(run(request_of(idle))) == first


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"idle.py": b"cur.execute('TRUNCATE prices')\n"}, id="an operation"),
        pytest.param({"idle.py": b"x = 1  # ftc-lint: ignore[FTC101]\n"}, id="a suppression"),
        pytest.param({"idle.py": b"x = 1  # noqa: FTC101\n"}, id="a suppression of flake8's"),
        pytest.param({"idle.py": b"# ftc-lint: skip-file\n"}, id="a file's suppression"),
        pytest.param({"idle.py": b"from helper import empty_table\n"}, id="a name"),
        pytest.param({"idle.py": b"def go(it, cur):\n    it.wipe_all(cur)\n"}, id="a method"),
        pytest.param({"idle.py": b"class L(Loader):\n    table = 'b'\n"}, id="a base"),
        pytest.param({"idle.py": b"name = 'gr\xfc\xdfe'\n"}, id="bytes that are no text"),
        pytest.param({"idle.py": b"x = 1\0\n"}, id="a NUL"),
        pytest.param({"names.py": b"TABLE = 'prices'\n"}, id="a module, added"),
        pytest.param({"other.py": b"x = 1\n"}, id="a file, added"),
        pytest.param({"idle.py": None}, id="a file, deleted"),
        pytest.param({"helper.py": None}, id="a file that matters, deleted"),
        pytest.param({"caller.py": CALLER.replace("prices", "a").encode()}, id="a caller"),
    ],
)
def test_a_change_that_may_lead_to_something_is_analysed(
    idle: Path, analysed: list[int], change: dict[str, bytes | None]
) -> None:
    lint(idle)
    analysed.clear()
    for name, data in change.items():
        if data is None:
            (idle / name).unlink()
        else:
            (idle / name).write_bytes(data)
    report = lint(idle)
    assert len(analysed) == 1
    assert told(report) == told(run(request_of(idle)))
    assert told(lint(idle)) == told(report)


def test_what_is_asked_for_decides_which_outcome_counts(idle: Path, analysed: list[int]) -> None:
    """The helper is renamed, a file gets its new name, the helper is named as before."""
    first = told(lint(idle))
    (idle / "helper.py").write_text(HELPER.replace("empty_table", "clear_table"))
    lint(idle)
    (idle / "idle.py").write_text("from helper import empty_table\n\nempty_table(None, 'b')\n")
    lint(idle)
    (idle / "helper.py").write_text(HELPER)
    analysed.clear()
    report = told(lint(idle))
    assert analysed == [5]
    assert report == told(run(request_of(idle))) != first


def test_text_that_is_read_from_a_file_that_does_not_matter_counts(idle: Path) -> None:
    (idle / "uses.py").write_text("cur.execute(open('idle.py').read())\n")
    (idle / "idle.py").write_text("DEL = 1\n")
    for text in ("DEL = 1\n", "DEL = 2\n"):
        (idle / "idle.py").write_text(text)
        assert told(lint(idle)) == told(run(request_of(idle)))
        shown = {path.name: path.read_bytes() for path in entries(idle.parent / "cache", "outcome")}
        assert any(b'"idle.py"' in content for content in shown.values())


def test_a_file_that_is_asked_for_only_now_is_read(project: Path, counted: list[str]) -> None:
    (project / "loader.py").write_text(LOADER.replace("empty(cur, TABLE)", "empty(cur, 'a')"))
    (project / "caller.py").write_text("from jobs import late\nlate(None)\n")
    lint(project)
    counted.clear()
    (project / "jobs.py").write_text("def late(cur):\n    cur.execute('TRUNCATE prices')\n")
    report = lint(project)
    assert sorted(counted) == ["caller.py", "jobs.py"]
    assert told(report) == told(run(request_of(project)))


@pytest.mark.parametrize("jobs", [1, 3])
def test_processes_fill_the_cache_alike(
    project: Path, jobs: int, monkeypatch: pytest.MonkeyPatch, counted: list[str]
) -> None:
    monkeypatch.setattr(parallel, "LEAST", 1)
    without = told(run(request_of(project)))
    lint(project, jobs=jobs)
    counted.clear()
    for each in entries(project.parent / "cache", "outcome"):
        each.unlink()
    assert told(lint(project, jobs=jobs)) == without
    assert counted == []


def test_paths_limit_what_is_reported_of_a_kept_outcome(project: Path) -> None:
    (project / "other.sql").write_text("TRUNCATE a CASCADE;")
    targets = Targets(("other.sql",))
    lint(project)
    kept = lint(project, targets=targets)
    assert told(kept) == told(run(request_of(project, targets=targets)))
    assert {f.span.path for f in kept.findings if f.span} == {"other.sql"}


def test_a_buffer_stands_for_its_file_and_is_not_kept(project: Path) -> None:
    cache = project.parent / "cache"
    lint(project)
    before = {path.name: path.read_bytes() for path in cache.iterdir()}
    buffers = {"loader.py": LOADER.replace("DELETE FROM", "TRUNCATE").encode()}
    report = lint(project, buffers=buffers)
    assert told(report) == told(run(request_of(project, buffers=buffers)))
    assert "TRUNCATE" in str(report.findings)
    assert {path.name: path.read_bytes() for path in cache.iterdir()} == before
    assert "TRUNCATE" not in str(lint(project).findings)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("queries/clear.txt", None, "DELETE FROM prices"),
        ("queries/clear.txt", "DELETE FROM prices", "SELECT 1"),
        ("queries/clear.txt", "DELETE FROM prices", None),
        ("pyproject.toml", None, '[project.scripts]\nload = "loader:main"\n'),
    ],
)
def test_files_outside_the_listing_count(
    project: Path, name: str, before: str | None, after: str | None
) -> None:
    """A query that a script opens, the scripts of a package: no .py and no .sql files."""
    path = project / name
    path.parent.mkdir(exist_ok=True)
    (project / "script.py").write_text(
        "import psycopg2\ncur = psycopg2.connect('').cursor()\n"
        "cur.execute(open('queries/clear.txt').read())\n"
    )
    for text in (before, after, before):
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text)
        expected = told(run(request_of(project)))
        assert told(lint(project)) == expected
        assert told(lint(project)) == expected


def test_settings_dialects_and_snapshots_are_told_apart(project: Path) -> None:
    lint(project)
    tree = request_of(project).tree
    for values in (
        Settings(protected_tables=("prices",)),
        Settings(dialect="mysql"),
        Settings(sql_functions=("empty",)),
        Settings(dialects={"*.sql": "sqlite"}),
        Settings(select=("FTC2",)),
    ):
        changed = replace(tree, root=values)
        assert told(lint(project, tree=changed)) == told(run(request_of(project, tree=changed)))
    assert told(lint(project)) == told(run(request_of(project)))


def test_operations_are_listed_from_kept_facts(project: Path, counted: list[str]) -> None:
    without = run(request_of(project, with_operations=True)).operations
    lint(project)
    counted.clear()
    assert lint(project, with_operations=True).operations == without
    assert counted == []


def test_a_project_without_operations_is_known_without_looking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(engine.MANY):
        (tmp_path / f"m{number}.py").write_text(f"x = {number}\n")
    request = request_of(tmp_path, cache=str(tmp_path / "cache"))
    first = run(request)
    monkeypatch.setattr(engine, "may_hold_operation", lambda data: pytest.fail(str(data)))
    assert told(run(request)) == told(first)


# --- any history of changes ------------------------------------------------------------------

PIECES = [
    "import psycopg2\n",
    "from a import wipe\n",
    "from b import TABLE\n",
    "TABLE = 'prices'\n",
    "def wipe(cur, name):\n    cur.execute(f'DELETE FROM {name}')\n",
    "def save(cur):\n    cur.execute('CREATE TABLE prices_backup AS SELECT * FROM prices')\n",
    "def run_etl(cur, dry_run=False):\n    save(cur)\n    wipe(cur, TABLE)\n",
    "class Base:\n    table = 'rows'\n    def clear(self):\n"
    "        self.cur.execute('TRUNCATE ' + self.table)\n",
    "class Price(Base):\n    table = 'prices'\n    def go(self):\n        self.clear()\n",
    "wipe(None, 'x')  # ftc-lint: ignore[FTC201] because it is scratch\n",
    "def broken(:\n",
    "print('größe')\n",
]


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, list[int]]]:
    pieces = st.lists(st.integers(0, len(PIECES) - 1), max_size=5)
    project = st.dictionaries(st.sampled_from(["a.py", "b.py", "sub/c.py", "d.py"]), pieces)
    return draw(st.lists(project, min_size=2, max_size=4))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories())
def test_after_any_changes_a_kept_run_says_what_a_fresh_one_says(
    history: list[dict[str, list[int]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    project = tmp_path_factory.mktemp("project")
    cache = tmp_path_factory.mktemp("cache")
    for files in history:
        for path in list(project.rglob("*.py")):
            path.unlink()
        for name, numbers in files.items():
            path = project / name
            path.parent.mkdir(exist_ok=True)
            path.write_text("".join(PIECES[number] for number in numbers))
        expected = told(run(request_of(project)))
        assert told(run(request_of(project, cache=str(cache)))) == expected
        assert told(run(request_of(project, cache=str(cache)))) == expected


# --- files that change during a run ----------------------------------------------------------


@pytest.fixture
def changing(monkeypatch: pytest.MonkeyPatch) -> dict[str, str | None]:
    """What becomes of files once they have been looked at: the text that is written, or None."""
    changes: dict[str, str | None] = {}
    chosen = engine._chosen  # type: ignore[attr-defined]

    def then_change(request: Request, *rest: Any) -> Any:
        done = chosen(request, *rest)
        for name, text in changes.items():
            path = Path(request.root.directory) / name
            if text is None:
                path.unlink()
            else:
                path.write_text(text)
        return done

    monkeypatch.setattr(engine, "_chosen", then_change)
    return changes


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("text", [None, "x = 1\n"])
@pytest.mark.parametrize("uses_cache", [True, False])
def test_a_file_that_changes_during_a_run_is_said_to_have_changed(
    project: Path,
    changing: dict[str, str | None],
    monkeypatch: pytest.MonkeyPatch,
    jobs: int,
    text: str | None,
    uses_cache: bool,
) -> None:
    monkeypatch.setattr(parallel, "LEAST", 1)
    changing["loader.py"] = text
    cache = str(project.parent / "cache") if uses_cache else None
    report = run(request_of(project, jobs=jobs, cache=cache))
    assert [(f.code, f.span.path) for f in report.findings if f.span] == [("FTC900", "loader.py")]
    assert "it changed while it was being checked" in report.findings[0].message
    changing.clear()
    again = run(request_of(project, jobs=jobs, cache=cache))
    assert told(again) == told(run(request_of(project)))
