"""Program order: what is done, on which path, under which condition."""

from __future__ import annotations

from ftc_lint.evaluate import texts
from ftc_lint.flow import (
    Branch,
    Call,
    Construct,
    Execute,
    Exit,
    ExitKind,
    Keep,
    Loop,
    Step,
    Try,
    With,
)
from ftc_lint.values import (
    Attribute,
    CallResult,
    Constant,
    Items,
    Logic,
    LoopItem,
    Parameter,
    Reference,
    Text,
    Unknown,
)

from .reading import facts_of, function, shown


def outline(steps: tuple[Step, ...]) -> list[object]:
    """Steps in brief: SQL by its texts, calls by name, blocks nested."""
    result: list[object] = []
    for step in steps:
        if isinstance(step, Execute):
            result.append("/".join(shown(step.text)))
        elif isinstance(step, Call):
            result.append(f"{step.display}()")
        elif isinstance(step, Construct):
            result.append(step.operation.kind.value)
        elif isinstance(step, Exit):
            result.append(step.kind.value)
        elif isinstance(step, Branch):
            result.append(("if", outline(step.then), outline(step.otherwise)))
        elif isinstance(step, Loop):
            result.append(("loop", outline(step.body), outline(step.otherwise)))
        elif isinstance(step, With):
            result.append(("with", outline(step.body)))
        elif isinstance(step, Try):
            handlers = [outline(each.body) for each in step.handlers]
            result.append(
                ("try", outline(step.body), handlers, outline(step.otherwise), outline(step.final))
            )
    return result


def body_of(code: str, name: str = "f") -> tuple[Step, ...]:
    steps = function(facts_of(code), name).body
    return tuple(step for step in steps if not isinstance(step, Keep))


def test_branches_and_early_returns() -> None:
    code = (
        "def f(dry_run):\n"
        "    if dry_run:\n        log.info('x')\n        return\n"
        "    elif other:\n        cur.execute('DELETE FROM a')\n"
        "    else:\n        cur.execute('DELETE FROM b')\n"
        "    cur.execute('DELETE FROM c')\n"
    )
    steps = body_of(code)
    assert outline(steps) == [
        ("if", ["return"], [("if", ["DELETE FROM a"], ["DELETE FROM b"])]),
        "DELETE FROM c",
    ]
    assert isinstance(steps[0], Branch)
    assert steps[0].condition == Parameter("dry_run")


def test_conditions_stay_as_they_are_written() -> None:
    code = (
        "import os\n"
        "def f(self, args):\n"
        "    if not args.dry_run and self.dry_run is False:\n        cur.execute(q)\n"
        "    if os.environ.get('DRY_RUN') == '1':\n        cur.execute(q)\n"
    )
    first, second = body_of(code)
    assert isinstance(first, Branch)
    assert first.condition == Logic(
        "and",
        (
            Logic("not", (Attribute(Parameter("args"), "dry_run"),)),
            Logic("is", (Attribute(Parameter("self"), "dry_run"), Constant(False))),
        ),
    )
    assert isinstance(second, Branch)
    assert isinstance(second.condition, Logic)
    environment, wanted = second.condition.operands
    assert isinstance(environment, CallResult)
    assert environment.callee == Reference("os.environ.get")
    assert shown(wanted) == ["1"]


def test_expressions_with_calls_are_branches_too() -> None:
    assert outline(body_of("def f(d):\n    cur.execute('DELETE FROM a') if d else wipe()\n")) == [
        ("if", ["DELETE FROM a"], ["wipe()"])
    ]
    assert outline(body_of("def f(d):\n    d or cur.execute('DELETE FROM a')\n")) == [
        ("if", [], ["DELETE FROM a"])
    ]
    assert outline(body_of("def f(d):\n    not d and cur.execute('DELETE FROM a')\n")) == [
        ("if", ["DELETE FROM a"], [])
    ]


def test_calls_come_in_the_order_of_evaluation() -> None:
    code = "def f(db):\n    db.first(db.second(), key=db.third()).fourth()\n"
    names = [step.display for step in body_of(code) if isinstance(step, Call)]
    assert [name.rpartition(".")[2] for name in names] == ["second", "third", "first", "fourth"]


def test_try_with_all_its_parts() -> None:
    code = (
        "def f(conn):\n"
        "    try:\n        conn.begin()\n        cur.execute('DELETE FROM a')\n"
        "    except (OSError, Exception):\n        conn.rollback()\n        raise\n"
        "    except KeyError as e:\n        pass\n"
        "    else:\n        conn.commit()\n"
        "    finally:\n        cur.execute('DELETE FROM b')\n"
    )
    (step,) = body_of(code)
    assert outline((step,)) == [
        (
            "try",
            ["begin", "DELETE FROM a"],
            [["rollback", "raise"], []],
            ["commit"],
            ["DELETE FROM b"],
        )
    ]
    assert isinstance(step, Try)
    assert [handler.catches_all for handler in step.handlers] == [True, False]


def test_with_blocks_nest_and_may_swallow() -> None:
    code = (
        "import contextlib\n"
        "def f(engine):\n"
        "    with contextlib.suppress(OSError), engine.begin() as conn:\n"
        "        conn.execute('DELETE FROM a')\n"
    )
    outer = body_of(code)[-1]
    assert isinstance(outer, With)
    assert outer.swallows
    (inner,) = outer.body
    assert isinstance(inner, With)
    assert not inner.swallows
    assert isinstance(inner.context, CallResult)
    assert inner.context.callee == Attribute(Parameter("engine"), "begin")
    assert outline(inner.body) == ["DELETE FROM a"]


