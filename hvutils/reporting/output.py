"""Where a report goes: stdout, or a file that appears only when it is complete."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from hvutils.errors import HvError, OutputError, in_words
from hvutils.reporting.text import PIPE, Look

__all__ = ["look_of", "opened"]


def look_of(stream: TextIO) -> Look:
    """Return the look of a stream: a terminal's width and whether it may be coloured.

    Source: no-color.org, force-color.org: a variable NO_COLOR that is not empty forbids colours;
    FORCE_COLOR asks for them where they would not be, and yields to NO_COLOR.
    """
    forced = bool(os.environ.get("FORCE_COLOR")) and not os.environ.get("NO_COLOR")
    if not stream.isatty():
        # Colours, but a line of text stays a line.
        return Look(colour=True) if forced else PIPE
    dumb = os.environ.get("TERM", "dumb") == "dumb"
    colour = forced or not (os.environ.get("NO_COLOR") or dumb)
    try:
        width = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        width = 0
    # A terminal that does not know its size says 0.
    return Look(width or 80, colour)


@contextmanager
def opened(path: str | None, *, machine: bool) -> Iterator[TextIO]:
    """Open what a report is written to.

    Args:
        path: the file; None or ``-`` for stdout.
        machine: whether programs read it: then it is UTF-8, whatever the locale says.

    Yields:
        A stream of text. A file takes its name when all is written: what was there before stays
        if writing fails or is interrupted.

    Raises:
        OutputError: the file cannot be written.
    """
    if path in (None, "-"):
        if isinstance(sys.stdout, io.TextIOWrapper):
            # A letter that an old locale lacks must not end a report.
            sys.stdout.reconfigure(encoding="utf-8" if machine else None, errors="replace")
        yield sys.stdout
        sys.stdout.flush()
        return
    assert path is not None
    target = Path(path)
    try:
        with _file(target) as stream:
            yield stream
    except (BrokenPipeError, HvError):
        raise
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise OutputError(
            f"{path!r} cannot be written: {error.strerror}; give a file in a folder that exists"
        ) from None
    except OSError as error:
        raise OutputError(in_words(error, path)) from None


@contextmanager
def _file(target: Path) -> Iterator[TextIO]:
    if target.exists() and not target.is_file():
        # A device or a pipe keeps its name.
        with target.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
        return
    import tempfile  # Slow, and most reports go to stdout.

    real = target.resolve()
    descriptor, name = tempfile.mkstemp(prefix=f".{real.name}.", dir=real.parent)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as stream:  # noqa: PTH123
            yield stream
        mode = real.stat().st_mode & 0o777 if real.exists() else 0o666 & ~_umask()
        os.chmod(name, mode)  # noqa: PTH101
        os.replace(name, real)  # noqa: PTH105
    except BaseException:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108
        raise


def _umask() -> int:
    # It can only be read by setting it.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
