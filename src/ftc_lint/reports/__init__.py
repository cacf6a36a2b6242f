"""Formats of a report: one file each, with `render(report, stream, style)`."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TextIO

from ftc_lint.report import Report
from ftc_lint.reports.style import Style

FORMATS = (
    "full", "concise", "json", "sarif", "github", "gitlab", "junit", "rdjson", "markdown", "html",
)  # fmt: skip

Render = Callable[[Report, TextIO, Style], None]


def renderer(name: str) -> Render:
    """The `render` of a format, by its name on the command line."""
    module = importlib.import_module(f"ftc_lint.reports.{name}")
    render: Render = module.render
    return render
