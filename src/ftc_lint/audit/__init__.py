"""The live audit: what is counted, the history, backups. Rules judge what it finds.

with open_session(address) as session:
    live = collect(session, settings, Place(root, now))       # audit.collect
"""
