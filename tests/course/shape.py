"""The shape of a notebook: how much it says, asks and shows, counted as our figures are."""

from __future__ import annotations

import json
import re
import statistics
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

__all__ = ["LABELS", "Notebook"]

LABELS = ("1 Capability?", "2 Guest?", "3 Vendor?", "4 Type?", "5 Confidence?")
"""The five questions of every worked example, the same words everywhere."""

_ASKS = re.compile(r"\b(predict|check|ask|answer)\(")
_ASKS_IN_WORDS = re.compile(r"\?|\*\*(question|predict|your turn|write|argue)\b", re.IGNORECASE)
_FORMATIVE = re.compile(r"\b(predict|check)\(\"([\w.-]+)\"")
_GRADED = re.compile(r"\bhand_in\(\"([\w.-]+)\"")
_DRAWN = re.compile(r"\bdraw\(\"([\w-]+)\"\)")
_SHOWN = re.compile(r"\b(show|explore)\(")
_CAPTION = re.compile(r"\b(recorded|dressed|reconstructed)\b", re.IGNORECASE)
_LINK_OR_CODE = re.compile(r"\]\([^)]*\)|<[^>]+>")


@dataclass(frozen=True)
class Cell:
    """A cell: its place, its kind, its text, its outputs and what nbgrader notes on it."""

    place: int
    code: bool
    text: str
    outputs: tuple[dict[str, Any], ...]
    marks: dict[str, Any]

    @property
    def words(self) -> int:
        """How many words it has; the marks of Markdown are none."""
        text = _LINK_OR_CODE.sub(" ", self.text)
        return sum(any(letter.isalnum() for letter in word) for word in text.split())

    @property
    def prose(self) -> int:
        """How many words of sentences and lists it has: headings and rows of tables are none."""
        kept = (line for line in self.text.splitlines() if not line.startswith(("#", "|")))
        text = _LINK_OR_CODE.sub(" ", "\n".join(kept))
        return sum(any(letter.isalnum() for letter in word) for word in text.split())

    @property
    def lines(self) -> int:
        """How many lines of code a student sees: blanks, remarks and solutions are none."""
        kept, solution = 0, False
        for line in self.text.splitlines():
            if "BEGIN SOLUTION" in line:
                solution = True
            elif "END SOLUTION" in line:
                solution = False
            elif not solution:
                kept += bool(line.strip()) and not line.strip().startswith("#")
        return kept

    @property
    def calls(self) -> str:
        """The function that it calls, where a student sees nothing but one call."""
        lines = [line for line in self.text.splitlines() if line.strip()]
        one = re.match(r"(\w+)\(.*\)\s*(#.*)?$", lines[0]) if len(lines) == 1 else None
        return one[1] if one else ""

    @property
    def asks(self) -> bool:
        """Whether the student is asked something here; things to try alone are no question."""
        if self.marks.get("solution"):
            return True
        return bool((_ASKS if self.code else _ASKS_IN_WORDS).search(self.text))

    @property
    def heading(self) -> str:
        """The heading that it begins with, or nothing."""
        first = self.text.lstrip().split("\n", 1)[0]
        return first.lstrip("#").strip() if first.startswith("#") else ""

    @property
    def is_references(self) -> bool:
        """Whether the list of references begins here."""
        return self.heading.lower().endswith("references")

    @property
    def is_questionnaire(self) -> bool:
        """Whether the questions at the end begin here."""
        return self.heading.lower().startswith("question") and not self.code


