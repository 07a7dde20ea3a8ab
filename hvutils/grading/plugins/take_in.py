"""Reads a submission's notebook, in the place of nbconvert's reading of any file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter

from hvutils.grading.intake import IGNORED, Intake, IntakeLimits, RefusedError, read_submission
from hvutils.grading.plugins.resources import INCIDENTS
from hvutils.grading.plugins.settings import chosen, settings_of

__all__ = ["SubmissionExporter"]


class SubmissionExporter(NotebookExporter):  # type: ignore[misc]
    """Takes submissions in, for ``nbgrader autograde``.

    nbgrader converts a submission twice: from ``submitted/`` into a notebook that may be executed,
    and from ``autograded/``, where that one then lies, into a graded one.
    """

    vars().update(settings_of(IntakeLimits))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._taken: tuple[Path, Intake] | None = None
        self._incidents: dict[str, list[str]] = {}

    def limits(self) -> IntakeLimits:
        """Return how much of a submission is looked at."""
        return chosen(self, IntakeLimits)

    def take_in(self, folder: Path, expected: list[str]) -> Intake:
        """Read a submission, and keep it until its notebooks are asked for.

        Args:
            folder: ``submitted/<student>/<assignment>``.
            expected: the notebooks of the assignment, without ending.
        """
        ignored = getattr(self.parent.coursedir, "ignore", IGNORED)
        intake = read_submission(folder, expected, self.limits(), ignored)
        self._taken = (folder, intake)
        self._incidents = {}
        return intake

    def taken(self, folder: Path) -> Intake | None:
        """Return what was read last, where it is of this folder."""
        return self._taken[1] if self._taken is not None and self._taken[0] == folder else None

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> Any:
        """Convert a notebook.

        Raises:
            RefusedError: it cannot be graded; the message is the reason.
        """
        path = Path(filename)
        if not getattr(self.parent, "_sanitizing", True):
            found = self._incidents.get(path.stem, [])
            resources = {**(resources or {}), INCIDENTS: found}
            return super().from_filename(filename, resources=resources, **options)
        if self._taken is None or self._taken[0] != path.parent:
            self.take_in(path.parent, [path.stem])
        assert self._taken is not None
        intake = self._taken[1]
        if path.stem not in intake.notebooks:
            raise RefusedError(intake.refused[path.stem])
        resources = {**(resources or {}), INCIDENTS: list(intake.incidents)}
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        made, resources = self.from_notebook_node(
            intake.notebooks[path.stem], resources=resources, **options
        )
        self._incidents[path.stem] = list(resources.get(INCIDENTS, []))
        return made, resources
