"""Which rules apply to a file, and how loud they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from ftc_lint.findings import Severity
from ftc_lint.globs import matcher
from ftc_lint.rule import Rule
from ftc_lint.settings import Selection, Settings

Rules = tuple[Rule[Any], ...]


def active_codes(settings: Settings, rules: Rules) -> frozenset[str]:
    """The codes of the rules that are on, before `per-file-ignores`.

    Layer by layer: a `select` begins afresh; within a layer the more exact of two words wins,
    and `ignore` where both are as exact.
    """
    active = {rule.code for rule in rules if rule.on_by_default}
    for layer in settings.layers:
        active = _applied(layer, rules, active)
    return frozenset(active)


def ignored_in(settings: Settings, path: str, rule: Rule[Any]) -> bool:
    """Whether `per-file-ignores` turns a rule off in a file."""
    return any(
        matcher((glob,))(path) and any(exactness(word, rule) for word in words)
        for glob, words in settings.per_file_ignores.items()
    )


def configured_severity(severity: Mapping[str, str], rule: Rule[Any]) -> Severity | None:
    """The severity that the configuration gives a rule; the more exact word wins."""
    if not severity:
        return None
    best = max(severity, key=lambda word: exactness(word, rule), default=None)
    if best is None or not exactness(best, rule):
        return None
    return Severity(severity[best])


def exactness(word: str, rule: Rule[Any]) -> int:
    """How exactly a selector names a rule: 0 not at all, more for a longer beginning of its
    code, most for the whole code or the name."""
    return _exactness(word, rule.code, rule.name)


@lru_cache(maxsize=4096)
def _exactness(word: str, code: str, name: str) -> int:
    if word in (code, name):
        return 100
    return len(word) if code.startswith(word) else 0


def _applied(layer: Selection, rules: Rules, before: Iterable[str]) -> set[str]:
    kept = set(before)
    active = set()
    for rule in rules:
        ignored = max((exactness(word, rule) for word in layer.ignore), default=0)
        chosen = (*(layer.select or ()), *layer.extend_select)
        selected = max((exactness(word, rule) for word in chosen), default=0)
        stays = rule.code in kept and layer.select is None
        if selected > ignored or (stays and not ignored):
            active.add(rule.code)
    return active
