"""The recipes of docs/editors.md, as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "editors.md"


def recipe(name: str) -> str:
    """The code between `<!-- name -->` and `<!-- end -->`."""
    found = re.search(
        rf"<!-- {name} -->\n```\w+\n(.*?)```\n<!-- end -->", PAGE.read_text("utf-8"), re.DOTALL
    )
    assert found is not None
    return found[1]
