"""Shell scripts: which SQL they hand to psql, mysql, sqlite3 and the like."""
