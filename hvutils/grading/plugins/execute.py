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
from traitlets import Bool, Integer

from hvutils.grading.isolation.environment import student_python
from hvutils.grading.isolation.jobs import CodeCell, DataFile, Executed, Job
from hvutils.grading.isolation.limits import Limits
from hvutils.grading.isolation.shared import shared_kernels
from hvutils.grading.isolation.workdir import data_files
from hvutils.grading.keys.key import DrawnKey
from hvutils.grading.plugins.key_of import key_of, student_of
from hvutils.grading.plugins.resources import INCIDENTS, RETURNED

__all__ = ["IsolatedExecute", "kept_out", "put_executed"]


class IsolatedExecute(Execute):  # type: ignore[misc]
    """Runs a submission in an isolated kernel, and calls the functions that it hands in."""

    memory = Integer(
        Limits.memory, help="Address space that a submission's process may use, in bytes."
    ).tag(config=True)
    total_memory = Integer(
        Limits.total_memory,
        help="Memory that all processes of a submission may use together, in bytes.",
    ).tag(config=True)
    processes = Integer(
        Limits.processes, help="Processes and threads that a submission may have at once."
    ).tag(config=True)
    cpu_seconds = Integer(
        Limits.cpu_seconds, help="Processor time that a submission's process may use, in seconds."
    ).tag(config=True)
    wall_seconds = Integer(
        Limits.wall_seconds,
        help="Time that a whole notebook may run, in seconds; `timeout` is for each cell.",
    ).tag(config=True)
    file_bytes = Integer(
        Limits.file_bytes, help="The largest file that a submission may write, in bytes."
    ).tag(config=True)
    folder_bytes = Integer(
        Limits.folder_bytes,
        help="All files that a submission may have together (its own folder, /tmp and /dev/shm), "
        "in bytes.",
    ).tag(config=True)
    open_files = Integer(
        Limits.open_files, help="Files that a submission's process may have open at once."
    ).tag(config=True)
    output_bytes = Integer(
        Limits.output_bytes,
        help="What a cell of a submission may print or show, in bytes; a whole notebook may "
        "sixteen times that.",
    ).tag(config=True)
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
        return Limits(
            memory=self.memory,
            processes=self.processes,
            cpu_seconds=self.cpu_seconds,
            file_bytes=self.file_bytes,
            open_files=self.open_files,
            total_memory=self.total_memory,
            folder_bytes=self.folder_bytes,
            output_bytes=self.output_bytes,
            wall_seconds=self.wall_seconds,
        )


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