def test_the_connection_itself_as_a_context() -> None:
    (step,) = body_of("def f(conn):\n    with conn:\n        conn.execute('DELETE FROM a')\n")
    assert isinstance(step, With)
    assert step.context == Parameter("conn")


def test_loops_and_the_ways_out_of_them() -> None:
    code = (
        "def f(tables):\n"
        "    for t in tables:\n        if t:\n            continue\n"
        "        cur.execute(f'DROP TABLE {t}')\n"
        "    else:\n        cur.execute('DELETE FROM a')\n"
        "    while True:\n        cur.execute('DELETE FROM b')\n        break\n"
    )
    first, second = body_of(code)
    assert outline((first, second)) == [
        ("loop", [("if", ["continue"], []), "DROP TABLE {t}"], ["DELETE FROM a"]),
        ("loop", ["DELETE FROM b", "break"], []),
    ]
    assert isinstance(first, Loop)
    assert first.items == Parameter("tables")
    assert not first.at_least_once
    assert isinstance(second, Loop)
    assert second.items is None
    assert second.at_least_once


def test_the_item_after_its_loop_is_any_of_the_items() -> None:
    code = "def f(ts):\n    for t in ts:\n        pass\n    cur.execute('DROP TABLE ' + t)\n"
    (step,) = body_of(code)
    assert isinstance(step, Execute)
    assert isinstance(step.text, Text)
    (hole,) = step.text.holes
    assert not isinstance(hole.value, LoopItem)


def test_match_becomes_branches() -> None:
    code = (
        "def f(mode):\n    match mode:\n"
        "        case 'wipe':\n            cur.execute('DELETE FROM a')\n"
        "        case 'drop' if sure:\n            cur.execute('DROP TABLE a')\n"
        "        case _:\n            return\n"
    )
    (step,) = body_of(code)
    assert outline((step,)) == [("if", ["DELETE FROM a"], [("if", ["DROP TABLE a"], ["return"])])]
    assert isinstance(step, Branch)
    assert isinstance(step.condition, Logic)
    assert step.condition.operator == "=="


def test_stopping_and_raising() -> None:
    code = "import sys\ndef f():\n    if x:\n        sys.exit(1)\n    raise ValueError('x')\n"
    branch, last = body_of(code)
    assert isinstance(branch, Branch)
    (stop,) = branch.then
    assert isinstance(stop, Exit)
    assert stop.kind is ExitKind.STOP
    assert isinstance(last, Exit)
    assert last.kind is ExitKind.RAISE


def test_comprehensions_with_calls_are_loops() -> None:
    code = "def f(ts):\n    [cur.execute(f'DROP TABLE {t}') for t in ts]\n"
    (step,) = body_of(code)
    assert isinstance(step, Loop)
    assert step.items == Parameter("ts")
    assert outline(step.body) == ["DROP TABLE {t}"]


def test_nested_functions_lambdas_and_references() -> None:
    code = (
        "def outer(conn):\n"
        "    def inner(t):\n        conn.execute('DELETE FROM ' + t)\n"
        "    retry(inner)\n"
        "    retry(lambda: conn.execute('DELETE FROM a'))\n"
    )
    facts = facts_of(code)
    names = [each.qualname for each in facts.functions]
    assert names[:3] == ["", "outer", "outer.inner"]
    assert outline(function(facts, "outer.inner").body) == ["DELETE FROM {t}"]
    calls = [step for step in function(facts, "outer").body if isinstance(step, Call)]
    given = [call.arguments.positional[0] for call in calls]
    assert given[0] == Reference("app.load.outer.inner")
    assert isinstance(given[1], Reference)
    anonymous = function(facts, given[1].name.removeprefix("app.load."))
    assert outline(anonymous.body) == ["DELETE FROM a"]


def test_partial_and_decorators() -> None:
    code = (
        "from functools import partial\nimport click\n"
        "@click.command()\n@guard('a')\n"
        "def f(t):\n    g(partial(wipe, t, hard=True))\n"
        "def wipe(t, hard): pass\n"
    )
    facts = facts_of(code)
    assert [
        each.callee for each in function(facts, "f").decorators if isinstance(each, CallResult)
    ] == [Reference("click.command"), Unknown("guard")]
    call = function(facts, "f").body[-1]
    assert isinstance(call, Call)
    (given,) = call.arguments.positional
    assert isinstance(given, CallResult)
    assert given.callee == Reference("functools.partial")
    assert given.arguments.positional == (Reference("app.load.wipe"), Parameter("t"))


def test_lists_that_are_built_step_by_step() -> None:
    code = (
        "def f(more):\n    q = ['DELETE FROM a']\n    if more:\n        q.append('DELETE FROM b')\n"
        "    q.extend(['DELETE FROM c'])\n    for s in q:\n        cur.execute(s)\n"
    )
    loop = body_of(code)[-1]
    assert isinstance(loop, Loop)
    assert loop.items is not None
    found = {
        each.excerpt.text
        for items in getattr(loop.items, "values", (loop.items,))
        for value in (items.values if isinstance(items, Items) else (items,))
        for each in texts(value)
    }
    assert {"DELETE FROM a", "DELETE FROM b", "DELETE FROM c"} <= found


def test_attributes_assigned_in_the_same_method() -> None:
    code = (
        "class C:\n    def f(self, t):\n        self.q = f'DELETE FROM {t}'\n"
        "        self.q += ' WHERE x'\n        self.conn.execute(self.q)\n"
    )
    (step,) = [s for s in body_of(code, "C.f") if isinstance(s, Execute)]
    assert shown(step.text) == ["DELETE FROM {t} WHERE x"]
