"""ftc-lint: a linter for what SQL does to data."""

__version__ = "0.1.0"
