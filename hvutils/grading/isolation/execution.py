"""Executes notebooks in isolated kernels that are forked from a warm process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from hvutils.bundle import RETURNED_MIME
from hvutils.errors import IsolationError
from hvutils.grading.isolation.conversation import Conversation, KernelEndedError, megabytes
from hvutils.grading.isolation.jobs import UNSAFE, CodeCell, DataFile, Executed, Job
from hvutils.grading.isolation.limits import Limits
from hvutils.grading.isolation.process import WarmProcess
from hvutils.grading.isolation.transcript import Transcript
from hvutils.grading.marking.marking import Returned
from hvutils.grading.marking.outputs import read_returned

__all__ = ["CodeCell", "DataFile", "Executed", "Job", "Kernels"]


_TRIES = 2
"""How often a notebook is executed that the warm process does not outlive."""


class Kernels:
    """A warm process, and the kernels that are forked from it, one at a time.

    Args:
        python: the interpreter of the students' environment.
        limits: what a submission may use.
        unsafe: run without isolation; each result says so.
        keep_out: what a submission must never see: the course, the gradebook, the exchange;
            by default the working directory.
        channels: kernels for Jupyter's managers, which speak over Jupyter's channels; notebooks
            cannot be executed in those.
    """

    def __init__(
        self,
        python: Path,
        limits: Limits,
        *,
        unsafe: bool = False,
        keep_out: Iterable[Path] = (),
        channels: bool = False,
    ) -> None:
        self._limits, self._unsafe = limits, unsafe
        secrets = tuple(keep_out) or (Path.cwd(),)
        self._warm = WarmProcess(
            python, limits, isolated=not unsafe, channels=channels, keep_out=secrets
        )
        self._started = False

    def __enter__(self) -> Kernels:
        """Start the warm process.

        Raises:
            IsolationError: this machine cannot isolate; the message gives reason and remedy.
        """
        self._start()
        return self

    def __exit__(self, *error: object) -> None:
        """End the warm process with all that came from it."""
        self.close()

    def begin(self) -> None:
        """Execute the warm process, and do not wait until it is warm: entering does.

        Raises:
            IsolationError: this machine cannot isolate; the message gives reason and remedy.
        """
        if not self._started and not self._warm.begun:
            self._warm.begin()

    def close(self) -> None:
        """End the warm process with all that came from it."""
        if self._warm.begun:
            # Before it is warm it hears nothing.
            with suppress(IsolationError):
                self._start()
        if self._started:
            self._started = False
            self._warm.stop()

    def execute(self, job: Job) -> Executed:
        """Execute a notebook in a kernel of its own.

        Args:
            job: the notebook's cells, and what belongs to them.

        Returns:
            What it gave; whatever the submission does, this does not raise.

        Raises:
            IsolationError: the machine no longer isolates.
        """
        self._start()
        size = sum(len(file.content) for file in job.files)
        if size > self._limits.folder_bytes:
            allowed = megabytes(self._limits.folder_bytes)
            return self._refused(f"Its files take {megabytes(size)}, and may take {allowed}.")
        for _ in range(_TRIES):
            try:
                return self._execute(job)
            except IsolationError:
                # Its end came from outside, say for want of memory: once more, with a new one.
                self.close()
                self._start()
        # Whether it is the machine or this submission: another notebook tells.
        self._execute(Job(job.student, job.assignment, job.notebook, ()))
        return self._refused(f"It ended the process that kernels are forked from, {_TRIES} times.")

    def _refused(self, incident: str) -> Executed:
        return Executed({}, {}, (incident,), isolated=not self._unsafe)

    def warm(self) -> WarmProcess:
        """Return the warm process, started."""
        self._start()
        return self._warm

    def _start(self) -> None:
        if not self._started:
            self._warm.start()
            self._started = True

    def _execute(self, job: Job) -> Executed:
        run = _Run(job, self._limits)
        self._converse(job, run.transcript, run.through)
        if run.waiting:
            # The kernel ended after a function was handed in: it is called all the same.
            self._converse(job, Transcript(self._limits.output_bytes), run.again)
        return run.executed(isolated=not self._unsafe)

    def _converse(
        self, job: Job, transcript: Transcript, run: Callable[[Conversation], None]
    ) -> None:
        kernel = self._warm.fork({"HV_STUDENT": job.student}, job.files)
        try:
            conversation = Conversation(self._warm, kernel, self._limits, transcript)
            try:
                run(conversation)
            finally:
                conversation.close()
        finally:
            self._warm.end(kernel)


class _Run:
    """One job on its way through its kernel.

    Functions are called when all cells have run, and nothing more is taken for the cells then:
    what a function is called on would else come out by way of a later cell.
    """

    def __init__(self, job: Job, limits: Limits) -> None:
        self.transcript = Transcript(limits.output_bytes)
        self.waiting: list[CodeCell] = []
        self._job, self._limits = job, limits
        self._counts: dict[int, int] = {}
        self._returned: dict[str, tuple[Returned, ...]] = {}
        self._incidents: list[str] = []
        self._not_called: dict[str, str] = {}

    def through(self, conversation: Conversation) -> None:
        for position, cell in enumerate(self._job.cells):
            try:
                self._cell(conversation, cell)
            except KernelEndedError as error:
                self._incidents.append(f"Cell {cell.index + 1} {error}.")
                self.transcript.note(cell.index, "KernelEnded", str(error))
                if left := len(self._job.cells) - position - 1:
                    self._incidents.append(f"The {left} code cells after it did not run.")
                return
            if cell.question is not None and cell.question in self._job.calls:
                self.waiting.append(cell)
        self._call_all(conversation)

    def again(self, conversation: Conversation) -> None:
        """Run the cells up to the last function that waits, and call those that do."""
        last = max(map(self._job.cells.index, self.waiting))
        try:
            for cell in self._job.cells[: last + 1]:
                conversation.execute(cell.index, cell.source, self._job.timeout)
        except KernelEndedError:
            return
        self._call_all(conversation)

    def _cell(self, conversation: Conversation, cell: CodeCell) -> None:
        count, trouble = conversation.execute(cell.index, cell.source, self._job.timeout)
        if count is not None:
            self._counts[cell.index] = count
        if trouble:
            self._incidents.append(f"Cell {cell.index + 1} {trouble}.")
            self.transcript.note(cell.index, "Interrupted", f"this cell {trouble}")

    def _call_all(self, conversation: Conversation) -> None:
        conversation.seal()
        asked, self.waiting = self.waiting, []
        while asked:
            cell = asked.pop(0)
            question = str(cell.question)
            source = _call(question, self._job.calls[question])
            answers = Transcript(self._limits.output_bytes)
            ended = False
            try:
                _, trouble = conversation.execute(cell.index, source, self._job.timeout, answers)
            except KernelEndedError as error:
                ended, trouble = True, str(error)
            self._not_called.pop(question, None)
            if trouble:
                self._not_called[question] = self._not_returned(question)
            given = answers.outputs().get(cell.index, [])
            self._returned[question] = read_returned(given, question)
            if ended:
                # What ended it may be of a later cell's. Last, lest it is this function that does.
                self.waiting += asked if self._returned[question] else [*asked, cell]
                return
            if not trouble and not any(RETURNED_MIME in out.get("data", {}) for out in given):
                # A later cell has left something that struck the call: without it, once more.
                self.waiting.append(cell)

    def _not_returned(self, question: str) -> str:
        """Say that a function was ended, and not how: its exit code could be its input."""
        return (
            f"The function of question {question!r} did not return from every call: it ended its "
            f"kernel, ran longer than {self._job.timeout:g} s, used too much memory or printed too "
            "much."
        )

    def executed(self, *, isolated: bool) -> Executed:
        incidents = [*self._incidents, *self._not_called.values()]
        incidents = incidents if isolated else [UNSAFE, *incidents]
        return Executed(
            self.transcript.outputs(), self._returned, tuple(incidents), self._counts, isolated
        )


def _call(question: str, inputs: tuple[object, ...]) -> str:
    values = json.dumps(list(inputs))
    return (
        "from hvutils.lab.answers import call_with as _call_with; import json as _json; "
        f"_call_with({question!r}, _json.loads({values!r}))"
    )
