"""The catalog queries for MySQL 8 and MariaDB 10.6 and later.

Keys and their actions come from two queries: MariaDB takes minutes for the join of the two views.
"""

from __future__ import annotations

from ftc_lint.catalog import Part

_SYSTEM = "('mysql', 'information_schema', 'performance_schema', 'sys')"

SERVER = """
SELECT version(), database(), current_user(), @@global.read_only, @@global.foreign_key_checks,
       @@session.foreign_key_checks, @@global.init_connect
"""

SCHEMAS = f"""
SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN {_SYSTEM} ORDER BY 1
"""

TABLES = f"""
SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_ROWS,
       DATE_FORMAT(CREATE_TIME, '%Y-%m-%dT%H:%i:%S'), TABLE_COMMENT
FROM information_schema.TABLES WHERE TABLE_SCHEMA NOT IN {_SYSTEM} ORDER BY 1, 2
"""

KEY_COLUMNS = f"""
SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA,
       REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME
FROM information_schema.KEY_COLUMN_USAGE
WHERE TABLE_SCHEMA NOT IN {_SYSTEM} AND REFERENCED_TABLE_NAME IS NOT NULL
ORDER BY TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION
"""

KEY_ACTIONS = f"""
SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, DELETE_RULE, UPDATE_RULE
FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA NOT IN {_SYSTEM}
"""

NULLABLE = f"""
SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA NOT IN {_SYSTEM} AND IS_NULLABLE = 'YES'
"""

INDEXES = f"""
SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, SUB_PART, INDEX_TYPE
FROM information_schema.STATISTICS WHERE TABLE_SCHEMA NOT IN {_SYSTEM}
ORDER BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX
"""

PARTS = {
    KEY_COLUMNS: Part.FOREIGN_KEYS,
    KEY_ACTIONS: Part.FOREIGN_KEYS,
    NULLABLE: Part.FOREIGN_KEYS,
    INDEXES: Part.INDEXES,
}
"""What is incomplete when a table was left out of the answer; the tables themselves otherwise."""

GRANTS = "SHOW GRANTS"

SIZES = """
SELECT TABLE_SCHEMA, TABLE_NAME, DATA_LENGTH + INDEX_LENGTH
FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s
"""
