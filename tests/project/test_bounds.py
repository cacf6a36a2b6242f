"""Work that multiplies is cut, and said to be."""

from __future__ import annotations

import pytest
from projects import project_of

from ftc_lint.project.expand import MOST_VISITS, Expander


def test_loops_in_loops_are_not_all_unrolled(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0
    step = Expander._step

    def counted(self: Expander, *arguments: object) -> object:
        nonlocal steps
        steps += 1
        return step(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Expander, "_step", counted)
    names = ", ".join(f"'t{number}'" for number in range(30))
    lines = [f"T = [{names}]", "def f(c):"]
    lines += ["    " * (level + 1) + f"for t{level} in T:" for level in range(4)]
    lines += ["    " * 5 + "if t0 == 'z':", "    " * 6 + "c.execute(f'DELETE FROM {t0}')"]
    lines += ["    c.execute('TRUNCATE a')"]
    project = project_of({"m.py": "\n".join(lines) + "\n"})
    assert steps < 3 * MOST_VISITS
    assert any("item by item" in each.reason for each in project.unchecked)
