"""Execution on other machines: a Dask cluster executes, and holds neither key nor gradebook.

A job carries all that it needs, and an ``Executed`` all that it gave. Each thread of a Dask worker
starts warm kernels of its own with the first job that it gets; what the worker's machine must have
is hvutils and the students' environment (``docs/instructors.md``).
"""

from __future__ import annotations

import logging
import os
import queue
import socket
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from hvutils.errors import HvError, IsolationError, MissingPackageError, SchedulerError
from hvutils.grading.isolation.execution import Kernels
from hvutils.grading.isolation.jobs import Executed, Job
from hvutils.grading.isolation.limits import Limits

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["Away", "Cluster", "execute_here"]

_ANSWER = 10
"""How long a scheduler may take to answer, in seconds."""

_WORKERLESS = 60.0
"""How long a cluster may be without a worker during a run, in seconds."""

_mine = threading.local()


def execute_here(job: Job, limits: Limits, *, unsafe: bool) -> Executed:
    """Execute a job on the machine where this is called: a Dask worker's.

    Args:
        job: the job.
        limits: what it may use.
        unsafe: whether to execute without isolation.

    Raises:
        IsolationError: this machine cannot isolate, or lacks the students' environment.
    """
    from hvutils.grading.isolation.environment import student_python

    if getattr(_mine, "of", None) != (limits, unsafe):
        if hasattr(_mine, "kernels"):
            _mine.kernels.close()
        _mine.kernels = Kernels(student_python(), limits, unsafe=unsafe, keep_out=(Path.cwd(),))
        _mine.of = (limits, unsafe)
    executed: Executed = _mine.kernels.execute(job)
    return executed


@dataclass(frozen=True)
class Away:
    """What became of a job that was sent away.

    Args:
        tag: what the caller knows it by.
        executed: what it gave, or ``None``.
        lost: why it was not executed, or an empty string.
    """

    tag: Any
    executed: Executed | None = None
    lost: str = ""


class Cluster:
    """A Dask cluster that executes jobs.

    Args:
        address: the scheduler's, such as ``tcp://grading.example.org:8786``.
        limits: what a submission may use.
        unsafe: whether to execute without isolation.

    Raises:
        MissingPackageError: ``distributed`` is not installed.
        SchedulerError: the scheduler does not answer, or has no workers.
    """

    def __init__(self, address: str, limits: Limits, *, unsafe: bool) -> None:
        self._address, self._limits, self._unsafe = address, limits, unsafe
        self._client = _connect(address)
        self._ended: queue.SimpleQueue[tuple[Any, Any]] = queue.SimpleQueue()
        self.pipe, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        self._out: dict[Any, Any] = {}
        self._seen = self._looked = time.monotonic()
        self.threads = self._count()
        if not self.threads:
            self._client.close()
            raise SchedulerError(
                f"the scheduler at {address} has no workers: start some with dask worker {address}"
            )

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close(timeout=_ANSWER)
        for descriptor in (self.pipe, self._wake):
            os.close(descriptor)

    def submit(self, job: Job, tag: Any) -> None:
        """Send a job away."""
        future = self._client.submit(
            execute_here, job, self._limits, unsafe=self._unsafe, pure=False
        )
        # Held here: a result whose future is forgotten is forgotten by the cluster too.
        self._out[tag] = future
        future.add_done_callback(lambda ended: self._note(tag, ended))

    def ended(self) -> Iterator[Away]:
        """Yield the jobs that have come back.

        Raises:
            HvError: the cluster cannot execute, for a reason that is not a submission's.
        """
        self._look_after_workers()
        while not self._ended.empty():
            os.read(self.pipe, 1)
            tag, future = self._ended.get()
            del self._out[tag]
            yield self._read(tag, future)

    def _note(self, tag: Any, future: Any) -> None:
        self._ended.put((tag, future))
        os.write(self._wake, b".")

    def _read(self, tag: Any, future: Any) -> Away:
        from distributed import KilledWorker

        if future.status == "cancelled":
            raise self._lost()
        try:
            return Away(tag, future.result(timeout=_ANSWER))
        except KilledWorker:
            return Away(tag, lost="the workers that executed it ended, several times")
        except IsolationError as error:
            raise IsolationError(f"a worker of {self._address} cannot execute: {error}") from None
        except HvError:
            raise
        except ModuleNotFoundError as error:
            raise SchedulerError(
                f"a worker of {self._address} lacks the package {error.name!r}: install hvutils "
                "there, of this version"
            ) from None
        except (OSError, TimeoutError):
            raise self._lost() from None

    def _look_after_workers(self) -> None:
        now = time.monotonic()
        if now - self._looked < 5:
            return
        self._looked = now
        if self._count():
            self._seen = now
        elif now - self._seen > _WORKERLESS:
            raise SchedulerError(
                f"the scheduler at {self._address} has had no workers for {_WORKERLESS:.0f} s. "
                "What is graded is recorded: start some and run the command again"
            )

    def _count(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except (OSError, TimeoutError, RuntimeError):
            raise self._lost() from None

    def _lost(self) -> SchedulerError:
        return SchedulerError(
            f"the scheduler at {self._address} no longer answers. What is graded is recorded: "
            "the same command goes on from there"
        )


def _connect(address: str) -> Client:
    try:
        with warnings.catch_warnings(action="ignore"):
            from distributed import Client
    except ModuleNotFoundError as error:
        raise MissingPackageError(
            f"--scheduler needs the package {error.name!r}: pip install 'hvutils[cluster]'"
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    silent = SchedulerError(
        f"the scheduler at {address} does not answer: check the address, and that dask scheduler "
        "runs there"
    )
    place = _host_and_port(address)
    try:
        # Asked by hand first: Dask's client waits without end for what listens and says nothing.
        with socket.create_connection(place, timeout=_ANSWER) as first:
            if address.startswith("tcp:") and not first.recv(1):
                raise silent
    except OSError:
        raise silent from None
    client = Client.__new__(Client)
    try:
        with warnings.catch_warnings(action="ignore"):
            client.__init__(address, timeout=_ANSWER, set_as_default=False)
    except (OSError, TimeoutError, ValueError, RuntimeError):
        # Left as it is, it would wait and complain when it is collected.
        client.status = "closed"
        raise silent from None
    return client


def _host_and_port(address: str) -> tuple[str, int]:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port or parts.scheme not in ("tcp", "tls"):
        raise SchedulerError(
            f"{address!r} is no address of a scheduler: write it as tcp://host:8786"
        )
    return host, port
