"""CSV: a row a machine, an empty cell for what was not observed, safe to open in a spreadsheet."""

from __future__ import annotations

from hvutils.reporting.report import Machine, Tally
from hvutils.reporting.spreadsheet import csv_row, safe
from hvutils.reporting.words import because, place, telling

__all__ = ["COLUMNS", "Csv"]

COLUMNS = (
    *("machine", "role", "hypervisor", "type", "product", "cloud", "container", "nested"),
    *("nesting_exposed", "confidence", "conflicts", "place", "because", "error"),
)
"""The columns, in their order; ``conflicts`` is how many there are."""

# Source: OWASP, "CSV Injection": a spreadsheet runs a cell that begins with one of these, in some
# languages also in its full-width form; some programs pass over blanks before it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Csv:
    """Verdicts as rows. A cell that a spreadsheet would run as a formula gets an apostrophe."""

    def begin(self) -> str:
        """Return the row of headings."""
        return _row(COLUMNS)

    def machine(self, machine: Machine) -> str:
        """Return the machine's row."""
        verdict, shown = machine.verdict, telling(machine.verdict)
        return _row(
            (
                verdict.capture,
                verdict.role.value,
                verdict.hypervisor.value if verdict.hypervisor else "",
                verdict.type.value if verdict.type else "",
                verdict.product or "",
                verdict.cloud.value if verdict.cloud else "",
                verdict.container.value if verdict.container else "",
                _yes(verdict.nested),
                _yes(verdict.nesting_exposed),
                f"{verdict.confidence:.2f}",
                str(len(verdict.conflicts)),
                place(shown) if shown else "",
                shown.text if shown else because(verdict),
                "; ".join(item.reason for item in machine.capture.unread),
            )
        )

    def failure(self, name: str, reason: str) -> str:
        """Return a row with the reason in its last column."""
        return _row((name, *[""] * (len(COLUMNS) - 2), reason))

    def end(self, tally: Tally) -> str:
        """Return nothing: a table has rows only."""
        return ""


def _yes(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _row(cells: tuple[str, ...]) -> str:
    return csv_row(map(safe, cells))
