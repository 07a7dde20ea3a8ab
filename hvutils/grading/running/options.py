"""What a run is asked to do, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Options", "Outcome"]


@dataclass(frozen=True)
class Options:
    """How a class is graded.

    Args:
        assignment: the assignment's name.
        students: names or patterns; all who have submitted where it is empty.
        workers: how many processes grade at once.
        force: whether to grade those too that are graded.
        scheduler: the address of a Dask scheduler whose workers execute, or an empty string.
        unsafe: whether to execute without isolation.
        formative: whether the feedback gives marks and hints only, whatever the settings say.
    """

    assignment: str
    students: tuple[str, ...] = ()
    workers: int = 1
    force: bool = False
    scheduler: str = ""
    unsafe: bool = False
    formative: bool = False


@dataclass
class Outcome:
    """What became of a run.

    Args:
        graded: how many submissions were graded.
        problems: a student to the reason why there is no mark.
        held: a student to the reason why the submission waits for the instructor.
        incidents: a student to what was wrong with the submission.
        untouched: how many were graded already.
        seconds: the seconds spent in preparing, executing, finishing and recording, summed over
            submissions.
        ready: when the first worker was ready, by the monotonic clock.
    """

    graded: int = 0
    problems: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    incidents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    untouched: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    ready: float = 0.0
