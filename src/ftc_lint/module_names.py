"""Absolute dotted names of Python files."""

from __future__ import annotations

_OUTSIDE_PACKAGES = ("src", "lib", "python")
"""Top directories that are no packages themselves."""


def module_name(path: str) -> str:
    """The dotted name of a Python file by its path relative to the project root, with forward
    slashes: `src/shop/load.py` is shop.load, `shop/__init__.py` is shop."""
    parts = path.removesuffix(".py").removesuffix(".pyi").split("/")
    if len(parts) > 1 and parts[0] in _OUTSIDE_PACKAGES:
        parts = parts[1:]
    if parts[-1] == "__init__" and len(parts) > 1:
        parts = parts[:-1]
    return ".".join(parts)
