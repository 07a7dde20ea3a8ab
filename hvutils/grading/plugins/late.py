"""Late work: what lateness costs, and who has an extension.

nbgrader works penalties out by the notebook: it asks the plug-in, never takes more than the
notebook earned, and starts anew on every grading, so that what is late no more costs nothing
(jupyter/nbgrader issue 723).
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import BasePlugin
from nbgrader.preprocessors import AssignLatePenalties, NbGraderPreprocessor
from traitlets import Float, Integer

from hvutils.grading.plugins.extensions import granted

__all__ = ["ApplyExtensions", "LatePenalty", "settle_lateness"]

_DAY = 24 * 60 * 60


class LatePenalty(BasePlugin):  # type: ignore[misc]
    """Takes points or a share of what was earned for each day begun after the due date."""

    points_a_day = Float(0.0, min=0.0, help="Points that each day begun costs, a notebook.").tag(
        config=True
    )
    share_a_day = Float(
        0.0,
        min=0.0,
        max=1.0,
        help="Share of the earned points that each day begun costs: 0.1 is a tenth a day.",
    ).tag(config=True)
    grace_minutes = Integer(
        0,
        min=0,
        help="So late costs nothing. Who is later counts from the due date.",
    ).tag(config=True)
    cap = Float(
        1.0,
        min=0.0,
        max=1.0,
        help="The most that lateness may cost, as a share of the earned points: 0.5 is half.",
    ).tag(config=True)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Return the penalty of a notebook.

        Args:
            student_id: the user name.
            score: what the notebook earned, in points.
            total_seconds_late: how long after the student's own due date, in seconds.

        Returns:
            The penalty in points, or None for none.
        """
        if total_seconds_late <= self.grace_minutes * 60:
            return None
        days = math.ceil(total_seconds_late / _DAY)
        penalty = days * (self.points_a_day + self.share_a_day * score)
        return round(min(penalty, self.cap * score), 4) or None


class ApplyExtensions(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives a submission the extension that ``extensions.toml`` states, before penalties."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Put the extension into the gradebook, where nbgrader reads it."""
        names = resources["nbgrader"]
        course = Path(CourseDirectory(config=self.config).root)
        with Gradebook(names["db_url"]) as gradebook:
            found = gradebook.find_submission(names["assignment"], names["student"])
            _grant(course, found)
            gradebook.db.commit()
        return nb, resources


def settle_lateness(
    gradebook: Gradebook, config: Any, course: Path, assignment: str, student: str
) -> float | None:
    """Work out a submission's extension and penalties anew, as nbgrader's preprocessors do.

    Nothing is executed and nothing is committed: marks by hand that came after grading, or an
    extension, count when this has run.

    Args:
        gradebook: nbgrader's, open.
        config: the course's traitlets configuration, which names the penalty plug-in.
        course: the course's folder.
        assignment: the assignment.
        student: the user name.

    Returns:
        The penalty in points, or None where there is no such submission.

    Raises:
        KeyFileError: ``extensions.toml`` cannot be read.
    """
    try:
        submission = gradebook.find_submission(assignment, student)
    except MissingEntry:
        return None
    _grant(course, submission)
    assigning = AssignLatePenalties(config=config)
    assigning.init_plugin()
    total = 0.0
    gradebook.db.flush()
    for notebook in submission.notebooks:
        gradebook.db.refresh(notebook, ["score"])
        notebook.late_submission_penalty = None
        # nbgrader adds an extension to the due date without asking whether there is one.
        late = submission.total_seconds_late if submission.assignment.duedate else 0
        if late > 0:
            penalty = assigning.plugin_inst.late_submission_penalty(student, notebook.score, late)
            if penalty is not None:
                notebook.late_submission_penalty = assigning._check_late_penalty(notebook, penalty)
        total += notebook.late_submission_penalty or 0.0
    return total


def _grant(course: Path, submission: SubmittedAssignment) -> None:
    submission.extension = granted(
        course,
        submission.assignment.name,
        submission.student_id,
        submission.assignment.duedate,
        submission.extension,
    )
