"""Rules of other packages: entry points of the group `ftc_lint.rules`.

An entry point names a module with a `RULE` or `RULES`, a rule, or several. The format is that of
https://packaging.python.org/en/latest/specifications/entry-points/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ftc_lint.installed import GROUP, offers_rules
from ftc_lint.report import Failure, failure_of
from ftc_lint.rule import Rule

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

OWN_PREFIX = "FTC"
"""The codes that begin with it are ours."""


def plugin_rules() -> Iterator[Rule[Any] | Failure]:
    """The rules that installed packages offer; a `Failure` for each that cannot be had."""
    if not offers_rules():
        return
    from importlib.metadata import entry_points

    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        yield from _loaded(point)


def _loaded(point: EntryPoint) -> Iterator[Rule[Any] | Failure]:
    where = f"entry point {point.name} = {point.value}"
    try:
        offered = point.load()
    except Exception as error:  # noqa: BLE001  the boundary: one bad rule never costs the others
        yield failure_of(error, rule=where)
        return
    rules = list(_rules_in(offered))
    if not rules:
        yield Failure("it offers no rule: name a module with a RULE, or a Rule", rule=where)
    for rule in rules:
        if rule.code.upper().startswith(OWN_PREFIX):
            yield Failure(f"the code {rule.code} begins with {OWN_PREFIX}", rule=where)
        elif not _is_code(rule.code):
            yield Failure(f"{rule.code!r} is no code such as ACME001", rule=where)
        else:
            yield rule


def _rules_in(offered: Any) -> Iterable[Rule[Any]]:
    if isinstance(offered, ModuleType):
        offered = getattr(offered, "RULES", None) or getattr(offered, "RULE", None)
    if isinstance(offered, Rule):
        return [offered]
    if isinstance(offered, (tuple, list)):
        return [rule for rule in offered if isinstance(rule, Rule)]
    return []


def _is_code(code: str) -> bool:
    letters = code.rstrip("0123456789")
    return letters.isascii() and letters.isalpha() and letters.isupper() and letters != code
