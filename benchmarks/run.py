"""Measures everything anew and makes `docs/trust.md` and its chart from the results.

    python benchmarks/run.py                   all parts, about half an hour on a quiet machine
    python benchmarks/run.py speed rivals      some parts, and the page
    python benchmarks/run.py --share 0.01      with smaller corpora, to try it out: give --results too

A part that fails is named, the others are run all the same, and the exit status is 1. The page says
of every part when it was measured; what was never measured is called so.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = {
    "accuracy": ("benchmarks/accuracy/measure.py",),
    "verdicts": ("benchmarks/accuracy/verdicts.py",),
    "speed": ("benchmarks/speed.py",),
    "rivals": ("benchmarks/rivals/run.py",),
    "fuzz": ("tests/fuzz/run.py",),
    "supply-chain": ("benchmarks/supply_chain.py",),
}
SHARED = ("speed", "rivals")
"""Parts that know `--share`."""
KEPT = ("accuracy", "verdicts", "speed", "rivals")
"""Parts that know `--results DIR`; the others keep theirs where the page looks."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts one after the other, then write the page; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--share", help="smaller corpora, to try it out")
    parser.add_argument("--results", help="keep the results in this directory, and write no page")
    options = parser.parse_args(arguments)
    parts = options.parts or list(PARTS)
    if unknown := sorted(set(parts) - set(PARTS)):
        parser.error(f"no part {unknown[0]}: {', '.join(PARTS)}")
    failed = []
    for part in parts:
        command = [sys.executable, *PARTS[part]]
        if options.share and part in SHARED:
            command += ["--share", options.share]
        if options.results and part in KEPT:
            command += ["--results", options.results]
        print(f"== {part}", flush=True)
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(part)
    if not options.results:
        write = [sys.executable, "benchmarks/trust.py", "--write"]
        subprocess.run(write, cwd=ROOT, check=True)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
