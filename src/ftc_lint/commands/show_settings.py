"""--show-settings."""

from __future__ import annotations

from ftc_lint.commands.output import write_text
from ftc_lint.commands.prepare import project_root, root_settings, shown_path
from ftc_lint.configuration.show import as_toml
from ftc_lint.files import relative
from ftc_lint.options import Options
from ftc_lint.registry import registry
from ftc_lint.selection import active_codes


def run(options: Options) -> int:
    """Print the project's configuration as it stands, with where it comes from, as TOML."""
    root = project_root(options)
    settings = root_settings(options, root)
    show = shown_path(root)
    config = "no configuration file" if root.config is None else show(relative(root, root.config))
    codes = sorted(active_codes(settings, registry().rules))
    head = f"# Project root: {show('.')}\n# Configuration: {config}\n# Rules: {' '.join(codes)}\n\n"
    write_text(options, head + as_toml(settings))
    return 0
