"""The catalog queries for PostgreSQL 13 to 18.

They read plain columns of pg_catalog only: functions such as pg_get_constraintdef or
pg_relation_size wait behind an ALTER TABLE, and information_schema is ten times slower. The
functions used (has_table_privilege, pg_has_role, row_security_active, pg_stat_get_live_tuples)
take no lock on a table.
"""

from __future__ import annotations

VERSION_15 = 150000
VERSION_18 = 180000

_USER_SCHEMA = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"

SERVER = """
SELECT current_database(), current_user, pg_is_in_recovery(), current_setting('server_version'),
       current_setting('server_version_num')::int, current_setting('session_replication_role')
"""

ROLE = """
SELECT r.rolsuper, r.rolbypassrls FROM pg_catalog.pg_roles r WHERE r.rolname = current_user
"""

SCHEMAS = f"""
SELECT n.nspname, has_schema_privilege(n.oid, 'USAGE'), pg_has_role(n.nspowner, 'USAGE')
FROM pg_catalog.pg_namespace n WHERE {_USER_SCHEMA} ORDER BY n.nspname
"""

TABLES = f"""
SELECT c.oid, n.nspname, c.relname, c.relkind::text, c.relispartition, c.relpersistence::text,
       c.relhassubclass, pg_get_userbyid(c.relowner),
       pg_has_role(c.relowner, 'USAGE') OR pg_has_role(c.relowner, 'MEMBER'),
       pg_has_role(n.nspowner, 'USAGE'),
       c.reltuples, c.relpages, pg_stat_get_live_tuples(c.oid),
       c.relrowsecurity, c.relforcerowsecurity,
       CASE WHEN c.relrowsecurity THEN row_security_active(c.oid) ELSE false END,
       has_any_column_privilege(c.oid, 'SELECT'), has_table_privilege(c.oid, 'INSERT'),
       has_table_privilege(c.oid, 'UPDATE'), has_table_privilege(c.oid, 'DELETE'),
       has_table_privilege(c.oid, 'TRUNCATE')
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {_USER_SCHEMA}
ORDER BY n.nspname, c.relname
"""

INHERITANCE = "SELECT i.inhrelid, i.inhparent FROM pg_catalog.pg_inherits i ORDER BY 1, i.inhseqno"

COLUMNS = f"""
SELECT a.attrelid, a.attnum, a.attname, a.attnotnull
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'm') AND {_USER_SCHEMA}
"""

INDEXES = f"""
SELECT ic.relname, i.indrelid, i.indkey::text, i.indnkeyatts, am.amname, i.indisunique,
       i.indisprimary, i.indisvalid, i.indpred IS NOT NULL
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
JOIN pg_catalog.pg_am am ON am.oid = ic.relam
JOIN pg_catalog.pg_namespace n ON n.oid = ic.relnamespace
WHERE {_USER_SCHEMA} ORDER BY i.indrelid, ic.relname
"""

OPERATORS = """
SELECT o.oid, n.nspname, o.oprname
FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
WHERE n.nspname <> 'pg_catalog' AND o.oid IN
  (SELECT unnest(k.conpfeqop) FROM pg_catalog.pg_constraint k WHERE k.contype = 'f')
"""

# The triggers that enforce foreign keys and do not fire in a normal session. 1644 and 1645 are
# RI_FKey_check_ins and RI_FKey_check_upd, on the child; all others stand on the parent.
SILENCED_TRIGGERS = """
SELECT t.tgconstraint, t.tgrelid, t.tgfoid NOT IN (1644, 1645), t.tgenabled::text
FROM pg_catalog.pg_trigger t
WHERE t.tgconstraint <> 0 AND t.tgisinternal AND t.tgenabled NOT IN ('O', 'A')
ORDER BY t.tgconstraint, t.tgrelid, t.tgname
"""

REPLICA_SETTINGS = """
SELECT r.rolname, d.datname
FROM pg_catalog.pg_db_role_setting s
LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
WHERE 'session_replication_role=replica' = ANY (s.setconfig)
  AND (s.setdatabase = 0 OR d.datname = current_database())
ORDER BY 1, 2
"""


def foreign_keys(version: int) -> str:
    """The query for the foreign keys of one server version (as server_version_num)."""
    enforced = "k.conenforced" if version >= VERSION_18 else "true"
    period = "k.conperiod" if version >= VERSION_18 else "false"
    set_columns = "k.confdelsetcols" if version >= VERSION_15 else "NULL::int2[]"
    return f"""
SELECT k.oid, k.conname, k.conrelid, k.confrelid, k.conkey, k.confkey, k.confdeltype::text,
       k.confupdtype::text, k.confmatchtype::text, k.condeferrable, k.condeferred,
       k.convalidated, {enforced}, {period}, {set_columns}, k.conparentid, k.conpfeqop
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace
WHERE k.contype = 'f' AND {_USER_SCHEMA}
ORDER BY n.nspname, k.conrelid, k.conname
"""
