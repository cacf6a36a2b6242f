"""What a project may decide. Plain data; `configuration` reads it from files.

Nothing here knows rules or files; a selector is a code, a prefix of codes or a rule's name, and
severities are words, so that a run without work loads nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

from ftc_lint.records import dataclass, field

DEFAULT_EXCLUDES = (
    ".bzr",
    ".direnv",
    ".eggs",
    ".ftc_lint",
    ".git",
    ".git-rewrite",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pants.d",
    ".pyenv",
    ".pytest_cache",
    ".pytype",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    ".vscode",
    "__pypackages__",
    "_build",
    "buck-out",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
)
"""What ruff leaves out by default, and our own directory."""


@dataclass(frozen=True, slots=True)
class Selection:
    """One layer of rule selection. `select` None: what the layers before chose stays."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the day: minutes after midnight in a time zone; it may pass midnight."""

    start: int
    end: int
    zone: str

    def __str__(self) -> str:
        clock = "{:02}:{:02}-{:02}:{:02}".format(*divmod(self.start, 60), *divmod(self.end, 60))
        return f"{clock} {self.zone}"


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """Where backups lie and how old they may be, in seconds. None: not checked."""

    directories: tuple[str, ...] = ()
    pattern: str = "*.dump"
    max_age: float | None = None
    keep: float | None = None


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """The live audit. `count_timeout` in seconds; `row_counts` are (least, most) by table;
    `ignore` are table patterns by selector of a rule."""

    url_env: str | None = None
    schemas: tuple[str, ...] = ()
    history: str = ".ftc_lint/history.db"
    window: Window | None = None
    count_timeout: float = 30.0
    ignore: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    row_counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    backups: BackupSettings = BackupSettings()


@dataclass(frozen=True, slots=True)
class Settings:
    """Every key of the configuration, with its default.

    `selections` are the layers above `select`, `ignore` and `extend_select`: nested
    configurations and the command line. Globs are relative to the project root.
    """

    dialect: str | None = None
    dialects: Mapping[str, str] = field(default_factory=dict)
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    severity: Mapping[str, str] = field(default_factory=dict)
    exclude: tuple[str, ...] = DEFAULT_EXCLUDES
    extend_exclude: tuple[str, ...] = ()
    protected_tables: tuple[str, ...] = ()
    scratch_tables: tuple[str, ...] = (
        "tmp_*",
        "temp_*",
        "stg_*",
        "staging_*",
        "*_tmp",
        "*_temp",
        "*_staging",
    )
    backup_tables: tuple[str, ...] = ("*backup*", "*_bak", "*_bak_*", "bak_*")
    backup_functions: tuple[str, ...] = ()
    verify_functions: tuple[str, ...] = ()
    entry_points: tuple[str, ...] = ("run_etl*", "run_pipeline*", "etl", "etl_*", "*_etl")
    dry_run_parameters: tuple[str, ...] = ("dry_run", "dryrun", "simulate", "no_act")
    apply_parameters: tuple[str, ...] = ("commit", "apply", "execute", "write")
    sql_functions: tuple[str, ...] = ()
    test_paths: tuple[str, ...] = (
        "**/tests/**",
        "**/test/**",
        "**/regress/**",
        "**/test_*.py",
        "**/*_test.py",
        "**/tests.py",
        "**/conftest.py",
    )
    require_reason: bool = False
    required_version: str | None = None
    delete_scope: str = "unbounded"
    schema: tuple[str, ...] = ()
    live: LiveSettings = LiveSettings()
    selections: tuple[Selection, ...] = ()

    @property
    def layers(self) -> tuple[Selection, ...]:
        """All layers of selection, the project's own first."""
        return (Selection(self.select, self.ignore, self.extend_select), *self.selections)
