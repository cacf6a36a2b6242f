"""A rule's page: for `--explain`, for `docs/rules/`, and as help in SARIF.

`page(rule)` is Markdown made from the rule's docstring and examples, so that it cannot say
something else than the code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ftc_lint.rule import Example, Rule

RULE_PAGES = "https://github.com/ftc-lint/ftc-lint/blob/main/docs/rules/"
"""Where the pages of `docs/rules/` are read."""

PARTS = ("When", "Effect", "Instead")
_LANGUAGES = {".py": "python", ".sql": "sql", ".sh": "sh", ".toml": "toml"}


def rule_url(rule: Rule[Any]) -> str:
    """The address of a rule's page; empty where it has none."""
    if rule.url or not rule.code.startswith("FTC"):
        return rule.url
    return f"{RULE_PAGES}{rule.name}.md"


def summary(rule: Rule[Any]) -> str:
    """The first line of a rule's documentation."""
    return _clean(rule.doc).partition("\n")[0].strip()


def _clean(doc: str) -> str:
    from inspect import cleandoc  # takes longer to load than most runs need it for

    return cleandoc(doc)


def paragraphs(rule: Rule[Any]) -> list[str]:
    """The paragraphs after the first line, each on one line."""
    body = _clean(rule.doc).partition("\n")[2]
    return [text if text.startswith(" ") else " ".join(text.split()) for text in _blocks(body)]


def fix_of(rule: Rule[Any]) -> str:
    """Whether the rule has a "safe" fix, an "unsafe" one or "" none: what its examples show."""
    kinds = {example.fix for example in rule.bad if example.fixed}
    return "safe" if "safe" in kinds else "unsafe" if kinds else ""


def page(rule: Rule[Any], outputs: tuple[str, ...] = ()) -> str:
    """The page in Markdown. `outputs` are what the bad examples really print, in order."""
    state = "" if rule.on_by_default else " Off unless selected."
    lines = [
        f"# {rule.name} ({rule.code})",
        "",
        summary(rule),
        "",
        f"Severity: **{rule.severity.value}**. Since {rule.since}.{state}{_fix_note(rule)}",
        "",
    ]
    for paragraph in paragraphs(rule):
        lines += [_emphasised(paragraph), ""]
    lines += ["## What it finds", ""]
    for number, example in enumerate(rule.bad):
        lines += _example(example)
        if number < len(outputs):
            lines += ["```text", outputs[number].rstrip("\n"), "```", ""]
        lines += _fix(example)
    if rule.good:
        lines += ["## What is fine", ""]
        for example in rule.good:
            lines += _example(example)
    lines += ["## How to silence it", "", *_silencing(rule)]
    return "\n".join(lines)


def _blocks(text: str) -> Iterator[str]:
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield "\n".join(block)
            block = []


def _emphasised(paragraph: str) -> str:
    head, colon, rest = paragraph.partition(":")
    return f"**{head}:**{rest}" if colon and head in PARTS else paragraph


def _example(example: Example) -> list[str]:
    lines = [example.note, ""] if example.note else []
    if example.settings:
        lines += ["```toml", "[tool.ftc-lint]", *_settings(example), "```", ""]
    for name, text in example.files.items():
        suffix = name[name.rfind(".") :]
        if len(example.files) > 1:
            lines += [f"`{name}`:", ""]
        fence = "````" if "```" in text else "```"
        lines += [f"{fence}{_LANGUAGES.get(suffix, '')}", text.strip("\n"), fence, ""]
    return lines


_FIX_NOTES = {
    "safe": " Fix: safe, with `--fix`.",
    "unsafe": " Fix: unsafe, with `--fix --unsafe-fixes`.",
    "": "",
}


def _fix_note(rule: Rule[Any]) -> str:
    return _FIX_NOTES[fix_of(rule)]


def _fix(example: Example) -> list[str]:
    """What the fix changes, as a diff."""
    if not example.fixed:
        return []
    from difflib import unified_diff

    lines = ["Its fix:", "", "```diff"]
    for name, text in example.fixed.items():
        before, after = example.files[name].splitlines(), text.splitlines()
        lines += list(unified_diff(before, after, n=0, lineterm=""))[2:]
    return [*(line for line in lines if not line.startswith("@@")), "```", ""]


def _settings(example: Example) -> list[str]:
    from ftc_lint.configuration.show import toml_value

    lines = [
        f"{k.replace('_', '-')} = {toml_value(v)}"
        for k, v in example.settings.items()
        if k != "live"
    ]
    for head, table in _live_tables(example.settings.get("live", {})):
        lines += ["", f"[tool.ftc-lint.{head}]"]
        lines += [f"{k.replace('_', '-')} = {toml_value(v)}" for k, v in table.items()]
    return lines


def _live_tables(live: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The tables of the configuration below `live`, those with keys of their own first."""
    if own := {k: v for k, v in live.items() if k != "backups"}:
        yield "live", own
    if "backups" in live:
        yield "live.backups", live["backups"]


def _silencing(rule: Rule[Any]) -> list[str]:
    return [
        "For one statement, with the reason, on one of its lines or the line above:",
        "",
        "```python",
        f"# ftc-lint: ignore[{rule.code}] the reason",
        "```",
        "",
        "```sql",
        f"-- ftc-lint: ignore[{rule.code}] the reason",
        "```",
        "",
        f'For files: `per-file-ignores = {{ "path/**" = ["{rule.code}"] }}`. '
        f'For the project: `ignore = ["{rule.code}"]`.',
        "",
    ]
