"""Tables and foreign keys, and what a TRUNCATE or a DELETE reaches through them."""

from ftc_lint.schema.ddl import build
from ftc_lint.schema.model import ForeignKey, Schema, Table
from ftc_lint.schema.naming import TableKey

__all__ = ["ForeignKey", "Schema", "Table", "TableKey", "build"]
