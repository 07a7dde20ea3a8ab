"""The nbgrader plug-ins: take a submission in, execute it in isolation, mark it, and clean it.

``nbgrader_config.py`` puts these in the place of nbgrader's sanitizing steps and of its
``Execute``; everything else of autograding is nbgrader's own.
"""

from hvutils.grading.plugins.clean import CleanMarkup
from hvutils.grading.plugins.collect import CheckedCollect
from hvutils.grading.plugins.due_date import ReleaseDueDate
from hvutils.grading.plugins.execute import IsolatedExecute
from hvutils.grading.plugins.feedback import FeedbackExporter
from hvutils.grading.plugins.guards import install_guards
from hvutils.grading.plugins.late import ApplyExtensions, LatePenalty
from hvutils.grading.plugins.mark import MarkAnswers, SaveMarks
from hvutils.grading.plugins.release import ContainedReleaseFeedback
from hvutils.grading.plugins.repair import RepairNotebook
from hvutils.grading.plugins.save_record import SaveRecord
from hvutils.grading.plugins.take_in import SubmissionExporter
from hvutils.grading.plugins.zip_collect import CheckedExtractor, CheckedNames

__all__ = [
    "ApplyExtensions",
    "CheckedCollect",
    "CheckedExtractor",
    "CheckedNames",
    "CleanMarkup",
    "ContainedReleaseFeedback",
    "FeedbackExporter",
    "IsolatedExecute",
    "LatePenalty",
    "MarkAnswers",
    "ReleaseDueDate",
    "RepairNotebook",
    "SaveMarks",
    "SaveRecord",
    "SubmissionExporter",
    "install_guards",
]
