"""Where the nodes of a tree stand in the text, worked out line by line and only when asked.

Statements are matched with the logical lines of the text, and the names and strings of a line
with its tokens: both come in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import libcst as cst

from ftc_lint.python.tokens import Line, Tokens, end_of_field, scan
from ftc_lint.records import dataclass
from ftc_lint.text import Source, Span


class MisplacedError(Exception):
    """The tree and the text do not agree on what stands where."""


@dataclass(frozen=True, slots=True)
class CallPlace:
    """A call from `start` to `end`, the last name of what is called from `name` to `name_end`."""

    start: int
    end: int
    name: int
    name_end: int


class Positions:
    """The places of one file's nodes. `enter` a statement before asking for what is in it."""

    def __init__(self, source: Source, tokens: Tokens, module: cst.Module) -> None:
        """Raises `MisplacedError` where text and tree have a different number of lines."""
        self.source = source
        self.tokens = tokens
        self.lines: dict[int, int] = {}
        count = _number_lines(module.body, self.lines)
        if count != len(tokens.lines):
            raise MisplacedError(f"{count} statements on {len(tokens.lines)} logical lines")
        self.current: cst.CSTNode = module
        self._calls: dict[int, CallPlace] = {}
        self._starts: dict[int, int] = {}
        self._fields: dict[int, tuple[int, int]] = {}

    def enter(self, statement: cst.CSTNode) -> None:
        """From now on nodes of this line are asked for (a suite on the header's line included)."""
        if id(statement) in self.lines:
            self.current = statement

    def line(self, statement: cst.CSTNode) -> Line:
        """The logical line of a statement, of a compound statement's header, or a decorator."""
        return self.tokens.lines[self.lines[id(statement)]]

    def line_span(self, statement: cst.CSTNode) -> Span:
        """The stretch of a statement's logical line."""
        line = self.line(statement)
        return Span(self.source.path, line.start, line.end)

    def current_line(self) -> Line:
        """The line that was entered last."""
        return self.line(self.current)

    def current_span(self) -> Span:
        """The stretch of the line that was entered last."""
        return self.line_span(self.current)

    def block_span(self, statement: cst.CSTNode) -> Span:
        """From a compound statement's header to the end of its body (without `else`)."""
        lines = self.tokens.lines
        last = self._last_line(getattr(statement, "body", statement), self.lines[id(statement)])
        return Span(self.source.path, lines[self.lines[id(statement)]].start, lines[last].end)

    def _last_line(self, node: cst.CSTNode, last: int) -> int:
        while not isinstance(node, cst.SimpleStatementSuite):
            if isinstance(node, cst.IndentedBlock):
                node = node.body[-1]
            last = self.lines.get(id(node), last)
            if isinstance(node, cst.SimpleStatementLine):
                break
            node = _blocks(node)[-1]
        return last

    def call(self, node: cst.Call) -> CallPlace:
        """Where a call of the entered line stands."""
        place = self._calls.get(id(node))
        if place is None:
            self._place()
            place = self._calls.get(id(node))
            if place is None:
                raise MisplacedError("a call was not found")
        return place

    def name(self, node: cst.FunctionDef | cst.ClassDef) -> int:
        """Where the name of a definition begins, which is entered."""
        line = self.line(node)
        match = _HEADER.match(self.source.text, line.start)
        if match is not None and self.source.text.startswith(node.name.value, match.end()):
            return match.end()
        return self.start(node.name)

    def start(self, node: cst.CSTNode) -> int:
        """Where a string of the entered line, or the name of a definition or target, begins."""
        start = self._starts.get(id(node))
        if start is None:
            self._place()
            start = self._starts.get(id(node))
            if start is None:
                raise MisplacedError("a string was not found")
        return start

    def field(self, node: cst.CSTNode) -> tuple[int, int]:
        """From the `{` of an f-string's field to behind its `}`."""
        self.start(node)
        return self._fields[id(node)]

    def _place(self) -> None:
        line = self.line(self.current)
        self.place(parts_of_line(self.current), self.tokens, line.first, line.last)

    def place(self, nodes: Iterable[cst.CSTNode], tokens: Tokens, first: int, last: int) -> None:
        """Places nodes, in their order, among tokens from `first` to `last` (exclusive)."""
        placing = _Placing(self, tokens)
        index = first
        try:
            for node in nodes:
                index = placing.visit(node, index)
                if type(node) is cst.Name:  # of a definition, or the target of a loop
                    self._starts[id(node)] = tokens.starts[index - 1]
        except IndexError:
            raise MisplacedError("a name was not found") from None
        if index > last:
            raise MisplacedError("a name was found on a later line")

    def record_call(self, node: cst.Call, place: CallPlace) -> None:
        self._calls[id(node)] = place

    def record_start(self, node: cst.CSTNode, start: int) -> None:
        self._starts[id(node)] = start

    def record_field(self, node: cst.CSTNode, start: int, end: int) -> None:
        self._starts[id(node)] = start
        self._fields[id(node)] = (start, end)


