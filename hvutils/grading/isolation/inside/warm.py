"""The warm process: it has loaded what kernels need, and forks one whenever it is asked to.

It speaks in lines of JSON. It is told ``{"do": "start", "room": n}``, ``interrupt`` and ``kill``;
it says ``{"event": "warm"}`` once, and ``started`` and ``ended`` for each kernel. It learns nothing
of a submission but its room's number: what it held, the next kernel would inherit.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import selectors
import shutil
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import confine, kernel, system, usage
from .settings import Settings, from_text

__all__ = ["main"]

_WATCH_SECONDS = 0.1
_MAX_REASON = 2000
_MOST_LOCKS = 10_000
_LINE = "line"


@dataclass
class _Kernel:
    pid: int
    trouble: int
    cause: str = ""


def main() -> None:
    """Serve until whoever grades goes away.

    The command line is the settings and, where there is one, the descriptor of the process whose
    end is ours.
    """
    settings = from_text(sys.argv[1])
    answers = os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    kernel.preload()
    # What is made here is in a place that only isolation makes a kernel's own.
    ready = _ready() if settings.isolated and not settings.channels else None
    # The collector would touch, and so copy, all of it in each kernel.
    gc.collect()
    gc.freeze()
    server = _Server(settings, answers, [int(word) for word in sys.argv[2:3]], ready)
    server.say(event="warm")
    os.dup2(null, 2)
    os.close(null)
    try:
        server.serve()
    finally:
        server.end()
    # What IPython does at an end is for a kernel's.
    os._exit(0)


def _ready() -> Any:
    # Only now, for it imports what preload() loads without a word on the output.
    from .ready import ReadyKernel

    return ReadyKernel()


class _Server:
    def __init__(self, settings: Settings, answers: int, owners: list[int], ready: Any) -> None:
        self._settings, self._ready = settings, ready
        self._answers = answers
        self._kernels: dict[int, _Kernel] = {}
        self._orders = b""
        self._wake, wake = os.pipe()
        for descriptor in (self._wake, wake):
            os.set_blocking(descriptor, False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(0, selectors.EVENT_READ, "orders")
        self._selector.register(self._wake, selectors.EVENT_READ, "wake")
        for owner in owners:
            self._selector.register(owner, selectors.EVENT_READ, "owner")

    def say(self, **words: object) -> None:
        os.write(self._answers, json.dumps(words).encode() + b"\n")

    def serve(self) -> None:
        while True:
            timeout = _WATCH_SECONDS if self._kernels else None
            for key, _ in self._selector.select(timeout):
                if key.data == "owner":
                    return
                if key.data == "wake":
                    with contextlib.suppress(BlockingIOError):
                        os.read(self._wake, 512)
                elif not self._take_orders():
                    return
            self._watch()
            self._bury()

    def end(self) -> None:
        for one in self._kernels.values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGKILL)
        # Whoever grades does so too, unless it was killed.
        for left in Path(self._settings.rooms).iterdir():
            with contextlib.suppress(OSError):
                shutil.rmtree(left) if left.is_dir() else left.unlink()

    def _take_orders(self) -> bool:
        text = os.read(0, 65536)
        *lines, self._orders = (self._orders + text).split(b"\n")
        for line in lines:
            order = json.loads(line)
            room = int(order["room"])
            if order["do"] == "start":
                self._start(room)
            elif room in self._kernels:
                stop = order["do"] == "kill"
                os.kill(self._kernels[room].pid, signal.SIGKILL if stop else signal.SIGINT)
        return bool(text)

    def _start(self, room: int) -> None:
        folder = Path(self._settings.rooms, str(room))
        read, write = os.pipe()
        try:
            sockets = self._listen(folder)
            if self._settings.isolated:
                # For the next child only; undone, since it can be asked for once.
                system.unshare(system.CLONE_NEWPID)
            pid = os.fork()
        except OSError as error:
            os.close(read)
            os.close(write)
            self.say(event="ended", room=room, status=-1, cause="", trouble=str(error))
            return
        if pid == 0:
            self._be_kernel(folder, sockets, write)
        if self._settings.isolated:
            own = os.open("/proc/self/ns/pid", os.O_RDONLY)
            system.set_namespace(own, system.CLONE_NEWPID)
            os.close(own)
        for descriptor in (write, *sockets.values()):
            os.close(descriptor)
        self._kernels[room] = _Kernel(pid, read)
        self.say(event="started", room=room)

    def _be_kernel(self, folder: Path, sockets: dict[str, int], trouble: int) -> None:
        """Become a kernel. This never returns: what it came from must not be run twice."""
        try:
            signal.set_wakeup_fd(-1)
            kept = {*sockets.values(), trouble}
            _close_all_but(kept)
            words = json.loads((folder / "room.json").read_text(encoding="utf-8"))
            os.environ.update(words["environment"])
            if self._settings.isolated:
                confine.confine(self._settings, folder / "files")
            else:
                confine.loosely(self._settings, folder)
            os.close(trouble)
            trouble = -1
            if self._settings.channels:
                kernel.run(sockets, isolated=self._settings.isolated)
            else:
                (self._ready or _ready()).run(_accept(sockets[_LINE]))
        except BaseException as error:
            if trouble >= 0:
                os.write(trouble, f"{type(error).__name__}: {error}".encode()[:_MAX_REASON])
        finally:
            os._exit(70)

    def _listen(self, folder: Path) -> dict[str, int]:
        channels = self._settings.channels
        sockets = {}
        for number, name in enumerate(kernel.CHANNELS if channels else (_LINE,), 1):
            kind = socket.SOCK_STREAM if channels else socket.SOCK_SEQPACKET
            listener = socket.socket(socket.AF_UNIX, kind)
            listener.bind(str(folder / f"k-{number}"))
            listener.listen(8 if channels else 1)
            sockets[name] = listener.detach()
        return sockets

    def _watch(self) -> None:
        limit = self._settings.total_memory
        kernels = {room: one.pid for room, one in self._kernels.items()}
        memory = usage.memory(kernels, limit, self._settings.socket_bytes)
        beyond = {room: "memory" for room, n in memory.items() if n > limit}
        held = usage.locks(kernels, _MOST_LOCKS)
        beyond.update({room: "locks" for room, n in held.items() if n > _MOST_LOCKS})
        for room, cause in beyond.items():
            if not self._kernels[room].cause:
                self._kernels[room].cause = cause
                os.kill(self._kernels[room].pid, signal.SIGKILL)

    def _bury(self) -> None:
        for room, one in list(self._kernels.items()):
            pid, status = os.waitpid(one.pid, os.WNOHANG)
            if pid:
                if not self._settings.isolated:
                    with contextlib.suppress(ProcessLookupError, PermissionError):
                        os.killpg(pid, signal.SIGKILL)
                reason = os.read(one.trouble, _MAX_REASON).decode("utf-8", "replace")
                os.close(one.trouble)
                del self._kernels[room]
                code = os.waitstatus_to_exitcode(status)
                self.say(event="ended", room=room, status=code, cause=one.cause, trouble=reason)


def _accept(descriptor: int) -> socket.socket:
    """Wait until whoever grades is there, whom the kernel will speak to and to nobody else."""
    listener = socket.socket(fileno=descriptor)
    end, _ = listener.accept()
    listener.close()
    return end


def _close_all_but(kept: set[int]) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    low = 3
    for descriptor in sorted(kept):
        os.closerange(low, descriptor)
        low = descriptor + 1
    os.closerange(low, max(low, resource.getrlimit(resource.RLIMIT_NOFILE)[0]))
