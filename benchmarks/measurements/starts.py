"""One file, with and without work: what a person waits for in an editor or a hook."""

from __future__ import annotations

from benchmarks import corpora
from benchmarks.measurements.commands import (
    LIBRARIES,
    LINT,
    STANDARD_LIBRARY,
    Measurement,
    Setting,
    python,
)
from benchmarks.timing import Result


def no_work(setting: Setting) -> Result:
    """A file that has nothing to do with a database, in an empty project."""
    project = setting.directory / "empty"
    (project / ".git").mkdir(parents=True)
    (project / "hello.py").write_text("print('hello')\n")
    return {
        "what": "one file without work",
        "yardstick": STANDARD_LIBRARY,
        "target": 1.5,
        **corpora.described("a file that prints", project, (".py",)),
        **setting.pairs([*LINT, "hello.py"], python(STANDARD_LIBRARY), project),
    }


def one_file(setting: Setting) -> Result:
    """A file that destroys something."""
    project = corpora.one_file(setting.directory / "one")
    return {
        "what": "one file with findings",
        "yardstick": LIBRARIES,
        "target": 1.3,
        **corpora.described("a wrapper and a call of it", project, (".py",)),
        **setting.pairs([*LINT, "load.py"], python(LIBRARIES), project),
    }


MEASUREMENTS: dict[str, Measurement] = {"no-work": no_work, "one-file": one_file}
