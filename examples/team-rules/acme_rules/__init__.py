"""The rules that ftc-lint finds through the entry point in pyproject.toml."""

from acme_rules.audit_tables import RULE as AUDIT_TABLES

RULES = (AUDIT_TABLES,)
