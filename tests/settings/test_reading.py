"""Configuration files: what they set, and what messages say about what is wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ftc_lint.configuration.place import Known
from ftc_lint.configuration.read import read_nested, read_settings
from ftc_lint.errors import UsageError
from ftc_lint.settings import Selection, Settings, Window

KNOWN = Known(lambda: ("FTC101", "FTC102", "FTC201"), lambda: ("truncate", "truncate-cascade"))


def read(tmp_path: Path, text: str, name: str = "ftc-lint.toml") -> Settings:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_settings(str(path), name, KNOWN)


def error(tmp_path: Path, text: str, name: str = "ftc-lint.toml") -> str:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text, name)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    assert read(tmp_path, "") == Settings()


def test_every_key_is_read(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        """
        dialect = "PostgreSQL"
        dialects = { "warehouse/**" = "snowflake" }
        select = ["FTC1", "truncate"]
        ignore = ["FTC102"]
        extend-select = ["FTC201"]
        per-file-ignores = { "migrations/**" = ["FTC1"] }
        severity = { FTC102 = "info" }
        exclude = ["vendor"]
        extend-exclude = ["old/**"]
        protected-tables = ["listing_status"]
        scratch-tables = ["tmp_*"]
        backup-tables = ["*_bak"]
        backup-functions = ["snapshot"]
        verify-functions = ["check"]
        entry-points = ["sync_*"]
        dry-run-parameters = ["preview"]
        apply-parameters = ["go"]
        sql-functions = ["warehouse.run"]
        test-paths = ["spec/**"]
        require-reason = true
        required-version = ">=0.1, <9"
        delete-scope = "all"
        schema = ["db/*.sql"]
        [live]
        url-env = "DATABASE_URL"
        schemas = ["public"]
        history = "h.db"
        window = "22:00-05:30 Europe/Berlin"
        count-timeout = "2m"
        ignore = { FTC201 = ["audit_log"] }
        row-counts = { listing_status = [20_000, 25_000] }
        [live.backups]
        directories = ["backups"]
        pattern = "*.sql.gz"
        max-age = "26h"
        keep = "30d"
        """,
    )
    assert settings.dialect == "postgres"
    assert settings.dialects == {"warehouse/**": "snowflake"}
    assert settings.select == ("FTC1", "truncate")
    assert settings.per_file_ignores == {"migrations/**": ("FTC1",)}
    assert settings.severity == {"FTC102": "info"}
    assert settings.require_reason
    assert settings.delete_scope == "all"
    assert settings.live.window == Window(22 * 60, 5 * 60 + 30, "Europe/Berlin")
    assert settings.live.count_timeout == 120
    assert settings.live.ignore == {"FTC201": ("audit_log",)}
    assert settings.live.row_counts == {"listing_status": (20_000, 25_000)}
    assert settings.live.backups.max_age == 26 * 3600
    assert settings.live.backups.keep == 30 * 86400


def test_pyproject_holds_the_same_keys_in_its_table(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n[tool.ftc-lint]\nselect = ["FTC101"]\n'
    assert read(tmp_path, text, "pyproject.toml").select == ("FTC101",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '\nprotected-table = ["a"]',
            'ftc-lint.toml:2: protected-table: unknown key; did you mean "protected-tables"?',
        ),
        (
            "require_reason = true",
            'ftc-lint.toml:1: require_reason: unknown key; did you mean "require-reason"?',
        ),
        ("zzz = 1", "ftc-lint.toml:1: zzz: unknown key"),
        (
            'select = [\n  "FTC101",\n  "FTC1O1",\n]',
            'ftc-lint.toml:3: select[1]: unknown rule "FTC1O1"; did you mean "FTC101"?',
        ),
        (
            'ignore = ["truncate-cascades"]',
            'ftc-lint.toml:1: ignore[0]: unknown rule "truncate-cascades"; '
            'did you mean "truncate-cascade"?',
        ),
        (
            'select = "FTC1"',
            "ftc-lint.toml:1: select: expected a list of strings, found the string",
        ),
        ("select = [1]", "ftc-lint.toml:1: select[0]: expected a string, found the number 1"),
        ("require-reason = 1", "ftc-lint.toml:1: require-reason: expected true or false, found"),
        (
            '[severity]\nFTC101 = "loud"',
            'ftc-lint.toml:2: severity.FTC101: expected "error", "warning" or "info", found "loud"',
        ),
        (
            'severity = { FTC101 = "info",\n FTC102 = "warn" }'.replace("\n", " "),
            'ftc-lint.toml:1: severity.FTC102: expected "error", "warning" or "info", '
            'found "warn"; did you mean "warning"?',
        ),
        ('dialect = "postgre"', 'unknown dialect "postgre"; did you mean "postgres"?'),
        ('[per-file-ignores]\n"a/**" = ["FTC999"]', 'ftc-lint.toml:2: per-file-ignores."a/**"[0]:'),
        ('required-version = ">=99"', "this project asks for ftc-lint >=99, and this is 0."),
        ('required-version = "new"', "expected a version requirement such as"),
        ('delete-scope = "some"', 'expected "unbounded" or "all", found "some"'),
        ('[live]\nwindow = "10pm"', 'ftc-lint.toml:2: live.window: expected "HH:MM-HH:MM'),
        (
            '[live]\nwindow = "22:00-05:00 Europe/Berln"',
            'unknown time zone "Europe/Berln"; did you mean "Europe/Berlin"?',
        ),
        ('[live]\ncount-timeout = "30"', 'live.count-timeout: expected a duration such as "30s"'),
        ("[live]\ncount-timeout = 30", "live.count-timeout: expected a string, found the number"),
        ("[live.row-counts]\nt = [5, 1]", "live.row-counts.t: expected 0 <= least <= most"),
        ("[live.row-counts]\nt = [true, 1]", "live.row-counts.t: expected [least, most]"),
        ("[live.backups]\nmaxage = '1h'", 'maxage: unknown key; did you mean "max-age"?'),
        (
            "[live.backup]\nx = 1",
            'ftc-lint.toml:1: live.backup: unknown key; did you mean "backups"?',
        ),
        ("live = 3", "ftc-lint.toml:1: live: expected a table"),
        ("a = \n", "ftc-lint.toml:1: this is not TOML: "),
        ("select = ['FTC101'\n\n", "ftc-lint.toml:"),
    ],
)
def test_a_mistake_is_named_with_its_line_key_and_remedy(
    tmp_path: Path, text: str, expected: str
) -> None:
    assert expected in error(tmp_path, text)


def test_a_line_is_found_in_pyproject_too(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n\n[tool.ftc-lint]\n# why\nselect = ["FTC999"]\n'
    message = error(tmp_path, text, "pyproject.toml")
    assert message.startswith("pyproject.toml:6: tool.ftc-lint.select[0]: unknown rule")


def test_bytes_that_are_not_utf8_are_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "ftc-lint.toml"
    path.write_bytes(b'# fine\n# caf\xe9\nselect = ["FTC101"]\n')
    with pytest.raises(UsageError, match=r"ftc-lint\.toml:2: the configuration is not UTF-8"):
        read_settings(str(path), "ftc-lint.toml", KNOWN)


def test_a_nested_file_adds_to_what_is_above(tmp_path: Path) -> None:
    base = Settings(ignore=("FTC102",), severity={"FTC101": "info"}, dialects={"**": "mysql"})
    path = tmp_path / "ftc-lint.toml"
    path.write_text(
        'select = ["FTC2"]\nseverity = { FTC201 = "error" }\ndialect = "oracle"\n'
        'per-file-ignores = { "old.py" = ["FTC201"] }\n'
    )
    nested = read_nested(str(path), "etl/ftc-lint.toml", KNOWN, base, "etl")
    assert nested.layers == (Selection(None, ("FTC102",)), Selection(("FTC2",)))
    assert nested.severity == {"FTC101": "info", "FTC201": "error"}
    assert (nested.dialect, nested.dialects) == ("oracle", {})
    assert nested.per_file_ignores == {"etl/**/old.py": ("FTC201",)}


def test_a_nested_file_may_not_set_what_belongs_to_the_root(tmp_path: Path) -> None:
    path = tmp_path / "ftc-lint.toml"
    path.write_text('\nprotected-tables = ["a"]\n')
    with pytest.raises(UsageError, match=r"^etl/ftc-lint\.toml:2: protected-tables: only the conf"):
        read_nested(str(path), "etl/ftc-lint.toml", KNOWN, Settings(), "etl")
