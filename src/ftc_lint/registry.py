"""The rules there are: every module of `ftc_lint.rules` that has a `RULE`, and other packages'."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Any

from ftc_lint.plugins import plugin_rules
from ftc_lint.records import dataclass
from ftc_lint.report import Failure, failure_of
from ftc_lint.rule import Rule


class RegistryError(Exception):
    """Two rules have the same code or name: a bug, exit status 3."""


@dataclass(frozen=True)
class Registry:
    """Rules in the order of their codes. `broken` says of each module that should hold a rule and
    does not, why: a bug, exit status 3, never "clean"."""

    rules: tuple[Rule[Any], ...]
    broken: tuple[Failure, ...] = ()

    def find(self, word: str) -> Rule[Any] | None:
        """The rule with this code or name, without regard to case."""
        return self._by_word.get(word.lower())

    @cached_property
    def _by_word(self) -> dict[str, Rule[Any]]:
        return {word: rule for rule in self.rules for word in (rule.code.lower(), rule.name)}

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
    """All rules, those of other packages too; one of these that is called as another is broken.
    Raises `RegistryError` where two of our own are called the same."""
    own = own_rules()
    rules = list(own.rules)
    broken = list(own.broken)
    taken = {*own.codes, *own.names}
    for rule in plugin_rules():
        if isinstance(rule, Failure):
            broken.append(rule)
        elif taken & {rule.code, rule.name}:
            broken.append(Failure("another rule has its code or its name", rule=rule.code))
        else:
            rules.append(rule)
            taken |= {rule.code, rule.name}
    return Registry(checked(rules), tuple(broken))


@lru_cache(maxsize=1)
def own_rules() -> Registry:
    """The rules of this package. Raises `RegistryError` where two are called the same."""
    import ftc_lint.rules

    found: list[Rule[Any]] = []
    broken: list[Failure] = []
    for name in _modules_in(ftc_lint.rules.__path__[0]):
        rule = _rule_of(f"ftc_lint.rules.{name}")
        if isinstance(rule, Failure):
            broken.append(rule)
        else:
            found.append(rule)
    return Registry(checked(found), tuple(broken))


def _modules_in(directory: str) -> list[str]:
    """The names of the modules in a package's directory, or in an archive."""
    if os.path.isdir(directory):
        names = {name.removesuffix(".py") for name in os.listdir(directory) if name.endswith(".py")}
        names.discard("__init__")
        if names:
            return sorted(names)
    import pkgutil  # loads `inspect`

    return [module.name for module in pkgutil.iter_modules([directory])]


def checked(rules: Iterable[Rule[Any]]) -> tuple[Rule[Any], ...]:
    """The rules in order. Raises `RegistryError` for codes or names that are not unique."""
    ordered = tuple(sorted(rules, key=lambda rule: rule.code))
    seen: dict[str, Rule[Any]] = {}
    for rule in ordered:
        for word in (rule.code, rule.name):
            if word in seen:
                raise RegistryError(f"two rules are called {word}")
            seen[word] = rule
    return ordered


def _rule_of(module_name: str) -> Rule[Any] | Failure:
    try:
        module = importlib.import_module(module_name)
    except Exception as error:  # noqa: BLE001  the boundary: one bad rule never costs the others
        return failure_of(error, rule=f"module {module_name}")
    rule = getattr(module, "RULE", None)
    if isinstance(rule, Rule):
        return rule
    return Failure("it has no RULE", rule=f"module {module_name}")
