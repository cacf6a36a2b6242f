"""The table of keys, and the settings as TOML."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import sqlglot

from ftc_lint.configuration.keys import BACKUP_KEYS, KEYS, LIVE_KEYS
from ftc_lint.configuration.kinds import DIALECT_ALIASES, DIALECTS, describe
from ftc_lint.configuration.place import Known
from ftc_lint.configuration.read import read_settings
from ftc_lint.configuration.show import as_toml
from ftc_lint.records import fields
from ftc_lint.settings import BackupSettings, LiveSettings, Settings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

EVERYTHING = Known(lambda: ("FTC104", "FTC107", "FTC301", "FTC302", "FTC501"), lambda: ())


@pytest.mark.parametrize(
    ("keys", "settings", "others"),
    [
        (KEYS, Settings, {"live", "selections"}),
        (LIVE_KEYS, LiveSettings, {"backups"}),
        (BACKUP_KEYS, BackupSettings, set()),
    ],
)
def test_every_field_has_a_key_and_every_key_a_field(keys, settings, others) -> None:
    assert {key.field for key in keys} == {field.name for field in fields(settings)} - others


@pytest.mark.parametrize("key", [*KEYS, *LIVE_KEYS, *BACKUP_KEYS], ids=lambda key: key.name)
def test_every_key_is_described_and_its_example_is_toml(key) -> None:
    assert key.doc.endswith(".")
    assert describe(key.kind)
    assert tomllib.loads(f"x = {key.example}")


def test_the_examples_are_accepted(tmp_path: Path) -> None:
    lines = [f"{key.name} = {key.example}" for key in KEYS]
    lines += ["[live]", *(f"{key.name} = {key.example}" for key in LIVE_KEYS)]
    lines += ["[live.backups]", *(f"{key.name} = {key.example}" for key in BACKUP_KEYS)]
    path = tmp_path / "ftc-lint.toml"
    text = "\n".join(lines).replace("delete-without-backup", "FTC301").replace("FTC902", "FTC301")
    path.write_text(text)
    settings = read_settings(str(path), "ftc-lint.toml", EVERYTHING)
    assert settings.delete_scope == "all"


def test_settings_as_toml_read_back_as_the_same_settings(tmp_path: Path) -> None:
    original = Settings(
        protected_tables=('we"ird\\name', "tab\there"),
        severity={"FTC301": "info"},
        live=LiveSettings(
            url_env="URL", count_timeout=90.0, row_counts={"a b": (1, 2)},
            backups=BackupSettings(keep=86400.0),
        ),
    )  # fmt: skip
    path = tmp_path / "ftc-lint.toml"
    path.write_text(as_toml(original), encoding="utf-8")
    assert read_settings(str(path), "x", EVERYTHING) == original


def test_the_dialects_are_those_of_sqlglot() -> None:
    known = {name for name in sqlglot.Dialect.classes if name}
    assert set(DIALECTS) <= known
    assert set(DIALECT_ALIASES.values()) <= set(DIALECTS)
