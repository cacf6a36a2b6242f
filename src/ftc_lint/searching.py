"""Searching the bytes of a file for what the files read so far ask for."""

from __future__ import annotations

from ftc_lint.module_names import module_name
from ftc_lint.prefilter import Names, passes_on_all
from ftc_lint.waves import Wanted


class Asks:
    """What is asked for, in the form in which files are searched for it; false if nothing is."""

    def __init__(self, asking: Wanted) -> None:
        self._names = Names(asking.words, asking.methods, asking.bases)
        self._modules = {name.rpartition(".")[2] for name in asking.modules}

    def __bool__(self) -> bool:
        return bool(self._names or self._modules)

    def meet(self, path: str, data: bytes) -> bool:
        """Whether a file is, or holds, something of it."""
        if module_name(path).rpartition(".")[2] in self._modules:
            return True
        return bool(self._names) and (self._names.found_in(data) or passes_on_all(path, data))
