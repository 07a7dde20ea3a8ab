"""A conversation with one kernel: a cell is sent, what it says is read, its time is held.

Lean where clients for people wait: no polling, no fixed pauses, one connection
(``inside/line.py``). It is made before the first line of a submission runs, and never again: a
submission must not be able to be somebody else later. No more is read ahead than the system holds
for one socket.
"""

from __future__ import annotations

import contextlib
import json
import select
import socket
import time
from collections import deque
from uuid import uuid4

from hvutils.errors import IsolationError
from hvutils.grading.isolation.inside.packets import (
    DONE,
    LARGEST,
    MessageTooLargeError,
    Receiver,
    packets,
)
from hvutils.grading.isolation.limits import Limits
from hvutils.grading.isolation.messages import Message, read_message
from hvutils.grading.isolation.process import Kernel, WarmProcess
from hvutils.grading.isolation.transcript import Transcript

__all__ = ["Conversation", "KernelEndedError", "megabytes"]

_READY_SECONDS = 60
_GRACE_SECONDS = 2.0
"""How long an interrupted cell may take to stop."""

_LATE_SECONDS = 1.0
"""How long after a kernel has hung up it may be told that it has ended."""

_FLOOD = 16
"""How many times a cell's bound a notebook may say; what goes into one message, too."""

_AT_ONCE = 100
"""How many packets are taken before the clock is looked at."""


class KernelEndedError(Exception):
    """The kernel has ended; the message says why, as a sentence that goes on from a cell.

    Args:
        why: the reason, of which the submission chooses nothing.
        how: its exit code or signal, which the submission may have chosen.
    """

    def __init__(self, why: str, how: str = "") -> None:
        super().__init__(f"{why} ({how})" if how else why)


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
        self._cells: dict[str, tuple[Transcript, int]] = {}
        self._sealed = False
        self._said = 0
        self._most = _FLOOD * limits.output_bytes
        self._received = Receiver(self._most)
        self._unsent: deque[bytes] = deque()
        self._end = time.monotonic() + limits.wall_seconds
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._poller = select.poll()
        self._poller.register(warm.fileno(), select.POLLIN)
        try:
            self._connect()
            self._await_ready()
        except BaseException:
            self.close()
            raise

    def seal(self) -> None:
        """Take nothing more for the cells that were executed so far."""
        self._sealed = True

    def close(self) -> None:
        """Hang up."""
        self._line.close()

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
        if state.flooded:
            # It was over before it could be interrupted; what was dropped is told all the same.
            trouble = trouble or self._trouble(timeout, state)
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
        ready = self._wait(state.end - time.monotonic())
        if ready.get(self._line.fileno(), 0) & select.POLLOUT:
            self._send_on()
        if self._line.fileno() in ready:
            self._take(state)
        if self._warm.fileno() in ready:
            self._warm.look()
        if not self._kernel.running and not state.done:
            # Its last words may still be on their way.
            self._take(state)
            if not state.done:
                raise self._ended("")

    def _wait(self, seconds: float) -> dict[int, int]:
        wanted = select.POLLIN | (select.POLLOUT if self._unsent else 0)
        self._poller.register(self._line, wanted)
        return dict(self._poller.poll(max(0.0, min(seconds, 1.0)) * 1000))

    def _take(self, state: _State) -> None:
        for _ in range(_AT_ONCE):
            try:
                packet = self._line.recv(LARGEST)
            except BlockingIOError:
                return
            except OSError:
                packet = b""
            if not packet:
                self._warm.look(_LATE_SECONDS)
                raise self._ended("hung up" if self._kernel.running else "")
            self._said += len(packet)
            if self._said > self._most:
                raise self._ended(f"printed more than {megabytes(self._most)} with those before")
            try:
                message = self._received.take(packet)
            except MessageTooLargeError:
                allowed = megabytes(self._most)
                raise self._ended(f"printed more than {allowed} at once") from None
            if message is not None:
                self._take_message(state, message)
            if state.done:
                return

    def _take_message(self, state: _State, said: bytes) -> None:
        if len(said) > self._limits.output_bytes:
            # It is not read at all: it would take many times its size.
            state.flood()
            return
        message = read_message(said)
        if message is None or message.parent not in self._cells:
            return
        if self._sealed and message.parent != state.request:
            return
        transcript, index = self._cells[message.parent]
        if message.kind == DONE:
            if message.parent == state.request:
                state.end_with(message)
        elif not transcript.add(index, message):
            state.flood()

    def _send(self, source: str, *, history: bool) -> str:
        request = uuid4().hex
        told = json.dumps({"id": request, "code": source, "history": history})
        self._unsent.extend(packets(told.encode("utf-8", "replace"), 0))
        self._send_on()
        return request

    def _send_on(self) -> None:
        """Send as much as the kernel takes: it is never waited for without listening."""
        with contextlib.suppress(BlockingIOError):
            while self._unsent:
                try:
                    self._line.send(self._unsent[0])
                except BlockingIOError:
                    raise
                except OSError:
                    self._unsent.clear()  # that it has hung up is seen where it is listened to
                    return
                self._unsent.popleft()

    def _connect(self) -> None:
        with contextlib.suppress(ConnectionRefusedError):  # it has ended: why is told below
            self._line.connect(self._kernel.room.line)
        self._line.setblocking(False)

    def _await_ready(self) -> None:
        end = time.monotonic() + _READY_SECONDS
        while time.monotonic() < end:
            ready = self._wait(1.0)
            with contextlib.suppress(OSError):
                if self._line.fileno() in ready and self._line.recv(LARGEST):
                    return
            self._warm.look(0.01)
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
        if self._kernel.cause == "locks":
            return KernelEndedError("locked files ten thousand times: its kernel was ended")
        status = self._kernel.status
        how = f"signal {-status}" if status < 0 else f"exit code {status}"
        return KernelEndedError("ended its kernel", how)


class _State:
    """How far a cell is."""

    def __init__(self, request: str, end: float) -> None:
        self.request, self.end = request, end
        self.done = self.flooded = self.interrupted = False
        self.count: int | None = None

    def flood(self) -> None:
        """Note that it says too much; it is interrupted once."""
        self.flooded |= not self.interrupted
        self.interrupted = True

    def end_with(self, message: Message) -> None:
        """Note that it is done."""
        count = message.content.get("execution_count")
        self.count = count if type(count) is int and 0 <= count < 10**9 else None
        self.done = True


def megabytes(size: int) -> str:
    """Return a size in words, for people."""
    return f"{size / 1024**2:,.4g} MB"
