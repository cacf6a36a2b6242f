"""``python -m ftc_lint``: the same as the console script."""

from ftc_lint.cli import entry_point

if __name__ == "__main__":
    entry_point()
