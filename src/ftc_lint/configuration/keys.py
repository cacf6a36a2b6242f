"""Every key of the configuration in one table: its kind, what it means and an example.

Reading, `--show-settings`, `--init` and the configuration reference all come from here.
"""

from __future__ import annotations

from ftc_lint.configuration import kinds
from ftc_lint.records import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `example` is TOML for its value; `nested`: a nested file may set it too."""

    name: str
    kind: kinds.Kind
    doc: str
    example: str
    nested: bool = False

    @property
    def field(self) -> str:
        """The field of `Settings` (or its parts) that holds it."""
        return self.name.replace("-", "_")


_TABLES = "Patterns without a dot match the last part of a name; case counts only in quotes."

KEYS = (
    Key("dialect", kinds.dialect,
        "The SQL dialect. Else the driver that a Python file imports tells, or what a script's "
        "path and words show (`GO`, `ENGINE=InnoDB`, `migrations/mysql/`), else PostgreSQL.",
        '"postgres"', nested=True),
    Key("dialects", kinds.table(kinds.dialect),
        "Dialects by path pattern, for projects with more than one database. The last match wins.",
        '{ "warehouse/**" = "snowflake" }'),
    Key("select", kinds.selectors,
        "The rules to check, instead of those that are on by default.",
        '["FTC1", "FTC301", "delete-without-backup"]', nested=True),
    Key("ignore", kinds.selectors,
        "Rules not to check. Of `select` and `ignore` the more exact word wins.",
        '["FTC107"]', nested=True),
    Key("extend-select", kinds.selectors,
        "Rules to check besides those that are on by default.",
        '["FTC902"]', nested=True),
    Key("per-file-ignores", kinds.table(kinds.selectors),
        "Rules not to check in the files that a path pattern matches.",
        '{ "migrations/**" = ["FTC104", "FTC107"] }', nested=True),
    Key("severity", kinds.table(kinds.severity, kinds.selector),
        "Severities other than a rule's own. Of two words that match, the more exact one wins.",
        '{ FTC302 = "warning" }', nested=True),
    Key("exclude", kinds.texts,
        "Paths that are left out, instead of the usual ones (virtual environments, build output).",
        '[".venv", "vendor"]'),
    Key("extend-exclude", kinds.texts,
        "Paths that are left out besides those of `exclude`.",
        '["third_party/**"]'),
    Key("protected-tables", kinds.texts,
        "Tables whose rows are precious: findings on them are never softened, every DELETE on "
        "them needs a backup. " + _TABLES,
        '["listing_status", "core.*"]'),
    Key("scratch-tables", kinds.texts,
        "Tables that lose nothing when they are emptied. " + _TABLES,
        '["tmp_*", "stg_*"]'),
    Key("backup-tables", kinds.texts,
        "Tables that are backups of others. " + _TABLES,
        '["*_backup", "bak_*"]'),
    Key("backup-functions", kinds.texts,
        "Functions that back up the table they are given, where the analysis cannot see it.",
        '["tools.snapshot_table"]'),
    Key("verify-functions", kinds.texts,
        "Functions that verify new data, where the analysis cannot see it.",
        '["checks.compare_counts"]'),
    Key("entry-points", kinds.texts,
        "Names of functions that a run begins with, besides `main` blocks, console scripts and "
        "the like.",
        '["run_etl*", "sync_*"]'),
    Key("dry-run-parameters", kinds.texts,
        "Names of parameters that mean a dry run.",
        '["dry_run", "preview"]'),
    Key("apply-parameters", kinds.texts,
        "Names of parameters that mean the opposite of a dry run.",
        '["commit", "apply"]'),
    Key("sql-functions", kinds.texts,
        "Calls that run the SQL they are given, beyond those found by following parameters to a "
        "driver.",
        '["warehouse.run"]'),
    Key("test-paths", kinds.texts,
        "Where tests are: there, findings are info.",
        '["**/tests/**", "**/test_*.py", "qa/**"]'),
    Key("require-reason", kinds.flag,
        "Whether a suppression must give its reason.",
        "true"),
    Key("required-version", kinds.requirement,
        "The versions of ftc-lint that may check this project.",
        '">=0.1"'),
    Key("delete-scope", kinds.delete_scope,
        'Which deletes need a backup before them: "unbounded" (those that empty a table) or "all".',
        '"all"'),
    Key("schema", kinds.texts,
        "DDL files or a snapshot that say what the database looks like, relative to the root.",
        '["db/schema/*.sql", "ftc-lint.snapshot.json"]'),
)  # fmt: skip
"""Keys of `[tool.ftc-lint]`."""

LIVE_KEYS = (
    Key("url-env", kinds.text,
        "The environment variable that holds the database's URL.", '"DATABASE_URL"'),
    Key("schemas", kinds.texts,
        "The schemas to audit; else all that are not the system's.", '["public", "extracted"]'),
    Key("history", kinds.text,
        "The SQLite file that keeps the row counts of earlier audits.", '".ftc_lint/history.db"'),
    Key("window", kinds.window,
        "The time of day at which data is replaced, when few others use the database.",
        '"22:00-05:00 Europe/Berlin"'),
    Key("count-timeout", kinds.duration,
        "How long one count may take.", '"30s"'),
    Key("ignore", kinds.table(kinds.texts, kinds.selector),
        "What is accepted in the live database: table patterns by rule.",
        '{ FTC501 = ["audit_log"] }'),
    Key("row-counts", kinds.table(kinds.row_range),
        "The least and the most rows that a table may have.",
        "{ listing_status = [20_000, 25_000] }"),
)  # fmt: skip
"""Keys of `[tool.ftc-lint.live]`."""

BACKUP_KEYS = (
    Key("directories", kinds.texts, "Where backup files lie.", '["backups"]'),
    Key("pattern", kinds.text, "The names of backup files.", '"*.dump"'),
    Key("max-age", kinds.duration, "How old the youngest backup may be.", '"26h"'),
    Key("keep", kinds.duration, "How long backup tables are kept.", '"30d"'),
)  # fmt: skip
"""Keys of `[tool.ftc-lint.live.backups]`."""
