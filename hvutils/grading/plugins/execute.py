"""Executes a submission in an isolated kernel, in the place of nbgrader's ``Execute``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade
from traitlets import Integer

from hvutils.grading.isolation.provisioner import IsolatedKernelManager, student_python
from hvutils.grading.isolation.sandbox import Limits, Room
from hvutils.grading.isolation.workdir import private_room
from hvutils.grading.keys.key import DrawnKey
from hvutils.grading.marking.marking import Returned
from hvutils.grading.marking.outputs import read_returned
from hvutils.grading.plugins.key_of import key_of, student_of
from hvutils.grading.plugins.resources import RETURNED

__all__ = ["IsolatedExecute"]


class IsolatedExecute(Execute):  # type: ignore[misc]
    """Runs a submission in an isolated kernel, and calls the functions that it hands in."""

    memory = Integer(
        Limits.memory, help="Address space that a submission's process may use, in bytes."
    ).tag(config=True)
    processes = Integer(
        Limits.processes, help="Processes and threads that a submission may have at once."
    ).tag(config=True)
    cpu_seconds = Integer(
        Limits.cpu_seconds, help="Processor time that a submission's process may use, in seconds."
    ).tag(config=True)
    file_bytes = Integer(
        Limits.file_bytes, help="The largest file that a submission may write, in bytes."
    ).tag(config=True)
    open_files = Integer(
        Limits.open_files, help="Files that a submission's process may have open at once."
    ).tag(config=True)

    _enter: tuple[Room, Limits]
    _key: DrawnKey
    _returned: dict[str, tuple[Returned, ...]]

    def preprocess(self, nb: Any, resources: Any = None, km: Any = None) -> tuple[Any, Any]:
        """Execute the notebook in a room of its own."""
        for cell in nb.cells:
            # Tags such as skip-execution steer nbclient: they are not a student's to set.
            cell.metadata.pop("tags", None)
        key = key_of(self, resources)
        limits = Limits(
            self.memory, self.processes, self.cpu_seconds, self.file_bytes, self.open_files
        )
        folder = Path(resources["metadata"]["path"])
        student = student_of(self, resources)
        with private_room(student_python(), folder, student) as room:
            self._enter = (room, limits)
            self._key = key
            self._returned = {}
            nb, resources = super().preprocess(nb, resources)
        resources[RETURNED] = self._returned
        return nb, resources

    def create_kernel_manager(self) -> Any:
        """Make the manager of the isolated kernel; nbclient shuts down what it made itself."""
        self.km = IsolatedKernelManager(config=self.config)
        self.km.enter(*self._enter)
        return self.km

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Execute a cell; after a graded one, call the function that it handed in."""
        cell, resources = super().preprocess_cell(cell, resources, index)
        if is_grade(cell):
            question = str(cell.metadata.nbgrader["grade_id"])
            if inputs := self._key.calls.get(question):
                self._returned[question] = self._call(question, inputs, index)
                # nbclient has put the cell of the call in the graded cell's place.
                self.nb.cells[index] = cell
        return cell, resources

    def _call(self, question: str, inputs: tuple[object, ...], index: int) -> tuple[Returned, ...]:
        source = f"from hvutils.lab.answers import call_with as _c; _c({question!r}, {inputs!r})"
        call = self.execute_cell(new_code_cell(source), index, store_history=False)
        return read_returned(call.outputs, question)

    def set_widgets_metadata(self) -> None:
        """Keep no widget state: it is a submission's markup, and nothing that is graded."""
