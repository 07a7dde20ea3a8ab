"""Releases in a student's hands: run from the top, twice, and from the bottom."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
RELEASES = sorted((ROOT / "release").glob("*/*.ipynb"))

pytestmark = pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)


def run(path: Path, order: int = 1, times: int = 1) -> list[dict]:
    """Run a notebook's cells of code in the students' kernel; return their outputs."""
    cells = [c for c in nbformat.read(path, as_version=4).cells if c["cell_type"] == "code"]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(c["source"]) for c in cells[::order] * times]
    )
    NotebookClient(
        notebook,
        kernel_name="hypervisors",
        allow_errors=True,
        timeout=120,
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    return [output for cell in notebook.cells for output in cell["outputs"]]


def test_run_all_stops_nowhere_and_names_what_is_unanswered(path):
    outputs = run(path, times=2)
    assert [o for o in outputs if o["output_type"] == "error"] == []
    assert [o for o in outputs if o.get("name") == "stderr"] == []
    said = "".join(o.get("text", "") + o.get("data", {}).get("text/plain", "") for o in outputs)
    assert "NOT HANDED IN" in said
    assert ("reveal(" in path.read_text(encoding="utf-8")) == ("predict first" in said)


def test_run_backwards_there_is_no_traceback_of_ours(path):
    for output in run(path, order=-1):
        assert output.get("name") != "stderr", output
        if output["output_type"] == "error":
            shown = "\n".join(output["traceback"])
            assert "hvutils" not in shown, shown
            assert len(output["traceback"]) == 1 and "Traceback" not in shown, shown
