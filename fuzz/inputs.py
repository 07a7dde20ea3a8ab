"""What is fuzzed: an input is a file's name, a line end, and the file's bytes.

The name is in the input because some files are known by it only; what is called `@archive` is
read as an archive of many files. So an input that is found is readable, and is a seed as it is.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from hvutils.captures import Capture, ProbeFile
from hvutils.captures.limits import Limits
from hvutils.captures.names import clean
from hvutils.captures.reading import decode
from hvutils.errors import HvError
from hvutils.parsers import read
from hvutils.verdict import classify

__all__ = ["ARCHIVE", "check", "seeds"]

ARCHIVE = b"@archive"
ROOT = Path(__file__).resolve().parents[1]
_MIB = 1024 * 1024
# An archive that unpacks to more is cut off here, as a large one is at the default limits.
_LIMITS = Limits(probe_bytes=4 * _MIB, total_bytes=8 * _MIB, unpacked_bytes=16 * _MIB, members=500)
_FOLDERS = ("tests/reader/golden", "hvutils/pool", "hvutils/samples")
_LARGEST_SEED = 16 * 1024


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
            try:
                text = decode(body)
            except UnicodeError:
                return
            capture = Capture("fuzzed", (ProbeFile(clean(name.decode("utf-8", "replace")), text),))
        records = read(capture)
        repr(records).encode("utf-8")
        classify(capture).to_json().encode("utf-8")
    except HvError as error:
        _one_sentence(str(error))


def _one_sentence(message: str) -> None:
    """Hold the message of a refusal to one line that can be printed."""
    if "\n" in message or not message:
        raise AssertionError(f"an error of several lines, or of none: {message!r}")
    message.encode("utf-8")


def seeds() -> Iterator[bytes]:
    """Yield an input a file of the machines that the project ships, and some archives of them."""
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


def _tar(files: dict[str, bytes], mode: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, body in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return buffer.getvalue()
