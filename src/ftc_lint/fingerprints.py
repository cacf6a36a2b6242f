"""What a finding is known by from one run to the next."""

from __future__ import annotations

from collections.abc import Sequence

from ftc_lint.findings import Finding
from ftc_lint.records import replace
from ftc_lint.sources import Sources

try:
    # hashlib loads OpenSSL besides, which takes longer than hashing
    from _sha256 import sha256  # type: ignore[import-not-found]
except ImportError:
    try:
        from _sha2 import sha256  # type: ignore[import-not-found]  # since Python 3.12
    except ImportError:
        from hashlib import sha256


def with_fingerprints(findings: Sequence[Finding], sources: Sources) -> tuple[Finding, ...]:
    """The findings with their fingerprints.

    Made of the rule, the file, the tables and the text of the statement without its white space,
    so that lines above may move; equal ones are told apart by their order.
    """
    seen: dict[str, int] = {}
    marked = []
    for finding in findings:
        base = "\0".join((finding.code, *_place(finding, sources), *finding.tables))
        count = seen.get(base, 0)
        seen[base] = count + 1
        digest = sha256(f"{base}\0{count}".encode("utf-8", "surrogatepass"))
        marked.append(replace(finding, fingerprint=digest.hexdigest()[:24]))
    return tuple(marked)


def _place(finding: Finding, sources: Sources) -> tuple[str, ...]:
    if finding.span is None:
        return ("",)
    span = finding.statement or finding.span
    source = sources.get(span.path)
    text = "" if source is None else source.text[span.start : span.end]
    return finding.span.path, " ".join(text.split())
