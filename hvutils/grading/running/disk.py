"""The disk: whether there is room, asked before anything is changed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hvutils.errors import OutputError, in_words

__all__ = ["check_room"]


def check_room(folder: Path, size: int) -> None:
    """Check that a folder can be written, and that its disk has room.

    The room is taken and given back: what is free says nothing of a quota.

    Args:
        folder: the folder.
        size: how much is needed, in bytes.

    Raises:
        OutputError: it cannot be written, or there is less room.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, size)
    except OSError as error:
        raise OutputError(in_words(error, str(folder))) from None
