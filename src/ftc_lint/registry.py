"""The rules there are: every module of `ftc_lint.rules` that has a `RULE`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ftc_lint.rule import Rule


class RegistryError(Exception):
    """A rule's module cannot be imported or is wrong: a bug, exit status 3."""


@dataclass(frozen=True)
class Registry:
    """Rules in the order of their codes."""

    rules: tuple[Rule[Any], ...]

    def find(self, word: str) -> Rule[Any] | None:
        """The rule with this code or name, without regard to case."""
        wanted = word.lower()
        for rule in self.rules:
            if wanted in (rule.code.lower(), rule.name):
                return rule
        return None

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes."""
        return tuple(rule.code for rule in self.rules)

    @property
    def names(self) -> tuple[str, ...]:
        """All names."""
        return tuple(rule.name for rule in self.rules)


@lru_cache(maxsize=1)
def registry() -> Registry:
    """All rules. Raises `RegistryError`: a rule that is missing must not look like "clean"."""
    import ftc_lint.rules

    found = []
    for module in pkgutil.iter_modules(ftc_lint.rules.__path__, "ftc_lint.rules."):
        found.append(_rule_of(module.name))
    return Registry(checked(found))


def checked(rules: Iterable[Rule[Any]]) -> tuple[Rule[Any], ...]:
    """The rules in order. Raises `RegistryError` for codes or names that are not unique, and for
    one that yields to a rule that is not there."""
    ordered = tuple(sorted(rules, key=lambda rule: rule.code))
    seen: dict[str, Rule[Any]] = {}
    for rule in ordered:
        for word in (rule.code, rule.name):
            if word in seen:
                raise RegistryError(f"two rules are called {word}")
            seen[word] = rule
    return ordered


def _rule_of(module_name: str) -> Rule[Any]:
    try:
        module = importlib.import_module(module_name)
    except Exception as error:
        raise RegistryError(
            f"the rule module {module_name} cannot be imported: {type(error).__name__}: {error}"
        ) from error
    rule = getattr(module, "RULE", None)
    if not isinstance(rule, Rule):
        raise RegistryError(f"the rule module {module_name} has no RULE")
    return rule
