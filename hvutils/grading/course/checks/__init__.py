"""What can be wrong with an assignment before a student sees it; a sentence for each fault."""

from hvutils.grading.course.checks.assignment import Checked, check_notebook

__all__ = ["Checked", "check_notebook"]
