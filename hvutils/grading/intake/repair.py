"""Repair: a notebook's cells are put back to what was handed out, but for what is the student's.

In a class of hundreds somebody always deletes, copies, retypes or moves a cell. A student's own
cells stay where they are, and solution cells are moved only where nothing else restores the order.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections import defaultdict
from typing import Any

from hvutils.grading.intake.order import in_order
from hvutils.grading.intake.sourcecells import SourceCell, SourceNotebook
from hvutils.grading.intake.words import few, shown
from hvutils.grading.marking.nodes import new_code_cell, new_markdown_cell

__all__ = ["repair"]

_ADDED = "This cell was missing from the submission. It was put back for grading."


def repair(notebook: Any, source: SourceNotebook) -> tuple[Any, tuple[str, ...]]:
    """Put a submitted notebook back into the form in which it was handed out.

    Args:
        notebook: the submitted notebook, of the current format.
        source: what was handed out.

    Returns:
        A new notebook, in which each cell that nbgrader knows stands once, in its order, with its
        type and metadata, and locked ones with their text; and what was mended, a sentence each.
    """
    cells = [copy.deepcopy(cell) for cell in notebook.cells]
    for cell in cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notes: list[str] = []
    known = _identify(cells, source, notes)
    placed = {
        id(known[wanted.grade_id]): wanted for wanted in source.cells if wanted.grade_id in known
    }
    for cell in cells:
        if wanted := placed.get(id(cell)):
            _restore(cell, wanted, notes)
        else:
            cell.metadata.pop("nbgrader", None)
    cells = _arrange(cells, known, source, notes)
    repaired = copy.deepcopy(notebook)
    repaired.cells = cells
    repaired.nbformat, repaired.nbformat_minor = 4, 5
    repaired.metadata = type(notebook.metadata)(language_info={"name": "python"})
    if source.kernelspec:
        repaired.metadata["kernelspec"] = type(notebook.metadata)(source.kernelspec)
    return repaired, tuple(few(notes))


def _identify(cells: list[Any], source: SourceNotebook, notes: list[str]) -> dict[str, Any]:
    """Return which cell is which of the known ones."""
    claimed: dict[str, list[Any]] = defaultdict(list)
    wanted = {cell.grade_id: cell for cell in source.cells}
    for cell in cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in wanted:
            claimed[name].append(cell)
        elif name:
            notes.append(f"a cell has the id {shown(name)}, which the notebook does not have")
    known: dict[str, Any] = {}
    for name, copies in claimed.items():
        known[name] = _choose(copies, wanted[name])
        if len(copies) > 1:
            notes.append(f"the cell {name!r} was there {len(copies)} times: one was taken")
    for cell in source.cells:
        if cell.grade_id not in known:
            found = _find(cell, cells, known, source)
            if found is not None:
                known[cell.grade_id] = found
                notes.append(f"the cell {cell.grade_id!r} had lost its metadata, and was found")
    return known


def _choose(copies: list[Any], wanted: SourceCell) -> Any:
    """Choose among copies: the last that a student wrote something into, else the last."""
    written = [cell for cell in copies if cell.source.strip() != wanted.source.strip()]
    right = [cell for cell in copies if cell.source.strip() == wanted.source.strip()]
    if wanted.locked:
        return (right or copies)[-1]
    return (written or copies)[-1]


def _find(
    wanted: SourceCell, cells: list[Any], known: dict[str, Any], source: SourceNotebook
) -> Any:
    """Find a cell that lost its metadata: by its text, or by its place between its neighbours."""
    taken = {id(cell) for cell in known.values()}
    plain = [cell for cell in cells if id(cell) not in taken]
    same = [cell for cell in plain if cell.source.strip() == wanted.source.strip()]
    if same:
        return same[-1]
    if wanted.locked:
        return None
    after, before = _neighbours(wanted, cells, known, source)
    region = [
        cell
        for cell in cells[after + 1 : before]
        if id(cell) not in taken
        and cell.cell_type == wanted.cell_type
        and cell.source.strip() not in source.others
    ]
    if wanted.cell_type == "code":
        question = re.escape(wanted.grade_id.removesuffix("-answer"))
        says = re.compile(rf"""\banswer\(\s*(["']){question}\1""")
        return next((cell for cell in reversed(region) if says.search(cell.source)), None)
    return max(region, key=lambda cell: len(cell.source), default=None)


def _neighbours(
    wanted: SourceCell, cells: list[Any], known: dict[str, Any], source: SourceNotebook
) -> tuple[int, int]:
    places = {id(cell): place for place, cell in enumerate(cells)}
    names = [cell.grade_id for cell in source.cells]
    at = names.index(wanted.grade_id)
    before = [places[id(known[name])] for name in names[:at] if name in known]
    behind = [places[id(known[name])] for name in names[at + 1 :] if name in known]
    after = max(before, default=-1)
    return after, min((place for place in behind if place > after), default=len(cells))


def _restore(cell: Any, wanted: SourceCell, notes: list[str]) -> None:
    name = wanted.grade_id
    if cell.cell_type != wanted.cell_type:
        notes.append(f"the cell {name!r} was of the type {cell.cell_type!r}, and was turned back")
        fresh = _fresh(wanted, cell.source)
        fresh.id = cell.id
        cell.clear()
        cell.update(fresh)
    points = cell.metadata.get("nbgrader", {}).get("points")
    if points is not None and wanted.grade and points != wanted.points:
        notes.append(f"the points of the cell {name!r} were changed, and were put back")
    cell.metadata["nbgrader"] = wanted.metadata()
    if wanted.locked and cell.source != wanted.source:
        if cell.source.strip() != wanted.source.strip():
            notes.append(f"the locked cell {name!r} was changed, and was put back")
        cell.source = wanted.source


def _arrange(
    cells: list[Any], known: dict[str, Any], source: SourceNotebook, notes: list[str]
) -> list[Any]:
    """Put known cells that were moved back to their place, and add those that are missing."""
    wanted = {id(known[cell.grade_id]): cell for cell in source.cells if cell.grade_id in known}
    rank = {cell.grade_id: place for place, cell in enumerate(source.cells)}
    there = [
        (rank[wanted[id(cell)].grade_id], wanted[id(cell)]) for cell in cells if id(cell) in wanted
    ]
    # A student's writing weighs more than all locked cells: it stays, and they come to it.
    stay = in_order([(place, 1 if cell.locked else 1 + len(there)) for place, cell in there])
    kept = {source.cells[place].grade_id for place in stay}
    moved = {id(known[name]) for name in known if name not in kept}
    arranged = [cell for cell in cells if id(cell) not in moved]
    for cell in source.cells:
        if cell.grade_id in kept:
            continue
        if cell.grade_id in known:
            notes.append(f"the cell {cell.grade_id!r} was moved, and was put back to its place")
            found = known[cell.grade_id]
        elif cell.locked or cell.grade or cell.task:
            notes.append(f"the cell {cell.grade_id!r} was missing, and was put back")
            # An untouched answer is zero by itself; one that was deleted waits for a person.
            said = f"# {_ADDED}" if cell.cell_type == "code" else f"*{_ADDED}*"
            text = cell.source if cell.locked else f"{said}\n\n{cell.source}"
            found = _fresh(cell, text)
            found.metadata["nbgrader"] = cell.metadata()
        else:
            continue
        arranged.insert(_place(cell, arranged, known, source), found)
        known = known | {cell.grade_id: found}
    return arranged


def _place(
    cell: SourceCell, arranged: list[Any], known: dict[str, Any], source: SourceNotebook
) -> int:
    """Return where a known cell belongs: behind the nearest one before it, else before the next."""
    places = {id(there): place for place, there in enumerate(arranged)}
    names = [other.grade_id for other in source.cells]
    at = names.index(cell.grade_id)
    for name in reversed(names[:at]):
        if name in known and id(known[name]) in places:
            return places[id(known[name])] + 1
    for name in names[at + 1 :]:
        if name in known and id(known[name]) in places:
            return places[id(known[name])]
    return len(arranged)


def _fresh(wanted: SourceCell, text: str) -> Any:
    cell = (new_code_cell if wanted.cell_type == "code" else new_markdown_cell)(text)
    # Not a random one: a submission that is graded twice gives the same notebook.
    cell.id = f"put-back-{hashlib.sha256(wanted.grade_id.encode()).hexdigest()[:16]}"
    return cell
