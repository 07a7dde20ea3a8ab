"""Repairs a submission's notebook, in the place of five of nbgrader's sanitizing steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from hvutils.grading.intake import SourceNotebook, repair, source_notebook
from hvutils.grading.plugins.resources import INCIDENTS

__all__ = ["RepairNotebook"]


class RepairNotebook(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts a submission's notebook back into the form in which it was handed out.

    It does what ``ClearOutput``, ``DeduplicateIds``, ``OverwriteKernelspec``, ``OverwriteCells``
    and ``CheckCellMetadata`` do, and does not stop at what they stop at.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Repair the notebook."""
        repaired, notes = repair(nb, self._source(resources["nbgrader"]))
        for note in notes:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], note)
        resources[INCIDENTS] = [*resources.get(INCIDENTS, ()), *notes]
        return repaired, resources

    def _source(self, names: Any) -> SourceNotebook:
        course = CourseDirectory(config=self.config)
        folder = course.format_path(course.source_directory, ".", names["assignment"])
        path = Path(folder) / f"{names['notebook']}.ipynb"
        with Gradebook(names["db_url"]) as gradebook:
            return source_notebook(gradebook, names["assignment"], names["notebook"], path)
