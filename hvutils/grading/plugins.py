"""The nbgrader plug-ins: execute a submission in isolation, then mark what it emitted.

``nbgrader_config.py`` puts these in the place of nbgrader's ``Execute``; everything else of
autograding is nbgrader's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import Integer

from hvutils.errors import KeyFileError
from hvutils.grading.keys import FunctionKey, Key, load_key
from hvutils.grading.marking import Returned, mark
from hvutils.grading.outputs import feedback_outputs, read_answer, read_returned
from hvutils.grading.provisioner import IsolatedKernelManager, student_python
from hvutils.grading.sandbox import Limits, Room
from hvutils.grading.workdir import private_room

__all__ = ["IsolatedExecute", "MarkAnswers"]

_RETURNED = "hv_returned"


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
    _key: Key
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
        with private_room(student_python(), folder) as room:
            self._enter = (room, limits)
            self._key = key
            self._returned = {}
            nb, resources = super().preprocess(nb, resources)
        resources[_RETURNED] = self._returned
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
            key = self._key.questions.get(question)
            if isinstance(key, FunctionKey):
                self._returned[question] = self._call(question, key, index)
                # nbclient has put the cell of the call in the graded cell's place.
                self.nb.cells[index] = cell
        return cell, resources

    def _call(self, question: str, key: FunctionKey, index: int) -> tuple[Returned, ...]:
        inputs = [call.input for call in key.calls]
        source = f"from hvutils.lab.answers import call_with as _c; _c({question!r}, {inputs!r})"
        call = self.execute_cell(new_code_cell(source), index, store_history=False)
        return read_returned(call.outputs, question)

    def set_widgets_metadata(self) -> None:
        """Keep no widget state: it is a submission's markup, and nothing that is graded."""


class MarkAnswers(NbGraderPreprocessor):  # type: ignore[misc]
    """Marks what the graded cells emitted, and puts score and feedback in their place."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Mark every graded code cell of the notebook."""
        key = key_of(self, resources)
        for cell in nb.cells:
            if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell):
                cell.outputs = self._mark(cell, key, resources.get(_RETURNED, {}))
        return nb, resources

    def _mark(self, cell: Any, key: Key, returned: dict[str, tuple[Returned, ...]]) -> list[Any]:
        question = cell.metadata.nbgrader["grade_id"]
        points = float(cell.metadata.nbgrader["points"])
        if question not in key.questions:
            raise KeyFileError(
                f"key {key.name!r} has no question {question!r}: add it, or its cell"
            )
        found = key.questions[question]
        if found.points != points:
            raise KeyFileError(
                f"key {key.name!r}, question {question!r} is worth {found.points:g} points, "
                f"and its cell {points:g}: make them agree"
            )
        value = read_answer(cell.outputs, question)
        return feedback_outputs(mark(question, found, value, returned.get(question, ())), points)


def key_of(preprocessor: Any, resources: Any) -> Key:
    """Return the key of the notebook that is being graded.

    Raises:
        KeyFileError: there is none, or it cannot be read.
    """
    names = resources["nbgrader"]
    course = CourseDirectory(config=preprocessor.config)
    source = course.format_path(course.source_directory, ".", names["assignment"])
    return load_key(Path(source) / f"{names['notebook']}.key.toml")
