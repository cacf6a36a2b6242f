"""String operations on values, the way Python does them, as far as the values are known.

Every function returns a value: what cannot be told yet stays `Deferred` or a hole, so that
`substitute` can finish it when a parameter, a constant of another module or a file is known.
"""

from ftc_lint.evaluate.collecting import from_builtin, method_of_collection
from ftc_lint.evaluate.conditions import truth
from ftc_lint.evaluate.filling import (
    DEEPEST,
    Lookup,
    finish,
    finish_call,
    substitute,
)
from ftc_lint.evaluate.formatting import percent
from ftc_lint.evaluate.joining import concat, template
from ftc_lint.evaluate.methods import STRING_METHODS, call, method
from ftc_lint.evaluate.slicing import sliced
from ftc_lint.evaluate.variants import MOST_CHOICES, choice, element, text, texts, variants
from ftc_lint.templates import display

__all__ = [
    "DEEPEST",
    "MOST_CHOICES",
    "STRING_METHODS",
    "Lookup",
    "call",
    "choice",
    "concat",
    "display",
    "element",
    "finish",
    "finish_call",
    "from_builtin",
    "method",
    "method_of_collection",
    "percent",
    "sliced",
    "substitute",
    "template",
    "text",
    "texts",
    "truth",
    "variants",
]
