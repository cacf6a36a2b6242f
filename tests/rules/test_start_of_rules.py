"""Loading the rules asks importlib.metadata only where a package may offer some."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CODE = """
import sys
sys.path[:] = [entry for entry in sys.path if "site-packages" not in entry]
sys.path.append({missing!r})
from ftc_lint.registry import registry
assert registry().find("FTC101") is not None
print("importlib.metadata" in sys.modules)
"""


def test_an_archive_that_is_not_there_offers_no_rules(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "src"
    missing = str(tmp_path / "python399.zip")
    code = f"import sys; sys.path.insert(0, {str(source)!r})\n" + CODE.format(missing=missing)
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
