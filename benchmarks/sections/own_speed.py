"""How fast it is beside a yardstick, how that grows, what it needs, what it imports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.corpora import in_words
from benchmarks.sections import not_measured, table

RUN = "python benchmarks/speed.py"
PAIRS = (
    "no-work",
    "one-file",
    "cold",
    "filling",
    "warm-none-changed",
    "warm-idle-changed",
    "warm-moved",
    "warm-one-changed",
)


def own_speed(data: dict[str, Any] | None) -> Iterator[str]:
    """All measurements of `speed.py`; each that is missing is called not measured."""
    rows = (data or {}).get("measurements", {})
    yield (
        "Ours divided by a yardstick that runs in turn with it: the median, and in brackets the lowest"
        " and the highest pair. An operation is a statement, or a call that comes to one, which"
        " `--show-operations` lists: DDL counts, too."
    )
    lines = [_pair(name, rows.get(name)) for name in PAIRS]
    yield table(
        "| what | corpus | yardstick | by the clock | processor time | target | load |", *lines
    )
    yield from _growth(rows.get("growth"))
    yield from _large(rows.get("large-sql"))
    yield from _parsing(rows.get("parsing-sql"))
    yield from _dump(rows.get("dump-1gb"))
    yield from _memory(rows.get("memory"))
    yield from _imports(rows.get("imports"))


def _pair(name: str, row: dict[str, Any] | None) -> str:
    if row is None:
        return f"| {name} | not measured | | | | | |"
    load = f"{row['load_before']}–{row['load_after']}, {row['measured']}"
    start = f"| {row['what']} | {in_words(row)} | `{row['yardstick']}` |"
    if "ratio" not in row:
        after = row.get("ours_stopped_after") or row["stopped_after"]
        return f"{start} did not finish in {after:g} s | | | {load} |"
    clock, processors = row["ratio_spread"], row["cpu_ratio_spread"]
    return (
        f"{start} {row['ratio']:g} ({clock[0]:g}–{clock[1]:g}): {row['ours_s']:g} s |"
        f" {row['cpu_ratio']:g} ({processors[0]:g}–{processors[1]:g}): {row['ours_cpu_s']:g} s |"
        f" {_target(row)} | {load} |"
    )


def _target(row: dict[str, Any]) -> str:
    if "target" in row:
        # processor time decides: the clock says more about what else ran
        verdict = "met" if row["cpu_ratio"] <= row["target"] else "missed"
        return f"≤ {row['target']:g} of processor time: {verdict}"
    if "target_s" in row:
        verdict = "met" if row["ours_s"] <= row["target_s"] else "missed"
        return f"≤ {row['target_s']:g} s: {verdict}"
    return ""


def _growth(row: dict[str, Any] | None) -> Iterator[str]:
    if row is None:
        yield not_measured("the growth with the number of files", f"{RUN} growth")
        return
    steps = "; ".join(f"{s['files']:,} files {_seconds(s, row)}" for s in row["steps"])
    yield f"Growth ({row['corpus']}), processor time: {steps}. {_when(row)}"


def _large(row: dict[str, Any] | None) -> Iterator[str]:
    if row is None:
        yield not_measured("large .sql files", f"{RUN} large-sql")
        return
    steps = "; ".join(
        f"{s['mb']:g} MB {_seconds(s, row)}"
        + (f", {s['peak_mb']} MB of memory" if "peak_mb" in s else "")
        for s in row["steps"]
    )
    yield f"One .sql file ({row['corpus']}), processor time: {steps}. {_when(row)}"


def _parsing(row: dict[str, Any] | None) -> Iterator[str]:
    if row is None:
        yield not_measured("the reading of SQL alone", f"{RUN} parsing-sql")
        return
    steps = "; ".join(
        f"{s['text']} ({s['mb']:g} MB, {s['operations']:,} operations)"
        f" {s['mb_per_cpu_s']:g} MB in a second of processor time"
        for s in row["steps"]
    )
    yield f"The parser of SQL alone, one core, best of 5: {steps}. {_when(row)}"


def _dump(row: dict[str, Any] | None) -> Iterator[str]:
    if row is None:
        yield not_measured("a dump of 1 GB", f"{RUN} dump-1gb")
        return
    start = f"A dump in COPY format ({in_words(row)})"
    if "ours_s" not in row:
        yield f"{start}: did not finish in {row['limit']:g} s. {_when(row)}"
        return
    yield (
        f"{start}: {row['ours_s']:g} s by the clock, {row['mb_per_s']:g} MB/s,"
        f" {row['ours_cpu_s']:g} s of processor time, {row['peak_mb']} MB of memory. {_when(row)}"
    )


def _memory(row: dict[str, Any] | None) -> Iterator[str]:
    if row is None:
        yield not_measured("memory", f"{RUN} memory")
        return
    peaks = ", ".join(
        f"{name} {'did not finish' if peak is None else f'{peak} MB'}"
        for name, peak in row["peak_mb"].items()
    )
    yield f"Memory of the largest process ({in_words(row)}): {peaks}. {_when(row)}"


def _imports(row: dict[str, Any] | None) -> Iterator[str]:
    if row is None:
        yield not_measured("what is imported when", f"{RUN} imports")
        return
    yield (
        "What is imported when (`python -X importtime`, which slows imports down; Python's own start"
        f" is included; median of {row['pairs']}). {_when(row)}"
    )
    yield table(
        "| run | modules | of ftc-lint | of libraries | heavy ones | import time |",
        *(
            f"| {case['run']} | {case['modules']} | {case['of_ftc_lint']} |"
            f" {case['of_libraries']} | {', '.join(case['libraries']) or 'none'} |"
            f" {case['import_ms']:g} ms |"
            for case in row["cases"]
        ),
    )


def _seconds(step: dict[str, Any], row: dict[str, Any]) -> str:
    if step["cpu_s"] is None:
        return f"did not finish in {row['limit']:g} s"
    return f"{step['cpu_s']:g} s"


def _when(row: dict[str, Any]) -> str:
    return f"({row['measured']}, load {row['load_before']}–{row['load_after']})"
