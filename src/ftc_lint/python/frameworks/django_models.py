"""Django models and migrations: tables, foreign keys, and the operations of a migration."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ftc_lint.flow import Construct, Step
from ftc_lint.operations import Action, CodeContext, Column, Kind, TableName
from ftc_lint.python.calls import CallSite, ClassSite, Recogniser
from ftc_lint.python.frameworks.building import Place, construct, execute, foreign_key
from ftc_lint.python.frameworks.reading import (
    called,
    dotted,
    is_false,
    is_given,
    is_true,
    items,
    last_name,
    literal,
    member,
    receiver,
    uses,
)
from ftc_lint.templates import plain
from ftc_lint.values import (
    CallResult,
    Items,
    Mapping,
    Reference,
    Text,
    Unknown,
    Value,
)

SOURCE = "django"

KEYS = ("ForeignKey", "OneToOneField", "ParentalKey", "TreeForeignKey", "TreeOneToOneField")
"""Fields that are foreign keys; those of modelcluster and mptt with them."""

_ORM_ACTIONS = {
    "CASCADE": Action.CASCADE,
    "SET_NULL": Action.SET_NULL,
    "SET_DEFAULT": Action.SET_DEFAULT,
    "PROTECT": Action.RESTRICT,
    "RESTRICT": Action.RESTRICT,
    "SET": Action.SET_DEFAULT,
    "DO_NOTHING": Action.NO_ACTION,
}
_DATABASE_ACTIONS = {
    "DB_CASCADE": Action.CASCADE,
    "DB_SET_NULL": Action.SET_NULL,
    "DB_SET_DEFAULT": Action.SET_DEFAULT,
}


# --- names -----------------------------------------------------------------------------------


def default_table(app_label: str, model: str) -> Text:
    """The table that Django names itself: `shop_price`."""
    return plain(f"{app_label}_{model.lower()}".lower())


def app_label(module: str) -> str:
    """The label of the application a module belongs to: the package of `models` or
    `migrations`."""
    parts = module.split(".")
    for marker in ("models", "migrations", "admin", "apps"):
        if marker in parts and parts.index(marker):
            return parts[parts.index(marker) - 1]
    return parts[-2] if len(parts) > 1 else parts[-1]


def table_name(
    name: str, bases: Iterable[Value], attributes: dict[str, Value], module: str
) -> TableName | None:
    """The table of a model class: `Meta.db_table`, else the default; None for other classes."""
    meta = attributes.get("Meta")
    entries = dict(meta.entries) if isinstance(meta, Mapping) else {}
    given = literal(entries.get("db_table"))
    if given is not None:
        return TableName.parse(given)
    if not is_model(bases, attributes):
        return None
    label = literal(entries.get("app_label")) or app_label(module)
    return TableName((f"{label}_{name.lower()}".lower(),))


_FIELD = re.compile(r"(?:Field|ForeignKey|ParentalKey|OneToOneField)$")


def is_model(bases: Iterable[Value], attributes: dict[str, Value]) -> bool:
    """Whether a class is a Django model: by its base, or by a field of `django.db.models`."""
    for base in bases:
        name = dotted(base)
        if name.endswith((".models.Model", "django.db.models.base.Model")) or name in (
            "models.Model",
            "mptt.models.MPTTModel",
        ):
            return "tortoise" not in name
    return any(_is_field(value) for value in attributes.values())


def _is_field(value: Value) -> bool:
    if not isinstance(value, CallResult):
        return False
    name = dotted(value.callee)
    if name.startswith(("django.db.models.", "django.contrib.gis.db.models.")):
        return _FIELD.search(name) is not None
    return member(value.callee)[1] in KEYS and _on_delete(value) is not None


# --- foreign keys ----------------------------------------------------------------------------


def _on_delete(call: CallResult) -> Value | None:
    return call.arguments.get(1, "on_delete")


def key_of(
    value: Value, name: str, child: Value, module: str, place: Place | None = None
) -> Construct | None:
    """The foreign key of a field; None for any other field. `name` is the attribute's."""
    call = called(value, *KEYS)
    if call is None or _on_delete(call) is None:
        return None
    action, by = _action(_on_delete(call))
    target = call.arguments.get(0, "to")
    column = literal(call.arguments.get(None, "db_column")) or f"{name}_id"
    to_field = literal(call.arguments.get(None, "to_field"))
    unenforced = is_false(call.arguments.get(None, "db_constraint"))
    return foreign_key(
        place or Place.of_call(call),
        SOURCE,
        child,
        _related(target, child, module),
        on_delete=action,
        enforced_by=by,
        child_columns=(column,),
        parent_columns=(to_field,) if to_field else (),
        detail="no database constraint" if unenforced else "",
    )


