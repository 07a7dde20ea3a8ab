"""Runs the parts of `make test` that are named, all of them, and closes with one summary."""

from __future__ import annotations

import subprocess
import sys
import time

from progress import ROOT, say

# As modules of this Python: scripts of an environment do not survive every path.
PARTS: dict[str, list[str]] = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "tooltypes": ["mypy", "tools", "reconstructor"],
    "hubtypes": ["mypy", "hub", "--exclude", "_config.py$|/authenticators/"],
    "tests": ["pytest", "tests"],
    "notebooks": ["pytest", "--nbval", "source", "--nbval-sanitize-with", "tests/nbval.cfg"],
}


def main(names: list[str]) -> int:
    """Run the parts in the order given; return 1 if one of them failed."""
    failed = False
    lines = []
    for name in names:
        say(f"\n== {name}")
        start = time.monotonic()
        command = [sys.executable, "-m", *PARTS[name]]
        code = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode
        failed = failed or code != 0
        said = "ok" if code == 0 else f"FAILED (exit {code})"
        lines.append(f"   {name:<10} {time.monotonic() - start:6.1f} s  {said}")
    say("\n== summary\n" + "\n".join(lines))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
