"""A name that is not there yet, in the students' kernel: a sentence, whatever was run before."""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient


def run(*cells: str) -> list[list[dict]]:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    NotebookClient(notebook, kernel_name="hypervisors", allow_errors=True, timeout=60).execute()
    return [cell.outputs for cell in notebook.cells]


@pytest.fixture(scope="module")
def outputs() -> list[list[dict]]:
    """What one kernel says of cells that lack something, each in another way."""
    return run(
        'predict("core.xen-nic", None)',
        "for name in servers:\n    print(name)",
        'machine = "kept"\nprint(machnie)',
        "def platform(facts):\n    return vmware\nplatform({})",
        "def count():\n    n += 1\ncount()",
        "1 / 0",
        # What a library lacks is none of the student's business.
        "import statistics\ndel statistics.Fraction\nstatistics.mean([1])",
    )


def told(cell: list[dict]) -> str:
    (error,) = cell
    assert error["output_type"] == "error"
    (sentence,) = error["traceback"]
    return sentence


def test_before_the_imports_a_sentence_says_what_to_run(outputs):
    sentence = told(outputs[0])
    assert "There is no 'predict' here yet: predict(\"core.xen-nic\", None)" in sentence
    assert "after a restart run all cells from the top" in sentence
    assert "Traceback" not in sentence


def test_the_line_of_the_cell_is_named(outputs):
    assert "There is no 'servers' here yet: for name in servers:" in told(outputs[1])


def test_a_near_name_is_proposed(outputs):
    assert "Did you mean 'machine'?" in told(outputs[2])


def test_a_word_without_quotes_is_told_to_have_some(outputs):
    assert 'A word that is meant as a word stands in quotes: "vmware".' in told(outputs[3])


def test_other_errors_keep_their_traceback(outputs):
    kinds = ("UnboundLocalError", "ZeroDivisionError", "NameError")
    for cell, kind in zip(outputs[4:], kinds, strict=True):
        (error,) = cell
        assert error["ename"] == kind
        assert "Traceback" in "\n".join(error["traceback"])
