"""Fixtures and settings that several rooms of tests use."""

import signal

from hypothesis import settings

pytest_plugins = ("servers.fixtures",)

settings.register_profile("ftc-lint", deadline=None)  # no test depends on how fast the machine is
settings.load_profile("ftc-lint")

# A shell that starts the tests in the background has them ignore Ctrl-C, which some tests send.
signal.signal(signal.SIGINT, signal.default_int_handler)
