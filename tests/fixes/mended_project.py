"""Fixing a small project in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ftc_lint.engine import run
from ftc_lint.mending import Mended, Wish, mended
from ftc_lint.records import replace
from ftc_lint.registry import registry
from ftc_lint.report import Report
from ftc_lint.settings import Selection, Settings
from ftc_lint.sources import Sources
from ftc_lint.testing import project, request_for


def mend(
    files: Mapping[str, str | bytes],
    select: Sequence[str],
    unsafe: bool = True,
    may_change: Callable[[str], bool] = bool,
    **settings: Any,
) -> Mended:
    """What --fix (--unsafe-fixes) makes of the files."""
    chosen = Settings(selections=(Selection(tuple(select)),), **settings)
    data = {n: t if isinstance(t, bytes) else t.encode() for n, t in files.items()}
    with project({}) as directory:
        request = request_for(directory, chosen, registry())

        def report_on(changed: Mapping[str, bytes]) -> Report:
            return run(replace(request, buffers={**data, **changed}))

        return mended(report_on, Sources(directory, data).data, Wish(unsafe, may_change))


def fixed(text: str, code: str, name: str = "a.py", unsafe: bool = True, **settings: Any) -> str:
    """A file's text after the fixes of one rule. It must have fired, and be silent after it; what
    was changed must parse, and a second fix must change nothing."""
    select = [code, "FTC101", "FTC104"] if code == "FTC901" else [code]
    result = mend({name: text}, select, unsafe, **settings)
    assert result.notes == ()
    assert not result.report.failures, result.report.failures
    after = result.files[name].after.decode() if name in result.files else text
    assert result.report.summary.fixed, f"nothing is fixed: {_reasons(result)}"
    assert [f for f in result.report.findings if f.code == code] == []
    if name.endswith(".py"):
        compile(after, name, "exec")
    assert mend({name: after}, select, unsafe, **settings).files == {}
    return after


def refusal(text: str, code: str, name: str = "a.py", **settings: Any) -> str:
    """Why the only finding of a rule is not fixed."""
    result = mend({name: text}, [code], **settings)
    assert result.files == {}
    assert not result.report.failures, result.report.failures
    (finding,) = (f for f in result.report.findings if f.code == code)
    assert finding.fix is None
    return finding.no_fix


def _reasons(result: Mended) -> list[str]:
    return [finding.no_fix for finding in result.report.findings]
