"""The frame of every HTML page: no script, nothing loaded from elsewhere, readable in the dark and
on paper."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ftc_lint.reports.clean import one_line

_STYLE = """
:root { color-scheme: light dark; --text: #1b1d21; --back: #fff; --panel: #f5f6f8; --line: #cfd3da;
  --faint: #5c6370; --error: #b3261e; --warning: #8f5200; --info: #2457a6; --ok: #1d7a3e;
  --band: #dcefe2; --mark: #ffd7d4; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e6ea; --back: #15171a; --panel: #1f2227;
  --line: #3b4049; --faint: #9aa2ae; --error: #ff8a80; --warning: #f0b45f; --info: #8ab4f8;
  --ok: #6fcf8e; --band: #1e3a28; --mark: #6b211c; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 74rem; margin: 0 auto; padding: 1.5rem 1rem;
  color: var(--text); background: var(--back); }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: 1rem; margin: .4rem 0; font-weight: 600; } a { color: var(--info); }
p { margin: .4rem 0; } .faint, .place { color: var(--faint); font-size: .9rem; }
pre { background: var(--panel); padding: .6rem .8rem; overflow-x: auto; font-size: .82rem;
  line-height: 1.45; border-radius: 4px; }
mark { background: var(--mark); color: inherit; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .92rem; } th { text-align: left; font-weight: 600; }
th, td { padding: .25rem .9rem .25rem 0; border-bottom: 1px solid var(--line);
  vertical-align: middle; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.tiles { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1rem 0; padding: 0; list-style: none; }
.tiles li { border: 1px solid var(--line); border-radius: 6px; padding: .4rem .9rem;
  min-width: 7rem; }
.tiles b { display: block; font-size: 1.4rem; font-variant-numeric: tabular-nums; }
.error { color: var(--error); } .warning { color: var(--warning); } .info { color: var(--info); }
.ok { color: var(--ok); } .bad { color: var(--error); font-weight: 600; }
article { border-left: 4px solid var(--line); padding: .1rem 0 .1rem 1rem; margin: 1.2rem 0; }
article.error { border-color: var(--error); color: inherit; }
article.warning { border-color: var(--warning); color: inherit; }
article.info { border-color: var(--info); color: inherit; }
article ul { margin: .2rem 0; padding-left: 1.4rem; }
.alert { border: 1px solid var(--warning); border-radius: 6px; padding: .4rem 1rem; }
@media print { body { max-width: none; padding: 0; font-size: 11pt; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; } h2, h3 { break-after: avoid; }
  tr, .tiles, svg { break-inside: avoid; } .wide { overflow: visible; }
  a { color: inherit; text-decoration: none; } }
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Should text ever pass for markup: the browser runs nothing and asks nobody."""


def opening(title: str, *styles: str) -> Iterator[str]:
    """The lines up to the beginning of the body."""
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{text(title)}</title>"
    yield f"<style>{_STYLE}{''.join(styles)}</style>"
    yield "</head>"
    yield "<body>"


def closing() -> Iterator[str]:
    """The lines after the body."""
    yield "</body>"
    yield "</html>"


def text(words: str) -> str:
    """Text on one line, in which nothing is markup."""
    return escape(one_line(words))


def tiles(*pairs: tuple[str, str, str]) -> Iterator[str]:
    """A row of figures, each with what it counts and a class."""
    yield '<ul class="tiles">'
    yield from (f'<li><b class="{kind}">{text(n)}</b>{text(what)}</li>' for n, what, kind in pairs)
    yield "</ul>"
