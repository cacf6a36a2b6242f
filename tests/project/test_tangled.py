"""Functions that all lead to one another, as in programs that interpret trees: the work on them
grows with their number, and what they run is found all the same."""

from __future__ import annotations

import pytest
from projects import project_of

from ftc_lint.operations import Kind
from ftc_lint.project.resolve import Resolver


def interpreter(size: int) -> str:
    """A class whose methods take a tree apart, each with the help of four others."""
    lines = ["class Machine:"]
    for number in range(size):
        one, two, three, four = ((number + step) % size for step in (1, 2, 3, 5))
        lines += [
            f"    def m{number}(self, value, frame):",
            f"        if self.m{one}(value.left, frame) is not None:",
            f"            return self.m{two}(value.right, frame)",
            f"        if value.kind == {number}:",
            f"            return self.m{three}(self.m{four}(value, frame), value)",
            "        self.run.execute(value.step, frame)",
            f"        return Machine(self.m{two}(value, frame), frame)",
        ]
    return "\n".join(lines) + "\n"


def worked_out(size: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many results of calls are worked out."""
    count = 0
    original = Resolver._reached

    def counted(self: Resolver, *arguments: object) -> object:
        nonlocal count
        count += 1
        return original(self, *arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Resolver, "_reached", counted)
        project_of({"machine.py": interpreter(size)})
    return count


def test_the_work_grows_with_the_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = worked_out(8, monkeypatch), worked_out(32, monkeypatch)
    assert 0 < large < 6 * small


def test_what_they_run_is_found() -> None:
    source = interpreter(12) + "Machine().run_all('DELETE FROM prices')\n"
    source = source.replace(
        "class Machine:\n",
        "class Machine:\n    def run_all(self, text):\n        self.cursor.execute(text)\n",
    )
    found = project_of({"machine.py": source}).operations
    assert [(each.kind, str(each.tables[0])) for each in found] == [(Kind.DELETE, "prices")]


def test_a_circle_of_callers_hands_on_what_is_run() -> None:
    lines = ["def f0(sql, n):", "    cursor.execute(sql)", "    f1(sql, n - 1)"]
    for number in range(1, 20):
        lines += [f"def f{number}(sql, n):"]
        lines += [f"    f{other}(sql, n - 1)" for other in range(20) if other != number]
    source = "\n".join([*lines, "f7('TRUNCATE prices', 3)"]) + "\n"
    found = project_of({"circle.py": source}).operations
    assert [(each.kind, str(each.tables[0])) for each in found] == [(Kind.TRUNCATE, "prices")]
