"""--version."""

from __future__ import annotations

from ftc_lint import __version__
from ftc_lint.options import Options
from ftc_lint.pipes import print_text


def run(options: Options) -> int:
    """Print the version."""
    print_text(f"ftc-lint {__version__}\n")
    return 0
