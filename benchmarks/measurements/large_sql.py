"""Large .sql files, files that are nothing but operations, and a dump with its rows."""

from __future__ import annotations

import json
import subprocess

from benchmarks import corpora, corpus
from benchmarks.measurements.commands import LINT, Measurement, Setting, python
from benchmarks.timing import Result, Stopped, rounded

DUMP_MB = 1000
IN_PROCESS = """
import gc, json, sys, time
from ftc_lint.sql.parse import parse

gc.set_threshold(100_000, 50, 50)
text = open(sys.argv[1]).read()
took = []
for _ in range(5):
    start = time.process_time()
    parsed = parse(text, "postgres")
    took.append(time.process_time() - start)
print(json.dumps([len(parsed.operations), len(text) / 1e6 / min(took)]))
"""


def growing_file(setting: Setting) -> Result:
    """One file of DDL and INSERT statements, twice, four and eight times as large."""
    steps = []
    for megabytes in (1, 2, 4, 8):
        path = setting.directory / "sql" / f"dump_{megabytes}.sql"
        corpus.write_large_sql(path, megabytes * setting.share)
        done = setting.run([*LINT, path.name], path.parent)
        step: Result = {"mb": round(path.stat().st_size / 1e6, 2), "cpu_s": None}
        if not isinstance(done, Stopped):
            step |= {"cpu_s": rounded(done.cpu), "peak_mb": round(done.peak)}
        path.unlink()
        steps.append(step)
    return {
        "what": "one .sql file of growing size",
        "corpus": "DDL and INSERT statements written by benchmarks/corpus.py",
        "steps": steps,
        "limit": setting.limit,
    }


def parsing(setting: Setting) -> Result:
    """The parser alone, on one core: text with few operations, and text of nothing else."""
    steps = []
    for name, write in (
        ("DDL and INSERT statements", corpus.write_large_sql),
        ("nothing but operations", corpus.write_dense_sql),
    ):
        path = setting.directory / "dense.sql"
        write(path, setting.share)
        command = [*python(IN_PROCESS), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        operations, speed = json.loads(done.stdout)
        size = round(path.stat().st_size / 1e6, 2)
        steps.append(
            {"text": name, "mb": size, "operations": operations, "mb_per_cpu_s": rounded(speed)}
        )
    return {"what": "reading SQL, one core, best of 5", "steps": steps}


def dump(setting: Setting) -> Result:
    """What pg_dump writes: nearly all of it rows in COPY format."""
    root = setting.directory / "dump"
    (root / ".git").mkdir(parents=True)
    path = root / "dump.sql"
    corpus.write_dump(path, setting.size(DUMP_MB))
    result: Result = {
        "what": "a dump in COPY format",
        **corpora.described("written by benchmarks/corpus.py", root, (".sql",), setting.limit),
        "limit": setting.limit,
    }
    done = setting.run([*LINT, path.name], root)
    path.unlink()
    if not isinstance(done, Stopped):
        result |= {
            "ours_s": rounded(done.wall),
            "ours_cpu_s": rounded(done.cpu),
            "mb_per_s": rounded(result["mb"] / done.wall),
            "peak_mb": round(done.peak),
        }
    return result


MEASUREMENTS: dict[str, Measurement] = {
    "large-sql": growing_file,
    "parsing-sql": parsing,
    "dump-1gb": dump,
}