def _action(value: Value | None) -> tuple[Action, str]:
    """The action of `on_delete=`, and who enforces it."""
    name = last_name(value)
    if name in _DATABASE_ACTIONS:
        return _DATABASE_ACTIONS[name], "database"
    return _ORM_ACTIONS.get(name, Action.NO_ACTION), "orm"


def _related(target: Value | None, child: Value, module: str) -> Value:
    """The model that a key leads to: a class, "Price", "shop.Price", "self"."""
    name = literal(target)
    if name == "self":
        return child
    if name and "." in name:
        label, _, model = name.rpartition(".")
        return default_table(label.rpartition(".")[2], model)
    if name:
        return (
            Reference(f"{module}.{name}")
            if "migrations" not in module.split(".")
            else (default_table(app_label(module), name))
        )
    if dotted(target).endswith("AUTH_USER_MODEL"):
        return plain("auth_user")
    if called(target, "swappable_dependency") is not None or target is None:
        return Unknown("…")
    return target


# --- models ----------------------------------------------------------------------------------


def model_class(site: ClassSite) -> tuple[Step, ...]:
    """A model: its table with the columns, and one foreign key for each key field."""
    attributes = dict(site.attributes)
    if not is_model(site.bases, attributes) or not _is_django(site):
        return ()
    named = table_name(site.name, site.bases, attributes, site.module)
    table: Value = Reference(f"{site.module}.{site.name}")
    if named is not None:
        table = plain(str(named))
    meta = attributes.get("Meta")
    entries = dict(meta.entries) if isinstance(meta, Mapping) else {}
    steps: list[Step] = []
    columns = []
    for name, value in attributes.items():
        key = key_of(value, name, table, site.module)
        if key is not None:
            steps.append(key)
        column = _column(name, value)
        if column is not None:
            columns.append(column)
    if is_true(entries.get("abstract")) or is_false(entries.get("managed")):
        return tuple(steps)
    created = construct(
        Kind.CREATE_TABLE,
        Place(site.span, site.span),
        SOURCE,
        (table,),
        columns=tuple(columns),
        executed=False,
        if_exists=True,
    )
    return (created, *steps)


def _is_django(site: ClassSite) -> bool:
    return not uses(site.imports, "tortoise") or uses(site.imports, "django")


def _column(name: str, value: Value) -> Column | None:
    if not _is_field(value) or not isinstance(value, CallResult):
        return None
    if member(value.callee)[1] == "ManyToManyField":
        return None
    arguments = value.arguments
    own = literal(arguments.get(None, "db_column"))
    if own is None:
        own = f"{name}_id" if member(value.callee)[1] in KEYS else name
    primary = is_true(arguments.get(None, "primary_key"))
    return Column(own, is_true(arguments.get(None, "null")) and not primary, primary)


# --- migrations ------------------------------------------------------------------------------


def _migrations(site: CallSite) -> bool:
    if site.nested:  # in SeparateDatabaseAndState, which may not touch the database
        return False
    name = dotted(receiver(site))
    if name.startswith(("django.db.migrations", "django.contrib.postgres")):
        return True
    return name.endswith("migrations") and uses(site.imports, "django")


def _table(site: CallSite, model: Value | None) -> Value:
    name = literal(model)
    if name is None:
        return model if model is not None else Unknown("…")
    return default_table(app_label(site.module), name)


def _delete_model(site: CallSite) -> tuple[Step, ...]:
    if not _migrations(site):
        return ()
    table = _table(site, site.arguments.get(0, "name"))
    return (construct(Kind.DROP_TABLE, Place.of(site), SOURCE, (table,)),)


def _remove_field(site: CallSite) -> tuple[Step, ...]:
    if not _migrations(site):
        return ()
    table = _table(site, site.arguments.get(0, "model_name"))
    name = literal(site.arguments.get(1, "name"))
    columns = (Column(name),) if name else ()
    return (construct(Kind.DROP_COLUMN, Place.of(site), SOURCE, (table,), columns=columns),)


