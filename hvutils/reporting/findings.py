"""Findings: a tuple that is a pandas DataFrame when one is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from hvutils.errors import MissingPackageError
from hvutils.evidence.finding import Finding

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Findings"]

COLUMNS = ("file", "line", "text", "says", "strength", "kind", "witness", "source")
"""The columns of the frame, in their order."""


class Findings(tuple[Finding, ...]):
    """The findings of one machine: a tuple, which a notebook shows as a table.

    >>> Findings()
    ()
    >>> Findings().to_frame().empty
    True
    """

    __slots__ = ()

    def to_frame(self) -> pd.DataFrame:
        """Return the findings as a pandas DataFrame, a row a finding.

        Returns:
            A frame with the columns of ``COLUMNS``; words are plain strings.

        Raises:
            MissingPackageError: pandas is not installed.
        """
        # Only here: the reader itself is pure Python and runs where there is no pandas.
        try:
            pandas = import_module("pandas")
        except ImportError:
            raise MissingPackageError(
                "findings.to_frame() needs 'pandas', which is not installed: run "
                "'pip install pandas', or use the findings as the tuple that they are"
            ) from None
        rows = [
            (
                *(item.file, item.line, item.text, str(item.says), item.strength),
                *(item.kind.value, item.witness.value, item.source),
            )
            for item in self
        ]
        frame: pd.DataFrame = pandas.DataFrame(rows, columns=list(COLUMNS))
        return frame

    def __str__(self) -> str:
        """Return the findings as lines of text."""
        from hvutils.reporting.as_card import evidence
        from hvutils.reporting.text import drawn

        return drawn(evidence(self)).rstrip("\n")

    def _repr_html_(self) -> str:
        from hvutils.reporting.markup import STYLE, evidence

        return f'<div class="hv-verdict">{STYLE}{evidence(self, "Findings")}</div>'
