"""Notebooks for tests, as Jupyter writes them."""

from __future__ import annotations

import json
from typing import Any


def code(source: str, **metadata: Any) -> dict[str, Any]:
    """A code cell."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "c1",
        "metadata": metadata,
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }


def markdown(text: str) -> dict[str, Any]:
    """A cell of text."""
    return {"cell_type": "markdown", "id": "m1", "metadata": {}, "source": [text]}


def notebook(*cells: dict[str, Any] | str, language: str = "python", ascii: bool = False) -> str:
    """The JSON of a notebook; a string is a code cell."""
    return json.dumps(
        {
            "cells": [code(cell) if isinstance(cell, str) else cell for cell in cells],
            "metadata": {"kernelspec": {"language": language, "name": "k"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        },
        indent=1,
        ensure_ascii=ascii,
    )
