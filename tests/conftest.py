"""Fixtures that several rooms of tests use."""

pytest_plugins = ("servers.fixtures",)
