"""--list-rules."""

from __future__ import annotations

from ftc_lint.commands.output import write_text
from ftc_lint.options import Options
from ftc_lint.registry import Registry, registry
from ftc_lint.ruledoc import fix_of, summary


def run(options: Options) -> int:
    """Print every rule: code, name, severity and what it finds."""
    rules = registry()
    write_text(options, _json(rules) if options.output_format == "json" else _table(rules))
    return 0


def _table(rules: Registry) -> str:
    width = max((len(name) for name in rules.names), default=0)
    lines = []
    for rule in rules.rules:
        severity = rule.severity.value if rule.on_by_default else f"{rule.severity.value}, off"
        lines.append(f"{rule.code}  {rule.name:<{width}}  {severity:<9}  {summary(rule)}\n")
    return "".join(lines)


def _json(rules: Registry) -> str:
    import json

    objects = [
        {
            "code": rule.code,
            "name": rule.name,
            "severity": rule.severity.value,
            "on_by_default": rule.on_by_default,
            "since": rule.since,
            "fix": fix_of(rule) or None,
            "summary": summary(rule),
        }
        for rule in rules.rules
    ]
    return json.dumps({"version": 1, "rules": objects}, indent=2) + "\n"
