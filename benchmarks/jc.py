"""Parsing beside jc, on the recorded files that both accept."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from functools import partial
from typing import Any

from benchmarks.clock import best
from benchmarks.machines import texts
from hvutils.captures import ProbeFile
from hvutils.captures.reading import decode
from hvutils.parsers import Parser, parser_of, read_file

__all__ = ["rows"]

# jc's parsers, and how the files that hold such a probe are called.
_PARSERS = {
    "dmidecode": ("dmidecode",),
    "lspci": ("lspci",),
    "lsmod": ("lsmod",),
    "systeminfo": ("systeminfo",),
    "ifconfig": ("ifconfig",),
    "proc_cpuinfo": ("proc_cpuinfo", "proc/cpuinfo"),
}


def _is_read(parser: str, made: Any) -> bool:
    """Tell whether jc has read it: of an lspci in another form, it makes cards without a name."""
    return bool(made) and (parser != "lspci" or all("vendor" in card for card in made))


def _read(name: str, text: str) -> object:
    return read_file(ProbeFile(name, text))


def _parse(parser: Parser, name: str, text: str) -> object:
    return parser.parse(ProbeFile(name, text))


def rows() -> Iterator[tuple[str, str]]:
    """Yield a row a parser: files and bytes, both times, and the ratio."""
    if importlib.util.find_spec("jc") is None:
        yield "parsing beside jc", "jc is not installed: run python -m measure"
        return
    import jc

    recorded = list(texts())
    for parser, names in _PARSERS.items():
        alone = ours = theirs = 0.0
        files = size = 0
        for path, data in recorded:
            place = path.as_posix()
            if not (path.name.startswith(names) or place.endswith(names)):
                continue
            try:
                text = decode(data)
                accepted = _is_read(parser, jc.parse(parser, text, quiet=True))
            except Exception:
                # jc raises whatever comes on what it does not know.
                continue
            if not accepted or (known := parser_of(ProbeFile(path.name, text))) is None:
                continue
            files, size = files + 1, size + len(data)
            # A file of its own each time: its lines are split once, and that counts too.
            alone += best(partial(_parse, known, path.name, text))
            # jc is told what a file is; the reader finds that out.
            ours += best(partial(_read, path.name, text))
            theirs += best(partial(jc.parse, parser, text, quiet=True))
        title = f"parsing beside jc {jc.__version__}: {parser}"
        if not files:
            yield title, "no file that both accept"
            continue
        yield (
            title,
            f"{theirs / alone:.1f} times as fast, {theirs / ours:.1f} with recognising it "
            f"({alone * 1000:.1f} and {ours * 1000:.1f} ms, jc {theirs * 1000:.1f} ms; "
            f"{files} files, {size:,} bytes)",
        )
