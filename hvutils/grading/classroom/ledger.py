"""The ledger of grading on submission: what was graded when, and what is due.

It is a file, so that a service that is started again goes on where it was. What it does not know
it grades; what it lost is graded once more, to the same marks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from hvutils.errors import OutputError, in_words
from hvutils.reporting.output import opened

__all__ = ["Due", "Entry", "Ledger", "ledger_path"]

HOUR = 3600.0


@dataclass(frozen=True)
class Entry:
    """What is known of one student.

    Args:
        submitted: the time stamp of the submission that was graded last.
        formative: whether its feedback gave marks and hints only.
        times: when gradings of the last hour were, in seconds since the epoch.
        unreleased: whether that feedback was not released yet.
    """

    submitted: str
    formative: bool
    times: tuple[float, ...] = ()
    unreleased: bool = False


@dataclass(frozen=True)
class Due:
    """What is to be done now.

    Args:
        grade: who has handed in and is to be graded.
        complete: whose feedback was formative, and is to be complete now.
        waiting: who has handed in more often than the rate allows, and until when each waits, in
            seconds since the epoch.
    """

    grade: tuple[str, ...]
    complete: tuple[str, ...]
    waiting: Mapping[str, float]


@dataclass
class Ledger:
    """The ledger of one assignment.

    Args:
        entries: by student.
    """

    entries: dict[str, Entry] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Ledger:
        """Load a ledger; one that cannot be read is begun anew."""
        try:
            rows = json.loads(path.read_text(encoding="utf-8"))
            entries = {
                str(student): Entry(
                    str(row["submitted"]),
                    bool(row["formative"]),
                    tuple(map(float, row["times"])),
                    bool(row.get("unreleased", False)),
                )
                for student, row in rows.items()
            }
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return cls()
        return cls(entries)

    def save(self, path: Path) -> None:
        """Save the ledger, whole or not at all.

        Raises:
            OutputError: it cannot be written.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(in_words(error)) from None
        rows = {student: asdict(entry) for student, entry in sorted(self.entries.items())}
        with opened(str(path), machine=True) as stream:
            json.dump(rows, stream)

    def due(self, handed_in: Mapping[str, str], now: float, rate: int, *, formative: bool) -> Due:
        """Return what is to be done.

        Args:
            handed_in: a student to the time stamp of what is handed in.
            now: the time, in seconds since the epoch.
            rate: how often a student is graded an hour.
            formative: whether feedback still has to be formative.
        """
        grade, complete, waiting = [], [], {}
        for student, submitted in sorted(handed_in.items()):
            entry = self.entries.get(student)
            if entry is None or entry.submitted != submitted:
                recent = [time for time in entry.times if time > now - HOUR] if entry else []
                if len(recent) < rate:
                    grade.append(student)
                else:
                    waiting[student] = sorted(recent)[-rate] + HOUR
            elif entry.formative and not formative:
                complete.append(student)
        return Due(tuple(grade), tuple(complete), waiting)

    def unreleased(self) -> dict[str, bool]:
        """Return whose feedback waits to be released, and whether it is formative."""
        return {who: one.formative for who, one in self.entries.items() if one.unreleased}

    def released(self, student: str) -> None:
        """Note that a student's feedback was released."""
        self.entries[student] = replace(self.entries[student], unreleased=False)

    def graded(
        self,
        student: str,
        submitted: str,
        now: float,
        *,
        formative: bool,
        unreleased: bool = False,
    ) -> None:
        """Note that a submission was graded."""
        before = self.entries.get(student)
        again = before is not None and before.submitted == submitted
        times = tuple(time for time in before.times if time > now - HOUR) if before else ()
        # Completing the feedback is no new submission, and counts against nobody's rate.
        times = times if again else (*times, now)
        self.entries[student] = Entry(submitted, formative, times, unreleased)


def ledger_path(course: Path, assignment: str) -> Path:
    """Return where the ledger of an assignment stands."""
    return course / "grading" / f"{assignment}.watch.json"
