"""Fixtures and settings that several rooms of tests use."""

import os
import signal

from hypothesis import settings

pytest_plugins = ("servers.fixtures",)

# No test depends on how fast the machine is. What decides about a change says the same of the same
# code each time; elsewhere every run draws examples that nobody has tried yet.
settings.register_profile("ftc-lint", deadline=None, derandomize="FTC_TEST_REQUIRE" in os.environ)
settings.load_profile("ftc-lint")

# A shell that starts the tests in the background has them ignore Ctrl-C, which some tests send.
signal.signal(signal.SIGINT, signal.default_int_handler)
