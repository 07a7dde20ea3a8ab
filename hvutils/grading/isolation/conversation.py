"""A conversation with one kernel: a cell is sent, what it says is read, its time is held.

Lean where clients for people wait: no polling, no fixed pauses, one connection. Only what was
connected before the first line of a submission ran is ever connected.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.session import Session

from hvutils.errors import IsolationError
from hvutils.grading.isolation.limits import Limits
from hvutils.grading.isolation.messages import Message, read_message
from hvutils.grading.isolation.process import Kernel, WarmProcess
from hvutils.grading.isolation.transcript import Transcript

__all__ = ["Conversation", "KernelEndedError", "megabytes"]

_READY_SECONDS = 60
_GRACE_SECONDS = 2.0
"""How long an interrupted cell may take to stop."""

_LATE_SECONDS = 1.0
"""How long the last words of a cell may come after its reply."""

_GROWTH = 512 * 1024**2
"""How much memory what a kernel says may take here, in bytes."""

_FLOOD = 16
"""How many times a cell's bound a notebook may say; what goes into one message, too."""

_PAGE = os.sysconf("SC_PAGE_SIZE")


class KernelEndedError(Exception):
    """The kernel has ended; the message says why, as a sentence that goes on from a cell."""


class Conversation:
    """A conversation with one kernel.

    Args:
        warm: the warm process.
        kernel: the kernel that it forked.
        limits: what the submission may use.
        transcript: what takes the cells' outputs.
    """

    def __init__(
        self, warm: WarmProcess, kernel: Kernel, limits: Limits, transcript: Transcript
    ) -> None:
        self._warm, self._kernel, self._limits = warm, kernel, limits
        self._transcript = transcript
        self._session = Session(username="grading")
        self._cells: dict[str, tuple[Transcript, int]] = {}
        self._said = 0
        self._most = _FLOOD * limits.output_bytes
        self._memory = _resident()
        self._end = time.monotonic() + limits.wall_seconds
        context: zmq.Context[Any] = zmq.Context.instance()
        self._shell = context.socket(zmq.DEALER)
        self._published = context.socket(zmq.SUB)
        for socket, port in ((self._shell, 1), (self._published, 2)):
            socket.linger = 0
            socket.maxmsgsize = self._most
            # A submission must not be able to be somebody else later.
            socket.reconnect_ivl = -1
            socket.connect(kernel.room.endpoint(port))
        self._published.subscribe(b"")
        self._lost = [
            socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
            for socket in (self._shell, self._published)
        ]
        self._poller = zmq.Poller()
        for readable in (self._shell, self._published, *self._lost, warm.fileno()):
            self._poller.register(readable, zmq.POLLIN)
        try:
            self._await_welcome()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Hang up."""
        for socket in (self._shell, self._published):
            socket.disable_monitor()
            socket.close(0)

    def execute(
        self, index: int, source: str, timeout: float, transcript: Transcript | None = None
    ) -> tuple[int | None, str]:
        """Execute a cell.

        Args:
            index: whose outputs these are.
            source: the code.
            timeout: how long it may run, in seconds.
            transcript: what takes the outputs of code that is not the submission's own and does
                not count; by default the code is a cell's.

        Returns:
            Its execution count, and what was wrong in words, or an empty string.

        Raises:
            KernelEndedError: the kernel has ended, by itself or because it had to.
        """
        request = self._send(source, history=transcript is None)
        taker = transcript or self._transcript
        self._cells[request] = (taker, index)
        taker.begin(index)
        state = _State(request, min(time.monotonic() + timeout, self._end))
        trouble = ""
        while not state.done:
            if time.monotonic() > state.end or state.flooded:
                if trouble:
                    raise self._ended(f"{trouble} and did not stop when interrupted")
                trouble = self._trouble(timeout, state)
                self._warm.interrupt(self._kernel)
                state.flooded, state.end = False, time.monotonic() + _GRACE_SECONDS
            self._listen(state)
        if time.monotonic() > self._end:
            raise self._ended(trouble or f"ended after {self._limits.wall_seconds} s")
        return state.count, trouble

    def _trouble(self, timeout: float, state: _State) -> str:
        if state.flooded:
            return f"printed more than {megabytes(self._limits.output_bytes)}"
        if time.monotonic() > self._end:
            return f"still ran when the notebook's {self._limits.wall_seconds} s were over"
        return f"ran longer than {timeout:g} s"

    def _listen(self, state: _State) -> None:
        """Take what comes next, if it comes soon."""
        # In slices: what fills this process's memory may not be a message yet.
        until = state.late if state.replied else state.end
        wait = max(0.0, min(until - time.monotonic(), 0.1))
        ready = dict(self._poller.poll(int(wait * 1000) + 1))
        if self._warm.fileno() in ready:
            self._warm.look()
        if self._published in ready:
            self._take_published(state)
        if self._shell in ready:
            message = read_message(self._shell.recv_multipart())
            if message and message.parent == state.request and message.kind == "execute_reply":
                state.reply(message)
        if any(monitor in ready for monitor in self._lost):
            # Its end, or a message that is too large: this side hung up.
            self._warm.look(_LATE_SECONDS)
            if self._kernel.running:
                allowed = megabytes(self._most)
                raise self._ended(f"hung up, or printed more than {allowed} at once")
        if not self._kernel.running:
            raise self._ended("")
        if _resident() - self._memory > _GROWTH:
            raise self._ended("sent more than can be read")
        if state.replied and time.monotonic() > state.late:
            state.idle = True

    def _take_published(self, state: _State) -> None:
        for _ in range(100):
            try:
                frames = self._published.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            self._said += sum(map(len, frames))
            if self._said > self._most:
                raise self._ended(f"printed more than {megabytes(self._most)} with those before")
            message = read_message(frames)
            if message is None or message.parent not in self._cells:
                continue
            transcript, index = self._cells[message.parent]
            if message.kind == "status":
                busy = message.content.get("execution_state")
                state.idle |= message.parent == state.request and busy == "idle"
            elif not transcript.add(index, message):
                state.flooded = not state.interrupted
                state.interrupted = True

    def _send(self, source: str, *, history: bool) -> str:
        content = {
            "code": source,
            "silent": False,
            "store_history": history,
            "user_expressions": {},
            "allow_stdin": False,
            # A wrong cell does not stop what comes after it.
            "stop_on_error": False,
        }
        message = self._session.send(self._shell, "execute_request", content)
        return str(message["header"]["msg_id"])

    def _await_welcome(self) -> None:
        # The kernel publishes it once it knows that it is listened to.
        end = time.monotonic() + _READY_SECONDS
        while time.monotonic() < end:
            ready = dict(self._poller.poll(1000))
            if self._published in ready:
                self._published.recv_multipart()
                return
            self._warm.look()
            if not self._kernel.running:
                reason = self._kernel.trouble or f"it ended with {self._kernel.status}"
                raise IsolationError(
                    f"a kernel cannot be isolated: {reason}; run hv doctor, which tries each part "
                    "of isolation by itself"
                )
        raise IsolationError("a kernel does not answer: is the machine overloaded?")

    def _ended(self, why: str) -> KernelEndedError:
        self._warm.end(self._kernel)
        if why:
            return KernelEndedError(f"{why}: its kernel was ended")
        if self._kernel.cause == "memory":
            allowed = megabytes(self._limits.total_memory)
            return KernelEndedError(f"used more than {allowed} of memory: its kernel was ended")
        status = self._kernel.status
        how = f"signal {-status}" if status < 0 else f"exit code {status}"
        return KernelEndedError(f"ended its kernel ({how})")


class _State:
    """How far a cell is."""

    def __init__(self, request: str, end: float) -> None:
        self.request, self.end = request, end
        self.idle = self.replied = self.flooded = self.interrupted = False
        self.late = 0.0
        self.count: int | None = None

    @property
    def done(self) -> bool:
        return self.idle and self.replied

    def reply(self, message: Message) -> None:
        count = message.content.get("execution_count")
        self.count = count if type(count) is int and 0 <= count < 10**9 else None
        self.replied, self.late = True, time.monotonic() + _LATE_SECONDS


def megabytes(size: int) -> str:
    """Return a size in words, for people."""
    return f"{size / 1024**2:,.4g} MB"


def _resident() -> int:
    """Return the resident memory of this process in bytes, where it can be known."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0
