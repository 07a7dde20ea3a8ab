"""Which courses the assignment list shows: those that the hub started this server with.

It is for the list only. What may be read and handed in, the exchange's modes decide.
"""

from __future__ import annotations

import os

from nbgrader.auth import BaseAuthPlugin

from hub.lab.names import COURSES

__all__ = ["EnrolledPlugin"]


class EnrolledPlugin(BaseAuthPlugin):  # type: ignore[misc]
    """Tells nbgrader the courses of this server's user."""

    def get_student_courses(self, student_id: str) -> list[str]:
        """Return the courses that the hub named.

        Args:
            student_id: nbgrader's name for the user, ``*`` for oneself.
        """
        return os.environ.get(COURSES, "").split()

    def add_student_to_course(self, student_id: str, course_id: str) -> None:
        """Do nothing: ``python -m hub enrol`` adds people."""

    def remove_student_from_course(self, student_id: str, course_id: str) -> None:
        """Do nothing: ``python -m hub enrol --remove`` takes people out."""