def _create_model(site: CallSite) -> tuple[Step, ...]:
    if not _migrations(site):
        return ()
    table = _table(site, site.arguments.get(0, "name"))
    options = site.arguments.get(2, "options")
    entries = dict(options.entries) if isinstance(options, Mapping) else {}
    given = entries.get("db_table")
    if isinstance(given, Text):
        table = given
    columns: list[Column] = []
    keys: list[Construct] = []
    for each in items(site.arguments.get(1, "fields")):
        if not isinstance(each, Items) or len(each.values) != 2:
            continue
        name, field = literal(each.values[0]) or "…", each.values[1]
        column, key = _column(name, field), key_of(field, name, table, site.module)
        columns.extend([column] if column is not None else [])
        keys.extend([key] if key is not None else [])
    if is_false(entries.get("managed")):
        return tuple(keys)
    place = Place.of(site)
    return (
        construct(Kind.CREATE_TABLE, place, SOURCE, (table,), columns=tuple(columns)),
        *keys,
    )


def _field_change(site: CallSite) -> tuple[Step, ...]:
    """AddField, AlterField."""
    if not _migrations(site):
        return ()
    table = _table(site, site.arguments.get(0, "model_name"))
    name = literal(site.arguments.get(1, "name")) or "…"
    field = site.arguments.get(2, "field")
    if field is None:
        return ()
    kind = Kind.ADD_COLUMN if site.name == "AddField" else Kind.ALTER_COLUMN
    column = _column(name, field)
    columns = () if column is None else (column,)
    changed = construct(kind, Place.of(site), SOURCE, (table,), columns=columns)
    key = key_of(field, name, table, site.module)
    return (changed,) if key is None else (changed, key)


def _rename_model(site: CallSite) -> tuple[Step, ...]:
    if not _migrations(site):
        return ()
    old = _table(site, site.arguments.get(0, "old_name"))
    new = _table(site, site.arguments.get(1, "new_name"))
    return (construct(Kind.RENAME_TABLE, Place.of(site), SOURCE, (old, new)),)


def _rename_table(site: CallSite) -> tuple[Step, ...]:
    if not _migrations(site):
        return ()
    new = site.arguments.get(1, "table")
    if not is_given(new):
        return ()
    assert new is not None
    old = _table(site, site.arguments.get(0, "name"))
    return (construct(Kind.RENAME_TABLE, Place.of(site), SOURCE, (old, new)),)


def _run_sql(site: CallSite) -> tuple[Step, ...]:
    """`RunSQL(sql, reverse_sql)`: strings, or lists of strings and `(sql, params)`."""
    if not _migrations(site):
        return ()
    forward = _statements(site, site.arguments.get(0, "sql"), CodeContext.MIGRATION_UP)
    back = _statements(site, site.arguments.get(1, "reverse_sql"), CodeContext.MIGRATION_DOWN)
    return (*forward, *back)


def _statements(site: CallSite, value: Value | None, context: CodeContext) -> list[Step]:
    if value is None or last_name(value) == "noop":
        return []
    found: list[Step] = []
    for each in items(value):
        text = each.values[0] if isinstance(each, Items) and each.values else each
        found.append(execute(site, text, SOURCE, context=context))
    return found


def _separate(site: CallSite) -> tuple[Step, ...]:
    """`SeparateDatabaseAndState`: what it tells Django only touches no database."""
    found: list[Step] = []
    for each in items(site.arguments.get(0, "database_operations")):
        name = last_name(each)
        if isinstance(each, CallResult) and name in CALLS:
            inner = CallSite(
                each.callee,
                each.arguments,
                each.span,
                each.name_span or each.span,
                name,
                site.imports,
                site.function,
                site.class_name,
                site.module,
            )
            found.extend(CALLS[name](inner))
    return tuple(found)


CALLS: dict[str, Recogniser] = {
    "SeparateDatabaseAndState": _separate,
    "DeleteModel": _delete_model,
    "RemoveField": _remove_field,
    "CreateModel": _create_model,
    "AddField": _field_change,
    "AlterField": _field_change,
    "RenameModel": _rename_model,
    "AlterModelTable": _rename_table,
    "RunSQL": _run_sql,
}
CLASSES = (model_class,)
