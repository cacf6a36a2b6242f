"""The formats against their schemas, against each other, and against hostile text."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from ftc_lint.findings import Edit, Fix, Severity
from ftc_lint.records import replace
from ftc_lint.report import Report
from ftc_lint.reports import FORMATS, renderer
from ftc_lint.reports.coverage import coverage_line
from ftc_lint.reports.lines import dump
from ftc_lint.reports.style import Style

from .samples import CLEAN, FINDINGS, HOSTILE, ODD, REPORT, SQL, span

SCHEMAS = Path(__file__).parent / "schemas"
MACHINE_JSON = ("json", "sarif", "gitlab", "rdjson")


def rendered(name: str, report: Report = REPORT, style: Style | None = None) -> str:
    stream = io.StringIO()
    renderer(name)(report, stream, style or Style())
    return stream.getvalue()


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def keys_of(name: str, text: str) -> list[str]:
    """Code and line of every finding that a format shows, as it shows them."""
    if name == "json":
        return [
            _key(f["code"], (f["location"] or {}).get("row")) for f in json.loads(text)["findings"]
        ]
    if name == "sarif":
        return [
            _key(
                r["ruleId"],
                r["locations"][0].get("physicalLocation", {}).get("region", {}).get("startLine"),
            )
            for r in json.loads(text)["runs"][0]["results"]
        ]
    if name == "gitlab":
        return [
            _key(
                i["check_name"],
                None
                if i["location"]["path"].startswith("database/")
                else i["location"]["lines"]["begin"],
            )
            for i in json.loads(text)
        ]
    if name == "rdjson":
        return [
            _key(d["code"]["value"], d["location"].get("range", {}).get("start", {}).get("line"))
            for d in json.loads(text)["diagnostics"]
        ]
    patterns = {
        "full": r"^(?:error|warning|info)\[(FTC\d+)\].*\n +--> (?:.*:(\d+):\d+$)?",
        "concise": r"^(?:.*?:(\d+):\d+|[\w.]+): (FTC\d+) \[",
        "github": r"^::(?:\w+) (?:file=[^,]*,line=(\d+),endLine=\d+,)?title=(FTC\d+)",
        "junit": r'<testcase name="(FTC\d+) \S+ at (?:.*?:(\d+):\d+"|)',
        "markdown": r"^\| \S+ \| \[(FTC\d+)\]\S+ \S+ \| (?:.*:(\d+) \|)?",
        "html": r'<h3>\w+ <a [^>]*>(FTC\d+)</a>.*\n(?:<p class="place">.*:(\d+):\d+</p>)?',
    }
    pairs = re.findall(patterns[name], text, re.MULTILINE)
    if name in ("concise", "github"):
        pairs = [(code, row) for row, code in pairs]
    return [_key(code, row or None) for code, row in pairs]


def _key(code: str, row: object) -> str:
    return f"{code}:{'' if row is None else row}"


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "openmetrics"])
def test_no_format_loses_a_finding(name: str) -> None:
    shown = keys_of(name, rendered(name))
    if name == "rdjson":  # it has no line for a file that cannot be read
        shown[-1] = "FTC900:1"
    assert shown == ["FTC101:2", "FTC201:3", "FTC900:1", "FTC501:", "FTC900:1"]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("report", [REPORT, CLEAN], ids=["full", "clean"])
def test_no_control_character_of_a_source_file_comes_through(name: str, report: Report) -> None:
    text = rendered(name, report)
    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text) == []
    text.encode("utf-8")
    for line in text.splitlines():
        assert not line.startswith("::error file=x")


@pytest.mark.parametrize("name", MACHINE_JSON)
@pytest.mark.parametrize("report", [REPORT, CLEAN], ids=["full", "clean"])
def test_machine_formats_are_whole_documents(name: str, report: Report) -> None:
    assert json.loads(rendered(name, report)) is not None


@pytest.mark.parametrize("report", [REPORT, CLEAN], ids=["full", "clean"])
def test_sarif_is_valid(report: Report) -> None:
    log = json.loads(rendered("sarif", report))
    jsonschema.validate(log, schema("sarif-2.1.0.json"))


def test_sarif_says_everything() -> None:
    (run,) = json.loads(rendered("sarif"))["runs"]
    first, second, third, live, _ = run["results"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == "FTC101"
    assert first["partialFingerprints"] == {"ftcLint/v1": "f1"}
    assert first["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 9,
    }  # fmt: skip
    steps = first["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["message"]["text"] for step in steps] == [
        "empties listing_status", "empties overview through overview_fkey", "empties cash_flow",
        'empties cash_flow through cf"key',
    ]  # fmt: skip
    assert first["relatedLocations"][0]["message"]["text"] == "declared here"
    (change,) = first["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["deletedRegion"]["startColumn"] == 24
    assert second["level"] == "warning"
    assert third["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == (
        "a%2Cb%3Ac%0A%25%E9%20%C3%BC.sql"
    )
    assert live["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "public.overview"
    assert run["invocations"][0]["executionSuccessful"] is False
    texts = [n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"]]
    assert "a count timed out" in texts[1]
    assert "FTC199 broken" in texts[2]


@pytest.mark.parametrize("report", [REPORT, CLEAN], ids=["full", "clean"])
def test_gitlab_is_valid(report: Report) -> None:
    issues = json.loads(rendered("gitlab", report))
    jsonschema.validate(issues, schema("gitlab-code-quality.json"))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


@pytest.mark.parametrize("report", [REPORT, CLEAN], ids=["full", "clean"])
def test_rdjson_is_valid(report: Report) -> None:
    jsonschema.validate(json.loads(rendered("rdjson", report)), schema("rdjson.json"))


def test_rdjson_counts_bytes() -> None:
    third = json.loads(rendered("rdjson"))["diagnostics"][2]
    text = "'größe 表' "
    assert third["location"]["range"]["start"] == {"line": 1, "column": len(text.encode()) + 1}


@pytest.mark.parametrize("report", [REPORT, CLEAN], ids=["full", "clean"])
def test_junit_is_xml_with_true_counts(report: Report) -> None:
    suite = ElementTree.fromstring(rendered("junit", report).encode()).find("testsuite")
    assert suite is not None
    assert int(suite.attrib["tests"]) == len(suite.findall("testcase")) >= 1
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(suite.attrib[attribute]) == len(suite.findall(f"testcase/{tag}"))
    assert len(suite.findall("testcase/failure")) == len(report.findings) - (report is REPORT)


def test_the_public_json_has_every_field() -> None:
    document = json.loads(rendered("json"))
    assert document["version"] == 1
    assert document["summary"] == {
        "files": 1214, "statements": 1302, "unresolved": 4, "suppressed": 2, "fixed": 0,
        "fixable": 0, "fixable_unsafe": 1, "duration_s": 1.5,
    }  # fmt: skip
    first, *_, live, _ = document["findings"]
    assert set(first) == set(live) == {
        "code", "name", "severity", "message", "help", "filename", "location", "end_location",
        "tables", "blast_radius", "remedy", "related", "fix", "no_fix", "fingerprint", "url",
    }  # fmt: skip
    assert first["filename"] == "etl/load.sql"
    assert (first["location"], first["end_location"]) == (
        {"row": 2, "column": 1}, {"row": 2, "column": 9},
    )  # fmt: skip
    root = first["blast_radius"]["roots"][0]
    assert set(root) == {"table", "rows", "children"}
    assert root["children"][1] == {
        "table": "cash_flow", "constraint": 'cf"key', "on_delete": "cascade",
        "enforced_by": "database", "rows": 1, "seen": True, "children": [],
    }  # fmt: skip
    assert first["blast_radius"]["blocked_by"] == [
        {"table": "audit", "constraint": None, "on_delete": "restrict"}
    ]
    assert first["fix"]["edits"] == [
        {
            "content": "",
            "location": {"row": 2, "column": 24},
            "end_location": {"row": 2, "column": 32},
        }
    ]
    assert (live["filename"], live["location"], live["tables"]) == (None, None, ["public.overview"])
    assert document["unchecked"][1] == {
        "reason": "a count timed out", "filename": None, "location": None,
    }  # fmt: skip


def test_every_format_for_people_and_tools_shows_the_fix() -> None:
    wanted = "take CASCADE away"
    assert f"  = fix: {wanted} (--fix --unsafe-fixes)" in rendered("full").splitlines()
    assert "1 can be fixed with --fix --unsafe-fixes." in rendered("full").splitlines()
    assert (
        f"<p><strong>Fix:</strong> {wanted} (unsafe)</p>\n<pre>-TRUNCATE listing_status CASCADE;"
        in (rendered("html"))
    )
    markdown = rendered("markdown")
    assert f"**Fix** (unsafe): {wanted}" in markdown
    assert "-TRUNCATE listing_status CASCADE;\n+TRUNCATE listing_status;\n" in markdown
    first = json.loads(rendered("rdjson"))["diagnostics"][0]
    assert first["suggestions"] == [
        {
            "range": {"start": {"line": 2, "column": 24}, "end": {"line": 2, "column": 32}},
            "text": "",
        }
    ]
    assert json.loads(rendered("json"))["findings"][0]["fix"]["applicability"] == "unsafe"
    (run,) = json.loads(rendered("sarif"))["runs"]
    assert run["results"][0]["fixes"][0]["description"]["text"] == wanted


def test_all_edits_of_a_fix_are_one_suggestion() -> None:
    start, end = span("TRUNCATE"), span(" CASCADE")
    fix = Fix("unsafe", "delete instead", (Edit(start, "DELETE FROM"), Edit(end, "")))
    report = replace(REPORT, findings=(replace(REPORT.findings[0], fix=fix),))
    (diagnostic,) = json.loads(rendered("rdjson", report))["diagnostics"]
    (suggestion,) = diagnostic["suggestions"]
    assert suggestion["text"] == "DELETE FROM listing_status"
    assert suggestion["range"]["end"] == {"line": 2, "column": 32}


def test_why_there_is_no_fix_is_told_where_it_is_asked_for() -> None:
    report = replace(REPORT, findings=(replace(REPORT.findings[0], fix=None, no_fix=HOSTILE),))
    assert "no fix:" not in rendered("full", report)
    assert "No fix:" in rendered("html", report)
    assert json.loads(rendered("json", report))["findings"][0]["no_fix"] == HOSTILE
    stream = io.StringIO()
    renderer("full")(report, stream, Style(no_fixes=True))
    (line,) = [line for line in stream.getvalue().splitlines() if "no fix:" in line]
    assert "\x1b" not in line
    assert "owned" in line


def test_github_escapes_what_would_end_a_property() -> None:
    third = rendered("github").splitlines()[2]
    assert third.startswith("::notice file=a%2Cb%3Ac%0A%25\\xe9 ü.sql,line=1,")


def test_html_is_self_contained_and_runs_nothing() -> None:
    text = rendered("html")
    assert "<script" not in text
    assert not re.search(r'(?:src|href)="(?!https://github\.com/|#f)', text)
    assert "&lt;script&gt;" in text


def test_markdown_keeps_text_apart_from_markup() -> None:
    text = rendered("markdown")
    table = text[: text.index("<details>")]
    assert "<script" not in text.replace("```", "")
    assert "[a](b)" not in table
    assert all(line.count("|") == 5 for line in table.splitlines() if line.startswith("| "))
    assert "graph LR" in text
    assert "````python" in text


def test_full_underlines_the_span_and_draws_the_tree() -> None:
    lines = rendered("full").splitlines()
    start = lines.index("  --> etl/load.sql:2:1")
    assert lines[start + 1 : start + 3] == [
        "  2 | TRUNCATE listing_status CASCADE;",
        "    | ^^^^^^^^",
    ]
    assert "  :: etl/load.sql:3:2 declared here" in lines
    tree = lines[lines.index("  = it empties:") + 1 :]
    assert tree[:5] == [
        "    listing_status [22,431 rows]",
        "    ├─ overview (overview_fkey, on delete restrict)",
        "    │  └─ cash_flow [1 row] (foreign key, on delete cascade, followed by the ORM)",
        '    └─ cash_flow [1 row] (cf"key, on delete cascade) (shown elsewhere)',
        "    blocked by audit (a foreign key, on delete restrict)",
    ]


def test_full_underlines_tabs_and_wide_characters_where_they_stand() -> None:
    lines = rendered("full").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("warning[FTC201]"))
    assert lines[start + 2 : start + 6] == [
        "  3 |     DELETE FROM t",
        "    |     ^^^^^^^^^^^^^",
        "  4 |  WHERE 1=1; -- \\x1b[31m",
        "    |  ^^^^^^^^^",
    ]
    wide = next(i for i, line in enumerate(lines) if line.endswith("'größe 表' DELETE"))
    assert lines[wide + 1] == "    |            ^^^^^^"


def test_a_long_line_is_cut_around_the_place() -> None:
    from ftc_lint.reports.full import underlined
    from ftc_lint.text import Source

    line = "x" * 5000 + "DELETE" + "y" * 5000
    shown, marks = underlined(Source("a", line), 1, 5001, 5007)
    assert len(shown) < 220
    assert shown[marks.index("^") : marks.rindex("^") + 1] == "DELETE"


def test_links_and_colours_only_where_they_are_wanted() -> None:
    plain = rendered("full")
    painted = rendered("full", style=Style(color=True, links=True))
    assert "\033" not in plain
    assert "\033]8;;https://" in painted
    assert re.sub(r"\033(?:\[[\d;]*m|\]8;;[^\033]*\033\\)", "", painted) == plain


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (
            REPORT,
            "Found 3 errors, 1 warning, 1 info in 3 of 1,214 files (1,302 SQL statements; 4 could "
            "not be read, see --select FTC902).",
        ),
        (CLEAN, "Found nothing in 1 file (1 SQL statement)."),
        (
            Report(findings=FINDINGS[3:4]),
            "Found 1 error in 0 files (0 SQL statements).",
        ),
    ],
)
def test_the_last_line_says_what_was_covered(report: Report, line: str) -> None:
    assert coverage_line(report) == line


def test_the_sample_is_as_hostile_as_it_claims() -> None:
    assert "\x1b" in SQL
    assert "\n" in ODD


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        (),
        {"a": {}, "b": [], "c": [[], [{}]]},
        ["", 'quotes " and \\', "ÄÖ \u2028 😀 \ud800 \x00\x7f", "\n\t"],
        [None, True, False, 0, -1, 10**30, 1.5, 1e300, Severity.INFO],
        {'key "quoted" ä': [{"row": 1, "column": 2}, ("x", 3)]},
        [[index, {str(index): [index]}] for index in range(9000)],
    ],
)
def test_json_is_what_the_standard_library_writes(value: object) -> None:
    assert dumped(value, 20) == json.dumps(value, indent=2) + "\n"
    assert dumped(value, 0) == json.dumps(value) + "\n"
    members = len(value) if isinstance(value, (dict, list, tuple)) else 0
    text = dumped(value, 1)
    assert json.loads(text) == json.loads(json.dumps(value))
    assert text.count("\n") == (members + 2 if members else 1)


def dumped(value: object, depth: int) -> str:
    stream = io.StringIO()
    dump(value, stream, depth)
    return stream.getvalue()
