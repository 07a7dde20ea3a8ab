"""What a kernel prints: ipykernel's streams, with one thread for all that must not wait."""

from __future__ import annotations

import codecs
import os
import select
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from ipykernel import iostream

from .line import LineSession, LineSocket

__all__ = ["Publisher", "open_streams"]

# Half of their methods have no types.
_Thread: Any = iostream.IOPubThread
_OutStream: Any = iostream.OutStream
_Socket: Any = iostream.BackgroundSocket

_AT_ONCE = 65536
"""How much is read or kept before it is published, in bytes or characters."""


class Publisher(_Thread):  # type: ignore[misc]
    """Stands where ipykernel expects the thread that publishes: whoever calls publishes himself.

    Args:
        socket: takes the messages.
        session: makes them.
    """

    def __init__(self, socket: LineSocket, session: LineSession) -> None:
        self.socket, self.session = socket, session
        self.io_loop = None
        self.background_socket = _Socket(self)
        # It is never started, which is how ipykernel sees that it must not be asked.
        self.thread = threading.Thread(name="IOPub")
        self._events: deque[Callable[..., Any]] = deque()
        self._event_pipes: dict[threading.Thread, Any] = {}
        self._pipe_flag = self._stopped = False
        self._master_pid = os.getpid()

    def schedule(self, f: Callable[[], object]) -> None:
        """Call it."""
        f()


class _Stream(_OutStream):  # type: ignore[misc]
    """A stream that is flushed by whoever says so, and by the watch when nobody does.

    Args:
        session: makes the messages.
        publisher: takes them.
        name: ``stdout`` or ``stderr``.
        wake: tells the watch that there is something to flush.
    """

    def __init__(
        self, session: LineSession, publisher: Publisher, name: str, wake: Callable[[], None]
    ) -> None:
        self._wake, self._kept = wake, 0
        self._flush_pending = False
        self._flushing = threading.RLock()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        super().__init__(session, publisher, name)
        os.register_at_fork(after_in_child=self._renew)

    def _setup_stream_redirects(self, name: str) -> None:
        """Have what programs print to the descriptor itself come into a pipe."""
        self._fid, pipe = os.pipe()
        os.set_blocking(self._fid, False)
        number = self._original_stdstream_fd = getattr(sys, f"__{name}__").fileno()
        self._original_stdstream_copy = os.dup(number)
        os.dup2(pipe, number)
        os.close(pipe)
        self._exc = None

    def fileno(self) -> int:
        """Return a descriptor that nobody reads, as ipykernel's streams do."""
        return int(self._original_stdstream_copy)

    @property
    def pipe(self) -> int:
        """What programs print to the descriptor itself can be read here."""
        return int(self._fid)

    def drain(self) -> None:
        """Take what programs have printed, as far as it has come."""
        if not self._is_master_process():
            return
        with self._flushing:
            try:
                printed = os.read(self._fid, _AT_ONCE)
            except OSError:
                return
            if text := self._decoder.decode(printed):
                self.write(text)

    def write(self, string: str) -> int:
        """Print a text."""
        super().write(string)
        self._kept += len(string)
        if self._kept > _AT_ONCE:
            # So a flood is cut where it is too much, and not when it happens to be published.
            self._flush()
        return len(string)

    def flush(self) -> None:
        """Publish what was printed until now."""
        self.drain()
        self._flush()

    def close(self) -> None:
        """Close the stream."""
        self.pub_thread = None

    def _flush(self) -> None:
        # An interrupt, or another thread, between taking and sending would lose or mingle texts.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
        try:
            with self._flushing:
                self._kept = 0
                super()._flush()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _schedule_flush(self) -> None:
        if not self._flush_pending:
            self._flush_pending = True
            self._wake()

    def _renew(self) -> None:
        self._flushing = threading.RLock()
        self._buffer_lock = threading.RLock()


class _Watch(threading.Thread):
    """Publishes what a cell prints while it runs, and what other programs print at any time."""

    def __init__(self) -> None:
        super().__init__(name="Streams", daemon=True)
        self._asleep, self._bell = os.pipe()
        os.set_blocking(self._bell, False)
        self.streams: tuple[_Stream, ...] = ()

    def wake(self) -> None:
        """See to it that all is flushed soon."""
        try:
            os.write(self._bell, b"!")
        except OSError:
            return  # it is awake, or the submission has closed it

    def run(self) -> None:
        """Watch until the end."""
        poll = select.poll()
        poll.register(self._asleep, select.POLLIN)
        for stream in self.streams:
            poll.register(stream.pipe, select.POLLIN)
        due = 0.0
        while True:
            ready = dict(poll.poll(max(0, due - time.monotonic()) * 1000 if due else None))
            if self._asleep in ready:
                os.read(self._asleep, _AT_ONCE)
                due = due or time.monotonic() + _OutStream.flush_interval
            for stream in self.streams:
                if stream.pipe in ready:
                    if not ready[stream.pipe] & select.POLLIN:
                        return  # the submission has closed what programs print to
                    stream.drain()
            if due and time.monotonic() >= due:
                due = 0.0
                for stream in self.streams:
                    stream._flush()


def open_streams(session: LineSession, publisher: Publisher) -> None:
    """Put streams in the place of this process's output.

    Args:
        session: makes the messages.
        publisher: takes them.
    """
    watch = _Watch()
    out = _Stream(session, publisher, "stdout", watch.wake)
    err = _Stream(session, publisher, "stderr", watch.wake)
    sys.stdout, sys.stderr = out, err
    watch.streams = (out, err)
    # An interrupt is for the cell: it must not be taken where nothing can be interrupted.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    watch.start()
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
