"""Backups as the audit finds them: files and tables."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from ftc_lint.audit.backup_tables import date_in

WHOLE = "--\n-- PostgreSQL database dump\n--\n\n-- PostgreSQL database dump complete\n"
DIRECTORIES = (
    '[live.backups]\ndirectories = ["backups"]\npattern = "*.sql"\nmax-age = "26h"\nkeep = "30d"\n'
)


def messages(run, code: str) -> list[str]:
    ran = run("--db", "a.db", "--select", code, "--output-format", "json")
    return [finding["message"] for finding in json.loads(ran.out)["findings"]]


@pytest.fixture
def backups(sqlite) -> Path:
    sqlite("CREATE TABLE prices (a); INSERT INTO prices VALUES (1), (2), (3), (4), (5)")
    Path("ftc-lint.toml").write_text(DIRECTORIES)
    Path("backups").mkdir()
    return Path("backups")


def test_no_file_at_all(run, backups) -> None:
    (message,) = messages(run, "FTC506")
    assert message == "there is no backup of this database in backups"
    backups.rmdir()
    assert any("cannot be read" in message for message in messages(run, "FTC506"))


def test_a_file_of_a_packing_that_is_not_read_is_unchecked(run, backups, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "compression.zstd", None)
    (backups / "nightly.sql").write_bytes(b"\x28\xb5\x2f\xfd" + bytes(40))
    ran = run("--db", "a.db", "--output-format", "json")
    report = json.loads(ran.out)
    assert [each["code"] for each in report["findings"] if each["code"] == "FTC506"] == []
    assert ran.status == 4
    (reason,) = (each["reason"] for each in report["unchecked"])
    assert reason == (
        "backups/nightly.sql was not read: it is packed with zstd, which this Python cannot read"
    )


def test_a_young_whole_file_is_enough_and_an_old_one_is_not(run, backups) -> None:
    file = backups / "nightly.sql"
    file.write_text(WHOLE)
    assert messages(run, "FTC506") == []
    old = time.time() - 3 * 86400 - 60
    os.utime(file, (old, old))
    (message,) = messages(run, "FTC506")
    assert message == (
        "the youngest backup, backups/nightly.sql, is 3 days old; live.backups.max-age is 1 day"
    )


def test_a_file_that_breaks_off_is_told_although_another_is_whole(run, backups) -> None:
    (backups / "a.sql").write_text(WHOLE)
    (backups / "b.sql").write_text(WHOLE[:-30])
    (message,) = messages(run, "FTC506")
    assert message.startswith("backups/b.sql is no backup: it is truncated")


def test_a_dump_of_another_database_is_none_of_this_one(run, backups) -> None:
    (backups / "a.sql").write_text("\\connect other\n" + WHOLE)
    (message,) = messages(run, "FTC506")
    assert message == "there is no backup of this database in backups (1 of other databases)"


def test_backup_tables_by_the_date_in_their_names(run, sqlite, backups) -> None:
    Path("ftc-lint.toml").write_text('[live.backups]\nmax-age = "26h"\nkeep = "30d"\n')
    assert messages(run, "FTC506") == ["no backup table is younger than 1 day: there is none"]
    now = datetime.now(timezone.utc)
    young, old = (f"{now - timedelta(hours=h):%Y%m%d_%H%M%S}" for h in (2, 40 * 24))
    sqlite(f"CREATE TABLE prices_backup_{young} AS SELECT * FROM prices")
    assert messages(run, "FTC506") == []
    assert messages(run, "FTC507") == []
    sqlite(f"CREATE TABLE prices_backup_{old} AS SELECT * FROM prices")
    (message,) = messages(run, "FTC507")
    assert f"prices_backup_{old} is 40 days old and holds 5 rows" in message
    sqlite(f"DELETE FROM prices_backup_{young} WHERE a > 1")
    (message,) = messages(run, "FTC506")
    assert message == f"main.prices_backup_{young} holds 1 of the 5 rows of main.prices"


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("prices_backup_20260131", datetime(2026, 1, 31)),
        ("backup_2026_01_31_prices", datetime(2026, 1, 31)),
        ("prices_bak_20260131_235959", datetime(2026, 1, 31, 23, 59, 59)),
        ("prices_20260231_backup", None),
        ("prices_backup_120260131", None),
        ("prices_backup_17", None),
    ],
)
def test_dates_in_names(name: str, day: datetime | None) -> None:
    assert date_in(name) == (None if day is None else day.replace(tzinfo=timezone.utc))
