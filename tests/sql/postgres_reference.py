"""What PostgreSQL's own parser (pglast) finds in a script: the reference for our reading of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pglast import ast, enums, parse_plpgsql, parse_sql
from pglast.stream import RawStream
from pglast.visitors import Skip, Visitor

from ftc_lint.operations import Kind, Where
from ftc_lint.sql.parse import parse

Fact = tuple[str, tuple[str, ...], str]

_DROPS = {
    enums.ObjectType.OBJECT_TABLE: "drop-table",
    enums.ObjectType.OBJECT_FOREIGN_TABLE: "drop-table",
    enums.ObjectType.OBJECT_SCHEMA: "drop-schema",
}
_ACTIONS = {
    "a": "no action",
    "r": "restrict",
    "c": "cascade",
    "n": "set null",
    "d": "set default",
}
_COMPARED = {
    Kind.TRUNCATE,
    Kind.DELETE,
    Kind.UPDATE,
    Kind.DROP_TABLE,
    Kind.DROP_SCHEMA,
    Kind.DROP_COLUMN,
    Kind.FOREIGN_KEY,
    Kind.MERGE_DELETE,
}


def name(node: ast.RangeVar) -> str:
    """A table's name with what qualifies it."""
    return ".".join(part for part in (node.catalogname, node.schemaname, node.relname) if part)


def where(clause: Any) -> str:
    """none, always (TRUE) or some."""
    if clause is None:
        return "none"
    if isinstance(clause, ast.A_Const) and isinstance(clause.val, ast.Boolean):
        return "always" if clause.val.boolval else "some"
    return "some"


def cascade(node: Any) -> str:
    return "cascade" if node.behavior == enums.DropBehavior.DROP_CASCADE else ""


class _Finder(Visitor):
    """Collects facts, and the routines whose bodies are strings to the parser."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.routines: list[Any] = []

    def visit_ExplainStmt(self, _ancestors: Any, node: Any) -> Any:  # noqa: N802
        analyzes = any(option.defname == "analyze" for option in node.options or ())
        return None if analyzes else Skip

    def visit_TruncateStmt(self, _ancestors: Any, node: Any) -> None:  # noqa: N802
        self.facts.append(("truncate", tuple(map(name, node.relations)), cascade(node)))

    def visit_DeleteStmt(self, _ancestors: Any, node: Any) -> None:  # noqa: N802
        self.facts.append(("delete", (name(node.relation),), where(node.whereClause)))

    def visit_UpdateStmt(self, _ancestors: Any, node: Any) -> None:  # noqa: N802
        self.facts.append(("update", (name(node.relation),), where(node.whereClause)))

    def visit_DropStmt(self, _ancestors: Any, node: Any) -> None:  # noqa: N802
        kind = _DROPS.get(node.removeType)
        if kind is not None:
            names = tuple(
                ".".join(part.sval for part in item) if isinstance(item, tuple) else item.sval
                for item in node.objects
            )
            self.facts.append((kind, names, cascade(node)))

    def visit_MergeWhenClause(self, ancestors: Any, node: Any) -> None:  # noqa: N802
        if node.commandType == enums.CmdType.CMD_DELETE:
            merge = _around(ancestors, ast.MergeStmt)
            self.facts.append(("merge-delete", (name(merge.relation),), ""))

    def visit_AlterTableCmd(self, ancestors: Any, node: Any) -> None:  # noqa: N802
        if node.subtype == enums.AlterTableType.AT_DropColumn:
            table = _around(ancestors, ast.AlterTableStmt)
            self.facts.append(("drop-column", (name(table.relation),), node.name))

    def visit_Constraint(self, ancestors: Any, node: Any) -> None:  # noqa: N802
        if node.contype == enums.ConstrType.CONSTR_FOREIGN:
            table = _around(ancestors, (ast.AlterTableStmt, ast.CreateStmt))
            tables = (name(table.relation), name(node.pktable))
            action = node.fk_del_action
            letter = action if isinstance(action, str) else chr(action or ord("a"))
            self.facts.append(("foreign-key", tables, _ACTIONS.get(letter, "no action")))

    def visit_CreateFunctionStmt(self, _ancestors: Any, node: Any) -> None:  # noqa: N802
        self.routines.append(node)

    def visit_DoStmt(self, _ancestors: Any, node: Any) -> None:  # noqa: N802
        self.routines.append(node)


def _around(ancestors: Any, kinds: Any) -> Any:
    while not isinstance(ancestors.node, kinds):
        ancestors = ancestors.parent
    return ancestors.node


def reference(text: str) -> list[Fact]:
    """The facts of a script; raises pglast's ParseError if it is none."""
    finder = _Finder()
    for statement in parse_sql(text):
        finder(statement)
    facts = finder.facts
    for routine in finder.routines:
        facts.extend(_routine(routine))
    return facts


def _routine(node: Any) -> list[Fact]:
    options = {option.defname: option.arg for option in _options(node)}
    if "as" not in options:  # BEGIN ATOMIC: the statements were in the tree
        return []
    language = options["language"].sval if "language" in options else "plpgsql"
    if language == "sql":
        return reference(options["as"][0].sval)
    facts: list[Fact] = []
    for kind, key in (("PLpgSQL_stmt_execsql", "sqlstmt"), ("PLpgSQL_stmt_dynexecute", "query")):
        for statement in _all(parse_plpgsql(RawStream()(node)), kind):
            query = statement[key]["PLpgSQL_expr"]["query"]
            if kind == "PLpgSQL_stmt_dynexecute":
                query = parse_sql(f"SELECT {query}")[0].stmt.targetList[0].val.val.sval
            facts.extend(reference(query))
    return facts


def _options(node: Any) -> Any:
    return (node.args if isinstance(node, ast.DoStmt) else node.options) or ()


def _all(tree: Any, kind: str) -> list[Any]:
    found = []
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        if key == kind:
            found.append(value)
        if isinstance(value, (dict, list)):
            found.extend(_all(value, kind))
    return found


def ours(text: str) -> list[Fact]:
    """The same facts as `parse` finds them."""
    facts: list[Fact] = []
    for operation in parse(text, "postgres").operations:
        if operation.kind not in _COMPARED:
            continue
        tables = tuple(map(str, operation.tables))
        told = "cascade" if operation.cascade else ""
        if operation.kind in (Kind.DELETE, Kind.UPDATE):
            assert operation.where is not None
            told = operation.where.value
            if operation.where in (Where.KEY, Where.UNKNOWN):
                told = "some"
        elif operation.kind is Kind.DROP_COLUMN:
            told = operation.columns[0].name
        elif operation.foreign_key is not None:
            tables = (tables[0], str(operation.foreign_key.parent))
            told = operation.foreign_key.on_delete.value
        facts.append((operation.kind.value, tables, told))
    return facts


def folded(facts: list[Fact]) -> Counter[Fact]:
    """Facts without regard to case and order."""
    return Counter(
        (kind, tuple(table.lower() for table in tables), told.lower())
        for kind, tables, told in facts
    )
