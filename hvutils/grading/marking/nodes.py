"""Cells and outputs of a notebook, as ``nbformat.v4`` makes them, without a validation each.

nbformat validates each node that it makes against its schema, a millisecond each and dozens a
submission. A notebook is validated as a whole when it is written; that finds the same.
"""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat.corpus.words import generate_corpus_id

__all__ = ["new_code_cell", "new_markdown_cell", "new_output", "new_raw_cell"]


def new_output(output_type: str, **fields: Any) -> Any:
    """Return an output.

    Args:
        output_type: ``stream``, ``display_data``, ``execute_result`` or ``error``.
        fields: what the type has: ``name`` and ``text``; ``data``, ``metadata``; ``ename`` …
    """
    defaults: dict[str, Any] = {}
    if output_type in ("display_data", "execute_result"):
        defaults = {"data": {}, "metadata": {}}
    if output_type == "execute_result":
        defaults["execution_count"] = None
    return nbformat.from_dict({"output_type": output_type, **defaults, **fields})


def new_code_cell(source: str = "") -> Any:
    """Return a code cell that has not run."""
    return _cell("code", source, execution_count=None, outputs=[])


def new_markdown_cell(source: str = "") -> Any:
    """Return a Markdown cell."""
    return _cell("markdown", source)


def new_raw_cell(source: str = "") -> Any:
    """Return a raw cell."""
    return _cell("raw", source)


def _cell(kind: str, source: str, **more: Any) -> Any:
    plain = {"id": generate_corpus_id(), "cell_type": kind, "metadata": {}, "source": source}
    return nbformat.from_dict({**plain, **more})
