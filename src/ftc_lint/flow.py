"""Program order: steps with branches, loops, try and with.

The control steps are shared by what one file says (`facts`: leaves are `Execute`, `Call`,
`Construct`, `Keep`) and by the finished flow of a root (leaves are `Perform`, `Invoke`,
`Opaque`), which is what rules see.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Union

from ftc_lint.operations import CodeContext, Operation
from ftc_lint.records import dataclass
from ftc_lint.text import Span
from ftc_lint.values import Arguments, Value

if TYPE_CHECKING:
    from ftc_lint.context import Occurrence

# --- control ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Branch:
    """if/else, match, a conditional expression. Either block may be empty."""

    condition: Value
    then: Block
    otherwise: Block
    span: Span


@dataclass(frozen=True, slots=True)
class Loop:
    """for and while. `items` is what a for loop runs over; values in the body that stand for
    its item are `LoopItem(number)`."""

    number: int
    items: Value | None
    body: Block
    otherwise: Block
    at_least_once: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Handler:
    """An except clause; `catches_all` for a bare one, Exception and BaseException."""

    catches_all: bool
    body: Block
    span: Span


@dataclass(frozen=True, slots=True)
class Try:
    body: Block
    handlers: tuple[Handler, ...]
    otherwise: Block
    final: Block
    span: Span


@dataclass(frozen=True, slots=True)
class With:
    """A with block. `swallows` for contextlib.suppress: what follows may run after any step."""

    context: Value
    body: Block
    swallows: bool
    span: Span


class ExitKind(str, Enum):
    RETURN = "return"
    RAISE = "raise"
    BREAK = "break"
    CONTINUE = "continue"
    STOP = "stop"  # sys.exit() and the like
    YIELD = "yield"  # of a context manager: the `with` block runs here, and what follows after it
    RECURSE = "recurse"  # a call of a function that is running: it does what the other ways do

    @property
    def leaves(self) -> bool:
        """Whether what is written behind it is not reached from here."""
        return self not in (ExitKind.YIELD, ExitKind.RECURSE)


@dataclass(frozen=True, slots=True)
class Exit:
    kind: ExitKind
    value: Value | None
    span: Span


# --- leaves of one file's facts --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Execute:
    """A call that runs SQL by a driver's conventions or by configuration.

    `via` is the call as written ("cur.execute"), `commits` True where the call itself commits
    (psql, autocommit), None where that is unknown. `context` is given where the call itself says
    what kind of code this is (Django's `reverse_sql`). `callee` and `arguments` are the call's own
    where the method may turn out to be one of the project's.
    """

    text: Value
    via: str
    span: Span
    source: str = "sql"
    dialect: str | None = None
    commits: bool | None = None
    context: CodeContext | None = None
    callee: Value | None = None
    arguments: Arguments = Arguments()


@dataclass(frozen=True, slots=True)
class Call:
    """Any other call that may matter: it may lead to a function of the project, and `executes`
    (the argument positions and values that look like SQL) may turn out to run SQL."""

    callee: Value
    arguments: Arguments
    span: Span
    display: str
    name_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Construct:
    """An ORM, framework or data-frame construct that does the same as an operation.

    `operation.tables` is empty; `tables` holds the values that name them: a Text with the name,
    or a reference to a model class, a `Table` object or the like. Where `mode` is given, it is
    done only if `mode` may be a key of `modes`, and then with that kind
    (`to_sql(if_exists=mode)`).

    A FOREIGN_KEY has `tables = (child, parent)` and empty names in its `foreign_key`, a
    RENAME_TABLE `(old, new)`, a CREATE_TABLE with `copies` `(new, source, …)`. A class named in
    a string (`relationship("Price")`) is a `Reference` in the same module; it may be elsewhere.
    """

    operation: Operation
    tables: tuple[Value, ...]
    mode: Value | None = None
    modes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Keep:
    """A string that is a whole destructive statement and goes nowhere visible."""

    text: Value
    span: Span


# --- leaves of a finished flow ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Perform:
    """An operation that is done here. `statement_commits`: the call commits by itself."""

    operation: Operation
    commits: bool | None = None


@dataclass(frozen=True, slots=True)
class Invoke:
    """A call that was followed, with the steps of the function called."""

    function: str
    span: Span
    body: Block
    display: str


@dataclass(frozen=True, slots=True)
class Opaque:
    """A call that could not be followed and may matter: `hints` say for what ("backup",
    "verify", "restore", "commit", "execute"), `tables` which table names it was given."""

    display: str
    span: Span
    hints: frozenset[str]
    tables: tuple[str, ...] = ()
    arguments: Arguments = Arguments()


Step = Union[Branch, Loop, Try, With, Exit, Execute, Call, Construct, Keep, Perform, Invoke, Opaque]
Block = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """All that one root (a module body, an entry point, a function nobody calls) does."""

    name: str
    path: str
    span: Span
    body: Block
    is_entry_point: bool = False
    occurrences: tuple[Occurrence, ...] = ()  # every operation as it is reached, in order
