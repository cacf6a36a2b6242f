"""Where a string is only mentioned: logs, prints, messages, assertions, patterns, help texts."""

from __future__ import annotations

import re

FUNCTIONS = frozenset(
    {
        "print", "pprint", "input", "isinstance", "hasattr", "issubclass", "len", "repr", "id",
        "hash", "NotImplementedError", "breakpoint", "help", "ascii", "ord", "setattr", "delattr",
    }
)  # fmt: skip
"""Builtins that show, measure or test what they are given."""

_LOG_METHODS = frozenset(
    {
        "debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log",
        "trace", "success", "notice", "msg", "print", "echo", "secho", "write_message",
        "add_argument", "add_option", "add_parser", "startswith", "endswith", "index", "find",
        "rfind", "count", "assert_called_with", "assert_called_once_with", "assert_any_call",
        "assert_has_calls", "annotate_log", "add_subparsers", "set_defaults", "add_argument_group",
        "print_exc", "format_help", "logMsg", "toast", "flash", "title", "header", "subheader",
        "caption", "markdown", "code", "metric", "notify", "set_description", "set_postfix",
        "add_note", "fullmatch", "finditer", "isdisjoint",
    }
)  # fmt: skip
_LOGGER = re.compile(
    r"log|console|stdout|stderr|messages|click|parser|tqdm|warnings", re.IGNORECASE
)
_ONLY_ON_LOGGERS = frozenset(
    {"error", "log", "msg", "print", "write", "notify", "title", "header", "code", "count",
     "index", "find", "trace", "success", "metric", "markdown", "caption", "notice", "flash",
     "writelines", "exception", "info", "debug", "warning", "warn", "critical", "fatal"}
)  # fmt: skip
_MODULES = ("logging", "warnings", "re", "regex", "sqlparse", "sqlglot", "sqlfluff", "pytest",
            "rich", "pglast", "loguru", "structlog", "textwrap.shorten", "syslog",
            "unittest.mock", "pprint", "tabulate", "colorama", "termcolor", "difflib", "gettext",
            "hashlib")  # fmt: skip
_EXCEPTION = re.compile(
    r"(?:^|\.)_?[A-Z]\w*(?:Error|Exception|Warning|Exit)$|^(?:Exception|Abort)$"
)
_SPEAKING = re.compile(
    r"^_?(?:log|print|echo|warn|info|debug|error|fail|die|abort|assert\w*|gettext|_|ugettext|"
    r"ngettext|gettext_lazy|_lazy|lazy_gettext|say|puts|msg|message|log_\w+|print_\w+|\w+_log|"
    r"ensure_str|expect|eq_|ok_|ne_|neq_|colored|style|deprecated|deprecate\w*|warn_\w+|report|show|pprint)$"
)

KEYWORDS = frozenset(
    {
        "help", "description", "epilog", "doc", "usage", "comment", "title", "message", "msg",
        "reason", "label", "verbose_name", "help_text", "metavar", "short_help", "match", "ids",
        "docstring", "summary", "tooltip", "placeholder", "error_messages", "task_id", "desc",
        "detail", "hint", "caption", "notes", "deprecated", "brief", "explanation", "verbose",
    }
)  # fmt: skip
"""Keyword arguments that hold words for people."""


def only_mentions(name: str, dotted: str, receiver: str) -> bool:
    """Whether a call only shows, compares or matches the strings it is given.

    `name` is the last name of what is called, `dotted` its absolute name where it is a function
    or class called by name, `receiver` how its object is written.
    """
    if dotted:
        if dotted in FUNCTIONS or _EXCEPTION.search(dotted):
            return True
        if dotted.startswith(_MODULES):
            head = dotted.partition(".")[0]
            if head in _MODULES or dotted.startswith(("textwrap.shorten", "unittest.mock")):
                return not dotted.startswith("re.sub") and not dotted.startswith("sqlparse.format")
        if _SPEAKING.match(name):
            return True
    elif name.startswith("assert"):
        return True
    if name in _LOG_METHODS or name in _ONLY_ON_LOGGERS:
        return name not in _ONLY_ON_LOGGERS or _LOGGER.search(receiver) is not None
    return not dotted and _SPEAKING.match(name) is not None and name not in ("show", "report")
