"""Reads hostile texts in a process with limits; test_reading.py starts it, a parser a process.

    python -m tests.hostile.reading PARSER

The processor's time is what is limited, and not the clock's: other work on the machine must not
fail a test. A step that grows with the square takes minutes or hours on these sizes.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator

from hvutils import Capture, classify
from hvutils.captures import ProbeFile
from hvutils.errors import HvError
from hvutils.parsers import PARSERS
from tests.hostile.machines import folders

SECONDS = 60
MEMORY = 2 << 30
_LONG = 2_000_000
_LINES = 50_000
# What no parser is named for: a text that is nobody's, larger still.
NOBODY = "nobody"


def seed(name: str) -> ProbeFile:
    """Return a probe of our own machines that the parser with this name reads.

    Raises:
        LookupError: none of the machines has such a probe.
    """
    if name == NOBODY:
        return ProbeFile("notes.txt", "x\n")
    for folder in folders():
        for file in Capture.load(folder).files:
            first = next((parser for parser in PARSERS if parser.recognises(file)), None)
            if first is not None and first.name == name:
                return file
    raise LookupError(f"no golden machine, sample or pool machine has a probe of {name!r}")


def shapes(text: str) -> Iterator[tuple[str, str]]:
    """Yield hostile texts that begin like a good one."""
    last = text.rstrip("\n").rpartition("\n")[2] or "x"
    word = last[:40]
    longest = max(text.splitlines() or ["x"], key=len)[:200]
    yield "a line without end", text + word + "a" * _LONG
    yield "one word without end", text + (word + " ") * (_LONG // (len(word) + 1))
    yield "blanks in a line", text + word + " " * _LONG + "x"
    yield "colons in a line", text + ":" * _LONG
    yield "digits in a line", word[:8] + "0" * _LONG + "\n" + text
    yield "brackets in a line", text + "[(" * (_LONG // 2)
    yield "many short lines", text + "a\n" * _LINES
    yield "many empty lines", text + "\n" * _LINES + text
    yield "many like the last", text + f"{last[:200]}\n" * _LINES
    yield "many like the longest", text + f"{longest}\n" * _LINES
    yield "many times itself", text * max(1, _LONG // max(1, len(text)))
    yield "zero bytes", text + "\0" * _LONG
    yield "zero bytes between", text + "a\0\n" * _LINES
    yield "mixed line ends", (text + "a: b\r\r\n\rc\n\r").replace("\n", "\r\n") * 50
    yield "only carriage returns", text.replace("\n", "\r") * 50
    yield "deep brackets", "{" + text + '{"a":[' * _LINES
    yield "escapes", text + "\x1b[" * _LINES
    yield "quotes", text + '\\"' * _LINES


def main(name: str) -> int:
    """Read every shape within the limits; the last line printed is the shape that broke one."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    file = seed(name)
    if name == NOBODY:
        global _LONG, _LINES
        _LONG, _LINES = 5 * _LONG, 4 * _LINES
    for shape, text in shapes(file.text):
        print(shape, flush=True)
        try:
            verdict = classify(Capture("hostile", (ProbeFile(file.name, text),)))
            verdict.to_json().encode()
        except HvError as error:
            if "\n" in str(error):
                raise
    print("done")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
