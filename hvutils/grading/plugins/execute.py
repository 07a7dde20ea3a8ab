"""Executes a submission in an isolated kernel, in the place of nbgrader's ``Execute``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import Exchange
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade
from traitlets import Bool

from hvutils.grading.isolation.environment import student_python
from hvutils.grading.isolation.jobs import CodeCell, DataFile, Executed, Job
from hvutils.grading.isolation.limits import Limits
from hvutils.grading.isolation.shared import shared_kernels
from hvutils.grading.isolation.workdir import data_files
from hvutils.grading.keys.key import DrawnKey
from hvutils.grading.plugins.key_of import key_of, student_of
from hvutils.grading.plugins.resources import INCIDENTS, RETURNED
from hvutils.grading.plugins.settings import chosen, settings_of

__all__ = ["IsolatedExecute", "kept_out", "put_executed"]


class IsolatedExecute(Execute):  # type: ignore[misc]
    """Runs a submission in an isolated kernel, and calls the functions that it hands in."""

    vars().update(settings_of(Limits))
    unsafe_no_sandbox = Bool(
        False,
        help="Run submissions WITHOUT isolation, where this machine cannot isolate: they can then "
        "read, change and send whatever you can. Every result is marked so.",
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any = None, km: Any = None) -> tuple[Any, Any]:
        """Execute the notebook in an isolated kernel."""
        student, key = student_of(self, resources), key_of(self, resources)
        names = resources["nbgrader"]
        files = data_files(Path(resources["metadata"]["path"]))
        job = self.job(nb, names["assignment"], names["notebook"], student, key, files)
        kernels = shared_kernels(
            student_python(),
            self.limits(),
            unsafe=self.unsafe_no_sandbox,
            keep_out=kept_out(self.config),
        )
        put_executed(kernels.execute(job), nb, resources)
        return nb, resources

    def job(
        self,
        nb: Any,
        assignment: str,
        notebook: str,
        student: str,
        key: DrawnKey,
        files: tuple[DataFile, ...],
    ) -> Job:
        """Return what is to be executed of a notebook.

        Args:
            nb: the notebook, sanitized.
            assignment: the assignment's name.
            notebook: the notebook's name, without ending.
            student: whom the work was done as.
            key: the key, drawn for that student: its calls of functions are made.
            files: the submission's data files.
        """
        cells = []
        for index, cell in enumerate(nb.cells):
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            question = str(cell.metadata.nbgrader["grade_id"]) if is_grade(cell) else None
            cells.append(CodeCell(index, cell.source, question))
        return Job(
            student=student,
            assignment=str(assignment),
            notebook=str(notebook),
            cells=tuple(cells),
            calls=key.calls,
            files=files,
            timeout=self.timeout or self.wall_seconds,
        )

    def limits(self) -> Limits:
        """Return the limits as they are configured."""
        return chosen(self, Limits)


def put_executed(executed: Executed, nb: Any, resources: Any) -> None:
    """Put what executing gave into a notebook, in the place of what it was handed in with.

    Args:
        executed: what it gave.
        nb: the notebook.
        resources: nbconvert's resources.
    """
    for index, cell in enumerate(nb.cells):
        # Tags such as skip-execution steer nbclient and nbconvert: they are not a student's to set.
        cell.metadata.pop("tags", None)
        if cell.cell_type == "code":
            cell.outputs = [nbformat.from_dict(out) for out in executed.outputs.get(index, [])]
            cell.execution_count = executed.counts.get(index)
    resources[RETURNED] = dict(executed.returned)
    resources[INCIDENTS] = [*resources.get(INCIDENTS, ()), *executed.incidents]
    if executed.incidents:
        nb.cells.insert(0, _note(executed.incidents, nb.nbformat_minor))


def _note(incidents: tuple[str, ...], minor: int) -> NotebookNode:
    """Return the cell that tells readers of the feedback what went wrong."""
    lines = "\n".join(f"* {incident}" for incident in incidents)
    cell = nbformat.v4.new_markdown_cell(f"**While this was executed:**\n\n{lines}")
    # Not a random one: a submission that is graded twice gives the same notebook.
    cell["id"] = "while-executed"
    if minor < 5:  # the first version of the format whose cells have ids
        del cell["id"]
    return cell


def kept_out(config: Any) -> tuple[Path, ...]:
    """Return what no submission may see: the course, and the exchange with all submissions.

    Args:
        config: the course's configuration.
    """
    return (Path(CourseDirectory(config=config).root), Path(Exchange(config=config).root))
