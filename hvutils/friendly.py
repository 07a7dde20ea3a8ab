"""An IPython extension: a name that is not there yet is told in a sentence, not in a traceback.

Cells that are run out of order, or after a restart, mostly lack a name that another cell makes.
The students' wheel brings a configuration for its environment (``etc/ipython``) that loads this in
each kernel, before the first cell: what the notebooks' own imports load would come too late.
"""

from __future__ import annotations

import difflib
import linecache
from types import TracebackType
from typing import Any

__all__ = ["load_ipython_extension"]

_CLOSE = 0.75
"""How alike a name must be to be proposed."""


def load_ipython_extension(shell: Any) -> None:
    """Have missing names told in a sentence.

    Args:
        shell: IPython's shell, which calls this.
    """
    shell.set_custom_exc((NameError,), _tell)


def _tell(
    shell: Any,
    kind: type[NameError],
    error: NameError,
    trace: TracebackType,
    tb_offset: int | None = None,
) -> None:
    last = trace
    while last.tb_next is not None:
        last = last.tb_next
    # A name that another package lacks, or that a function has not set yet, is Python's to tell.
    if kind is NameError and error.name and last.tb_frame.f_globals is shell.user_ns:
        line = linecache.getline(last.tb_frame.f_code.co_filename, last.tb_lineno).strip()
        sentence = _sentence(error.name, line, [*shell.user_ns])
        error._render_traceback_ = lambda: [sentence]  # type: ignore[attr-defined]
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def _sentence(name: str, line: str, there: list[str]) -> str:
    close = difflib.get_close_matches(name, there, n=1, cutoff=_CLOSE)
    meant = f" Did you mean {close[0]!r}?" if close else ""
    return (
        f"There is no {name!r} here yet: {line}\n"
        "Run the cell that makes it first; after a restart run all cells from the top. "
        f'A word that is meant as a word stands in quotes: "{name}".{meant}'
    )
