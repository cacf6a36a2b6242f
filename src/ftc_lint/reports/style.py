"""How text looks on a terminal."""

from __future__ import annotations

from ftc_lint.records import dataclass

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34",
          "cyan": "36"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """Whether there are colours and OSC 8 links, whether only findings are printed, and whether
    the reasons why some are not fixed are."""

    color: bool = False
    links: bool = False
    quiet: bool = False
    verbose: bool = False
    no_fixes: bool = False

    def paint(self, text: str, *styles: str) -> str:
        """The text in these colours, or as it is."""
        if not self.color or not text:
            return text
        return f"\033[{';'.join(_CODES[style] for style in styles)}m{text}\033[0m"

    def link(self, text: str, url: str) -> str:
        """The text as a link that a terminal can follow, or as it is."""
        return f"\033]8;;{url}\033\\{text}\033]8;;\033\\" if self.links and url else text