@dataclass(frozen=True)
class Notebook:
    """A notebook of source/, read for its shape.

    Args:
        path: its file.
    """

    path: Path

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Its cells, in their order."""
        data = json.loads(self.path.read_text(encoding="utf-8"))
        return tuple(
            Cell(
                place,
                cell["cell_type"] == "code",
                "".join(cell["source"]),
                tuple(cell.get("outputs", ())),
                cell["metadata"].get("nbgrader", {}),
            )
            for place, cell in enumerate(data["cells"])
        )

    @property
    def markdown(self) -> tuple[Cell, ...]:
        """The cells of prose: Markdown, but for references and what only instructors get."""
        return tuple(cell for cell in self.cells if not cell.code and cell not in self.apart)

    @cached_property
    def apart(self) -> tuple[Cell, ...]:
        """The references, and sample answers, which the release does not have."""
        kept, within = [], False
        for cell in self.cells:
            if cell.code:
                within = False
            elif cell.heading:
                within = cell.is_references
            if not cell.code and (within or cell.marks.get("solution")):
                kept.append(cell)
        return tuple(kept)

    @property
    def code(self) -> tuple[Cell, ...]:
        """The cells of code."""
        return tuple(cell for cell in self.cells if cell.code)

    @property
    def words(self) -> int:
        """How many words of Markdown a student gets, questionnaire and references included."""
        return sum(c.words for c in self.cells if not c.code and not c.marks.get("solution"))

    @property
    def prose(self) -> tuple[Cell, ...]:
        """The cells of prose: Markdown that tells or asks something in sentences.

        None are the references, the list of questions at the end, the sample answers, and a cell
        that is nothing but headings and tables. All else is prose, captions and tasks too.
        """
        kept, within = [], False
        for cell in self.markdown:
            if cell.heading:
                within = cell.is_questionnaire
            if cell.prose and not within:
                kept.append(cell)
        return tuple(kept)

    @property
    def median_lines(self) -> float:
        """The median of the lines of its code cells."""
        return statistics.median(cell.lines for cell in self.code)

    @property
    def checks(self) -> tuple[str, ...]:
        """The ids of all that answers: predictions, checks, and what is graded."""
        found = []
        for cell in self.code:
            found += [name for _, name in _FORMATIVE.findall(cell.text)]
            found += _GRADED.findall(cell.text)
        return tuple(dict.fromkeys(found))

    def named(self, call: str) -> tuple[str, ...]:
        """Return the ids that a function is called with, such as ``predict``."""
        found = (re.findall(rf"\b{call}\(\s*\"([\w.-]+)\"", cell.text) for cell in self.code)
        return tuple(dict.fromkeys(name for names in found for name in names))

    def drawn_in(self, cell: Cell) -> tuple[str, ...]:
        """Return the names of the pictures that a cell draws."""
        return tuple(_DRAWN.findall(cell.text)) if cell.code else ()

    @property
    def longest_silence(self) -> int:
        """The most cells in a row, before the questionnaire, that ask nothing."""
        longest = here = 0
        for cell in self.cells:
            if cell.is_questionnaire or cell.is_references:
                break
            here = 0 if cell.asks else here + 1
            longest = max(longest, here)
        return longest

    @property
    def pictures(self) -> tuple[str, ...]:
        """The names of the pictures that it draws."""
        return tuple(name for cell in self.code for name in self.drawn_in(cell))

    @property
    def uncaptioned(self) -> tuple[int, ...]:
        """The places of cells that show a capture with no provenance in them or near."""
        faulty = []
        for cell in self.code:
            # Where a server of a student's set comes from is part of what is asked.
            shown = _SHOWN.search(cell.text) and "server(" not in cell.text
            if shown and not self._captioned(cell.place):
                faulty.append(cell.place)
        return tuple(faulty)

    def _captioned(self, place: int) -> bool:
        # In its own output, in the cell below, or, for a machine shown again, somewhere above.
        own = self.cells[place]
        near = json.dumps(own.outputs, ensure_ascii=False)
        if place + 1 < len(self.cells):
            near += self.cells[place + 1].text
        if _CAPTION.search(near):
            return True
        machines = set(re.findall(r"\b(?:show|explore)\(\s*(\w+|sample\(\"[\w-]+\"\))", own.text))
        return all(self._captioned_before(machine, place) for machine in machines)

    def _captioned_before(self, machine: str, place: int) -> bool:
        return any(
            machine in cell.text
            and (
                _CAPTION.search(json.dumps(cell.outputs, ensure_ascii=False))
                or _CAPTION.search(self.cells[cell.place + 1].text)
            )
            for cell in self.code
            if cell.place < place
        )

    @property
    def references(self) -> dict[int, str]:
        """The numbered references at its end."""
        text = "\n".join(cell.text for cell in self.apart if not cell.marks.get("solution"))
        rows = re.findall(r"^(\d+)\. (.+)$", text, re.MULTILINE)
        return {int(number): said for number, said in rows}

    @property
    def cited(self) -> set[int]:
        """The numbers that the text cites."""
        found: set[int] = set()
        for cell in self.markdown:
            for group in re.findall(r"\[(\d+(?:\s*[,–-]\s*\d+)*)\](?!\()", cell.text):
                numbers = [int(number) for number in re.findall(r"\d+", group)]
                spans = "–" in group or "-" in group
                found |= set(range(numbers[0], numbers[-1] + 1)) if spans else set(numbers)
        return found

    @property
    def questionnaire(self) -> int:
        """How many questions it ends with."""
        count, within = 0, False
        for cell in self.cells:
            if cell.heading:
                within = cell.is_questionnaire
            if within and not cell.code:
                count += len(re.findall(r"^\d+\. ", cell.text, re.MULTILINE))
        return count

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the five questions that stand in it, in the order of first use."""
        text = "\n".join(cell.text for cell in self.cells if not cell.code)
        plain = text.replace("**", "")
        there = [(plain.find(label), label) for label in LABELS if label in plain]
        return tuple(label for _, label in sorted(there))
