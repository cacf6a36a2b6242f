"""--explain RULE."""

from __future__ import annotations

from ftc_lint.commands.output import write_text
from ftc_lint.configuration.place import nearest
from ftc_lint.errors import UsageError
from ftc_lint.options import Options
from ftc_lint.registry import registry
from ftc_lint.ruledoc import page


def run(options: Options) -> int:
    """Print a rule's page. Raises `UsageError` for a rule that does not exist."""
    rules = registry()
    word = options.explain or ""
    rule = rules.find(word)
    if rule is None:
        near = nearest(word, (*rules.codes, *rules.names))
        raise UsageError(f'--explain: unknown rule "{word}"{near}')
    write_text(options, page(rule))
    return 0
