"""The nbgrader plug-ins: execute a submission in isolation, then mark what it emitted.

``nbgrader_config.py`` puts these in the place of nbgrader's ``Execute``; everything else of
autograding is nbgrader's own.
"""

from hvutils.grading.plugins.execute import IsolatedExecute
from hvutils.grading.plugins.late import ApplyExtensions, LatePenalty
from hvutils.grading.plugins.mark import MarkAnswers, SaveMarks
from hvutils.grading.plugins.save_record import SaveRecord

__all__ = [
    "ApplyExtensions",
    "IsolatedExecute",
    "LatePenalty",
    "MarkAnswers",
    "SaveMarks",
    "SaveRecord",
]
