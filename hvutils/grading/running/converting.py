"""The course's own nbgrader converters, built once a worker and fed one notebook after another.

Which preprocessors run, in which order and with which settings is what ``nbgrader_config.py`` says,
here as under ``nbgrader autograde`` and ``nbgrader generate_feedback``. Two have other hands here:
executing, which may happen elsewhere, and the record of the run, which the writer keeps.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import CheckCellMetadata, NbGraderPreprocessor
from traitlets.config import Config

from hvutils.errors import IsolationError
from hvutils.grading.intake import Intake
from hvutils.grading.isolation.jobs import Executed
from hvutils.grading.plugins import (
    ApplyExtensions,
    IsolatedExecute,
    SaveRecord,
    SubmissionExporter,
)
from hvutils.grading.plugins.execute import put_executed
from hvutils.grading.plugins.resources import INCIDENTS
from hvutils.grading.running.checked import CheckMetadataOnce
from hvutils.grading.running.desk import DeskUrl
from hvutils.grading.running.writing import notebook_text

__all__ = ["Converters"]


class InsertOutputs(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts what a kernel gave into the notebook, in the place of executing it."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Fill in the outputs."""
        # Not in the resources themselves, for nbconvert copies those deeply.
        put_executed(resources["nbgrader"]["db_url"].executed, nb, resources)
        return nb, resources


class _Handed(nbformat.NotebookNode):  # type: ignore[misc]
    """A notebook that nobody needs afterwards: nbconvert would copy it deeply."""

    def __deepcopy__(self, memo: dict[int, Any]) -> _Handed:
        """Return itself."""
        return self


# The writer does what these do: it has the gradebook and the record.
_THE_WRITERS = (ApplyExtensions, SaveRecord)
_IN_PLACE_OF = {IsolatedExecute: InsertOutputs, CheckCellMetadata: CheckMetadataOnce}


class Converters:
    """The converters of a course.

    Args:
        config: the course's configuration.
        course: nbgrader's view of its folder.

    Raises:
        IsolationError: the configuration would execute submissions without isolation.
    """

    @staticmethod
    def check(config: Config) -> None:
        """Check that a configuration executes in isolation.

        Raises:
            IsolationError: it does not.
        """
        autograde = Autograde(config=config)
        if not issubclass(autograde.exporter_class, SubmissionExporter):
            raise IsolationError(
                "nbgrader_config.py does not take submissions in safely: set "
                "c.Autograde.exporter_class = SubmissionExporter, as the project's own does"
            )
        if not any(_is(step, IsolatedExecute) for step in autograde.autograde_preprocessors):
            raise IsolationError(
                "nbgrader_config.py does not execute submissions in isolation: put IsolatedExecute "
                "into c.Autograde.autograde_preprocessors, as the project's own configuration does"
            )

    def __init__(self, config: Config, course: CourseDirectory) -> None:
        logging.getLogger("traitlets").setLevel(logging.CRITICAL)
        settings = Config(config)
        self.autograde = Autograde(coursedir=course, config=settings)
        self.feedback = GenerateFeedback(coursedir=course, config=settings)
        self.check(settings)
        self._sanitizer = _exporter(self.autograde, self.autograde.sanitize_preprocessors)
        self._grader = _exporter(self.autograde, self.autograde.autograde_preprocessors)
        self._page = _exporter(self.feedback, self.feedback.preprocessors)
        self.execute: IsolatedExecute = IsolatedExecute(parent=self._grader)

    def take_in(self, folder: Path, names: list[str]) -> Intake:
        """Read a submission; its notebooks are what ``sanitize`` is asked for next."""
        taken: Intake = self._sanitizer.take_in(folder, names)
        return taken

    def sanitize(self, name: str, taken: Any, url: DeskUrl) -> tuple[Any, tuple[str, ...]]:
        """Return a notebook that was taken in as it may be executed, and what was mended in it."""
        nb, resources = _convert(self._sanitizer, taken, _resources(name, url))
        return nb, tuple(resources.get(INCIDENTS, ()))

    def grade(self, name: str, nb: Any, executed: Executed, url: DeskUrl) -> tuple[Any, Any]:
        """Mark an executed notebook and set its rows on the desk.

        Returns:
            The autograded notebook, and nbconvert's resources.
        """
        url.executed = executed
        return _convert(self._grader, nb, _resources(name, url))

    def write(self, nb: Any) -> str:
        """Return a notebook as JSON, as nbconvert's exporter of notebooks writes it."""
        text = notebook_text(nb)
        return text if text.endswith("\n") else f"{text}\n"

    def page(self, name: str, nb: Any, url: DeskUrl) -> str:
        """Return the feedback of an autograded notebook, as HTML; the notebook is used up."""
        html, _ = self._page.from_notebook_node(_Handed(nb), resources=_resources(name, url))
        # An exporter keeps the metadata of all notebooks that it has ever seen.
        self._page._nb_metadata = {}
        return str(html)


def _exporter(converter: Any, steps: Sequence[Any]) -> Any:
    exporter = converter.exporter_class(parent=converter, config=converter.config)
    for step in steps:
        if not any(_is(step, kind) for kind in _THE_WRITERS):
            exporter.register_preprocessor(_IN_PLACE_OF.get(step, step))
    return exporter


def _is(step: Any, kind: type) -> bool:
    return isinstance(step, type) and issubclass(step, kind)


def _convert(exporter: Any, nb: Any, resources: Any) -> tuple[Any, Any]:
    """Run an exporter's preprocessors; it would copy the notebook deeply three times before."""
    resources = exporter._init_resources(resources)
    for step in exporter._preprocessors:
        nb, resources = step(nb, resources)
    nbformat.validate(nb, relax_add_props=True)
    return nb, resources


def _resources(name: str, url: DeskUrl) -> dict[str, Any]:
    return {
        "unique_key": name,
        "output_files_dir": f"{name}_files",
        "metadata": {"name": name, "path": ""},
        "nbgrader": {
            "student": url.desk.student,
            "assignment": url.desk.snapshot.name,
            "notebook": name,
            "db_url": url,
        },
    }
