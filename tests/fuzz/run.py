"""Coverage-guided fuzzing, as long as one likes: `python tests/fuzz/run.py --minutes 5 [target]`.

Needs `pip install -e ".[fuzz]"`. Each target runs for so many minutes, one after the other, in a
process of its own. What is found to be worth keeping goes to tests/fuzz/corpus/<target>, and a
failing input to tests/fuzz/crashes/<target>; both are not in git. What was run is added up in
benchmarks/results/fuzz.json, from when on a target's code changed nobody looks: remove the file to
begin again. Exit status 1 if a target failed.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "fuzz.json"
SLOWEST = 60
"""Seconds after which one input counts as one that never ends."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--minutes", type=float, default=1.0, help="for each target")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the file to add it up in")
    parser.add_argument("--fuzz-in-this-process", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("target", nargs="?", help="one target only")
    arguments = parser.parse_args()
    if arguments.fuzz_in_this_process:
        fuzz(arguments.target, arguments.minutes)
    sys.path.insert(0, str(HERE))
    from fuzz_targets import TARGETS

    if arguments.target is not None and arguments.target not in TARGETS:
        parser.error(f"no target {arguments.target}: {', '.join(TARGETS)}")
    names = [arguments.target] if arguments.target else list(TARGETS)
    failed = [n for n in names if not run_target(n, arguments.minutes, arguments.results)]
    return 1 if failed else 0


def run_target(name: str, minutes: float, file: Path) -> bool:
    """Fuzz one target in a process of its own, and say what came of it; whether nothing failed."""
    command = [sys.executable, __file__, "--fuzz-in-this-process", "--minutes", str(minutes), name]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    log = done.stderr
    finished = re.search(r"Done (\d+) runs in (\d+) second", log)
    steps = [int(number) for number in re.findall(r"^#(\d+)\t", log, re.MULTILINE)]
    executions = int(finished[1]) if finished else max(steps, default=0)
    passed = done.returncode == 0
    keep_results(file, name, executions, minutes if finished else 0.0, passed)
    print(f"{name}: {executions:,} executions, {'passed' if passed else 'FAILED'}", flush=True)
    if not passed:
        print(log[-4000:], file=sys.stderr)
    return passed


def keep_results(file: Path, name: str, executions: int, minutes: float, passed: bool) -> None:
    """Add a run to the results."""
    results = json.loads(file.read_text()) if file.exists() else {"targets": {}}
    before = results["targets"].get(name, {"executions": 0, "minutes": 0.0, "failed_runs": 0})
    results["targets"][name] = {
        "executions": before["executions"] + executions,
        "minutes": round(before["minutes"] + minutes, 2),
        "failed_runs": before["failed_runs"] + (not passed),
        "last": date.today().isoformat(),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")


def fuzz(name: str, minutes: float) -> None:
    """Fuzz one target until the time is over or it fails; never returns."""
    import atheris

    sys.path.insert(0, str(HERE))
    with atheris.instrument_imports(include=["ftc_lint"]):
        from fuzz_targets import TARGETS

    corpus, crashes = HERE / "corpus" / name, HERE / "crashes" / name
    corpus.mkdir(parents=True, exist_ok=True)
    crashes.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [
        f"-max_total_time={round(minutes * 60)}",
        f"-artifact_prefix={crashes}/",
        f"-timeout={SLOWEST}",
        "-max_len=4096",
        "-rss_limit_mb=2048",
        str(corpus),
    ]
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


def seeds(name: str) -> list[bytes]:
    """Texts of ours to begin with: what the rules are tested on, read as it stands."""
    if name in ("lexer", "splitter", "statements"):
        return [bytes([0, 1]) + text for text in _texts("*.sql")]
    if name == "python":
        return [b"\1" + text for text in _texts("*.py")]
    return []


def _texts(pattern: str) -> list[bytes]:
    paths = sorted((ROOT / "tests" / "fixtures").rglob(pattern))
    return [path.read_bytes() for path in paths if path.stat().st_size <= 4000]


if __name__ == "__main__":
    sys.exit(main())
