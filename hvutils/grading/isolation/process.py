"""The warm process, seen from outside: it is started once, and forks a kernel when asked to."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from hvutils.errors import IsolationError
from hvutils.grading.isolation.jobs import DataFile
from hvutils.grading.isolation.limits import Limits
from hvutils.grading.isolation.sandbox import sandboxed, unconfined
from hvutils.grading.isolation.workdir import Room, Rooms

__all__ = ["Kernel", "WarmProcess"]

_START_SECONDS = 60
_END_SECONDS = 60
_STOP_SECONDS = 5


@dataclass
class Kernel:
    """A kernel that was forked.

    Args:
        room: its room.
        started: whether it has been forked.
        running: whether it still runs.
        status: its exit code once it has ended; negative for a signal.
        cause: why the warm process ended it, or an empty string.
        trouble: why it could not become a kernel, or an empty string.
    """

    room: Room
    started: bool = False
    running: bool = True
    status: int = 0
    cause: str = ""
    trouble: str = ""


class WarmProcess:
    """A process that has loaded what kernels need, behind the outer wall.

    Args:
        python: the interpreter of the students' environment.
        limits: what a submission may use.
        isolated: whether to confine it and its kernels.
        channels: whether its kernels have Jupyter's channels, or a line to this process.
        keep_out: what a submission must never see.
    """

    def __init__(
        self,
        python: Path,
        limits: Limits,
        *,
        isolated: bool = True,
        channels: bool = False,
        keep_out: Iterable[Path] = (),
    ) -> None:
        self._python, self._limits, self._isolated = python, limits, isolated
        self._channels, self._keep_out = channels, tuple(keep_out)
        self._lock = threading.RLock()
        self._kernels: dict[int, Kernel] = {}
        self._said = b""
        self.begun = False
        """Whether it is executed and was not waited for."""

    def begin(self) -> None:
        """Execute it, and do not wait: ``start`` does.

        Raises:
            IsolationError: this machine cannot isolate; the message gives reason and remedy.
        """
        self._rooms = Rooms()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed when it is warm)
        try:
            self._launch()
        except BaseException:
            self._errors.close()
            self._rooms.close()
            raise
        self.begun = True

    def start(self) -> None:
        """Execute it where that is not done yet, and wait until it is warm.

        Raises:
            IsolationError: this machine cannot isolate; the message gives reason and remedy.
        """
        if not self.begun:
            self.begin()
        self.begun = False
        try:
            self._wait_until_warm()
        except BaseException:
            self._rooms.close()
            raise

    def _launch(self) -> None:
        rooms = self._rooms.folder
        self._said = b""
        if self._isolated:
            command = sandboxed(
                self._python, rooms, self._limits, self._keep_out, channels=self._channels
            )
            environment = {"PATH": os.environ.get("PATH", os.defpath)}
        else:
            command, environment = unconfined(
                self._python, rooms, self._limits, channels=self._channels
            )
        owner = _pidfd()
        self._told, telling = os.pipe()
        if self._isolated:
            command[1:1] = ["--info-fd", str(telling)]
        self._process = subprocess.Popen(
            [*command, *map(str, owner)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment,
            cwd="/",
            # Ctrl-C is for whoever grades.
            start_new_session=True,
            pass_fds=(*owner, telling),
        )
        for descriptor in (*owner, telling):
            os.close(descriptor)
        self._orders: IO[bytes] = _there(self._process.stdin)
        self._answers: IO[bytes] = _there(self._process.stdout)
        os.set_blocking(self._answers.fileno(), False)

    def _wait_until_warm(self) -> None:
        end = time.monotonic() + _START_SECONDS
        with self._errors as errors, os.fdopen(self._told, "rb") as info:
            try:
                while not (event := self._next(end)):
                    pass
            except IsolationError:
                self._process.kill()
                self._process.wait()
                errors.seek(0)
                raise IsolationError(_why(errors.read(20_000))) from None
            self._pid = _first(info.read()) if self._isolated else self._process.pid
        if event.get("event") != "warm":
            self.stop()
            raise IsolationError(f"the warm process answered {event!r}, which is not expected")

    def fileno(self) -> int:
        """Return the descriptor that can be read when a kernel has ended."""
        return self._answers.fileno()

    def fork(
        self, environment: Mapping[str, str] | None = None, files: Iterable[DataFile] = ()
    ) -> Kernel:
        """Fork a kernel.

        Args:
            environment: what its environment holds besides the usual.
            files: the submission's data files.

        Returns:
            The kernel; its sockets can be connected to at once.

        Raises:
            IsolationError: the warm process is gone.
            ValueError: a file's name leads out of the room.
        """
        with self._lock:
            room = self._rooms.open(environment or {}, files)
            kernel = self._kernels[room.number] = Kernel(room)
            try:
                self._order("start", room)
                end = time.monotonic() + _END_SECONDS
                while kernel.running and not kernel.started:
                    self.look(0.1)
                    if time.monotonic() > end:
                        raise IsolationError("the warm process does not answer")
            except BaseException:
                self._kernels.pop(room.number, None)
                room.close()
                raise
            return kernel

    def interrupt(self, kernel: Kernel) -> None:
        """Interrupt what a kernel executes."""
        self._order("interrupt", kernel.room)

    def end(self, kernel: Kernel) -> None:
        """End a kernel with all processes and files that came from it.

        Raises:
            IsolationError: it did not end.
        """
        with self._lock:
            end = time.monotonic() + _END_SECONDS
            if kernel.running:
                self._order("kill", kernel.room)
            while kernel.running:
                self.look(0.1)
                if time.monotonic() > end:
                    raise IsolationError("a kernel does not end: is the machine overloaded?")
            kernel.room.close()

    def look(self, seconds: float = 0) -> None:
        """Take note of kernels that have ended.

        Args:
            seconds: how long to wait for news.
        """
        with self._lock:
            end = time.monotonic() + seconds
            while event := self._next(end):
                kernel = self._kernels.get(int(event["room"]))
                if kernel is None:
                    continue
                if event["event"] == "started":
                    kernel.started = True
                else:
                    del self._kernels[kernel.room.number]
                    kernel.running, kernel.status = False, int(event["status"])
                    kernel.cause, kernel.trouble = str(event["cause"]), str(event["trouble"])
                end = 0

    def stop(self) -> None:
        """End it, and all kernels with it."""
        with self._lock:
            for stream in (self._orders, self._answers):
                with contextlib.suppress(OSError):
                    stream.close()
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                # It hangs: the first of a process namespace takes all others with it.
                for pid in (self._pid, self._process.pid):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                self._process.wait()
            for kernel in self._kernels.values():
                kernel.running = False
            self._kernels.clear()
            self._rooms.close()

    def _order(self, what: str, room: Room) -> None:
        try:
            self._orders.write(json.dumps({"do": what, "room": room.number}).encode() + b"\n")
            self._orders.flush()
        except (OSError, ValueError):
            raise IsolationError("the warm process has ended") from None

    def _next(self, end: float) -> dict[str, Any]:
        """Return the next event until a time, or nothing."""
        while b"\n" not in self._said:
            with selectors.DefaultSelector() as selector:
                selector.register(self._answers, selectors.EVENT_READ)
                if not selector.select(max(0.0, end - time.monotonic())):
                    return {}
            text = self._answers.read(65536)
            if text == b"":
                raise IsolationError("the warm process has ended")
            self._said += text or b""
        line, self._said = self._said.split(b"\n", 1)
        event: dict[str, Any] = json.loads(line)
        return event


def _pidfd() -> tuple[int, ...]:
    """Return a descriptor that is readable once this process has ended, where there is such."""
    if sys.platform != "linux":
        return ()
    try:
        return (os.pidfd_open(os.getpid()),)
    except OSError:
        return ()


def _first(info: bytes) -> int:
    """Return the process that bubblewrap started, as seen from here."""
    return int(json.loads(info)["child-pid"])


def _there(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


_REMEDIES = (
    (
        "new namespace",
        "allow user namespaces: sysctl -w user.max_user_namespaces=100000, and where these exist "
        "kernel.unprivileged_userns_clone=1 and kernel.apparmor_restrict_unprivileged_userns=0; "
        "in a container, let it make them",
    ),
    (
        "uid map",
        "allow user namespaces with their rights: "
        "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    ),
    ("No module named", "run make setup, which makes the students' environment"),
)
_REMEDY = "run hv doctor, which tries each part of isolation by itself"


def _why(errors: bytes) -> str:
    lines = errors.decode("utf-8", "replace").strip().splitlines() or ["it printed nothing"]
    remedy = next((words for sign, words in _REMEDIES if sign in lines[-1]), _REMEDY)
    return f"submissions cannot be isolated here: {lines[-1].strip()}; {remedy}"
