"""Which pip installs and fetches: this environment's, or that of the Python it was made with (the
README makes an environment without one)."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path


def pip() -> list[str]:
    """The beginning of a command line of pip."""
    python = sys.executable
    if importlib.util.find_spec("pip") is None:
        python = str(Path(sys.base_prefix, "bin", "python3"))
    return [python, "-m", "pip", "--quiet", "--disable-pip-version-check"]
