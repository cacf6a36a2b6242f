"""``python -m ftc_lint``: the same as the console script."""

import os
import sys


def _look_elsewhere_for_modules() -> None:
    """With `-m`, Python looks for modules in the current directory first: one that a project calls
    as one of the standard library's would run in place of it."""
    try:
        here = os.getcwd()
    except FileNotFoundError:  # nor are there modules in it
        return
    is_ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) == here
    if sys.path and sys.path[0] in ("", here) and not is_ours:
        del sys.path[0]


if __name__ == "__main__":
    _look_elsewhere_for_modules()
    from ftc_lint.cli import entry_point

    entry_point()
