"""How a command ends when it is told to: cleanly."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

__all__ = ["ended_cleanly"]


@contextmanager
def ended_cleanly() -> Iterator[None]:
    """Let SIGTERM, as of ``timeout`` or a job that is ended, leave no half of a file behind."""

    def end(number: int, frame: object) -> NoReturn:
        sys.exit(128 + number)

    # Only the main thread may be told of signals, and who handles this one already knows why.
    theirs = signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    if theirs or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
