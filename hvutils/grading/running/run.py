"""One run: who is out, who is tried again, who is done."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.console import Console

from hvutils.grading.isolation.jobs import Executed
from hvutils.grading.isolation.limits import Limits
from hvutils.grading.running.messages import Graded, Plan, Prepared, Task
from hvutils.grading.running.options import Outcome
from hvutils.grading.running.pool import AHEAD, Call, Ended, Pool
from hvutils.grading.running.recording import Writer
from hvutils.grading.running.shown import Shown
from hvutils.grading.running.todo import Todo

if TYPE_CHECKING:
    from hvutils.grading.running.scheduler import Away, Cluster

__all__ = ["Run", "patience_with"]

_TRIES = 2
"""How often a submission is tried whose worker died."""

_PATIENCE = 900.0
"""How long a worker may be silent beyond what its submission may take, in seconds."""


def patience_with(limits: Limits, notebooks: int) -> float:
    """Return how long a worker may be silent that is at work, in seconds.

    A notebook that uses up its time, and handed in a function before, runs a second time.

    Args:
        limits: what a notebook may use.
        notebooks: how many a submission has.
    """
    return _PATIENCE + 2.0 * limits.wall_seconds * notebooks


@dataclass
class _Sent:
    """A submission whose notebooks are being executed elsewhere."""

    prepared: Prepared
    since: float
    executed: dict[int, Executed] = field(default_factory=dict)


class Run:
    """One run of grading.

    Args:
        plan: what is graded, and how.
        workers: how many processes grade at once.
        writer: records what is graded.
        todo: notes who is done.
        outcome: is filled with what becomes of the run.
        console: where progress is shown.
        cluster: executes, where it is not the workers themselves that do.
        patience: how long a worker may be silent, in seconds.
    """

    def __init__(
        self,
        plan: Plan,
        workers: int,
        writer: Writer,
        todo: Todo,
        outcome: Outcome,
        console: Console,
        cluster: Cluster | None = None,
        patience: float = _PATIENCE,
    ) -> None:
        self._patience = patience
        self._plan, self._workers, self._writer = plan, workers, writer
        self._todo, self._outcome, self._console = todo, outcome, console
        self._cluster = cluster
        self._tries: dict[str, int] = {}
        self._sent: dict[str, _Sent] = {}
        self._out: set[str] = set()

    def grade(self, students: Sequence[str]) -> None:
        """Grade students' submissions.

        Raises:
            HvError: the run cannot go on; the message gives the remedy.
        """
        workers = max(1, min(self._workers, len(students)))
        most = AHEAD * (workers + (self._cluster.threads if self._cluster else 0))
        pipes = [self._cluster.pipe] if self._cluster else []
        self._waiting = list(reversed(students))
        with (
            Shown(len(students), self._console) as self._shown,
            Pool(self._plan, workers, self._patience) as pool,
        ):
            while self._waiting or self._out:
                while self._waiting and len(self._out) < most:
                    self._hand_out(pool, self._waiting.pop())
                for ended in pool.wait(1.0, *pipes):
                    if not self._outcome.ready:
                        self._outcome.ready = pool.ready
                        self._shown.begin()
                    self._take_in(pool, ended)
                if self._cluster:
                    for away in self._cluster.ended():
                        self._take_back(pool, away)

    def _hand_out(self, pool: Pool, student: str) -> None:
        task = Task(student, self._writer.prior(student))
        self._out.add(student)
        pool.submit(Call("prepare" if self._cluster else "grade", (task,), student))

    def _take_in(self, pool: Pool, ended: Ended) -> None:
        """Take in what has come back from a worker."""
        if ended.error is not None:
            raise ended.error
        student = ended.call.tag
        if ended.lost:
            first = ended.call.arguments[0]
            task = first.task if isinstance(first, Prepared) else first
            words = f"it ended the process that graded it, {_TRIES} times: {ended.lost}"
            self._try_again(student, task, words)
        elif isinstance(ended.result, Prepared):
            self._send(student, ended.result)
        else:
            self._record(ended.result)

    def _send(self, student: str, prepared: Prepared) -> None:
        """Have the notebooks of a submission executed elsewhere."""
        assert self._cluster is not None
        self._sent[student] = _Sent(prepared, time.perf_counter())
        for number, notebook in enumerate(prepared.notebooks):
            self._cluster.submit(notebook.job, (student, number))

    def _take_back(self, pool: Pool, away: Away) -> None:
        """Take in what has come back from the cluster; finish a submission that is whole."""
        student, number = away.tag
        sent = self._sent.get(student)
        if sent is None:
            return  # another notebook of the same submission was lost
        if away.executed is None:
            del self._sent[student]
            self._record(Graded(sent.prepared.task, problem=away.lost))
            return
        sent.executed[number] = away.executed
        if len(sent.executed) == len(sent.prepared.notebooks):
            del self._sent[student]
            executed = tuple(sent.executed[n] for n in range(len(sent.executed)))
            spent = time.perf_counter() - sent.since
            pool.submit(Call("finish", (sent.prepared, executed, spent), student))

    def _try_again(self, student: str, task: Task, words: str) -> None:
        self._tries[student] = self._tries.get(student, 0) + 1
        if self._tries[student] < _TRIES:
            self._out.discard(student)
            self._waiting.append(student)
        else:
            look = "Look at the submission before it is graded again"
            self._record(Graded(task, problem=f"{words}. {look}"))

    def _record(self, graded: Graded) -> None:
        """Record a submission, or have it graded again where a person has marked meanwhile."""
        student, start = graded.task.student, time.perf_counter()
        self._out.discard(student)
        if not self._writer.record(graded):
            self._waiting.append(student)
            return
        self._todo.done(student)
        self._count(graded)
        spent = time.perf_counter() - start
        self._outcome.seconds["record"] = self._outcome.seconds.get("record", 0.0) + spent
        self._shown.advance(failed=bool(graded.problem))

    def _count(self, graded: Graded) -> None:
        student, outcome = graded.task.student, self._outcome
        if graded.problem:
            outcome.problems[student] = graded.problem
        else:
            outcome.graded += 1
        if graded.held:
            outcome.held[student] = graded.held
        if graded.incidents:
            outcome.incidents[student] = graded.incidents
        for name in ("prepare", "execute", "finish"):
            spent = getattr(graded.seconds, name)
            outcome.seconds[name] = outcome.seconds.get(name, 0.0) + spent
