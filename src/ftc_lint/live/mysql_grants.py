"""SHOW GRANTS → what the role may do.

information_schema has privileges too, but leaves out those that come through a role.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate

from ftc_lint.catalog import RelationName, TablePrivileges
from ftc_lint.records import dataclass

_GRANT = re.compile(
    r"GRANT (?P<privileges>.+?) ON (?:TABLE )?"
    r"(?P<schema>\*|`(?:[^`]|``)*`)\.(?P<table>\*|`(?:[^`]|``)*`) TO ",
    re.DOTALL,
)
_COLUMN_LIST = re.compile(r"\s*\([^)]*\)")
_EVERYTHING = frozenset({"ALL", "ALL PRIVILEGES"})


@dataclass(frozen=True, slots=True)
class Grant:
    """Privileges on everything (both None), on a schema pattern, or on one table."""

    privileges: frozenset[str]
    schema: re.Pattern[str] | None
    table: str | None

    def covers(self, name: RelationName) -> bool:
        """Whether it is about this table."""
        if self.schema is None:
            return True
        if self.schema.fullmatch(name.schema) is None:
            return False
        return self.table is None or self.table == name.name

    def gives(self, privilege: str) -> bool:
        """Whether it gives this privilege."""
        return privilege in self.privileges or not self.privileges.isdisjoint(_EVERYTHING)


@dataclass(frozen=True, slots=True)
class Grants:
    """Everything that a role and its active roles were granted."""

    grants: tuple[Grant, ...]

    @property
    def superuser(self) -> bool:
        """SUPER or ALL PRIVILEGES on everything."""
        return any(each.schema is None and each.gives("SUPER") for each in self.grants)

    def sees_schema(self, schema: str) -> bool:
        """Whether information_schema shows it every table of the schema."""
        name = RelationName(schema, "")
        return any(
            each.table is None and each.covers(name) and _shows_tables(each.privileges)
            for each in self.grants
        )

    def on(self, name: RelationName) -> TablePrivileges:
        """What they allow on a table. TRUNCATE needs DROP."""
        of_table = [each for each in self.grants if each.covers(name)]

        def may(privilege: str) -> bool:
            return any(each.gives(privilege) for each in of_table)

        return TablePrivileges(
            may("SELECT"), may("INSERT"), may("UPDATE"), may("DELETE"), may("DROP"), may("DROP")
        )


def read_grants(lines: Iterable[str]) -> Grants:
    """Read the lines of SHOW GRANTS; those that grant roles or PROXY are left out."""
    return Grants(tuple(filter(None, map(_grant, lines))))


def _grant(line: str) -> Grant | None:
    found = _GRANT.match(line)
    if found is None:
        return None
    listed = _COLUMN_LIST.sub("", found["privileges"]).split(",")
    privileges = frozenset(each.strip().upper() for each in listed)
    schema = None if found["schema"] == "*" else _schema_pattern(_unquoted(found["schema"]))
    table = None if found["table"] == "*" else _unquoted(found["table"])
    return Grant(privileges, schema, table)


def _shows_tables(privileges: frozenset[str]) -> bool:
    return bool(privileges - {"USAGE", "GRANT OPTION"})


def _unquoted(name: str) -> str:
    return name[1:-1].replace("``", "`")


def _schema_pattern(name: str) -> re.Pattern[str]:
    r"""A database name in a grant is a LIKE pattern: % and _ match, \% and \_ do not."""
    pattern = "".join(
        {"%": "*", "_": "?"}.get(part, f"[{part[-1]}]" if part[0] == "\\" else _literal(part))
        for part in re.findall(r"\\.|.", name, re.DOTALL)
    )
    return re.compile(translate(pattern))


def _literal(character: str) -> str:
    return f"[{character}]" if character in "*?[" else character
