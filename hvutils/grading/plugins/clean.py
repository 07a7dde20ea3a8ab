"""Cleans what is shown of a submission, where it is written and once more where it is shown."""

from __future__ import annotations

import html
from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor

from hvutils.grading.intake import clean

__all__ = ["CleanMarkup"]

# What nbgrader's templates put into a page as it is.
_NAMES = ("student", "first_name", "last_name", "assignment_id", "notebook_id", "notebook_path")


class CleanMarkup(NbGraderPreprocessor):  # type: ignore[misc]
    """Leaves no markup of a submission's to run in whoever's browser.

    In ``Autograde`` it works on what is kept, after the marking; in ``HTMLExporter`` on what the
    formgrader and the feedback show, whoever wrote it.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Clean the notebook, and names that a page shows."""
        for name in _NAMES:
            if isinstance(resources.get(name), str):
                resources[name] = html.escape(html.unescape(resources[name]))
        return clean(nb), resources