_HEADER = re.compile(r"(?:async[ \t]+)?(?:def|class)[ \t]+")


# --- statements and lines --------------------------------------------------------------------


def _number_lines(body: Sequence[cst.CSTNode], lines: dict[int, int]) -> int:
    """Gives every statement, header, decorator and case the number of its logical line."""
    count = 0
    stack: list[cst.CSTNode] = list(reversed(body))
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is cst.SimpleStatementLine:
            lines[id(node)] = count
            count += 1
            continue
        if kind is cst.IndentedBlock:
            stack.extend(reversed(node.body))  # type: ignore[attr-defined]
            continue
        if kind is cst.SimpleStatementSuite:
            continue
        if kind is cst.FunctionDef or kind is cst.ClassDef:
            for decorator in node.decorators:  # type: ignore[attr-defined]
                lines[id(decorator)] = count
                count += 1
        lines[id(node)] = count
        count += 1
        stack.extend(reversed(_blocks(node)))
    return count


def _blocks(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The blocks of a compound statement, and the clauses that have a line of their own."""
    if isinstance(node, cst.Match):
        return list(node.cases)
    blocks: list[cst.CSTNode] = [node.body]  # type: ignore[attr-defined]
    if isinstance(node, (cst.Try, cst.TryStar)):
        blocks.extend(node.handlers)
        blocks.extend(each for each in (node.orelse, node.finalbody) if each is not None)
    elif isinstance(node, (cst.If, cst.For, cst.While)) and node.orelse is not None:
        blocks.append(node.orelse)
    return blocks


def parts_of_line(node: cst.CSTNode) -> list[cst.CSTNode]:
    """What stands on a statement's own line, in the order of the text."""
    if isinstance(node, cst.SimpleStatementLine):
        return list(node.body)
    parts: list[cst.CSTNode | None] = []
    if isinstance(node, (cst.If, cst.While)):
        parts = [node.test]
    elif isinstance(node, cst.For):
        parts = [node.target, node.iter]
    elif isinstance(node, cst.With):
        parts = list(node.items)
    elif isinstance(node, (cst.FunctionDef, cst.ClassDef)):
        parts = _definition(node)
    elif isinstance(node, (cst.ExceptHandler, cst.ExceptStarHandler)):
        parts = [node.type, node.name]
    elif isinstance(node, cst.Decorator):
        return [node.decorator]
    elif isinstance(node, cst.Match):
        return [node.subject]
    elif isinstance(node, cst.MatchCase):
        parts = [node.pattern, node.guard]
    body = getattr(node, "body", None)
    if isinstance(body, cst.SimpleStatementSuite):
        parts.extend(body.body)
    return [part for part in parts if part is not None]


def _definition(node: cst.FunctionDef | cst.ClassDef) -> list[cst.CSTNode | None]:
    if isinstance(node, cst.FunctionDef):
        return [node.name, node.type_parameters, node.params, node.returns]
    return [node.name, node.type_parameters, *_in_order(node)]


def _in_order(node: cst.ClassDef) -> list[cst.Arg]:
    return [*node.bases, *node.keywords]


# --- names and tokens ------------------------------------------------------------------------

_Visit = Callable[["_Placing", "cst.CSTNode", int], int]


class _Placing:
    """One walk over nodes and tokens. Every `visit` takes the index of the next token and returns
    that behind the node; `begin` is the first token of the node visited last."""

    def __init__(self, positions: Positions, tokens: Tokens) -> None:
        self.positions = positions
        self.texts = tokens.texts
        self.starts = tokens.starts
        self.closers = tokens.closers
        self.begin = 0

    def visit(self, node: cst.CSTNode, index: int) -> int:
        kind = type(node)
        if kind is cst.Name:
            wanted = node.value  # type: ignore[attr-defined]
            texts = self.texts
            while texts[index] != wanted:
                index += 1
            self.begin = index
            return index + 1
        special = _SPECIAL.get(kind)
        if special is not None:
            return special(self, node, index)
        fields = _FIELDS.get(kind)
        if fields is None:  # numbers, `...`, keywords: nothing to place
            self.begin = index
            return index
        begin = -1
        for name in fields:
            child = getattr(node, name)
            if child is None:
                continue
            if child.__class__ is tuple or child.__class__ is list:
                for each in child:
                    index = self.visit(each, index)
                    if begin < 0:
                        begin = self.begin
            else:
                index = self.visit(child, index)
                if begin < 0:
                    begin = self.begin
        self.begin = max(begin, 0)
        return index

    def opening(self, parentheses: int) -> None:
        """Moves `begin` back over the parentheses around the node visited last."""
        index = self.begin
        while parentheses and index > 0:
            index -= 1
            parentheses -= self.texts[index] == "("
        self.begin = index

    def bracket(self, wanted: str, index: int) -> int:
        """The index of the next opening bracket of that kind."""
        texts = self.texts
        while texts[index] != wanted:
            index += 1
        return index


def _attribute(placing: _Placing, node: cst.CSTNode, index: int) -> int:
    assert isinstance(node, cst.Attribute)
    index = placing.visit(node.value, index)
    if node.value.lpar:
        placing.opening(len(node.value.lpar))
    wanted = node.attr.value
    texts = placing.texts
    while texts[index] != wanted:
        index += 1
    return index + 1


def _call(placing: _Placing, node: cst.CSTNode, index: int) -> int:
    assert isinstance(node, cst.Call)
    func = node.func
    index = placing.visit(func, index)
    if func.lpar:
        placing.opening(len(func.lpar))
    begin = placing.begin
    last = index - 1
    opened = placing.bracket("(", index)
    closed = placing.closers[opened]
    starts = placing.starts
    placing.positions.record_call(
        node,
        CallPlace(
            starts[begin], starts[closed] + 1, starts[last], starts[last] + len(placing.texts[last])
        ),
    )
    index = opened + 1
    for argument in node.args:
        if argument.keyword is not None:
            wanted = argument.keyword.value
            texts = placing.texts
            while texts[index] != wanted:
                index += 1
            index += 1
        index = placing.visit(argument.value, index)
    placing.begin = begin
    return closed + 1


def _subscript(placing: _Placing, node: cst.CSTNode, index: int) -> int:
    assert isinstance(node, cst.Subscript)
    index = placing.visit(node.value, index)
    if node.value.lpar:
        placing.opening(len(node.value.lpar))
    begin = placing.begin
    opened = placing.bracket("[", index)
    index = opened + 1
    for each in node.slice:
        index = placing.visit(each.slice, index)
    placing.begin = begin
    return placing.closers[opened] + 1


def _binary(placing: _Placing, node: cst.CSTNode, index: int) -> int:
    rights: list[cst.CSTNode] = []
    kind = type(node)
    while type(node) is kind and not (rights and node.lpar):  # type: ignore[attr-defined]
        rights.append(node.right)  # type: ignore[attr-defined]
        node = node.left  # type: ignore[attr-defined]
    index = placing.visit(node, index)
    begin = placing.begin
    for right in reversed(rights):
        index = placing.visit(right, index)
    placing.begin = begin
    return index


def _string(placing: _Placing, node: cst.CSTNode, index: int) -> int:
    wanted = node.value  # type: ignore[attr-defined]
    texts = placing.texts
    while texts[index] != wanted:
        index += 1
    placing.begin = index
    placing.positions.record_start(node, placing.starts[index])
    return index + 1


def _formatted(placing: _Placing, node: cst.CSTNode, index: int) -> int:
    opening = node.start  # type: ignore[attr-defined]
    texts = placing.texts
    while not texts[index].startswith(opening):
        index += 1
    placing.begin = index
    start = placing.starts[index]
    positions = placing.positions
    positions.record_start(node, start)
    text = positions.source.text
    offset = start + len(opening)
    for part in node.parts:  # type: ignore[attr-defined]
        if isinstance(part, (cst.FormattedStringText, cst.TemplatedStringText)):
            positions.record_start(part, offset)
            offset += len(part.value)
            continue
        end = end_of_field(text, offset)
        if end is None:
            raise MisplacedError("a field of an f-string is never closed")
        positions.record_field(part, offset, end)
        if type(part.expression) is not cst.Name:
            inner = scan(text, offset + 1, end - 1)
            positions.place([part.expression], inner, 0, len(inner.texts))
        offset = end
    placing.begin = index
    return index + 1


def _assign_target(placing: _Placing, node: cst.CSTNode, index: int) -> int:
    target = node.target  # type: ignore[attr-defined]
    index = placing.visit(target, index)
    if type(target) is cst.Name:
        placing.positions.record_start(target, placing.starts[index - 1])
    return index


def _annotated_assign(placing: _Placing, node: cst.CSTNode, index: int) -> int:
    assert isinstance(node, cst.AnnAssign)
    index = _assign_target(placing, node, index)
    index = placing.visit(node.annotation.annotation, index)
    return index if node.value is None else placing.visit(node.value, index)


def _function_header(placing: _Placing, node: cst.CSTNode, index: int) -> int:
    assert isinstance(node, cst.Parameters)
    groups: list[cst.CSTNode] = [*node.posonly_params, *node.params]
    groups += [each for each in (node.star_arg,) if isinstance(each, cst.Param)]
    groups += [*node.kwonly_params, *([node.star_kwarg] if node.star_kwarg else [])]
    for parameter in groups:
        index = placing.visit(parameter, index)
    return index


def _parameter(placing: _Placing, node: cst.CSTNode, index: int) -> int:
    assert isinstance(node, cst.Param)
    index = placing.visit(node.name, index)
    if node.annotation is not None:
        index = placing.visit(node.annotation.annotation, index)
    return index if node.default is None else placing.visit(node.default, index)


def _class_argument(placing: _Placing, node: cst.CSTNode, index: int) -> int:
    assert isinstance(node, cst.Arg)
    if node.keyword is not None:
        index = placing.visit(node.keyword, index)
    return placing.visit(node.value, index)


_SPECIAL: dict[type, _Visit] = {
    cst.Attribute: _attribute,
    cst.Call: _call,
    cst.Subscript: _subscript,
    cst.BinaryOperation: _binary,
    cst.BooleanOperation: _binary,
    cst.SimpleString: _string,
    cst.FormattedString: _formatted,
    cst.TemplatedString: _formatted,
    cst.AssignTarget: _assign_target,
    cst.AnnAssign: _annotated_assign,
    cst.Parameters: _function_header,
    cst.Param: _parameter,
    cst.Arg: _class_argument,
}

_FIELDS: dict[type, tuple[str, ...]] = {
    cst.Expr: ("value",),
    cst.Assign: ("targets", "value"),
    cst.AugAssign: ("target", "value"),
    cst.Return: ("value",),
    cst.Raise: ("exc", "cause"),
    cst.From: ("item",),
    cst.Assert: ("test", "msg"),
    cst.Del: ("target",),
    cst.Import: ("names",),
    cst.ImportFrom: ("module", "names"),
    cst.ImportAlias: ("name", "asname"),
    cst.AsName: ("name",),
    cst.Global: ("names",),
    cst.Nonlocal: ("names",),
    cst.NameItem: ("name",),
    cst.TypeAlias: ("name", "type_parameters", "value"),
    cst.TypeParameters: ("params",),
    cst.TypeParam: ("param", "default"),
    cst.TypeVar: ("name", "bound"),
    cst.TypeVarTuple: ("name",),
    cst.ParamSpec: ("name",),
    cst.Annotation: ("annotation",),
    cst.WithItem: ("item", "asname"),
    cst.ConcatenatedString: ("left", "right"),
    cst.Comparison: ("left", "comparisons"),
    cst.ComparisonTarget: ("comparator",),
    cst.UnaryOperation: ("expression",),
    cst.Await: ("expression",),
    cst.Yield: ("value",),
    cst.IfExp: ("body", "test", "orelse"),
    cst.Lambda: ("params", "body"),
    cst.NamedExpr: ("target", "value"),
    cst.Tuple: ("elements",),
    cst.List: ("elements",),
    cst.Set: ("elements",),
    cst.Element: ("value",),
    cst.StarredElement: ("value",),
    cst.Dict: ("elements",),
    cst.DictElement: ("key", "value"),
    cst.StarredDictElement: ("value",),
    cst.ListComp: ("elt", "for_in"),
    cst.SetComp: ("elt", "for_in"),
    cst.GeneratorExp: ("elt", "for_in"),
    cst.DictComp: ("key", "value", "for_in"),
    cst.CompFor: ("target", "iter", "ifs", "inner_for_in"),
    cst.CompIf: ("test",),
    cst.Index: ("value",),
    cst.Slice: ("lower", "upper", "step"),
    cst.MatchValue: ("value",),
    cst.MatchSingleton: ("value",),
    cst.MatchAs: ("pattern", "name"),
    cst.MatchOr: ("patterns",),
    cst.MatchOrElement: ("pattern",),
    cst.MatchClass: ("cls", "patterns", "kwds"),
    cst.MatchMapping: ("elements", "rest"),
    cst.MatchMappingElement: ("key", "pattern"),
    cst.MatchKeywordElement: ("key", "pattern"),
    cst.MatchList: ("patterns",),
    cst.MatchTuple: ("patterns",),
    cst.MatchSequenceElement: ("value",),
    cst.MatchStar: ("name",),
}
