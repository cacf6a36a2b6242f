"""A read-only session with a database, and the `Catalog` it yields.

The only home of database drivers. Drivers are extras: each adapter imports its own when a session
is opened, never before.

    address = read_address("env:WAREHOUSE", os.environ)   # live.address
    with open_session(address) as session:                # live.connect
        catalog = session.catalog(("public",))
        rows = session.count(catalog.tables[0].name, limit=25_001, timeout_s=30.0)
"""
