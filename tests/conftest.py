"""Fixtures and settings that several rooms of tests use."""

from hypothesis import settings

pytest_plugins = ("servers.fixtures",)

settings.register_profile("ftc-lint", deadline=None)  # no test depends on how fast the machine is
settings.load_profile("ftc-lint")
