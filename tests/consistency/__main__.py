"""``python -m tests.consistency [FOLDER …]``: do the probes of these machines agree?

Without a folder all machines are checked that the project ships.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hvutils.captures import Capture
from hvutils.errors import HvError
from tests.consistency.checks import contradictions

PACKAGE = Path(__file__).resolve().parents[2] / "hvutils"


def shipped() -> list[Path]:
    """Return the folder of each machine of both collections."""
    samples = sorted(path for path in PACKAGE.glob("samples/*/probes") if path.is_dir())
    pool = sorted(path for path in (PACKAGE / "pool").iterdir() if path.is_dir())
    return [*samples, *(path for path in pool if path.name[0] not in "_.")]


def main(arguments: list[str]) -> int:
    """Check the folders and return the exit code."""
    wrong = 0
    folders = [Path(argument) for argument in arguments] or shipped()
    for folder in folders:
        try:
            found = list(contradictions(Capture.load(folder)))
        except HvError as error:
            print(f"consistency: {error}", file=sys.stderr)
            return 2
        wrong += bool(found)
        for check, sentence in found:
            print(f"{folder}: {check}: {sentence}")
    print(f"{len(folders)} machines, {wrong} contradict themselves")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
