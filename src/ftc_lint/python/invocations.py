"""Calls: string methods worked out, SQL that is executed, everything else that may matter."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ftc_lint import evaluate
from ftc_lint.flow import Call, Construct, Exit, ExitKind
from ftc_lint.operations import Kind, Operation
from ftc_lint.parts import given
from ftc_lint.python import paths, sqltext
from ftc_lint.python.calls import CallSite
from ftc_lint.python.frame import LONGEST_DISPLAY, Frame
from ftc_lint.python.frameworks import NAMES as FRAMEWORK_NAMES
from ftc_lint.python.frameworks import recognise_call
from ftc_lint.python.mentioning import mention_only
from ftc_lint.python.mentions import KEYWORDS, only_mentions
from ftc_lint.python.positions import CallPlace
from ftc_lint.python.relevance import may_matter
from ftc_lint.python.sinks import METHODS
from ftc_lint.records import replace
from ftc_lint.text import Span
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Constant,
    Deferred,
    Items,
    LoopItem,
    Mapping,
    Parameter,
    Reference,
    Text,
    Unknown,
    Value,
)

_STOPS = frozenset({"sys.exit", "os._exit", "exit", "quit", "os.abort"})
_TRANSACTIONS = {"commit": Kind.COMMIT, "rollback": Kind.ROLLBACK, "begin": Kind.BEGIN}
_WATCHED = FRAMEWORK_NAMES | METHODS | frozenset(_TRANSACTIONS)
"""Names of calls that are looked at more closely."""

_NOT_DONE_TO_DATABASES = frozenset({"repo", "git", "consumer", "kafka", "vcs"})


def call(frame: Frame, node: ast.expr) -> Value:
    """What a call returns; what it does becomes steps."""
    assert isinstance(node, ast.Call)
    callee, name, receiver = _callee(frame, node)
    dotted = callee.name if isinstance(callee, Reference) else ""
    mentions = only_mentions(name, dotted, receiver)
    if mentions:
        for argument in (*node.args, *(each.value for each in node.keywords)):
            mention_only(frame, argument.value if isinstance(argument, ast.Starred) else argument)
        return Unknown(frame.shown(node))
    arguments = _arguments(frame, node)
    known = _known(frame, node, callee, dotted, arguments)
    if known is not None:
        return known
    _may_fill(frame, node)
    matters = may_matter(callee, arguments)
    if not (matters or name in _WATCHED or dotted in _STOPS or frame.file.conventions.functions):
        return CallResult(callee, arguments, frame.file.positions.current_span())
    place = frame.file.positions.call(node)
    path = frame.file.source.path
    span = Span(path, place.start, place.end)
    name_span = Span(path, place.name, place.name_end)
    result = CallResult(callee, arguments, span, name_span)
    site = CallSite(
        callee,
        arguments,
        span,
        name_span,
        _display(frame.file.source.text, place),
        frame.file.imported(),
        frame.qualname,
        frame.class_name,
        frame.file.module,
        nested=frame.nesting > 0,
        handed_on=_handed_on(frame, node, arguments),
    )
    _steps(frame, site, name, dotted, matters=matters)
    return result


def _display(text: str, place: CallPlace) -> str:
    """The callee as it is written, on one line, the last of it where it is long."""
    start = max(place.start, place.name_end - 2 * LONGEST_DISPLAY)
    return " ".join(text[start : place.name_end].split())[-LONGEST_DISPLAY:]


def _callee(frame: Frame, node: ast.Call) -> tuple[Value, str, str]:
    """What is called, the last name of it, and how its object is written."""
    func = node.func
    if isinstance(func, ast.Name):
        value = frame.lookup(func.id)
        return value, value.name.rpartition(".")[2] if isinstance(value, Reference) else "", ""
    if isinstance(func, ast.Attribute):
        name = func.attr
        receiver = frame.shown(func.value)
        base = frame.value(func.value)
        if isinstance(base, Reference):
            return Reference(f"{base.name}.{name}"), name, receiver
        if isinstance(base, Parameter):
            assigned = frame.env.get(f"{base.name}.{name}")
            if isinstance(assigned, (Reference, CallResult)):
                return assigned, name, receiver
        return Attribute(base, name), name, receiver
    value = frame.value(func)
    return value, value.name if isinstance(value, Attribute) else "", ""


def _arguments(frame: Frame, node: ast.Call) -> Arguments:
    if not node.args and not node.keywords:
        return _NO_ARGUMENTS
    frame.nesting += 1
    positional, starred = _positional(frame, node.args)
    keywords: list[tuple[str, Value]] = []
    for each in node.keywords:
        value = frame.mention(each.value) if each.arg in KEYWORDS else frame.value(each.value)
        if each.arg is not None:
            keywords.append((each.arg, value))
        else:
            spread = _spread(value)
            keywords.extend(spread.entries)
            starred = starred or not spread.complete
    frame.nesting -= 1
    return Arguments(tuple(positional), tuple(keywords), starred)


def _spread(value: Value) -> Mapping:
    """The keywords of `**value`; of one of several dictionaries, those that any of them has."""
    if isinstance(value, Mapping):
        return value
    found: dict[str, list[Value]] = {}
    for each in evaluate.variants(value):
        for name, held in each.entries if isinstance(each, Mapping) else ():
            found.setdefault(name, []).append(held)
    return Mapping(
        tuple((name, evaluate.choice(held)) for name, held in found.items()), complete=False
    )


def _positional(frame: Frame, nodes: Sequence[ast.expr]) -> tuple[list[Value], bool]:
    """The positional arguments, and whether there are more that are not known."""
    positional: list[Value] = []
    starred = False
    for node in nodes:
        if not isinstance(node, ast.Starred):
            positional.append(frame.value(node))
            continue
        value = frame.value(node.value)
        if isinstance(value, Items) and value.complete:
            positional.extend(value.values)
        else:
            starred = True
    return positional, starred


def _may_fill(frame: Frame, node: ast.Call) -> None:
    """A list or dictionary that is empty, and is handed to a call, may hold anything after it."""
    for each in (*node.args, *(keyword.value for keyword in node.keywords)):
        value = frame.env.get(each.id) if isinstance(each, ast.Name) else None
        if value in _EMPTY and isinstance(each, ast.Name):
            frame.env[each.id] = replace(value, complete=False)


_EMPTY = (Items(()), Mapping(()))


def _handed_on(frame: Frame, node: ast.Call, arguments: Arguments) -> Value | None:
    """What the first argument is taken from in `f(*args)`."""
    if not arguments.starred or arguments.positional or not node.args:
        return None
    first = node.args[0]
    name = first.value if isinstance(first, ast.Starred) else None
    return frame.lookup(name.id) if isinstance(name, ast.Name) else None


_NO_ARGUMENTS = Arguments()


def _known(
    frame: Frame, node: ast.Call, callee: Value, dotted: str, arguments: Arguments
) -> Value | None:
    """The value of a call whose result can be told; None for all others."""
    if dotted in ("locals", "vars") and arguments is _NO_ARGUMENTS:
        return _names(frame)
    if dotted:
        value = _known_function(dotted, arguments)
    elif isinstance(callee, Attribute):
        value = _known_method(frame, node, callee, arguments)
    else:
        value = None
    if value is not None and not frame.quiet and evaluate.texts(value):
        frame.file.destinies.written(value, frame.owner(), is_literal=False)
    return value


def _names(frame: Frame) -> Mapping:
    """`locals()`: what the names here mean, as far as that can be put into a text."""
    return Mapping(
        tuple(
            (name, value)
            for name, value in frame.env.items()
            if "." not in name and isinstance(value, (Text, Parameter, LoopItem, Constant, Choice))
        ),
        complete=False,
    )


def _known_function(dotted: str, arguments: Arguments) -> Value | None:
    if dotted == "getattr" and len(arguments.positional) >= 2:
        base, name = arguments.positional[:2]
        if isinstance(name, Text) and not name.holes:
            return Attribute(base, name.excerpt.text)
        return None
    made = paths.call(dotted, arguments)
    if made is None:
        made = evaluate.call(dotted, arguments)
    if made is None:
        made = sqltext.call(dotted, arguments)
    if made is None:
        made = evaluate.from_builtin(dotted, arguments)
    return made


def _known_method(
    frame: Frame, node: ast.Call, callee: Attribute, arguments: Arguments
) -> Value | None:
    base, name = callee.base, callee.name
    if name in _FILE_METHODS:
        read = paths.method(base, name, arguments)
        if read is not None:
            return read
    if name in evaluate.STRING_METHODS and evaluate.texts(base):
        return evaluate.method(base, name, arguments)
    composed = sqltext.method(base, name, arguments)
    if composed is not None:
        return composed
    if isinstance(base, (Items, Mapping)) and isinstance(node.func, ast.Attribute):
        holder = node.func.value
        changed, result = evaluate.method_of_collection(base, name, arguments)
        if changed is not None:
            if isinstance(holder, ast.Name):
                frame.bind(holder.id, changed)
            elif isinstance(holder, ast.Attribute) and isinstance(holder.value, ast.Name):
                frame.bind(f"{holder.value.id}.{holder.attr}", changed)
        return result
    return None


_FILE_METHODS = frozenset(
    {
        "read", "decode", "strip", "rstrip", "lstrip", "joinpath", "resolve", "absolute",
        "expanduser", "as_posix", "read_text", "read_bytes", "with_name",
    }
)  # fmt: skip


def _steps(frame: Frame, site: CallSite, name: str, dotted: str, *, matters: bool) -> None:
    """What a call does, as steps."""
    if dotted in _STOPS:
        frame.steps.append(Exit(ExitKind.STOP, site.arguments.get(0), site.span))
        return
    recognised = recognise_call(site)
    if recognised:
        frame.steps.extend(recognised)
        for value in given(site.arguments):
            _executed(frame, value)
        return
    kind = _TRANSACTIONS.get(name)
    if kind is not None and _is_transaction(site):
        operation = Operation(kind, (), site.name_span, site.span, source="driver")
        frame.steps.append(Construct(operation, ()))
        return
    execution = frame.file.conventions.execution(site)
    if execution is not None:
        if execution.callee is None:
            _executed(frame, execution.text)
        frame.file.note_extent(site.span.start, site.span.end)
        frame.steps.append(execution)
        return
    if matters:
        frame.steps.append(
            Call(site.callee, site.arguments, site.span, site.display, site.name_span)
        )


def _executed(frame: Frame, value: Value, depth: int = 4) -> None:
    """Remembers that every string in a value is run, those a loop runs over included."""
    if isinstance(value, Text):
        frame.file.destinies.executed(value)
    elif isinstance(value, (Items, Choice)) and depth:
        for each in value.values:
            _executed(frame, each, depth - 1)
    elif isinstance(value, Deferred):
        _executed(frame, value.base, depth - 1)
    elif isinstance(value, LoopItem):
        item = evaluate.element(frame.file.loop_items.get(value.loop, value), Unknown("item"))
        for index in value.path:
            item = evaluate.element(item, Constant(index))
        if depth and item != value:
            _executed(frame, item, depth - 1)


def _is_transaction(site: CallSite) -> bool:
    """`conn.commit()`; `repo.commit("message")` is something else."""
    if site.arguments.positional:
        return False
    receiver = site.display.rpartition(".")[0].rpartition(".")[2].lower().strip("_()")
    return bool(receiver) and receiver not in _NOT_DONE_TO_DATABASES
