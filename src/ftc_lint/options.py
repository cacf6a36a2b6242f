"""What the command line may say."""

from __future__ import annotations

from collections.abc import Sequence

from ftc_lint.records import dataclass, field


@dataclass(slots=True)
class Options:
    """The command line as given, with the defaults of what was left out."""

    paths: list[str] = field(default_factory=list)
    select: list[str] | None = None
    ignore: list[str] | None = None
    extend_select: list[str] | None = None
    fail_on: str = "warning"
    min_severity: str | None = None
    exit_zero: bool = False
    config: str | None = None
    isolated: bool = False
    dialect: str | None = None
    exclude: list[str] | None = None
    force_exclude: bool = False
    respect_gitignore: bool = True
    schema: list[str] | None = None
    jobs: int | None = None
    use_cache: bool = True
    cache_dir: str | None = None
    stdin_filename: str | None = None
    since: str | None = None
    baseline: str | None = None
    write_baseline: str | None = None
    init: bool = False
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    output_format: str | None = None
    output_file: str | None = None
    color: str = "auto"
    statistics: bool = False
    quiet: bool = False
    verbose: bool = False
    explain: str | None = None
    list_rules: bool = False
    show_operations: bool = False
    show_files: bool = False
    show_settings: bool = False
    version: bool = False
    checklist: str | None = None
    blast_radius: str | None = None
    db: str | None = None
    write_snapshot: str | None = None
    write_remedy: str | None = None
    accept: list[str] | None = None

    @property
    def asks_for_new(self) -> bool:
        """Whether findings are to be compared with earlier ones."""
        return not (self.since is self.baseline is self.write_baseline is None)


def parse(arguments: Sequence[str]) -> Options | int:
    """The options, or the exit status where there is nothing more to do (--help, a mistake)."""
    if not any(argument.startswith("-") for argument in arguments):
        return Options(list(arguments))  # argparse need not be loaded for it
    from ftc_lint.arguments import parsed

    try:
        return Options(**parsed(arguments))
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
