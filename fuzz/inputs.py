"""What is fuzzed: an input is a file's name, a line end, and the file's bytes.

The name is in the input because some files are known by it only; what is called `@archive` is
read as an archive of many files. So an input that is found is readable, and is a seed as it is.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from hvutils.captures import Capture, ProbeFile
from hvutils.captures.limits import Limits
from hvutils.captures.names import clean
from hvutils.captures.reading import decode
from hvutils.errors import HvError
from hvutils.parsers import PARSERS, parser_of, read
from hvutils.verdict import classify

__all__ = ["ARCHIVE", "GrowthError", "check", "check_growth", "read_by", "seeds"]

ARCHIVE = b"@archive"
ROOT = Path(__file__).resolve().parents[1]
_MIB = 1024 * 1024
# An archive that unpacks to more is cut off here, as a large one is at the default limits.
_LIMITS = Limits(probe_bytes=4 * _MIB, total_bytes=8 * _MIB, unpacked_bytes=16 * _MIB, members=500)
_FOLDERS = ("tests/reader/golden", "hvutils/pool", "hvutils/samples")
_LARGEST_SEED = 16 * 1024
# An input that takes more seconds of the processor, and so many a byte, is read again, some times
# over: a quadratic step of 64 KiB takes longer. Watched by the engine, most take half as much.
_SUSPECT, _SUSPECT_A_BYTE, _TIMES = 0.05, 2e-6, 4
# Linear time would be four times as much, quadratic sixteen.
_MOST = 10


class GrowthError(AssertionError):
    """An input, written several times over, takes more time than in proportion."""


def read_by(data: bytes) -> str:
    """Return the name of the parser that reads an input, or an empty string."""
    file = _probe(data)
    parser = None if file is None else parser_of(file)
    return parser.name if parser else ""


def check(data: bytes) -> None:
    """Read one input to its verdict, as `hv classify` would.

    Args:
        data: the input.

    Raises:
        Exception: anything but an HvError is a defect of the reader.
    """
    name, _, body = data.partition(b"\n")
    try:
        if name == ARCHIVE:
            capture = Capture.from_stream(io.BytesIO(body), "fuzzed", limits=_LIMITS)
        else:
            file = _probe(data)
            if file is None:
                return
            capture = Capture("fuzzed", (file,))
        # One of them would read it; each may be asked of it, and whoever accepts must read it.
        for file in capture.files:
            for parser in PARSERS:
                if parser.recognises(file):
                    repr(parser.parse(file)).encode("utf-8")
        records = read(capture)
        repr(records).encode("utf-8")
        classify(capture).to_json().encode("utf-8")
    except HvError as error:
        _one_sentence(str(error))


def _probe(data: bytes) -> ProbeFile | None:
    """Return the probe that an input is, or None where it is none or no text."""
    name, _, body = data.partition(b"\n")
    if name == ARCHIVE:
        return None
    try:
        return ProbeFile(clean(name.decode("utf-8", "replace")), decode(body))
    except UnicodeError:
        return None


def check_growth(data: bytes) -> None:
    """Read one input, and where that takes long, see how the time grows with its size.

    Args:
        data: the input.

    Raises:
        GrowthError: four times the text takes more than ten times the time.
        Exception: anything else but an HvError, as ``check`` has it.
    """
    name, line, body = data.partition(b"\n")
    spent = _seconds(data)
    if spent < _SUSPECT + _SUSPECT_A_BYTE * len(data) or name == ARCHIVE:
        return
    # The least of three: other work on the machine counts against nobody.
    spent = min(spent, _seconds(data), _seconds(data))
    longer = name + line + body * _TIMES
    if all(_seconds(longer) > _MOST * spent for _ in range(3)):
        raise GrowthError(
            f"{len(data):,} bytes take {spent:.2f} s, {_TIMES} times as many {_MOST} times as long"
        )


def _seconds(data: bytes) -> float:
    begin = time.process_time()
    check(data)
    return time.process_time() - begin


def _one_sentence(message: str) -> None:
    """Hold the message of a refusal to one line that can be printed."""
    if "\n" in message or not message:
        raise AssertionError(f"an error of several lines, or of none: {message!r}")
    message.encode("utf-8")


def seeds() -> Iterator[bytes]:
    """Yield an input a file of the machines that the project ships, and some of them packed."""
    files: dict[str, bytes] = {}
    for folder in _FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if not path.is_file() or path.suffix in (".py", ".toml", ".md", ".pyc"):
                continue
            machine, _, name = path.relative_to(ROOT / folder).as_posix().partition("/")
            body = path.read_bytes()[:_LARGEST_SEED]
            files.setdefault(f"{machine}/{name}", body)
            yield name.removeprefix("probes/").encode() + b"\n" + body
    some = {name: body[:1000] for name, body in list(files.items())[:: max(1, len(files) // 6)]}
    for mode in ("w", "w:gz", "w:bz2", "w:xz"):
        yield ARCHIVE + b"\n" + _tar(some, mode)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in some.items():
            archive.writestr(name, body)
    yield ARCHIVE + b"\n" + buffer.getvalue()
    for compress in (gzip.compress, bz2.compress, lzma.compress):
        yield ARCHIVE + b"\n" + compress(next(iter(some.values())))


def _tar(files: dict[str, bytes], mode: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, body in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return buffer.getvalue()
