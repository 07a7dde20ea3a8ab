"""A pool of worker processes, of which any may die without harm.

The standard library's pool is broken as a whole when one of its processes dies, and does not say
which task that one had. Here each worker has a pipe of its own: a task is known to be with one
worker, a dead one is replaced, and a worker whose runner is gone reads the end of its pipe.
"""

from __future__ import annotations

import gc
import multiprocessing.connection
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from hvutils.errors import HvError
from hvutils.grading.running.forking import context
from hvutils.grading.running.messages import Plan

__all__ = ["Call", "Ended", "Pool"]

AHEAD = 2
"""How many tasks a worker holds, so that it need not wait for the next one."""


@dataclass(frozen=True)
class Call:
    """One call of a method of the worker's ``Grader``.

    Args:
        method: its name.
        arguments: what it is called with.
        tag: what the caller knows it by.
    """

    method: str
    arguments: tuple[Any, ...]
    tag: Any = None


@dataclass(frozen=True)
class Ended:
    """What became of a call.

    Args:
        call: the call.
        result: what it returned.
        error: why the run cannot go on, or ``None``.
        lost: how the worker that had it ended, or an empty string.
    """

    call: Call
    result: Any = None
    error: HvError | None = None
    lost: str = ""


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    calls: deque[Call] = field(default_factory=deque)
    since: float = 0.0
    ready: bool = False


class Pool:
    """Worker processes, each with a grader of its own.

    Args:
        plan: what the graders are told.
        workers: how many.
        patience: how long one call may take, in seconds, before its worker is taken for hung.
    """

    def __init__(self, plan: Plan, workers: int, patience: float) -> None:
        self._plan, self._patience = plan, patience
        self._context = context()
        self._waiting: deque[Call] = deque()
        self.ready = 0.0
        self._workers = [self._start() for _ in range(workers)]

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *error: object) -> None:
        for worker in self._workers:
            worker.pipe.close()
        deadline = time.monotonic() + (5 if error[0] is None else 1)
        for worker in self._workers:
            worker.process.join(max(0.0, deadline - time.monotonic()))
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()

    def submit(self, call: Call) -> None:
        """Hand a call to the worker that has least to do."""
        worker = min(self._workers, key=lambda worker: len(worker.calls))
        if len(worker.calls) >= AHEAD:
            self._waiting.append(call)
            return
        if not worker.calls:
            worker.since = time.monotonic()
        worker.calls.append(call)
        # A dead worker is noticed where all ends are: in wait().
        with suppress(BrokenPipeError, ConnectionResetError):
            worker.pipe.send(call)

    def wait(self, timeout: float, *others: Any) -> Iterator[Ended]:
        """Wait until calls have ended, and yield them.

        Args:
            timeout: how long to wait for the first, in seconds.
            others: further things that end the waiting when there is something to read.
        """
        pipes = {worker.pipe: worker for worker in self._workers}
        ready = multiprocessing.connection.wait([*pipes, *others], timeout)
        for pipe in ready:
            if pipe in pipes:
                yield from self._read(pipes[pipe])
        yield from self._look_for_hung()
        while self._waiting and min(len(worker.calls) for worker in self._workers) < AHEAD:
            self.submit(self._waiting.popleft())

    def _read(self, worker: _Worker) -> Iterator[Ended]:
        try:
            kind, value = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._bury(worker, _how(worker.process))
            return
        if kind == "ready":
            worker.ready = True
            self.ready = self.ready or time.monotonic()
            return
        if kind == "unready":
            yield Ended(Call("open", ()), error=value)
            return
        call = worker.calls.popleft()
        worker.since = time.monotonic()
        if kind == "error":
            yield Ended(call, error=value)
        else:
            yield Ended(call, value)

    def _look_for_hung(self) -> Iterator[Ended]:
        now = time.monotonic()
        for worker in list(self._workers):
            if worker.calls and now - worker.since > self._patience:
                worker.process.kill()
                yield from self._bury(worker, f"it did not answer for {self._patience:.0f} s")

    def _bury(self, worker: _Worker, reason: str) -> Iterator[Ended]:
        """Replace a worker that is dead; its first call was at work, the others were waiting."""
        worker.process.join(5)
        worker.pipe.close()
        if not worker.ready:
            error = HvError(f"a grading process ended while it was starting: {reason}")
            yield Ended(Call("open", ()), error=error)
            return
        self._workers[self._workers.index(worker)] = self._start()
        if worker.calls:
            yield Ended(worker.calls.popleft(), lost=reason)
        self._waiting.extendleft(reversed(worker.calls))

    def _start(self) -> _Worker:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_work, args=(there, self._plan), daemon=True)
        try:
            process.start()
        except (EOFError, OSError) as error:
            raise HvError(
                "no grading process could be started: is there memory left? What is graded is "
                f"recorded; run the command again ({type(error).__name__})"
            ) from None
        there.close()
        return _Worker(process, here)


def _how(process: BaseProcess) -> str:
    process.join(5)
    code = process.exitcode
    if code is not None and code < 0:
        return f"the grading process was ended by {signal.Signals(-code).name}"
    return f"the grading process ended with code {code}"


def _work(pipe: Connection, plan: Plan) -> None:
    """Be a worker: answer calls until the pipe ends."""
    from hvutils.grading.running.work import Grader

    # Ctrl-C goes to the whole group; the runner decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # The end of the pipe is the end of the run, or of the runner.
    with suppress(EOFError, BrokenPipeError, ConnectionResetError), closing(Grader(plan)) as grader:
        try:
            grader.open()
        except HvError as error:
            pipe.send(("unready", error))
            return
        # What was opened stays until the end: the collector need not look at it again and again.
        gc.collect()
        gc.freeze()
        pipe.send(("ready", None))
        while True:
            _answer(pipe, grader, pipe.recv())


def _answer(pipe: Connection, grader: Any, call: Call) -> None:
    method: Callable[..., Any] = getattr(grader, call.method)
    try:
        answer = ("result", method(*call.arguments))
    except HvError as error:
        answer = ("error", error)
    pipe.send(answer)
