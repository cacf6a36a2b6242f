"""--version."""

from __future__ import annotations

import sys

from ftc_lint import __version__
from ftc_lint.options import Options


def run(options: Options) -> int:
    """Print the version."""
    sys.stdout.write(f"ftc-lint {__version__}\n")
    return 0
