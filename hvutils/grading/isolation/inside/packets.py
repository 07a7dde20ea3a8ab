"""Messages of any size over a socket that keeps packets whole. Imported on both sides of the wall.

A message is cut into packets, and each says whose it is and whether it begins or ends one: so what
several processes of a kernel say at once does not mingle, and a message that was never ended is
forgotten when its sender begins the next.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

__all__ = ["DONE", "LARGEST", "READY", "MessageTooLargeError", "Receiver", "packets"]

DONE = "done"
"""The kind of the message that ends a cell: its content has the ``execution_count``."""

READY = "ready"
"""The kind of the message that says that cells may come."""

# Well below what a socket's buffer takes by default (212,992 bytes), for it must take one whole.
_CONTENT = 60_000
_HEAD = struct.Struct("=QB")
_FIRST, _LAST = 1, 2
_SENDERS = 200
"""How many messages may be under way at once: a kernel may not have more processes."""

LARGEST = _HEAD.size + _CONTENT
"""How many bytes a packet has at most."""


class MessageTooLargeError(Exception):
    """What is under way takes more memory than it may."""


def packets(message: bytes, sender: int) -> Iterator[bytes]:
    """Cut a message into packets.

    Args:
        message: the message.
        sender: tells it from those of others that send at the same time.
    """
    if len(message) <= _CONTENT:
        yield _HEAD.pack(sender, _FIRST | _LAST) + message
        return
    for start in range(0, len(message), _CONTENT):
        part = message[start : start + _CONTENT]
        first = _FIRST if start == 0 else 0
        last = _LAST if start + _CONTENT >= len(message) else 0
        yield _HEAD.pack(sender, first | last) + part


class Receiver:
    """Puts messages together again.

    Args:
        most: how many bytes may be under way.
    """

    def __init__(self, most: int) -> None:
        self._most, self._held = most, 0
        # Not lists of parts: a part of one byte would take fifty.
        self._parts: dict[int, bytearray] = {}

    def take(self, packet: bytes) -> bytes | None:
        """Take a packet.

        Returns:
            The message that it ends, or ``None``.

        Raises:
            MessageTooLargeError: what is under way is more than is allowed.
        """
        if len(packet) < _HEAD.size:
            return None
        sender, flags = _HEAD.unpack_from(packet)
        content = packet[_HEAD.size :]
        if flags & _FIRST:
            self._forget(sender)
            if flags & _LAST:
                return content
            self._parts[sender] = bytearray()
        if sender not in self._parts:
            return None
        self._parts[sender] += content
        self._held += len(content)
        if self._held > self._most or len(self._parts) > _SENDERS:
            raise MessageTooLargeError
        return self._forget(sender) if flags & _LAST else None

    def _forget(self, sender: int) -> bytes:
        message = bytes(self._parts.pop(sender, b""))
        self._held -= len(message)
        return message
