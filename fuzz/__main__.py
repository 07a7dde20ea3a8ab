"""Starts the fuzz run, and says what came of it.

python -m fuzz              FUZZ_SECONDS=600; what fails is written to test-output/fuzz
python -m fuzz FILE…        run these inputs again, with a traceback
python -m fuzz keep         keep the smallest inputs that reach what no other one does
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from fuzz.inputs import ROOT, check, check_growth, read_by, seeds

KEPT = ROOT / "fuzz" / "corpus"
WORK = ROOT / "test-output" / "fuzz"
FOUND, SEEDS = WORK / "found", WORK / "seeds"
# A tenth of a second is what the largest inputs take; time that grows with the square takes this.
_SLOW, _HANG = 2, 10
_MEMORY_MIB = 1500
_LONGEST = 64 * 1024
_KEEP_FILES, _KEEP_BYTES = 150, 1000
Step = tuple[str, int, int]


def main(arguments: list[str]) -> int:
    """Fuzz, run inputs again, or keep the corpus; return 1 where an input fails."""
    if arguments == ["keep"]:
        return keep()
    for name in arguments:
        check_growth(Path(name).read_bytes())
    if arguments:
        print(f"{len(arguments)} inputs read: no failure")
        return 0
    return run(int(os.environ.get("FUZZ_SECONDS", "600")))


def run(seconds: int) -> int:
    """Fuzz for some seconds from the kept corpus, our machines, and what earlier runs found."""
    for folder in (FOUND, SEEDS, KEPT):
        folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds():
        (SEEDS / hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)
    before = set(WORK.glob("fail-*"))
    folders = (FOUND, KEPT, SEEDS)
    command = [sys.executable, "-m", "fuzz.engine", str(seconds), *map(str, folders)]
    options = [
        f"-max_len={_LONGEST}",
        f"-timeout={_HANG}",
        f"-report_slow_units={_SLOW}",
        f"-rss_limit_mb={_MEMORY_MIB}",
        f"-artifact_prefix={WORK / 'fail-'}",
        f"-dict={ROOT / 'fuzz' / 'words.dict'}",
        "-print_final_stats=1",
    ]
    log = WORK / "log"
    print(f"Fuzzing for {seconds} s; the log is {log.relative_to(ROOT)}", flush=True)
    with log.open("w", encoding="utf-8") as stream:
        code = subprocess.run(
            [*command, *options], cwd=ROOT, stdout=stream, stderr=stream
        ).returncode
    _report(log.read_text(encoding="utf-8", errors="replace"))
    failed = sorted(set(WORK.glob("fail-*")) - before)
    for path in failed:
        print(f"FAILED: {path.relative_to(ROOT)}; see it with: python -m fuzz {path}")
    if code and not failed:
        print(f"FAILED: the engine ended with {code}; the end of the log says why")
    return 1 if failed or code else 0


def _report(log: str) -> None:
    for line in log.splitlines():
        if line.startswith(("engine:", "stat::", "DONE")) or " DONE " in line:
            print(f"  {line.strip()}")
    slow = re.findall(r"slow-unit-\w+", log)
    print(f"  inputs that take {_SLOW} s or more: {len(slow)}")


def keep() -> int:
    """Write the smallest found inputs that reach lines in an order that nothing before did.

    Each parser keeps one, also where the seeds reach all that it has.
    """
    paths = [path for folder in (KEPT, FOUND) for path in folder.iterdir()]
    small = {path.name: path.read_bytes() for path in paths if path.stat().st_size <= _KEEP_BYTES}
    reached: set[Step] = set()
    for seed in seeds():
        reached |= steps(seed)
    kept: dict[str, bytes] = {}
    parsers: set[str] = set()
    for name, data in sorted(small.items(), key=lambda item: (len(item[1]), item[0])):
        new, parser = steps(data) - reached, read_by(data)
        if (new and len(kept) < _KEEP_FILES) or (parser and parser not in parsers):
            reached |= new
            parsers.add(parser)
            kept[name] = data
    for path in KEPT.iterdir():
        path.unlink()
    for name, data in kept.items():
        (KEPT / name).write_bytes(data)
    print(f"kept {len(kept)} inputs, {sum(map(len, kept.values())):,} bytes")
    return 0


def steps(data: bytes) -> set[Step]:
    """Return which line of the package followed which when an input was read."""
    found: set[Step] = set()
    last: dict[str, int] = {}

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        file = frame.f_code.co_filename
        if "hvutils" not in file:
            return None
        if event == "line":
            found.add((file, last.get(file, 0), frame.f_lineno))
            last[file] = frame.f_lineno
        return trace

    sys.settrace(trace)
    try:
        check(data)
    finally:
        sys.settrace(None)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
