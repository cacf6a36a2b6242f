"""Django's ORM: what query sets, managers and management commands do to a database."""

from __future__ import annotations

from ftc_lint.flow import Construct, Step
from ftc_lint.operations import Kind, Where
from ftc_lint.python.calls import CallSite
from ftc_lint.python.frameworks import restriction
from ftc_lint.python.frameworks.building import Place, construct
from ftc_lint.python.frameworks.django_models import default_table
from ftc_lint.python.frameworks.reading import (
    Chain,
    Link,
    called,
    chains,
    is_open,
    last_name,
    literal,
    looks_like_class,
    member,
    receiver,
    uses,
)
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Element,
    Parameter,
    Text,
    Value,
)

SOURCE = "django"

_WHOLE = frozenset(
    {
        "all", "order_by", "using", "select_related", "prefetch_related", "only", "defer",
        "annotate", "alias", "values", "values_list", "distinct", "select_for_update", "reverse",
        "db_manager", "get_queryset", "complex_filter", "extra", "iterator",
    }
)  # fmt: skip
_INSTANCES = frozenset(
    {
        "get", "first", "last", "earliest", "latest", "create", "get_or_create", "pop", "count",
        "update_or_create", "in_bulk", "bulk_create", "exists", "aggregate", "get_object", "save",
    }
)  # fmt: skip
_MANAGERS = ("objects", "_default_manager", "_base_manager", "all_objects")
_QUERY_SETS = ("queryset", "qs", "query_set")


def restricted_by(links: tuple[Link, ...]) -> Where | None:
    """What the calls of a query set restrict; None where they end in an object."""
    found: list[Where] = []
    for link in links:
        if link.name == "filter":
            found.append(of_lookups(link.arguments))
        elif link.name in ("exclude", "none", "difference", "intersection", "raw"):
            found.append(Where.SOME)
        elif link.name in _INSTANCES:
            return None
        elif link.name not in _WHOLE:
            found.append(Where.UNKNOWN)
    return restriction.both(found)


def of_lookups(arguments: Arguments) -> Where:
    """`filter(pk=3, name__startswith="A")`, `filter(Q(…))`."""
    found = [_of_lookup(name) for name, _ in arguments.keywords]
    for value in arguments.positional:
        if called(value, "Q") is not None and isinstance(value, CallResult):
            found.append(of_lookups(value.arguments))
        else:
            found.append(Where.UNKNOWN if is_open(value) else Where.SOME)
    if arguments.starred:
        found.append(Where.UNKNOWN)
    return restriction.both(found)


def _of_lookup(name: str) -> Where:
    return Where.KEY if "__" not in name.removesuffix("__exact") else Where.SOME


# --- query sets ------------------------------------------------------------------------------


def _query_set(chain: Chain) -> tuple[Value, Where | None] | None:
    """Model and restriction of `Price.objects.filter(…)…`; None if it is no query set."""
    base, name = member(chain.base)
    if base is None and isinstance(chain.base, (Parameter, Element)):
        return None
    if _is_bucket(base):
        return None
    if name in _MANAGERS and base is not None:
        return _model(base), restricted_by(chain.links)
    if name.endswith("objects") and base is not None and looks_like_class(base):
        return _model(base), _narrowed(restricted_by(chain.links))
    return _on_made_model(chain)


def _on_made_model(chain: Chain) -> tuple[Value, Where | None] | None:
    """`apps.get_model("shop", "Price").objects…`: links, an attribute, links."""
    inner, name = member(chain.base)
    if name not in _MANAGERS or inner is None:
        return None
    return _model(inner), restricted_by(chain.links)


def _is_bucket(value: Value | None) -> bool:
    """Whether a value is a bucket of boto3, whose `objects` are files: an object, not a class."""
    return not looks_like_class(value) and last_name(value).lower().endswith("bucket")


def _narrowed(where: Where | None) -> Where | None:
    """A manager of the project's own may restrict what it hands out."""
    return Where.UNKNOWN if where in (Where.NONE, Where.ALWAYS) else where


def _model(value: Value) -> Value:
    """The model; for `apps.get_model("shop", "Price")` the table of that name."""
    call = called(value, "get_model")
    if call is None:
        return value
    label, name = (literal(call.arguments.get(0, "app_label")), None)
    name = literal(call.arguments.get(1, "model_name"))
    if label and name is None and "." in label:
        label, _, name = label.partition(".")
    return default_table(label, name) if label and name else value


def _related_set(chain: Chain) -> tuple[Value, Where | None] | None:
    """`author.books.all()`, `Price.active.filter(…)`, `self.get_queryset()`: query sets as far
    as their methods tell."""
    if not chain.links:
        return None
    first = chain.links[0].name
    base, name = member(chain.base)
    own = isinstance(chain.base, Parameter) and chain.base.name in ("self", "cls")
    if own and chain.base is not None and first in ("all", "filter", "exclude", "order_by"):
        return chain.base, _narrowed(restricted_by(chain.links))  # in a query set or manager
    if first in ("all", "filter", "exclude") and base is not None and name:
        where = restricted_by(chain.links)
        if looks_like_class(base):
            return base, _narrowed(where)
        if looks_like_class(chain.base):
            return None
        return chain.base or base, None if where is None else restriction.both((where, Where.SOME))
    if first in ("get_queryset", "filter_queryset") and chain.base is not None:
        return Attribute(chain.base, first), _narrowed(restricted_by(chain.links))
    return None


