"""Functions and classes: what they are called with, and what waits to be walked in them."""

from __future__ import annotations

import ast

from ftc_lint.evaluate import choice
from ftc_lint.facts import ClassFacts, FunctionParameter
from ftc_lint.python.blocks import walk_block
from ftc_lint.python.calls import ClassSite
from ftc_lint.python.frame import ClassRecord, Definition, Frame
from ftc_lint.python.frameworks import recognise_class
from ftc_lint.text import Span
from ftc_lint.values import Element, Mapping, Parameter, Reference, Value


def define_function(frame: Frame, node: ast.stmt) -> None:
    """A `def`: its decorators and defaults are evaluated now, its body later."""
    assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    file = frame.file
    decorators = _decorators(frame, node)
    file.positions.enter(node)
    name = node.name
    qualname = _qualname(frame, name)
    start = file.positions.name(node)
    is_method = frame.is_class
    inner = Frame(
        file,
        qualname,
        class_name=frame.class_name,
        parent=frame,
        parameters=_parameters(frame, node.args),
        decorators=decorators,
        span=Span(file.source.path, start, start + len(name)),
        statement=node,
    )
    if is_method:
        inner.self_name = _self_name(inner, decorators)
        record = file.classes.get(file.absolute(frame.class_name or ""))
        if record is not None:
            record.methods.add(name)
    else:
        inner.self_name = frame.self_name
    if not frame.depth and not decorators:
        _supersede(frame, name, qualname)
    file.waiting.append((inner, node))
    frame.bind(name, Reference(file.absolute(qualname)))


def _supersede(frame: Frame, name: str, qualname: str) -> None:
    """Marks earlier functions of the name, which nobody can call any more by it."""
    if frame.env.get(name) == Reference(frame.file.absolute(qualname)):
        for earlier, _ in frame.file.waiting:
            if earlier.qualname == qualname:
                earlier.superseded = True


def _qualname(frame: Frame, name: str) -> str:
    return f"{frame.qualname}.{name}" if frame.qualname else name


def _decorators(
    frame: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
) -> tuple[Value, ...]:
    values = []
    for decorator in node.decorator_list:
        frame.file.positions.enter(decorator)
        values.append(frame.mention(decorator))
    return tuple(values)


def _self_name(inner: Frame, decorators: tuple[Value, ...]) -> str:
    if any(isinstance(each, Reference) and each.name == "staticmethod" for each in decorators):
        return ""
    first = inner.parameters[0] if inner.parameters else None
    return first.name if first is not None and first.kind == "positional" else ""


def _parameters(frame: Frame, node: ast.arguments) -> tuple[FunctionParameter, ...]:
    positional = [*node.posonlyargs, *node.args]
    defaults = [*[None] * (len(positional) - len(node.defaults)), *node.defaults]
    found = [
        _parameter(frame, each, "positional", default)
        for each, default in zip(positional, defaults, strict=True)
    ]
    if node.vararg is not None:
        found.append(_parameter(frame, node.vararg, "args", None))
    found += [
        _parameter(frame, each, "keyword", default)
        for each, default in zip(node.kwonlyargs, node.kw_defaults, strict=True)
    ]
    if node.kwarg is not None:
        found.append(_parameter(frame, node.kwarg, "kwargs", None))
    return tuple(found)


def _parameter(
    frame: Frame, node: ast.arg, kind: str, default: ast.expr | None
) -> FunctionParameter:
    value = None if default is None else frame.value(default)
    annotation = None if node.annotation is None else _annotated(frame, node.annotation)
    return FunctionParameter(node.arg, kind, value, annotation)


def _annotated(frame: Frame, node: ast.expr) -> Value | None:
    """The type that an annotation names; of `X | None` and `Optional[X]` it is X."""
    if isinstance(node, ast.Name):
        return _named_type(frame.lookup(node.id))
    if isinstance(node, ast.Attribute):
        base = _annotated(frame, node.value)
        return Reference(f"{base.name}.{node.attr}") if isinstance(base, Reference) else None
    if isinstance(node, ast.Constant):
        word = node.value
        if isinstance(word, str) and word.isidentifier():
            found = _named_type(frame.lookup(word))
            return found or Reference(frame.file.absolute(word))
        return None
    if isinstance(node, ast.BinOp):
        return _annotated(frame, node.left) or _annotated(frame, node.right)
    if isinstance(node, ast.Subscript) and frame.shown(node.value).endswith("Optional"):
        return _annotated(frame, node.slice)
    return None


def _named_type(value: Value) -> Value | None:
    return value if isinstance(value, Reference) else None


# --- classes ---------------------------------------------------------------------------------


def define_class(frame: Frame, node: ast.stmt) -> None:
    """A `class`: its body is walked now, as part of the block it stands in."""
    assert isinstance(node, ast.ClassDef)
    file = frame.file
    decorators = _decorators(frame, node)
    file.positions.enter(node)
    name = node.name
    qualname = _qualname(frame, name)
    start = file.positions.name(node)
    span = Span(file.source.path, start, start + len(name))
    bases = tuple(_base(frame, each) for each in node.bases)
    keywords = {each.arg: frame.value(each.value) for each in node.keywords if each.arg is not None}
    record = ClassRecord(qualname, bases)
    file.classes[file.absolute(qualname)] = record
    frame.bind(name, Reference(file.absolute(qualname)))
    inner = Frame(
        file, qualname, class_name=qualname, parent=frame, is_class=True, steps=frame.steps
    )
    inner.env = record.attributes
    walk_block(inner, node.body)
    record.attributes = inner.env
    record.span, record.decorators = span, decorators
    site = ClassSite(
        name=name,
        bases=bases,
        attributes=_data_attributes(frame, record),
        attribute_spans=record.spans,
        span=span,
        imports=file.imported(),
        module=file.module,
        annotations=record.annotations,
        keywords=keywords,
    )
    frame.steps.extend(recognise_class(site))


def _base(frame: Frame, node: ast.expr) -> Value:
    """A base class; one of types (`Repository[Order, int]`) is the class that they are given to."""
    value = frame.value(node.value if isinstance(node, ast.Starred) else node)
    if isinstance(value, Element) and isinstance(value.base, Reference):
        return value.base
    return value


def _data_attributes(frame: Frame, record: ClassRecord) -> dict[str, Value]:
    """The attributes without methods; a nested class (`class Meta`) as a mapping of its own."""
    found: dict[str, Value] = {}
    for name, value in record.attributes.items():
        if name in record.methods:
            continue
        nested = frame.file.classes.get(value.name) if isinstance(value, Reference) else None
        if nested is not None and nested.name == f"{record.name}.{name}":
            value = Mapping(tuple(_data_attributes(frame, nested).items()))
        found[name] = value
    return found


def class_facts(record: ClassRecord) -> ClassFacts:
    """A class as it was found, once all its methods were walked."""
    return ClassFacts(
        name=record.name,
        bases=record.bases,
        attributes=tuple(
            (name, value) for name, value in record.attributes.items() if name not in record.methods
        ),
        instance_attributes=tuple(
            (name, choice(values)) for name, values in record.instance.items()
        ),
        decorators=record.decorators,
        span=record.span,
    )


# --- bodies ----------------------------------------------------------------------------------


def walk_body(frame: Frame, node: Definition) -> None:
    """The body of a function that was waiting, with its parameters as themselves."""
    frame.env = {each.name: Parameter(each.name) for each in frame.parameters}
    if frame.statement is not None:
        frame.file.positions.enter(frame.statement)
    if isinstance(node, ast.Lambda):
        frame.returns.append(frame.value(node.body))
        return
    walk_block(frame, node.body)
