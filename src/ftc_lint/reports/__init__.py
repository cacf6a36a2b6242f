"""Formats of a report: one file each, with `render(report, stream, style)`."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from ftc_lint.formats import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ftc_lint.report import Report
    from ftc_lint.reports.style import Style

    Render = Callable[[Report, TextIO, Style], None]

__all__ = ["FORMATS", "renderer"]


def renderer(name: str) -> Render:
    """The `render` of a format, by its name on the command line."""
    module = importlib.import_module(f"ftc_lint.reports.{name}")
    render: Render = module.render
    return render
