"""The instructor's configuration of nbgrader.

Submissions are taken in, executed in isolation, marked outside of it, and cleaned before anybody
looks at them.

The students' configuration is another one (student/nbgrader_config.py) and imports nothing
of grading.
"""

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    IgnorePattern,
    LimitOutput,
)

from hvutils.grading.plugins import (
    ApplyExtensions,
    CheckedCollect,
    CheckedExtractor,
    CheckedNames,
    CleanMarkup,
    ContainedReleaseFeedback,
    FeedbackExporter,
    IsolatedExecute,
    LatePenalty,
    MarkAnswers,
    ReleaseDueDate,
    RepairNotebook,
    SaveMarks,
    SaveRecord,
    SubmissionExporter,
    install_guards,
)

c = get_config()  # noqa: F821  (traitlets provides it)
# Where nbgrader has no place for a plug-in: docs/attacks.md says what each guard is for.
install_guards()

c.CourseDirectory.course_id = "hypervisors"
# A key stays in source/: nbgrader neither releases it nor copies it beside a submission.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "feedback",
    "*.key.toml",
]

c.ClearSolutions.code_stub = {"python": "...  # your answer"}
c.ClearSolutions.text_stub = "*Write your answer here.*"

# Where hvutils.lab.status reads it.
c.GenerateAssignment.preprocessors.append(ReleaseDueDate)

# In a class of hundreds somebody always deletes a cell (jupyter/nbgrader#1682).
c.Autograde.exporter_class = SubmissionExporter
c.Autograde.sanitize_preprocessors = [RepairNotebook]
c.Autograde.autograde_preprocessors = [
    IsolatedExecute,
    MarkAnswers,
    CleanMarkup,
    IgnorePattern,
    ClearMetadataPreprocessor,
    LimitOutput,
    SaveMarks,
    ApplyExtensions,
    AssignLatePenalties,
    SaveRecord,
    CheckCellMetadata,
]

# What the formgrader and the feedback show is cleaned again, whoever wrote it. Headings get no
# anchors: the formgrader would take one that is named like a graded cell for its score box.
c.HTMLExporter.preprocessors = [CleanMarkup]
c.HTMLExporter.exclude_anchor_links = True
c.GenerateFeedback.exporter_class = FeedbackExporter

# A submission whose owner is not the student that it claims is refused and reported, not warned of.
c.ExchangeFactory.collect = CheckedCollect
# Archives that were downloaded are unpacked once, within bounds.
c.ZipCollectApp.extractor_plugin = CheckedExtractor
c.ZipCollectApp.collector_plugin = CheckedNames
# One student's feedback that cannot be released does not keep it from the others.
c.ExchangeFactory.release_feedback = ContainedReleaseFeedback

# What one submission may use; `nbgrader autograde --help-all` explains each.
c.IsolatedExecute.timeout = 30  # seconds a cell may run
c.IsolatedExecute.wall_seconds = 600  # seconds a notebook may run
c.IsolatedExecute.cpu_seconds = 120  # processor time of a process
c.IsolatedExecute.memory = 4 * 1024**3  # address space of a process, in bytes
c.IsolatedExecute.total_memory = 2 * 1024**3  # memory of all its processes together
c.IsolatedExecute.processes = 128  # processes and threads at once
c.IsolatedExecute.file_bytes = 64 * 1024**2  # the largest file
c.IsolatedExecute.folder_bytes = 256 * 1024**2  # all its files: its folder, /tmp, /dev/shm
c.IsolatedExecute.open_files = 256  # files that a process may have open
c.IsolatedExecute.output_bytes = 8 * 1024**2  # what a cell may print or show

# What a submission may be; the same command explains each.
c.SubmissionExporter.notebook_bytes = 32 * 1024**2  # the largest notebook
c.SubmissionExporter.cells = 2_000  # its cells
c.SubmissionExporter.code_chars = 200_000  # the longest code cell that is run
c.SubmissionExporter.text_chars = 50_000  # how much of a Markdown cell is kept
c.SubmissionExporter.source_chars = 4_000_000  # all cells together
c.SubmissionExporter.files = 200  # data files
c.SubmissionExporter.file_bytes = 16 * 1024**2  # the largest of them
c.SubmissionExporter.total_bytes = 64 * 1024**2  # all of them together

# Late work costs nothing until you say what; `nbgrader autograde --help-all` explains each.
c.AssignLatePenalties.plugin_class = LatePenalty
c.LatePenalty.points_a_day = 0
c.LatePenalty.share_a_day = 0
c.LatePenalty.grace_minutes = 0
c.LatePenalty.cap = 1
