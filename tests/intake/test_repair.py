"""What students do to their notebooks, and that it is put back."""

from __future__ import annotations

import copy
import random

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum

from hvutils.grading.intake import repair


def named(notebook, name):
    """Return the cell with a grade_id."""
    (found,) = [
        cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name
    ]
    return found


def ids(notebook) -> list[str]:
    """Return the grade_ids in their order."""
    marks = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    return [name for name in marks if name]


@pytest.fixture
def whole(handed_out):
    """Check that a repaired notebook is what nbgrader needs it to be."""

    def check(notebook):
        assert ids(notebook) == [cell.grade_id for cell in handed_out.cells]
        MetadataValidator().validate_nb(notebook)
        nbformat.validate(notebook)
        for cell in handed_out.cells:
            there = named(notebook, cell.grade_id)
            assert there.cell_type == cell.cell_type
            if cell.locked:
                assert there.source == cell.source
                assert compute_checksum(there) == cell.checksum
            if cell.grade:
                assert there.metadata.nbgrader.points == cell.points

    return check


def test_an_honest_notebook_stays_as_it_is(released, handed_out, whole):
    named(released, "audit-answer").source = "answer('audit', {})"
    released.cells.insert(3, new_code_cell("mine = 1"))
    repaired, notes = repair(released, handed_out)
    assert notes == ()
    whole(repaired)
    assert [cell.source for cell in repaired.cells] == [cell.source for cell in released.cells]


@pytest.mark.parametrize("name", ["audit", "audit-ask", "imports", "recon-reflection"])
def test_a_deleted_cell_is_put_back(released, handed_out, whole, name):
    released.cells.remove(named(released, name))
    repaired, notes = repair(released, handed_out)
    assert notes == (f"the cell {name!r} was missing, and was put back",)
    whole(repaired)


def test_a_deleted_written_answer_waits_for_a_person(released, handed_out):
    cell = named(released, "recon-reflection")
    released.cells.remove(cell)
    repaired, _ = repair(released, handed_out)
    back = named(repaired, "recon-reflection")
    assert compute_checksum(back) != back.metadata.nbgrader.checksum


def test_all_cells_deleted_are_put_back(released, handed_out):
    released.cells = []
    repaired, notes = repair(released, handed_out)
    graded = [cell.grade_id for cell in handed_out.cells if cell.locked or cell.grade]
    assert ids(repaired) == graded
    assert len(notes) == len(graded)


def test_a_copied_locked_cell_stands_once(released, handed_out, whole):
    cell = named(released, "audit")
    for place in (0, len(released.cells)):
        released.cells.insert(
            place, nbformat.from_dict({**copy.deepcopy(cell), "id": f"copy-{place}"})
        )
    repaired, notes = repair(released, handed_out)
    whole(repaired)
    assert "the cell 'audit' was there 3 times: one was taken" in notes


@pytest.mark.parametrize("first", [True, False])
def test_of_two_answers_the_written_one_is_taken(released, handed_out, first):
    cell = named(released, "recon-reflection")
    other = copy.deepcopy(cell)
    (cell if first else other).source = "My answer."
    released.cells.insert(released.cells.index(cell) + 1, other)
    repaired, _ = repair(released, handed_out)
    assert named(repaired, "recon-reflection").source == "My answer."


def test_a_retyped_cell_is_turned_back(released, handed_out, whole):
    answer = named(released, "audit-answer")
    answer.source = "answer('audit', {})"
    for name in ("audit", "audit-answer"):
        cell = named(released, name)
        cell.cell_type = "markdown"
        del cell["outputs"], cell["execution_count"]
    repaired, notes = repair(released, handed_out)
    whole(repaired)
    assert named(repaired, "audit-answer").source == "answer('audit', {})"
    assert len(notes) == 2


def test_metadata_that_all_cells_lost_is_found_again(released, handed_out, whole):
    """Some editors and services keep the text of cells only."""
    named(released, "audit-answer").source = 'x = {}\nanswer("audit", x)'
    named(released, "recon-reflection").source = "I think it is ESXi, because …"
    for cell in released.cells:
        cell.metadata = nbformat.from_dict({})
        cell.id = f"new-{random.randrange(10**9)}"
    repaired, _ = repair(released, handed_out)
    whole(repaired)
    assert named(repaired, "audit-answer").source == 'x = {}\nanswer("audit", x)'
    assert named(repaired, "recon-reflection").source == "I think it is ESXi, because …"


def test_moved_locked_cells_come_back_and_answers_stay(released, handed_out, whole):
    cell = named(released, "audit")
    released.cells.remove(cell)
    released.cells.insert(0, cell)
    repaired, notes = repair(released, handed_out)
    assert notes == ("the cell 'audit' was moved, and was put back to its place",)
    whole(repaired)


def test_any_shuffle_ends_in_the_right_order(released, handed_out, whole):
    for seed in range(10):
        shuffled = copy.deepcopy(released)
        random.Random(seed).shuffle(shuffled.cells)
        whole(repair(shuffled, handed_out)[0])


@pytest.mark.parametrize(
    "changes",
    [
        {"points": 1000.0},
        {"grade": False},
        {"solution": True},
        {"locked": False},
        {"schema_version": 99},
        {"cell_type": "markdown"},
        {"checksum": "0"},
        {"task": True},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_edited_metadata_is_put_back(released, handed_out, whole, changes):
    named(released, "audit").metadata.nbgrader.update(changes)
    whole(repair(released, handed_out)[0])


def test_an_edited_locked_cell_is_put_back(released, handed_out, whole):
    named(released, "audit").source = "hand_in('audit'); print(1)"
    repaired, notes = repair(released, handed_out)
    whole(repaired)
    assert notes == ("the locked cell 'audit' was changed, and was put back",)


def test_an_invented_id_is_taken_away(released, handed_out, whole):
    cell = new_markdown_cell("x")
    cell.metadata["nbgrader"] = {"grade_id": "../../etc/passwd\x1b[2J", "grade": True}
    released.cells.append(cell)
    repaired, notes = repair(released, handed_out)
    whole(repaired)
    assert "\x1b" not in notes[0]


def test_outputs_and_counts_of_the_students_are_dropped(released, handed_out):
    cell = named(released, "audit")
    cell.outputs = [nbformat.v4.new_output("execute_result", data={"text/plain": "12"})]
    cell.execution_count = 7
    repaired, _ = repair(released, handed_out)
    assert named(repaired, "audit").outputs == []
    assert named(repaired, "audit").execution_count is None


def test_the_kernel_is_the_courses(released, handed_out):
    released.metadata.kernelspec = {"name": "bash", "display_name": "<b>", "language": "bash"}
    repaired, _ = repair(released, handed_out)
    assert repaired.metadata.kernelspec.name == "hypervisors"
