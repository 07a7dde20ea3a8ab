"""A submission's folder becomes notebooks and data files, and a list of what was wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hvutils.grading.intake.folder import Entry, RefusedError, SubmissionFolder, open_folder
from hvutils.grading.intake.limits import IntakeLimits
from hvutils.grading.intake.notebooks import parse_notebook
from hvutils.grading.intake.words import few, shown
from hvutils.grading.isolation.jobs import DataFile

__all__ = ["IGNORED", "Intake", "read_submission"]

IGNORED = ("*.pyc", "__pycache__", "feedback", "*.key.toml")
"""Names that are passed over in silence, as in ``CourseDirectory.ignore``; hidden ones always."""

# nbgrader's own come first: without them feedback cannot be released, to anybody.
_FIRST = ("submission_secret.txt", "timestamp.txt")
_MISSING = "{} is missing from the submission: ask for it"


@dataclass(frozen=True)
class Intake:
    """A submission as far as it can be graded.

    Args:
        notebooks: an expected notebook's name, without ending, to the notebook: of the current
            format, without outputs, its cells not yet repaired.
        files: the data files that its kernel may see.
        incidents: what was odd, left out or mended; a sentence each.
        refused: an expected notebook's name to the reason why it cannot be graded.
    """

    notebooks: Mapping[str, Any]
    files: tuple[DataFile, ...]
    incidents: tuple[str, ...]
    refused: Mapping[str, str]


def read_submission(
    folder: Path,
    expected: Sequence[str],
    limits: IntakeLimits | None = None,
    ignore: Sequence[str] = IGNORED,
) -> Intake:
    """Read a submission without following, executing or believing anything in it.

    Nothing is raised for what a submission holds: what cannot be read stands in ``refused``.

    Args:
        folder: ``submitted/<student>/<assignment>``.
        expected: the notebooks of the assignment, without ending.
        limits: how much is looked at.
        ignore: patterns of names that are passed over in silence.
    """
    limits = limits or IntakeLimits()
    try:
        with open_folder(folder, limits, ignore) as inside:
            return _read(inside, tuple(expected), limits)
    except RefusedError as reason:
        return Intake({}, (), (), dict.fromkeys(expected, str(reason)))


def _read(inside: SubmissionFolder, expected: tuple[str, ...], limits: IntakeLimits) -> Intake:
    entries = inside.entries()
    incidents: list[str] = []
    notebooks: dict[str, Any] = {}
    refused: dict[str, str] = {}
    found = _match(expected, entries, inside, incidents)
    for name in expected:
        file = f"{name}.ipynb"
        if name not in found:
            what = file if len(expected) > 1 else "the notebook"
            refused[name] = inside.refused.pop(file, _MISSING.format(what))
            continue
        try:
            content = inside.read(found[name], limits.notebook_bytes)
        except RefusedError as reason:
            refused[name] = str(reason)
            continue
        try:
            notebooks[name], notes = parse_notebook(content, limits)
        except RefusedError as reason:
            refused[name] = f"{file} {reason}"
            continue
        incidents += notes
    files = _files(inside, entries, limits, incidents)
    incidents += few([f"{reason}: it was left out" for reason in inside.refused.values()])
    return Intake(notebooks, files, tuple(incidents), refused)


def _match(
    expected: tuple[str, ...],
    entries: list[Entry],
    inside: SubmissionFolder,
    incidents: list[str],
) -> dict[str, str]:
    """Return which file is which notebook."""
    there = {entry.name for entry in entries}
    found = {name: f"{name}.ipynb" for name in expected if f"{name}.ipynb" in there}
    extra = sorted(
        name
        for name in there
        if name.endswith(".ipynb") and "/" not in name and name not in found.values()
    )
    lost = [
        name for name in expected if name not in found and f"{name}.ipynb" not in inside.refused
    ]
    # A notebook that was renamed is still the notebook that was asked for; two are a guess.
    if len(lost) == 1 and len(extra) == 1:
        found[lost[0]] = extra[0]
        incidents.append(f"{lost[0]}.ipynb is missing, and {shown(extra[0])} was taken for it")
    elif extra:
        names = ", ".join(shown(name) for name in extra[:5])
        incidents.append(f"not asked for, and not graded: {names}")
    return found


def _files(
    inside: SubmissionFolder, entries: list[Entry], limits: IntakeLimits, incidents: list[str]
) -> tuple[DataFile, ...]:
    files: list[DataFile] = []
    left = limits.total_bytes
    over: list[str] = []
    for entry in sorted(entries, key=lambda entry: entry.name not in _FIRST):
        if ".ipynb/" in f"{entry.name}/":
            continue
        if len(files) >= limits.files or entry.size > min(limits.file_bytes, left):
            over.append(entry.name)
            continue
        try:
            content = inside.read(entry.name, min(limits.file_bytes, left))
        except RefusedError as reason:
            incidents.append(f"{reason}: it was left out")
            continue
        files.append(DataFile(entry.name, content))
        left -= len(content)
    if over:
        incidents.append(
            f"{len(over)} data files were left out ({shown(over[0])}, …): a submission may have "
            f"{limits.files} of together {limits.total_bytes // 1024**2} MiB"
        )
    return tuple(files)
