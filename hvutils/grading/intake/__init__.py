"""Intake: a submission as it was handed in becomes notebooks that may be executed and shown.

Everything in a submission is hostile until it has passed here: names, links, sizes, the notebook's
form, its cells' metadata and its markup. What is wrong is mended where an honest marker could mend
it, and refused with a reason where not. Nothing here executes anything of a submission's.
"""

from hvutils.grading.intake.cleaning import clean
from hvutils.grading.intake.folder import RefusedError
from hvutils.grading.intake.limits import IntakeLimits
from hvutils.grading.intake.names import fault_of_student
from hvutils.grading.intake.reading import IGNORED, Intake, read_submission
from hvutils.grading.intake.repair import repair
from hvutils.grading.intake.sourcecells import SourceCell, SourceNotebook, source_notebook
from hvutils.grading.intake.stamp import read_stamp, time_of

__all__ = [
    "IGNORED",
    "Intake",
    "IntakeLimits",
    "RefusedError",
    "SourceCell",
    "SourceNotebook",
    "clean",
    "fault_of_student",
    "read_stamp",
    "read_submission",
    "repair",
    "source_notebook",
    "time_of",
]