def _handed_set(chain: Chain) -> tuple[Value, Where | None] | None:
    """A parameter named as query sets are: `def purge(modeladmin, request, queryset)`."""
    if isinstance(chain.base, Parameter) and chain.base.name in _QUERY_SETS:
        return chain.base, _narrowed(restricted_by(chain.links))
    return None


def _target(site: CallSite) -> tuple[Value, Where] | None:
    """Model and restriction of what a `delete()` or `update()` is called on."""
    on = receiver(site)
    if isinstance(on, Element):  # a slice
        on = on.base
    certain = uses(site.imports, "django") and not uses(site.imports, "mongoengine")
    found: list[tuple[Value, Where | None]] = []
    for chain in chains(on):
        target = None
        if chain.links or site.name in ("update", "_raw_delete") or certain:
            target = _query_set(chain)
        if target is None and certain:
            target = _related_set(chain) or _handed_set(chain)
        if target is None:
            return None
        found.append(target)
    wheres = [where for _, where in found if where is not None]
    if not found or len(wheres) < len(found):
        return None
    return found[0][0], restriction.either(wheres)


def bulk_delete(site: CallSite) -> tuple[Step, ...]:
    """`Price.objects.all().delete()`, `._raw_delete(using)`."""
    if site.name == "delete" and any(
        name not in ("using", "keep_parents") for name, _ in site.arguments.keywords
    ):
        return ()
    if site.name == "delete" and not _chained(site):
        return ()
    if uses(site.imports, "mongoengine"):
        return ()
    return _bulk(site, Kind.DELETE)


def _chained(site: CallSite) -> bool:
    """Managers have no `delete`: a query set comes of a call, or is handed in."""
    on = receiver(site)
    if isinstance(on, Element):
        on = on.base
    if isinstance(on, Choice):
        return any(isinstance(each, CallResult) for each in on.values)
    return isinstance(on, (CallResult, Parameter))


def bulk_update(site: CallSite) -> tuple[Step, ...]:
    """`Price.objects.filter(…).update(active=False)`."""
    if site.arguments.positional or not (site.arguments.keywords or site.arguments.starred):
        return ()
    return _bulk(site, Kind.UPDATE)


def _bulk(site: CallSite, kind: Kind) -> tuple[Construct, ...]:
    target = _target(site)
    if target is None:
        return ()
    table, where = target
    via_orm = kind is Kind.DELETE and site.name == "delete"
    return (construct(kind, Place.of(site), SOURCE, (table,), where=where, via_orm=via_orm),)


def insert(site: CallSite) -> tuple[Step, ...]:
    """`Price.objects.bulk_create(…)`, `.create(…)` and their like."""
    base, name = member(receiver(site))
    if name not in _MANAGERS or base is None:
        return ()
    return (construct(Kind.INSERT, Place.of(site), SOURCE, (_model(base),)),)


# --- schema editor, commands -----------------------------------------------------------------


def _on_editor(site: CallSite) -> bool:
    """Whether the call is made on a schema editor; in a backend's own editor that is `super()`."""
    name = last_name(receiver(site))
    if name == "super":
        return "SchemaEditor" in (site.class_name or "")
    return name in ("schema_editor", "editor")


def delete_model(site: CallSite) -> tuple[Step, ...]:
    """`schema_editor.delete_model(Price)`."""
    model = site.arguments.get(0, "model")
    if model is None or not _on_editor(site):
        return ()
    return (construct(Kind.DROP_TABLE, Place.of(site), SOURCE, (_model(model),)),)


def remove_field(site: CallSite) -> tuple[Step, ...]:
    """`schema_editor.remove_field(Price, field)`."""
    model = site.arguments.get(0, "model")
    if model is None or not _on_editor(site):
        return ()
    return (construct(Kind.DROP_COLUMN, Place.of(site), SOURCE, (_model(model),)),)


_COMMANDS = {"flush": Kind.TRUNCATE, "reset_db": Kind.DROP_DATABASE}


def call_command(site: CallSite) -> tuple[Step, ...]:
    """`call_command("flush")`: every table is emptied; `migrate app zero` drops the app's."""
    name = literal(site.arguments.get(0, "command_name"))
    kind = _COMMANDS.get(name or "")
    rest = [literal(each) for each in site.arguments.positional[1:]]
    if name == "migrate" and "zero" in rest:
        kind = Kind.DROP_TABLE
    if kind is None:
        return ()
    tables = tuple(v for v in site.arguments.positional[1:2] if kind is Kind.DROP_DATABASE)
    words = " ".join(str(word) for word in (name, *rest) if word)
    detail = f"manage.py {words}"
    return (construct(kind, Place.of(site), SOURCE, _names(tables), detail=detail),)


def _names(values: tuple[Value, ...]) -> tuple[Value, ...]:
    return tuple(value for value in values if isinstance(value, Text))


CALLS = {
    "delete": bulk_delete,
    "adelete": bulk_delete,
    "_raw_delete": bulk_delete,
    "update": bulk_update,
    "aupdate": bulk_update,
    "create": insert,
    "bulk_create": insert,
    "abulk_create": insert,
    "get_or_create": insert,
    "update_or_create": insert,
    "delete_model": delete_model,
    "remove_field": remove_field,
    "call_command": call_command,
}
