"""The line: what a kernel says goes over one socket, from the thread that says it.

ipykernel speaks over five ZeroMQ sockets, through threads that wake each other for each message:
two thirds of what trivial cells cost. Grading listens to the outputs of one cell after the other,
so its kernels say these, each as soon as it is there, and nothing else.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
from collections.abc import Sequence
from typing import Any

from jupyter_client.session import Session

from .packets import packets

__all__ = ["Line", "LineSession", "LineSocket"]

# What a cell shows. Widgets' states, what is typed and who is busy are for front ends.
_SAID = frozenset(
    (
        "stream",
        "display_data",
        "update_display_data",
        "execute_result",
        "error",
        "clear_output",
    )
)
_DELIMITER = b"<IDS|MSG>"


class Line:
    """The socket to whoever grades.

    Args:
        end: this side's end.
    """

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self._one = threading.Lock()
        # Another thread may hold it at the moment of a fork.
        os.register_at_fork(after_in_child=self._renew)

    def send(self, kind: str, parent: str, content: bytes) -> None:
        """Say something.

        Args:
            kind: the kind of message.
            parent: the id of the request that it belongs to.
            content: its content, as JSON.
        """
        message = b"\n".join((kind.encode(), parent.encode(), content))
        # An interrupt in the middle would leave half of a message.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
        try:
            with self._one:
                for packet in packets(message, os.getpid()):
                    self.end.send(packet)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _renew(self) -> None:
        self._one = threading.Lock()


class LineSocket:
    """Stands where ipykernel and its users expect the socket that outputs are published on.

    Args:
        line: the line.
    """

    def __init__(self, line: Line) -> None:
        self._line = line

    def send_multipart(self, frames: Sequence[bytes], *others: Any, **options: Any) -> None:
        """Say what a finished message of Jupyter's says."""
        parts = frames[list(frames).index(_DELIMITER) + 2 :]
        header, parent, content = bytes(parts[0]), bytes(parts[1]), bytes(parts[3])
        words = json.loads(parent).get("msg_id", "")
        self._line.send(json.loads(header)["msg_type"], words, content)

    def send(self, frame: bytes, *others: Any, **options: Any) -> None:
        """Say nothing: one frame is no message."""


class LineSession(Session):  # type: ignore[misc]
    """Makes messages as Jupyter's session does, and says what whoever grades wants to know."""

    line: Line | None = None
    executed: Any = None
    """The execution count of the last cell."""

    def send(
        self,
        stream: Any,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> Any:
        """Make a message, and say what it says."""
        if isinstance(msg_or_type, str) or not msg_or_type:
            msg = self.msg(msg_or_type, content, parent, header, metadata)
        else:
            msg = msg_or_type
        # As Jupyter's session: a process that a cell forked prints, and shows nothing.
        if self.line is None or (self.check_pid and os.getpid() != self.pid):
            return None
        kind, content = msg["header"]["msg_type"], msg["content"]
        if kind == "execute_reply":
            self.executed = content.get("execution_count")
        elif kind in _SAID:
            self.line.send(kind, msg["parent_header"].get("msg_id", ""), self._packed(content))
        elif kind.startswith("comm_"):
            # What cannot be sent to a front end is the cell's error, here as in JupyterLab.
            self.pack(content)
        return msg

    def _packed(self, content: Any) -> bytes:
        try:
            return bytes(self.pack(content))
        except UnicodeError:
            if "text" not in content:
                raise  # it is the cell's that shows it
            # What was printed is not lost for half of a surrogate in it.
            text = content["text"].encode("utf-8", "replace").decode()
            return bytes(self.pack({**content, "text": text}))
