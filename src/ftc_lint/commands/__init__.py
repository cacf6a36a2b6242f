"""Modes of the command line: one file each, with `run(options) -> exit status`."""
