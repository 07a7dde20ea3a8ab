"""Isolated kernels for the runner: one cold kernel a submission."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from hvutils.grading.isolation.jobs import Executed, Job
from hvutils.grading.isolation.provisioner import IsolatedKernelManager
from hvutils.grading.isolation.sandbox import Limits
from hvutils.grading.isolation.workdir import private_room
from hvutils.grading.marking.outputs import read_returned

__all__ = ["Kernels"]


class Kernels:
    """Executes jobs in isolation."""

    def __init__(self, python: Path, limits: Limits, *, unsafe: bool = False) -> None:
        self._python, self._limits = python, limits

    def __enter__(self) -> Kernels:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def execute(self, job: Job) -> Executed:
        """Execute a job."""
        nb = new_notebook(cells=[new_code_cell(cell.source) for cell in job.cells])
        returned: dict[str, Any] = {}
        with private_room(self._python, student=job.student) as room:
            for file in job.files:
                target = room.work / file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.content)
            manager = IsolatedKernelManager()
            manager.enter(room, self._limits)
            client = NotebookClient(nb, km=manager, timeout=job.timeout, allow_errors=True)
            with client.setup_kernel():
                for number, cell in enumerate(job.cells):
                    client.execute_cell(nb.cells[number], number)
                    if cell.question is not None and cell.question in job.calls:
                        inputs = list(job.calls[cell.question])
                        source = (
                            "from hvutils.lab.answers import call_with as _c; "
                            f"_c({cell.question!r}, {inputs!r})"
                        )
                        call = new_code_cell(source)
                        kept = nb.cells[number]
                        client.execute_cell(call, number, store_history=False)
                        nb.cells[number] = kept
                        returned[cell.question] = read_returned(call.outputs, cell.question)
        outputs = {cell.index: nb.cells[number].outputs for number, cell in enumerate(job.cells)}
        counts = {
            cell.index: nb.cells[number].execution_count for number, cell in enumerate(job.cells)
        }
        return Executed(outputs, returned, counts=counts)
